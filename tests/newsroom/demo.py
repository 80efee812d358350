"""`make demo`: newsbell on the newsroom, from the first article to the last alert, in about half a minute.

The daemon, Redis, mail and HTTP are real; the news is invented.  Exit 0 when every event was told once and nothing is
left running; 1 with a reason when not.
"""

import asyncio
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from config.counted import counted
from tests.newsroom import leftovers
from tests.newsroom.article import Published
from tests.newsroom.config import Settings, sources
from tests.newsroom.daemon import Daemon, DaemonDied
from tests.newsroom.fixtures import House, open_house
from tests.newsroom.mail import Mail
from tests.newsroom.programme import Programme, load_programme
from tests.newsroom.screen import Screen
from tests.newsroom.showing import Commentary
from tests.newsroom.slack import Message
from tests.newsroom.summary import problems, summary
from tests.newsroom.waiting import until

LONGEST = 57.0
"""Seconds for all of it: the promise is a minute."""
PACE = 0.9
"""Seconds between two articles, so that a reader can follow."""
VERDICT_SECONDS = 10.0
PATIENCE = 2
"""Articles without a verdict, after which there is no use in going on."""
ALERT_SECONDS = 5.0
QUIET_SECONDS = 1.5
"""At the end, in which nothing more should arrive: a repeat would."""
LOOK = 0.05
NEXT_STEPS = """
What next?
  .venv/bin/newsbell init    write newsbell.toml, then put in a mail server
                             or a Slack webhook, and the sources you want
  .venv/bin/newsbell run     the daemon, for good
  make run                   the daemon on the shipped sources, alerts on screen
  make test                  every test
  docs/quickstart.md         from here to your own alerts
"""

Command = Callable[[Path], Sequence[str]]
"""From the configuration's path to the command line of a daemon."""


class DemoFailed(RuntimeError):
    """Something did not go as it should; the message says what, a line each."""


class Demo:
    """One run in `folder`.  `command` makes a stand-in for the daemon, for tests."""

    def __init__(self, house: House, folder: Path, screen: Screen, *, command: Command | None = None) -> None:
        self.house = house
        self._folder = folder
        self._screen = screen
        self._commentary = Commentary(screen)
        config = house.write_config(folder, Settings(slack="bot", workers=0))
        self.daemon = Daemon(config, command=command and command(config))
        self._ill: set[str] = set()
        self._appeared: dict[str, float] = {}
        self._following: list[tuple[str | None, asyncio.Task[None]]] = []
        self._shown: set[int] = set()

    async def run(self, programme: Programme) -> None:
        """The whole show.  Raises DemoFailed or DaemonDied."""
        self._introduce()
        watching = None
        try:
            for article_id in programme.standing:
                self._publish(article_id)
            await self.daemon.start()
            self._commentary.say(
                f"newsbell is up, reads {counted(len(sources(self.house.newsroom)), 'source')} every second"
            )
            watching = asyncio.create_task(self._watch())
            await self._play(programme)
            await asyncio.sleep(QUIET_SECONDS)
            self._show(self._unseen())
            watching.cancel()  # a poll that is cut short by the end is no illness
            seconds = await self._stop()
        finally:
            for task in (watching, *(task for _, task in self._following)):
                if task is not None:
                    task.cancel()
            await self.daemon.end()
        self._conclude(seconds)

    def _introduce(self) -> None:
        languages = {site.language for site in self.house.newsroom.sites.values()}
        self._screen.line("newsbell on a small newsroom", "bold")
        self._screen.text(
            f"{len(self.house.newsroom.sites)} local sites in {len(languages)} languages, some of them ill; a mail server "
            f"on port {self.house.mail.port}, a stand-in for Slack on port {self.house.slack.port}. The daemon is the "
            "real one, with a Redis of its own. All of the news is invented.\n "
        )

    def _publish(self, article_id: str) -> Published:
        item = self.house.newsroom.publish(article_id)
        self._appeared[item.url] = time.time()
        return item

    async def _play(self, programme: Programme) -> None:
        """First what stands there, then one article after the other.

        What goes on with an event comes out when the earlier articles about that event are dealt with.
        """
        for article_id in programme.standing:
            self._follow(self._publish(article_id))
        await self._dealt_with()
        for article_id in programme.order:
            if event := self.house.newsroom.articles[article_id].event:
                await self._dealt_with(event)
            self._follow(self._publish(article_id))
            await asyncio.sleep(PACE)
        await self._dealt_with()

    def _follow(self, item: Published) -> None:
        self._following.append((item.article.event, asyncio.create_task(self._verdict(item))))

    async def _dealt_with(self, event: str | None = None) -> None:
        """Once the articles so far have their verdicts: those about one event, or all."""
        await asyncio.gather(*(task for about, task in self._following if event in (None, about)))

    async def _verdict(self, item: Published) -> None:
        """Wait for the verdict on an article and for the alerts that it raised, and say them."""
        try:
            settled = await self.daemon.wait_settled(item.url, VERDICT_SECONDS)
        except TimeoutError:
            self._commentary.no_verdict(item, VERDICT_SECONDS)
            if self._commentary.labels["NO VERDICT"] >= PATIENCE:
                raise DemoFailed(f"{PATIENCE} articles without a verdict\n{self.daemon.tail()}") from None
            return
        alerts = await self._alerts_of(item.url, settled.alerts)
        self._commentary.article(item, settled)
        self._show(alerts, since=self._appeared[item.url])

    async def _alerts_of(self, url: str, count: int) -> list[Mail | Message]:
        """The alerts in which an address stands, once there are `count` of them in each channel.

        What does not come in time is missed at the end.
        """
        found: list[Mail | Message] = []

        def here() -> bool:
            found[:] = [alert for alert in self._unseen() if url in alert.dump]
            return len(found) >= 2 * count

        with suppress(TimeoutError):
            await until(here, ALERT_SECONDS)
        return found if count else []

    def _unseen(self) -> list[Mail | Message]:
        """The alerts that have arrived and were not shown, mails first."""
        alerts: list[Mail | Message] = [*self.house.mail.mails, *self.house.slack.messages]
        return [alert for alert in alerts if id(alert) not in self._shown]

    def _show(self, alerts: Sequence[Mail | Message], since: float | None = None) -> None:
        self._shown.update(id(alert) for alert in alerts)
        for alert in alerts:
            self._commentary.alert(alert, alert.at - since if since else None)

    async def _watch(self) -> None:
        while True:
            self._look()
            await asyncio.sleep(LOOK)

    def _look(self) -> None:
        """Name the sources that have fallen ill since the last look."""
        for line in self.daemon.events("source polled"):
            if line.get("reason") and line["source"] not in self._ill:
                self._ill.add(line["source"])
                self._commentary.ill(line["source"], line["reason"], line.get("detail") or "")

    async def _stop(self) -> float:
        """SIGTERM, and nothing may be left; seconds that it took."""
        self.daemon.check()
        began = time.monotonic()
        code = await self.daemon.stop()
        seconds = time.monotonic() - began
        if code != 0:
            raise DemoFailed(f"the daemon stopped with code {code} after SIGTERM\n{self.daemon.tail()}")
        try:
            await until(lambda: not leftovers.leftovers(self._folder), 2)
        except TimeoutError:
            left = leftovers.leftovers(self._folder)
            raise DemoFailed("\n".join(f"still running: {number} {name}" for number, name in left.items())) from None
        return seconds

    def _conclude(self, seconds: float) -> None:
        """The summary.  Raises DemoFailed with everything that is not as it should be."""
        self._screen.line()
        self._screen.line("In all", "bold")
        for number, text in summary(self.house, self._commentary.labels, len(self._ill), self._appeared):
            self._screen.line(f"{number:>5}  {text}")
        self._screen.line(f"{seconds:5.1f}  seconds to stop after SIGTERM; nothing is left running")
        if found := problems(self.house, self._commentary.labels):
            raise DemoFailed("\n".join(found))
        self._screen.line("   ok  each event was told once in each channel", "good")


async def demo(screen: Screen, *, command: Command | None = None, programme: Programme | None = None) -> int:
    """Exit code.  The folder of the run is removed at the end."""
    with tempfile.TemporaryDirectory(prefix="newsbell-demo-") as name:
        folder = Path(name)
        async with open_house() as house:
            show = Demo(house, folder, screen, command=command)
            try:
                async with asyncio.timeout(LONGEST):
                    await show.run(programme or load_programme())
            except (DemoFailed, DaemonDied) as error:
                return _failed(screen, str(error))
            except TimeoutError as error:
                why = str(error) or f"it was not over after {LONGEST:g} s"
                return _failed(screen, f"{why}\n{show.daemon.tail()}")
            finally:
                leftovers.end(folder)
    screen.text(NEXT_STEPS)
    return 0


def _failed(screen: Screen, why: str) -> int:
    """Say why; the exit code."""
    screen.line()
    screen.line("The demo failed", "bad")
    screen.text(why, indent="  ")
    return 1


async def until_ended() -> int:
    """The demo; SIGTERM and a closed terminal end it as ctrl-C does: nothing is left behind."""
    task = asyncio.ensure_future(demo(Screen()))
    for number in (signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    return await task


def main() -> int:
    try:
        return asyncio.run(until_ended())
    except (KeyboardInterrupt, asyncio.CancelledError):
        sys.stderr.write("\nended early; the daemon was stopped, nothing is left running\n")
        return 130
    except BrokenPipeError:  # who read along has gone; what is buffered for them must not fail once more
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


if __name__ == "__main__":
    sys.exit(main())
