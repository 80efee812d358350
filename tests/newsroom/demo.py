"""`make demo`: newsbell on the newsroom, from the first article to the last alert, in about half a minute.

The daemon, Redis, mail and HTTP are real; the news is invented.  Exit 0 when every event was told once and nothing is
left running; 1 with a reason when not.
"""

import asyncio
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.newsroom import leftovers
from tests.newsroom.article import Published
from tests.newsroom.config import sources
from tests.newsroom.daemon import Daemon, DaemonDied
from tests.newsroom.fixtures import House, open_house
from tests.newsroom.screen import Screen
from tests.newsroom.showing import Commentary
from tests.newsroom.verify import expected, mailed, problems_of_mails, problems_of_slack, slacked
from tests.newsroom.waiting import until

PROGRAMME = Path(__file__).parent / "programme.toml"
LONGEST = 57.0
"""Seconds for all of it: the promise is a minute."""
PACE = 0.6
"""Seconds at least between two articles, so that a reader can follow."""
VERDICT_SECONDS = 10.0
PATIENCE = 2
"""Articles without a verdict, then there is no use in going on."""
ALERT_SECONDS = 5.0
QUIET_SECONDS = 1.5
"""At the end, in which nothing more should arrive: a repeat would."""
LOOK = 0.05
NEXT_STEPS = """
What next?
  .venv/bin/newsbell init    write newsbell.toml, then put in your mail server or
                             Slack webhook and the sources you want
  .venv/bin/newsbell run     the daemon, for good
  make run                   the daemon on the shipped sources, alerts on screen
  make test                  every test
  docs/quickstart.md         from here to your own alerts
"""


class DemoFailed(RuntimeError):
    """Something did not go as it should; the message says what, a line each."""


def load_programme(path: Path = PROGRAMME) -> list[str]:
    """The ids of the articles in the order in which the demo publishes them."""
    return list(tomllib.loads(path.read_text("utf8"))["order"])


Command = Callable[[Path], Sequence[str]]
"""From the configuration's path to the command line of a daemon."""


class Demo:
    """One run in `folder`.  `command` makes a stand-in for the daemon, for tests."""

    def __init__(self, house: House, folder: Path, screen: Screen, *, command: Command | None = None) -> None:
        self.house = house
        self._folder = folder
        self._screen = screen
        self._commentary = Commentary(screen)
        config = house.write_config(folder)
        self.daemon = Daemon(config, command=command and command(config))
        self._ill: set[str] = set()
        self._mails = 0
        self._messages = 0

    async def run(self, order: Sequence[str]) -> None:
        """The whole show.  Raises DemoFailed or DaemonDied."""
        self._introduce()
        watching = None
        try:
            await self.daemon.start()
            self._commentary.say(f"newsbell is up, reads {len(sources(self.house.newsroom))} sources every second")
            watching = asyncio.create_task(self._watch())
            await self._publish(order)
            await self._settle()
            self._look()
            seconds = await self._stop()
        finally:
            if watching is not None:
                watching.cancel()
            await self.daemon.kill()
        self._summary(seconds)
        self._judge()

    def _introduce(self) -> None:
        languages = {site.language for site in self.house.newsroom.sites.values()}
        self._screen.line("newsbell on a small newsroom", "bold")
        self._screen.text(
            f"{len(self.house.newsroom.sites)} local sites in {len(languages)} languages, some of them ill; a mail server "
            f"on port {self.house.mail.port}, a stand-in for Slack on port {self.house.slack.port}. The daemon is the "
            "real one, with a Redis of its own. All of the news is invented.\n "
        )

    async def _publish(self, order: Sequence[str]) -> None:
        """One article after the other, each when the one before it was dealt with; slow sites are not waited for."""
        late: list[asyncio.Task[None]] = []
        for article_id in order:
            began = time.monotonic()
            item = self.house.newsroom.publish(article_id)
            following = asyncio.create_task(self._follow(item))
            if item.site.fault:
                late.append(following)
            else:
                await following
            await asyncio.sleep(max(0.0, PACE - (time.monotonic() - began)))
        for following in late:
            await following

    async def _follow(self, item: Published) -> None:
        """Wait for the verdict on an article, say it, and let the alerts that it raised arrive."""
        try:
            settled = await self.daemon.wait_settled(item.url, VERDICT_SECONDS)
        except TimeoutError:
            self._commentary.no_verdict(item, VERDICT_SECONDS)
            if self._commentary.labels["no verdict"] >= PATIENCE:
                raise DemoFailed(f"{PATIENCE} articles without a verdict") from None
            return
        self._look()
        self._commentary.article(item, settled)
        if settled.alerts:
            await self._arrived(sum(settled.alerts for settled in self.daemon.settled()))

    async def _arrived(self, alerts: int) -> None:
        """Wait until mail and Slack have so many alerts.  What is still missing is said at the end."""
        mails, messages = self.house.mail.mails, self.house.slack.messages
        try:
            await until(lambda: min(len(mails), len(messages)) >= alerts, ALERT_SECONDS)
        except TimeoutError:
            return
        self._look()

    async def _settle(self) -> None:
        """A moment of silence."""
        await asyncio.sleep(QUIET_SECONDS)
        self.daemon.check()

    async def _watch(self) -> None:
        while True:
            self._look()
            await asyncio.sleep(LOOK)

    def _look(self) -> None:
        """Show what has arrived since the last look."""
        for line in self.daemon.events("source polled"):
            if line.get("reason") and line["source"] not in self._ill:
                self._ill.add(line["source"])
                self._commentary.ill(line["source"], line["reason"], line.get("detail") or "")
        for mail in self.house.mail.mails[self._mails :]:
            self._commentary.mail(mail)
        for message in self.house.slack.messages[self._messages :]:
            self._commentary.slack(message)
        self._mails, self._messages = len(self.house.mail.mails), len(self.house.slack.messages)

    async def _stop(self) -> float:
        """SIGTERM, and nothing may be left; seconds that it took."""
        began = time.monotonic()
        code = await self.daemon.stop()
        seconds = time.monotonic() - began
        if code != 0:
            raise DemoFailed(f"the daemon stopped with code {code} after SIGTERM")
        try:
            await until(lambda: not leftovers.leftovers(self._folder), 2)
        except TimeoutError:
            left = leftovers.leftovers(self._folder)
            raise DemoFailed("\n".join(f"still running: {number} {name}" for number, name in left.items())) from None
        return seconds

    def _summary(self, seconds: float) -> None:
        labels, log = self._commentary.labels, self.house.newsroom.log
        events = labels["NEW EVENT"]
        quiet = sum(labels.values()) - events - labels["UPDATE"] - labels["copy"] - labels["known"]
        polls = Counter(hit.status for hit in log if hit.what == "feeds")
        self._screen.line()
        self._screen.line("In all", "bold")
        for amount, text in (
            (
                sum(labels.values()),
                f"articles, of which {labels['copy']} copies and {labels['known']} other reports folded in",
            ),
            (
                events,
                f"events, {labels['UPDATE']} of them moved on: {len(self.house.mail.mails)} mails, {len(self.house.slack.messages)} Slack messages",
            ),
            (quiet, "articles kept silent: background, rumours, opinions, old news, not AI"),
            (
                sum(polls.values()),
                f"polls, {polls[304]} answered 304; {sum(log.pages().values())} pages fetched; {len(self._ill)} sources ill",
            ),
        ):
            self._screen.line(f"{amount:5} {text}")
        self._screen.line(f"{'':5} stopped {seconds:.1f} s after SIGTERM, nothing left running")

    def _judge(self) -> None:
        """Raise DemoFailed with everything that is not as it should be."""
        by_url = {item.url: item for item in self.house.newsroom.published.values()}
        wanted = expected(by_url.values())
        problems = problems_of_mails([mailed(mail, by_url) for mail in self.house.mail.mails], wanted)
        problems += problems_of_slack([slacked(message, by_url) for message in self.house.slack.messages], wanted)
        problems += [f"Slack refused: {refusal}" for refusal in self.house.slack.refused]
        if lost := self._commentary.labels["no verdict"]:
            problems.append(f"{lost} articles without a verdict")
        if problems:
            raise DemoFailed("\n".join(problems))
        self._screen.line(f"{'':5} each event told once in each channel: checked", "good")


async def demo(screen: Screen, *, command: Command | None = None, order: Sequence[str] | None = None) -> int:
    """Exit code.  The folder of the run is removed at the end."""
    with tempfile.TemporaryDirectory(prefix="newsbell-demo-") as name:
        folder = Path(name)
        async with open_house() as house:
            show = Demo(house, folder, screen, command=command)
            try:
                async with asyncio.timeout(LONGEST):
                    await show.run(order or load_programme())
            except (DemoFailed, DaemonDied, TimeoutError) as error:
                _failure(screen, show.daemon, error)
                return 1
            finally:
                leftovers.end(folder)
    screen.text(NEXT_STEPS)
    return 0


def _failure(screen: Screen, daemon: Daemon, error: Exception) -> None:
    reason = str(error) or f"it was not over after {LONGEST:g} s"
    screen.line()
    screen.line("The demo failed", "bad")
    screen.text(reason, indent="  ")
    if not isinstance(error, DaemonDied):
        screen.line("The last lines of the daemon's log:")
        screen.text(daemon.tail(), indent="  ")


def main() -> int:
    try:
        return asyncio.run(demo(Screen()))
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
