"""What was made of a story, in a few words for a person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.newsroom.daemon import Settled

COPIES = {
    "copy_url": "the same address",
    "copy_origin": "names it as its source",
    "copy_text": "nearly the same text",
}
QUIET = {
    "rumour": "not confirmed; the rule asks for news",
    "denial": "a denial; the rule asks for news",
    "opinion": "an opinion, nothing happened",
    "background": "only remembered",
}


@dataclass(frozen=True, kw_only=True)
class Told:
    """A label, what it says, and its colour on the screen."""

    label: str
    text: str
    colour: str


def tell(settled: Settled, titles: Mapping[str, str]) -> Told:
    """The verdict on one story.  `titles`: of the stories so far, by story id."""
    if settled.outcome == "quarantined":
        return Told(label="SET ASIDE", text=_joined(settled.reason, settled.detail), colour="bad")
    if settled.copy_of is not None or settled.reason in COPIES:
        original = titles.get(settled.copy_of or "", "a story that is known")
        how = COPIES.get(settled.reason, settled.reason)
        return Told(label="copy", text=f"{how}: {original}", colour="copy")
    if settled.outcome == "dropped":
        label = "not AI" if settled.reason == "not_ai_industry" else settled.reason.replace("_", " ")
        return Told(label=label, text=settled.detail, colour="quiet")
    return _stored(settled)


def _stored(settled: Settled) -> Told:
    new = [verdict for verdict in settled.verdicts if verdict.get("status") == "new"]
    if settled.alerts:
        founded = any(verdict.get("new") for verdict in new)
        label, colour = ("NEW EVENT", "good") if founded else ("UPDATE", "moved")
        more = f" ({settled.alerts} alerts)" if settled.alerts > 1 else ""
        return Told(label=label, text=_what(new) + more, colour=colour)
    if any(verdict.get("new") for verdict in new):
        return Told(
            label="too old", text=f"{_what(new)}: longer ago than alerts.max_age, learned in silence", colour="quiet"
        )
    if new:
        return Told(label="known", text=f"{_what(new)}: told already, no alert", colour="quiet")
    for status, why in QUIET.items():
        if told := [verdict for verdict in settled.verdicts if verdict.get("status") == status]:
            return Told(label=status, text=f"{_what(told)}: {why}", colour="quiet")
    return Told(label="no event", text=settled.detail, colour="quiet")


def _what(verdicts: Iterable[Mapping[str, Any]]) -> str:
    """Kinds and stages, each once."""
    words = [f"{verdict.get('kind')}, {verdict.get('stage')}".replace("_", " ") for verdict in verdicts]
    return "; ".join(dict.fromkeys(words))


def _joined(*parts: str) -> str:
    return ": ".join(part.replace("_", " ") for part in parts if part)
