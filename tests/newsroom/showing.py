"""The demo's running commentary: articles with their verdicts, ill sources, and the alerts as they arrived."""

import time
from collections import Counter
from collections.abc import Callable

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

    def alert(self, alert: Mail | Message, seconds: float | None) -> None:
        """An alert as it reached the mail server or Slack, `seconds` after its article came out.

        The first two of each channel whole, of the others the first line.
        """
        channel, where, headline, text = _mail(alert) if isinstance(alert, Mail) else _slack(alert)
        self._shown[channel] += 1
        if self._shown[channel] > IN_FULL:
            self._screen.labelled(f"{MARGIN}   ", f"{channel:5}", headline, "good")
            return
        after = "" if seconds is None else f", {seconds:.1f} s after the article"
        self._frame(where + after, text)

    def _frame(self, title: str, text: str) -> None:
        rule = "-" * (self._screen.width - len(MARGIN) - len(title) - 5)
        self._screen.line(f"{MARGIN}+- {title} {rule}", "good")
        self._screen.text(text, indent=f"{MARGIN}| ")
        self._screen.line(f"{MARGIN}+{'-' * (self._screen.width - len(MARGIN) - 1)}", "good")

    def _time(self) -> str:
        return f"{self._clock() - self._began:5.1f} s"


def _mail(mail: Mail) -> tuple[str, str, str, str]:
    """Channel, place, first line (which says when it stands in a thread), whole text."""
    subject = mail.header("Subject")
    reply = "in its thread: " if mail.header("In-Reply-To") else ""
    text = f"Subject: {subject}\n\n{mail.part('plain').strip()}"
    return "mail", f"mail to {', '.join(mail.recipients)}", reply + subject, text


def _slack(message: Message) -> tuple[str, str, str, str]:
    text = plain(message.payload)
    reply = "in its thread: " if message.thread_ts else ""
    return "Slack", "Slack, #newsroom", reply + next(iter(text.splitlines()), ""), text
