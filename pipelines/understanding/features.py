"""The facts about a cluster that the decision is made from: named numbers, mostly between 0 and 1."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from config.kinds import kinds
from pipelines.understanding.candidate import Candidate
from pipelines.understanding.cluster import Cluster
from pipelines.understanding.kind_rules import rules
from pipelines.understanding.lexicon import Hit
from pipelines.understanding.name import Name
from pipelines.understanding.sentences import Sentence
from pipelines.understanding.text import fold

Features = Mapping[str, float]

_PARTS = ("title", "lead", "body")
_SENTENCE_CUES = ("paper", "hedge", "plan", "denial", "opinion", "joke", "past", "today", "series", "trial")
_OLD_DAYS = 12
_FRESH_DAYS = 6
_LINK_REACH = 45
_HAD_REACH = 14
_QUOTE = re.compile(r"\"[^\"]{3,300}\"")
_EARLY = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """What holds for the whole document: its title's cues, the kinds its title and lead tell of, how much AI it has.

    `soft`: only words that often stand beside AI; `title_ids`: entities in the title; `model_sentences`: sentences of
    title and lead that speak of a model.
    """

    title: Sentence | None
    title_cues: frozenset[str]
    headline_kinds: frozenset[str]
    title_kinds: frozenset[str]
    ai_title: bool
    ai_lead: bool
    ai_score: float
    soft: bool
    title_ids: frozenset[str] = frozenset()
    model_sentences: tuple[str, ...] = ()

    def titles(self, name: Name) -> bool:
        """Whether the title names this party."""
        return name.entity_id in self.title_ids or bool(self.title and fold(name.name) in self.title.low)


def features(cluster: Cluster, setting: Setting) -> Features:
    """All facts of a cluster that are not zero."""
    members = cluster.members
    found: dict[str, float] = {"bias": 1.0}
    found |= _where(members, setting)
    found |= _triggers(members)
    found |= _cues(members)
    found |= _times(members)
    found |= _parties(cluster, setting)
    found |= _matter(cluster, setting)
    found |= _news_below(found)
    return {name: round(value, 4) for name, value in found.items() if value}


def _news_below(found: Mapping[str, float]) -> dict[str, float]:
    """News that only lead or body tells: it gives a day of this week, and nothing in its sentence looks back or doubts."""
    facts: dict[str, float] = {}
    for part, place in (("lead", "headline"), ("body", "body")):
        dated = (
            found.get(f"fresh date @{place}") and found.get(f"only in {part}") and not found.get(f"old date @{place}")
        )
        doubts = any(found.get(f"{cue} @{part}") for cue in _DOUBTS)
        facts[f"only in {part}, of this week"] = bool(dated)
        facts[f"only in {part}, of this week, plain"] = bool(dated and not doubts)
    return facts


_DOUBTS = ("past", "hedge", "plan", "denial", "opinion", "joke", "pluperfect")


def _where(members: Sequence[Candidate], setting: Setting) -> dict[str, float]:
    parts = {member.part for member in members}
    body_only = parts == {"body"}
    first = min((member.place.sentence.index for member in members if member.part == "body"), default=0)
    return {
        "in title": "title" in parts,
        "in lead": "lead" in parts,
        "in title and lead": {"title", "lead"} <= parts,
        "only in body": body_only,
        "only in lead": parts == {"lead"},
        "only in lead, title tells an event": parts == {"lead"} and bool(setting.title_kinds),
        "late in body": body_only and first >= _EARLY,
        "headline tells another kind": body_only and bool(setting.headline_kinds - {members[0].kind}),
        "headline tells this kind of others": body_only and members[0].kind in setting.headline_kinds,
        "headline tells no event": body_only and not setting.headline_kinds,
        "told twice": len(members) > 1,
        "named above, past below": _is_recalled(members),
        "title asks": bool(setting.title and setting.title.text.rstrip("\"'”’」 ").endswith(("?", "？", "؟"))),
        "title is a roundup": "roundup" in setting.title_cues,
        "sentence is a roundup": any(member.has("roundup") for member in members if member.part != "body"),
        "title is opinion": "opinion" in setting.title_cues,
        "title denies": "denial" in setting.title_cues,
        "title hedges": "hedge" in setting.title_cues,
    }


def _is_recalled(members: Sequence[Candidate]) -> bool:
    """The headline only names the matter, and the body tells it as something long past."""
    above = [member for member in members if member.part != "body"]
    below = [member for member in members if member.part == "body" and not _is_bare(member)]
    past = any(
        member.has("past") or _had(member) or any((span.past_days or 0) > _OLD_DAYS for span in member.dates)
        for member in below
    )
    return bool(above) and past and all(_is_bare(member) for member in above)


def _triggers(members: Sequence[Candidate]) -> dict[str, float]:
    top = [member for member in members if member.part != "body"] or list(members)
    strength = max(member.place.trigger.strength for member in top)
    stages = {member.place.trigger.stage for member in top}
    kind = rules(members[0].kind)
    return {
        f"strength {strength}": 1.0,
        "only nouns": all(_is_bare(member) for member in top),
        "talks stage": kind.talks in stages,
        "only talks stage": stages == {kind.talks},
        "later stage": bool(stages & kind.late),
    }


def _cues(members: Sequence[Candidate]) -> dict[str, float]:
    """For each part, the share of its speaking candidates whose sentence holds a cue."""
    found: dict[str, float] = {}
    for part in _PARTS:
        here = _speaking(members, part)
        if not here:
            continue
        for cue in _SENTENCE_CUES:
            found[f"{cue} @{part}"] = sum(member.has(cue) for member in here) / len(here)
        found[f"link @{part}"] = sum(_linked(member) for member in here) / len(here)
        found[f"pluperfect @{part}"] = sum(_had(member) for member in here) / len(here)
        found[f"quoted @{part}"] = sum(_quoted(member) for member in here) / len(here)
    return found


def _speaking(members: Sequence[Candidate], part: str) -> list[Candidate]:
    """The candidates of a part whose words count: of the body none beside a headline, of weak triggers none beside others."""
    if part == "body" and any(member.part != "body" and not _is_bare(member) for member in members):
        return []
    here = [member for member in members if member.part == part]
    return [member for member in here if member.place.trigger.strength > 1] or here


def _is_bare(member: Candidate) -> bool:
    """A noun that names the matter and does not say that anything happened: "the lawsuit", "the acquisition of"."""
    return member.place.trigger.form == "noun" and member.place.trigger.strength < 3  # noqa: PLR2004  # the strongest


def _linked(member: Candidate) -> bool:
    """The trigger stands in a clause that a word like "after" or "which" hangs onto another."""
    start = member.place.start
    low = member.place.sentence.low
    return any(
        hit.value == "link" and 0 <= start - hit.end <= _LINK_REACH and not _breaks(low[hit.end : start])
        for hit in member.cues
    )


def _breaks(between: str) -> bool:
    return any(mark in between for mark in ",;:，；：。、،")


def _had(member: Candidate) -> bool:
    start, end = member.place.start, member.place.end
    return any(hit.value == "had" and hit.start <= end and start - hit.end <= _HAD_REACH for hit in member.cues)


def _quoted(member: Candidate) -> bool:
    low = member.place.sentence.low
    return any(m.start() < member.place.start and member.place.end < m.end() for m in _QUOTE.finditer(low))


def _times(members: Sequence[Candidate]) -> dict[str, float]:
    found: dict[str, float] = {}
    for part in _PARTS:
        ages = [
            span.past_days for member in _speaking(members, part) for span in member.dates if span.past_days is not None
        ]
        name = "body" if part == "body" else "headline"
        if any(age > _OLD_DAYS for age in ages):
            found[f"old date @{name}"] = 1.0
        if any(-2 <= age <= _FRESH_DAYS for age in ages):  # noqa: PLR2004  # time zones
            found[f"fresh date @{name}"] = 1.0
        if any(age < -_FRESH_DAYS for age in ages):
            found[f"future date @{name}"] = 1.0
    return found


def _parties(cluster: Cluster, setting: Setting) -> dict[str, float]:
    roles = cluster.roles
    headed = any(member.part == "title" for member in cluster.members)
    kind = kinds()[cluster.kind]
    first, second = (sure(roles.get(role, ())) for role in (kind.doer, kind.other or kind.doer))
    everyone = (*first, *second)
    return {
        "doer named": bool(first),
        "other named": bool(second),
        "both named": bool(first and second),
        "doer in title": any(setting.titles(name) for name in first),
        "other in title": any(setting.titles(name) for name in second),
        "told below, party in title": not headed and any(setting.titles(name) for name in everyone),
        "told below, no party in title": not headed and not any(setting.titles(name) for name in everyone),
        "nobody named": not everyone,
        "only guessed names": not everyone and bool(roles),
        "other described": not second and any(member.object_described for member in cluster.members),
        "other missing": not second and not any(member.object_described for member in cluster.members),
        "a party is known": any(name.known for name in everyone),
        "a party is of ai": any(name.ai for name in everyone),
        "a party has a descriptor": any(name.descriptor for name in everyone),
        "a person is the other": any(name.type == "person" for name in second),
        "a fund receives": rules(cluster.kind).valuation and any(name.type == "fund" for name in second),
        **_model(cluster, second, setting),
    }


def _model(cluster: Cluster, names: Sequence[Name], setting: Setting) -> dict[str, float]:
    """What speaks for the object being a model: the gazetteer, a version, the word "model" near it, or both."""
    if rules(cluster.kind).object != "model" or not names:
        return {}
    known = any(name.type == "model" for name in names)
    version = any(char.isdigit() for name in names for char in name.name)
    headline = [member for member in cluster.members if member.part != "body"] or list(cluster.members)
    noun = any(member.has("model_noun") for member in headline) or any(
        fold(name.name) in low for name in names for low in setting.model_sentences
    )
    return {
        "model known": known,
        "model with version beside the word": not known and version and noun,
        "model with version alone": not known and version and not noun,
        "model beside the word": not known and noun and not version,
        "model by its place alone": not (known or version or noun),
    }


def sure(names: Sequence[Name]) -> tuple[Name, ...]:
    return tuple(name for name in names if not name.guessed)


def _matter(cluster: Cluster, setting: Setting) -> dict[str, float]:
    top = [member for member in cluster.members if member.part != "body"] or list(cluster.members)
    strong = setting.ai_title or setting.ai_lead or any(member.ai for member in top)
    return {
        "amount": any(member.sums.amount for member in top),
        "valuation": any(member.sums.valuation for member in top),
        "round word": any(member.has("round") for member in top),
        "neither amount nor round word": not any(m.has("round") or m.sums.amount or m.sums.valuation for m in top),
        "amount and round word": any(member.has("round") and member.sums.amount for member in top),
        "model word": any(member.has("model_word") for member in top),
        "other matter beside": sum(bool(member.context) for member in top) / len(top),
        "other matter first": sum(member.other_between for member in top) / len(top),
        "ai in sentence": any(member.ai for member in top),
        "ai in title": setting.ai_title,
        "ai in lead": setting.ai_lead,
        "ai score": max(-1.0, min(1.0, setting.ai_score / 4)),
        "only soft words of ai": not strong and bool(setting.soft),
        "no word of ai": not strong and not setting.soft,
    }


def cue_names(hits: Iterable[Hit]) -> frozenset[str]:
    return frozenset(str(hit.value) for hit in hits)
