"""Which model is released, and whose it is."""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipelines.understanding.cases import Group
from pipelines.understanding.lexicon import Hit, Lexicon
from pipelines.understanding.name import Name
from pipelines.understanding.parties import maker
from pipelines.understanding.picker import Place, asked_for

_VERSIONED = re.compile(
    r"\d|[-\s](?:mini|nano|lite|turbo|preview|flash|pro|max|ultra|instant|omni|coder|vision)\b", re.IGNORECASE
)
_ADJACENT = 3
_NEAR_WORD = 24
_FAR = 120
_OWNERS = frozenset({"company", "lab", "media", ""})


def model_roles(
    place: Place, groups: Sequence[Group], cues: Sequence[Hit], lexicon: Lexicon, *, spoken: bool = False
) -> dict[str, tuple[Name, ...]]:
    """Roles `developer` and `model` of a release sentence.  `spoken`: title or lead speak of a model."""
    names = [name for group in groups for name in group.names]
    asked = asked_for(place, groups, lexicon)
    if asked:
        freed = tuple(replace(name, case="") for name in asked.names)
        names = [freed[asked.names.index(name)] if name in asked.names else name for name in names]
    model = _model(place, names, cues, lexicon) or (_bare(place, names) if spoken else None) or _numbered(place, names)
    developer = _developer(place, names, model, verb_first=lexicon.grammar.verb_first)
    found = {"developer": (developer,) if developer else (), "model": (model,) if model else ()}
    return {role: value for role, value in found.items() if value}


def _model(place: Place, names: Sequence[Name], cues: Sequence[Hit], lexicon: Lexicon) -> Name | None:
    """The best candidate: known models first, then versions, then names beside a word like "model"."""
    scored = [
        (score, -_distance(place, name), -index, name)
        for index, name in enumerate(names)
        if (score := _likeness(name, cues)) > 0 and not _inside(place, name)
    ]
    near = [row for row in scored if -row[1] <= _FAR]
    if not near:
        return None
    passive = place.trigger.form == "passive"
    sided = [row for row in near if passive or lexicon.grammar.object_before or row[3].start >= place.start] or near
    return max(sided, key=lambda row: row[:3])[3]


def _bare(place: Place, names: Sequence[Name]) -> Name | None:
    """Without a version or the word "model" beside it: what stands right behind the verb, or all that a passive is said of."""
    names = [name for name in names if not _no_model(name.name) and not _BARE_VERSION.fullmatch(name.name)]
    if place.trigger.form == "passive":
        free = [name for name in names if not name.case and not name.type]
        return free[0] if len(free) == 1 and len(names) == 1 else None
    return next(
        (
            name
            for name in names
            if not name.type and name.case in {"", "object"} and 0 <= name.start - place.end <= _BESIDE_VERB
        ),
        None,
    )


def _numbered(place: Place, names: Sequence[Name]) -> Name | None:
    """The version alone right behind the verb, with its maker before it: "DeepSeek releases V4"."""
    makers = [name for name in names if name.ai and name.type in {"company", "lab"} and name.end <= place.start]
    version = next(
        (
            name
            for name in names
            if _LETTERED.fullmatch(name.name)
            and name.case in {"", "object"}
            and place.start <= name.start
            and name.start - place.end <= _NEAR_WORD
        ),
        None,
    )
    return _of_maker(makers[-1], version) if makers and version else None


def _of_maker(owner: Name, version: Name) -> Name:
    """As the gazetteer names a model that a maker calls after itself."""
    key = f"model:{owner.entity_id}:{version.name.casefold()}"
    name = f"{owner.name} {version.name}"
    return replace(version, name=name, type="model", entity_id=key, stands_for=owner.entity_id, ai=True)


def _inside(place: Place, name: Name) -> bool:
    """What comes with a phone or a system of another series is not what is released: "launches Galaxy S27 with …"."""
    between = place.sentence.low[place.end : name.start] if name.start > place.end else ""
    return name.case == "with" and bool(_OTHER_SERIES.search(between))


_LETTERED = re.compile(r"[vrkm][1-9]\d?(?:\.\d{1,2})?", re.IGNORECASE)
"""A version that makers of models give: V4, R2, K2.5, M3."""
_BESIDE_VERB = 8
_NO_OBJECT = frozenset({"other", "source", "lead", "by", "against"})
"""Cases of a name that is not what is released: "powered by …", "in …", "for …"."""


_OTHER_SERIES = re.compile(
    r"\b(?:(?:i|ipad|mac|watch|tv|vision|home|harmony|hyper|color|origin|funtouch|wear|chrome|steam)\s?os|one\s?ui|android"
    r"|windows|iphone|ipad|macbook|galaxy|pixel|xperia|redmi|oppo|vivo|starship|falcon|snapdragon|exynos|dimensity|ryzen"
    r"|geforce|playstation|xbox|steam deck|(?:ms[- ]?)?dos|linux|ubuntu|firefox|arc g\d)\b",
    re.IGNORECASE,
)
"""Series of systems, phones, chips and rockets: they have versions too, and are no AI models."""


_SIZED = re.compile(
    r"\d+(?:\.\d+)?\s?[bm]\b|\d+(?:\.\d+)?[- ]?(?:billion|million)\b|mixture[- ]of[- ]experts", re.IGNORECASE
)
"""A description by size or build ("12B Mixture-of-Experts") where a name is wanted."""


_BARE_VERSION = re.compile(
    r"(?:v|version|series|serie|gen|generation|mark|mk|type|phase|level|系列|第)?[\s.-]*[a-z]?\d[\d.]*", re.IGNORECASE
)
"""A number or "V3", "H1", "Series 10" by itself: a version of something, a company, a half-year; the name is wanting."""
_YEAR = re.compile(r"\D*\b(?:19|20)\d\d")
"""A name with no number but a year: a fair, a ranking, an edition."""
_LONGEST = 48
_LONGEST_WIDE = 16
"""Characters of a name, the second in scripts without spaces: longer ones are sentences in quotation marks."""
_WIDE = re.compile(r"[぀-ヿ㐀-鿿가-힣]")


def _no_model(name: str) -> bool:
    longest = _LONGEST_WIDE if len(_WIDE.findall(name)) > len(name) / 2 else _LONGEST
    return bool(len(name) > longest or _OTHER_SERIES.search(name) or _SIZED.match(name) or _YEAR.fullmatch(name))


def is_model(name: Name) -> bool:
    """Whether a name alone says that it is a model: a known one, or one with a version."""
    return name.type == "model" or (name.type == "" and bool(_VERSIONED.search(name.name)) and not _no_model(name.name))


def _likeness(name: Name, cues: Sequence[Hit]) -> int:
    """3: a known model; else 1 each for a version, the word "model" beside it, and that word right before it."""
    if name.case in _NO_OBJECT or name.type not in {"", "product", "model"}:
        return 0
    if name.type == "model":
        return 3
    if _no_model(name.name):
        return 0
    beside = any(
        cue.value == "model_noun" and max(cue.start - name.end, name.start - cue.end, 0) <= _NEAR_WORD for cue in cues
    )
    follows = any(cue.value == "model_noun" and 0 <= name.start - cue.end <= _ADJACENT for cue in cues)
    return beside + follows + bool(_VERSIONED.search(name.name) and (beside or not _BARE_VERSION.fullmatch(name.name)))


def _distance(place: Place, name: Name) -> int:
    return max(name.start - place.end, place.start - name.end, 0)


def _developer(place: Place, names: Sequence[Name], model: Name | None, *, verb_first: bool) -> Name | None:
    owners = [
        name
        for name in names
        if name is not model
        and name.type in _OWNERS
        and name.case not in {"source", "other"}
        and not _VERSIONED.search(name.name)
    ]
    beside = [name for name in owners if model and 0 <= model.start - name.end <= _ADJACENT]
    marked = [name for name in owners if name.case in {"by", "subject"}]
    before = [name for name in owners if name.end <= place.start]
    behind = [name for name in owners if verb_first and name.start >= place.end and name.case in {"", "subject"}]
    for choice in (beside, marked, before[::-1], behind):
        known = [name for name in choice if name.known]
        if known or choice:
            return (known or choice)[0]
    return maker(model) if model else None
