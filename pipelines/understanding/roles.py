"""Who did what to whom: roles from the places around a trigger."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from config.kinds import kinds
from pipelines.understanding.cases import Group
from pipelines.understanding.kind_rules import rules
from pipelines.understanding.lexicon import Hit, Lexicon, Trigger
from pipelines.understanding.name import Name
from pipelines.understanding.parties import as_party
from pipelines.understanding.passive import passive_mark
from pipelines.understanding.picker import TOGETHER, Picker, Place
from pipelines.understanding.sentences import Sentence
from pipelines.understanding.sides import both_sides

_CLAIMANT, _FAVOURED = "claimant", "favoured"
_NO_PARTY = frozenset({"source", "aside"})
"""Cases of names that only report, or that own a clause about a party: "the tool that X uses"."""
_PAIR = ("X", "Y")
"""As many names as a matter "between X and Y" has."""
_COUNTED_PEOPLE = re.compile(
    r"(?:\d[\d,.]*|[一二三四五六七八九十百千万两数几多]{1,5})\s?余?多?(?:名|位|人の|家|社の|名の)[一-龥]{0,4}$"
)
"""How many they are, in Chinese and Japanese."""
_COUNT, _OPENING = 14, 24
"""Characters before people in which their number stands; from a sentence's beginning, in which its subject does."""
Roles = Mapping[str, tuple[Name, ...]]

_AI_SHAPE = re.compile(r"(?<![A-Za-z])A\.?I(?![A-Za-z])|\.ai\b|智能|智慧|एआई|เอไอ|에이아이|ラボ$|랩$|लैब")
"""A name that says that it is an AI firm's."""
_OWNER_SHAPE = re.compile(
    r"(?:出版社?|書房|書店|书局|新聞社?|日报|时报|唱片|音乐|音楽|レコード|協会|协会|組合|联盟|連盟|学会|工会|협회|연대|일보|신문|출판|조합|연합)$"
    r"|प्रकाशन|संघ|^สมาคม|^สำนักพิมพ์|^Serikat|^Asosiasi|^Perhimpunan"
)
"""A name that says that it owns works or speaks for their authors."""


def assign(place: Place, groups: Sequence[Group], lexicon: Lexicon) -> Roles:
    """Role → names, in order; a name has one role."""
    refused = rules(place.trigger.kind).refuse
    asked = [refused.get(role, frozenset()) for role in (place.trigger.subject, place.trigger.object) if role]
    never = frozenset.intersection(*asked) if asked else frozenset()
    parties = [party for group in groups if group.case not in _NO_PARTY and (party := _taking_part(group, never))]
    picker = Picker(place=place, groups=parties, lexicon=lexicon, passive_at=passive_mark(place, lexicon))
    found: dict[str, tuple[Name, ...]] = {}
    trigger = place.trigger
    doer, done_to = picker.pick()
    doer, done_to = _both(doer, done_to, trigger)
    pair = next((group for group in parties if group.case == "between" and len(group.names) == len(_PAIR)), None)
    if pair and not (doer and done_to and pair not in (doer, done_to)):
        between = zip(kinds()[trigger.kind].roles, ((name,) for name in pair.names), strict=False)
        return turned(dict(between), place, parties, lexicon)
    if trigger.subject and doer:
        found[trigger.subject] = doer.names
    if trigger.object and done_to:
        found[trigger.object] = done_to.names
    kind = rules(trigger.kind)
    owner = picker.owner(done_to) if trigger.form == "noun" and not trigger.subject else None
    if owner:
        found.setdefault(kinds()[trigger.kind].doer, owner.names)
    for case, role in kind.marked.items():
        marked = tuple(name for group in parties if group.case == case for name in group.names)
        if marked and (case != "against" or role not in found):
            found.update(_other_side(found, case, marked, place))
            found[role] = marked
    found = {role: tuple(n for n in names if n.type not in kind.refuse.get(role, ())) for role, names in found.items()}
    one_each = _one_role_each(found, [*kind.marked.values(), trigger.object, trigger.subject])
    one_each = _with_object(one_each, place, parties)
    told = _without_own(turned(both_sides(one_each, place, parties), place, parties, lexicon), place)
    return _with_people(told, place, lexicon)


def _with_object(found: Roles, place: Place, groups: Sequence[Group]) -> Roles:
    """What is sold stands between the parts of "sells … to X"; what a person refuses to sell behind "offer for"."""
    other, kind = kinds()[place.trigger.kind].other, rules(place.trigger.kind)
    if not kind.object_needed or not found or found.get(other):
        return found
    taken = {name for names in found.values() for name in names}
    free = [group for group in groups if taken.isdisjoint(group.names)]
    sold = (
        group.names
        for group in free
        if group.case == "object"
        or (not place.trigger.subject and place.end <= group.start and group.end <= place.reach)
    )
    names = tuple(name for name in next(sold, ()) if name.type not in kind.refuse.get(other, ()))
    return {**found, other: names} if names else found


def _without_own(found: Roles, place: Place) -> Roles:
    """Nobody sues a product of their own: "Google sues a network that used Gemini"."""
    kind = kinds()[place.trigger.kind]
    if not rules(place.trigger.kind).either_side or not found.get(kind.doer):
        return found
    own = {mark for name in found[kind.doer] for mark in (name.entity_id, name.stands_for)} - {""}
    others = tuple(name for name in found.get(kind.other, ()) if not own & {name.entity_id, name.stands_for})
    return {**found, kind.other: others} if kind.other in found else found


def _with_people(found: Roles, place: Place, lexicon: Lexicon) -> Roles:
    """People without a name take the role that is left open: "writers sue X", "X settles with voice actors"."""
    role = rules(place.trigger.kind).people
    if not role or not found or found.get(role):
        return found
    taken = [(name.start, name.end) for names in found.values() for name in names]
    hits = lexicon.people.find(place.sentence.low)
    free = [hit for hit in hits if not any(hit.start < end and start < hit.end for start, end in taken)]
    return {**found, role: (_people(free[0], place.sentence.text, lexicon),)} if free else found


def _people(hit: Hit, text: str, lexicon: Lexicon) -> Name:
    """As the list tells them; where words are not separated a number belongs to it: 六名配音演员."""
    counted = (
        _COUNTED_PEOPLE.search(text, max(0, hit.start - _COUNT), hit.start) if not lexicon.grammar.blanks else None
    )
    if counted is None:
        return Name(start=hit.start, end=hit.end, name=str(hit.value), people=True)
    start = counted.start()
    return Name(start=start, end=hit.end, name=text[start : hit.end], people=True)


def openers(sentence: Sentence, lexicon: Lexicon) -> Name | None:
    """People whom a sentence begins with: "The five narrators say that …"."""
    hit = next(iter(lexicon.people.find(sentence.low)), None)
    return _people(hit, sentence.text, lexicon) if hit and hit.start <= _OPENING else None


def _other_side(found: Roles, case: str, claimant: tuple[Name, ...], place: Place) -> Mapping[str, tuple[Name, ...]]:
    """Who appeals a judgment for somebody else is the one who is sued."""
    doer, other = kinds()[place.trigger.kind].doer, kinds()[place.trigger.kind].other
    mine = tuple(name for name in found.get(doer, ()) if name not in claimant)
    return {other: mine} if case in {_CLAIMANT, _FAVOURED} and mine and not found.get(other) else {}


def _both(doer: Group | None, done_to: Group | None, trigger: Trigger) -> tuple[Group | None, Group | None]:
    """Two names on one side of what two do together are either party."""
    if trigger.stage not in TOGETHER or trigger.object != kinds()[trigger.kind].other:
        return doer, done_to
    if doer and not done_to and trigger.subject:
        return _apart(doer)
    if done_to and not doer and len(done_to.names) == len(_PAIR):
        return _apart(done_to)
    return doer, done_to


def _apart(both: Group) -> tuple[Group, Group | None]:
    """One is either party: "X and Y settle", "X and Y merge"."""
    if len(both.names) != len(_PAIR):
        return both, None
    return replace(both, names=both.names[:1]), replace(both, names=both.names[1:])


def turned(found: Roles, place: Place, groups: Sequence[Group], lexicon: Lexicon) -> Roles:
    """Who settles, wins or appeals may be either side: of two parties the one of the industry is the one that is sued.

    Not where a marker says who is sued, and not where both or neither are of the industry.
    """
    kind = rules(place.trigger.kind)
    accused = any(
        group.case == _CLAIMANT
        or (group.case == "against" and (not _is_contest(place) or _of_suit(group, place, lexicon)))
        for group in groups
    )
    ordered = place.trigger.subject == kinds()[place.trigger.kind].other
    if place.trigger.stage not in kind.either_side or accused or ordered:
        return found
    doer, other = kinds()[place.trigger.kind].doer, kinds()[place.trigger.kind].other
    first, second = found.get(doer, ()), found.get(other, ())
    if (_of_industry(first) and not _of_industry(second)) or _by_shape(first, second):
        swapped = {doer: second, other: first}
        return {role: names for role, names in swapped.items() if names}
    return found


def _is_contest(place: Place) -> bool:
    """Whoever wins or loses does so "against" the other, whichever of them had sued."""
    return place.trigger.stage == "ruling" and bool(place.trigger.subject and place.trigger.object)


def _of_suit(group: Group, place: Place, lexicon: Lexicon) -> bool:
    """Without blanks the suit against somebody stands before the verb that says how it ended: 针对 Y 的诉讼败诉."""
    return not lexicon.grammar.blanks and group.end <= place.start


def _of_industry(names: Sequence[Name]) -> bool:
    return any((name.ai or name.tech) and name.type != "person" for name in names)


def _by_shape(first: Sequence[Name], second: Sequence[Name]) -> bool:
    """Whether the names alone say that the first is the one that is sued: an AI firm, or the other an authors' union."""
    if any(name.known for name in (*first, *second)):
        return False
    makers, owners = (
        [any(map(_looks_ai, names)) for names in (first, second)],
        [any(map(_owns, names)) for names in (first, second)],
    )
    return (makers[0] and not makers[1]) or (owners[1] and not owners[0] and bool(first) and not makers[1])


def _looks_ai(name: Name) -> bool:
    return bool(_AI_SHAPE.search(name.name))


def _owns(name: Name) -> bool:
    return bool(_OWNER_SHAPE.search(name.name))


def _taking_part(group: Group, never: frozenset[str]) -> Group | None:
    names = tuple(party for name in group.names if name.type not in never and (party := as_party(name)))
    return Group(names=names, case=group.case) if names else None


def _one_role_each(found: Mapping[str, tuple[Name, ...]], first: Sequence[str]) -> Roles:
    """A name that two roles claim keeps the one that stands first in `first`."""
    order = [role for role in (*first, *found) if role in found]
    used: set[tuple[int, int]] = set()
    out: dict[str, tuple[Name, ...]] = {}
    for role in dict.fromkeys(order):
        names = tuple(name for name in found[role] if (name.start, name.end) not in used)
        used.update((name.start, name.end) for name in names)
        if names:
            out[role] = names
    return out
