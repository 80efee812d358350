"""The grounds of a decision: what weighed for and against it being new, each once, with the text that was seen."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from config.kinds import kinds
from pipelines.model.kinds import Status
from pipelines.model.mention import Reason
from pipelines.understanding.candidate import Candidate
from pipelines.understanding.cluster import Cluster
from pipelines.understanding.dates import DateSpan
from pipelines.understanding.forest import contributions
from pipelines.understanding.name import Name
from pipelines.understanding.scorer import Decision
from pipelines.understanding.story_text import Text

MOST = 10
"""Grounds that are kept, the heaviest."""
LEAST = 0.05
"""Log-odds that are worth a line."""
TOGETHER = "taken together"
"""What the trees make of the whole: they look at the facts' sums too."""
_MOST_TEXTS = 3
_LONGEST_TEXT = 60
_TITLE_CUES = {
    "title hedges": "hedge",
    "title denies": "denial",
    "title is opinion": "opinion",
    "title is a roundup": "roundup",
}
_CUES = {"round word": "round", "model word": "model_word", "amount and round word": "round"}
_MODELS = ("model known", "model with version beside the word", "model with version alone", "model beside the word", "model by its place alone")  # fmt: skip
_TRIGGERS = ("trigger", "strength 1", "strength 2", "strength 3", "only nouns", "talks stage", "only talks stage", "later stage")  # fmt: skip
_OLD_DAYS, _FRESH_DAYS = 12, 6

Seen = Mapping[str, str]


def grounds(cluster: Cluster, decision: Decision, text: Text) -> tuple[Reason, ...]:
    """The trigger, then what weighed most (log-odds that the story tells it as new), the heaviest first."""
    seen = seen_texts(cluster, text)
    ranked = sorted(_weights(decision).items(), key=lambda pair: -abs(pair[1]))
    heavy = [(name, weight) for name, weight in ranked if abs(weight) >= LEAST][:MOST]
    return (
        Reason(feature="trigger", text=seen.get("trigger", "")),
        *(Reason(feature=name, weight=round(weight, 2), text=seen.get(name, "")) for name, weight in heavy),
    )


def _weights(decision: Decision) -> Mapping[str, float]:
    """Of each fact: what it adds to "told", to "new" and, in the trees, together with others, calibrated like the sum."""
    evidence, model = decision.evidence, decision.model
    out: defaultdict[str, float] = defaultdict(float)
    told = model.linear.event.get(evidence.kind) or model.linear.event["any"]
    for factor, weights in ((1.0, told), *_for_new(decision)):
        for name, value in evidence.facts.items():
            if name in weights:
                out[name] += factor * value * weights[name]
    for name, weight in contributions(model.forest, decision.seen).items():
        out[TOGETHER if name.startswith("editor: ") else name] += weight
    return {name: weight * model.forest.scale for name, weight in out.items()}


def _for_new(decision: Decision) -> Iterable[tuple[float, Mapping[str, float]]]:
    """Tables of weights with a factor each: what a fact says for "new" more than for the others, each as likely as here."""
    model = decision.model.linear
    of_kind = model.status_of_kind.get(decision.evidence.kind, {})
    rest = sum(share for status, share in decision.statuses.items() if status is not Status.NEW) or 1.0
    for status, share in decision.statuses.items():
        factor = 1.0 if status is Status.NEW else -share / rest
        yield factor, model.status.get(status, {})
        yield factor, of_kind.get(status, {})


def seen_texts(cluster: Cluster, text: Text) -> Seen:
    """For each fact that has one, the words of the story that it was read from."""
    top = [member for member in cluster.members if member.part != "body"] or list(cluster.members)
    kind = kinds()[cluster.kind]
    first, second = cluster.roles.get(kind.doer, ()), cluster.roles.get(kind.other, ())
    return {
        **dict.fromkeys(_TRIGGERS, _joined(_said(member) for member in top)),
        **_cues_seen(cluster.members, top),
        **_title_seen(text),
        **_dates_seen(cluster.members),
        **_names_seen(first, second),
        **dict.fromkeys(_MODELS, _names(second)),
        "amount": _joined(member.sums.amount.text for member in top if member.sums.amount),
        "valuation": _joined(member.sums.valuation.text for member in top if member.sums.valuation),
        "other matter beside": _joined(_of(member, hit.start, hit.end) for member in top for hit in member.context),
        "other matter first": _joined(_of(member, hit.start, hit.end) for member in top for hit in member.context),
    }


def _said(member: Candidate) -> str:
    return _of(member, member.place.start, max(member.place.end, member.place.reach))


def _of(member: Candidate, start: int, end: int) -> str:
    return member.place.sentence.text[start:end]


def _cues_seen(members: Sequence[Candidate], top: Sequence[Candidate]) -> Seen:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for member in members:
        for hit in member.cues:
            name = "pluperfect" if hit.value == "had" else hit.value
            found[f"{name} @{member.part}"].append(_of(member, hit.start, hit.end))
    for feature, cue in _CUES.items():
        found[feature] = [_of(m, hit.start, hit.end) for m in top for hit in m.cues if hit.value == cue]
    return {name: _joined(words) for name, words in found.items()}


def _title_seen(text: Text) -> Seen:
    title = next((unit for unit in text.units if unit.part == "title"), None)
    hits = text.words.cues.find(title.low) if title else ()
    return {
        feature: _joined(title.text[hit.start : hit.end] for hit in hits if title and hit.value == cue)
        for feature, cue in _TITLE_CUES.items()
        if title
    }


def _dates_seen(members: Sequence[Candidate]) -> Seen:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for member in members:
        part = "body" if member.part == "body" else "headline"
        for span in member.dates:
            if age := _age(span):
                found[f"{age} date @{part}"].append(_of(member, span.start, span.end))
    return {name: _joined(words) for name, words in found.items()}


def _age(span: DateSpan) -> str:
    if span.past_days is None:
        return ""
    if span.past_days > _OLD_DAYS:
        return "old"
    return "future" if span.past_days < -_FRESH_DAYS else "fresh"


def _names_seen(first: Sequence[Name], second: Sequence[Name]) -> Seen:
    everyone = (*first, *second)
    return {
        **dict.fromkeys(("doer named", "doer in title"), _names(first)),
        **dict.fromkeys(("other named", "other in title", "a person is the other", "a fund receives"), _names(second)),
        "both named": _names(everyone),
        "only guessed names": _names(everyone),
        "a party is known": _joined(name.name for name in everyone if name.known),
        "a party is of ai": _joined(name.name for name in everyone if name.ai),
    }


def _names(names: Sequence[Name]) -> str:
    return _joined(name.name for name in names)


def _joined(texts: Iterable[str]) -> str:
    """The first few different texts, each short."""
    short = (" ".join(text.split())[:_LONGEST_TEXT] for text in texts)
    return ", ".join(list(dict.fromkeys(filter(None, short)))[:_MOST_TEXTS])
