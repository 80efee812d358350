"""The demo's running commentary: articles with their verdicts, ill sources, and the alerts as they arrived."""

import time
from collections import Counter
from collections.abc import Callable
from email.utils import parseaddr

from tests.newsroom.article import Published
from tests.newsroom.daemon import Settled
from tests.newsroom.mail import Mail
from tests.newsroom.screen import Screen
from tests.newsroom.slack import Message
from tests.newsroom.slack_plain import plain
from tests.newsroom.verdict import tell

IN_FULL = 2
MARGIN = " " * 8


class Commentary:
    """Says what happens, as it happens.  `labels` counts the verdicts by label."""

    def __init__(self, screen: Screen, clock: Callable[[], float] = time.monotonic) -> None:
        self._screen = screen
        self._clock = clock
        self._began = clock()
        self._titles: dict[str, str] = {}
        self._shown = Counter[str]()
        self.labels = Counter[str]()

    def say(self, text: str) -> None:
        self._screen.line(f"{self._time()} {text}")

    def article(self, item: Published, settled: Settled) -> None:
        """An article, and below it what was made of it."""
        self._titles[settled.story_id] = f"{item.site.title}, {item.article.title}"
        told = tell(settled, self._titles)
        self.labels[told.label] += 1
        self._screen.line(f"{self._time()} {item.site.language}  {item.site.title}: {item.article.title}", "bold")
        self._screen.labelled(MARGIN + "-> ", told.label, told.text, told.colour)

    def no_verdict(self, item: Published, seconds: float) -> None:
        self.labels["NO VERDICT"] += 1
        self._screen.line(f"{self._time()} {item.site.language}  {item.site.title}: {item.article.title}", "bold")
        self._screen.labelled(MARGIN + "-> ", "NO VERDICT", f"within {seconds:g} s", "bad")

    def ill(self, source: str, reason: str, detail: str) -> None:
        self._screen.line(f"{self._time()} source {source} is ill: {reason.replace('_', ' ')} ({detail})", "quiet")

    def mail(self, mail: Mail) -> None:
        """A mail as it reached the mail server: whole for the first two, else its first line."""
        if self._often("mail"):
            self._one_line("mail", mail.header("Subject"))
            return
        to = ", ".join(parseaddr(address)[1] for address in mail.recipients)
        self._frame(f"mail to {to}", f"Subject: {mail.header('Subject')}\n\n{mail.part('plain').strip()}")

    def slack(self, message: Message) -> None:
        """A Slack message as it reached the stand-in, likewise."""
        text = plain(message.payload)
        if self._often("Slack"):
            self._one_line("Slack", next(iter(text.splitlines()), ""))
            return
        self._frame("Slack, #newsroom", text)

    def _often(self, channel: str) -> bool:
        self._shown[channel] += 1
        return self._shown[channel] > IN_FULL

    def _one_line(self, channel: str, text: str) -> None:
        self._screen.labelled(MARGIN + "   ", f"{channel:5}", text, "good")

    def _frame(self, title: str, text: str) -> None:
        rule = "-" * (self._screen.width - len(MARGIN) - len(title) - 5)
        self._screen.line(f"{MARGIN}+- {title} {rule}", "good")
        self._screen.text(text, indent=f"{MARGIN}| ")
        self._screen.line(f"{MARGIN}+{'-' * (self._screen.width - len(MARGIN) - 1)}", "good")

    def _time(self) -> str:
        return f"{self._clock() - self._began:5.1f} s"
