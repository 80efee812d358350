"""Who stands around a trigger: the one who does it, and the one to whom it is done, by voice, word order and markers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from config.kinds import kinds
from pipelines.understanding.cases import Group
from pipelines.understanding.kind_rules import rules
from pipelines.understanding.lexicon import Grammar, Lexicon, Trigger
from pipelines.understanding.priced import priced
from pipelines.understanding.sentences import Sentence

_NEAR_OBJECT = 80
_NEAR_NOUN = 40
_BESIDE_NOUN = 6
_THAT = re.compile(r"(?:^\s*,?|,)\s*(?:dass|that|que|che|что|rằng|bahwa)\b")
"""Begins what was decided: "the court ruled that X …"."""
_RIGHT_BEFORE = 4
_COMPLEMENT = 4
"""Words between a trigger and the name that its preposition leads to."""
_FIGURE = re.compile(r"\d")
TOGETHER = frozenset({"settled", "accepted", "completed", "withdrawn", "blocked"})
"""Stages that two parties reach with one another, or that are reached for both."""
_FORBIDDEN = "blocked"
"""The stage at which who stands before the words is no party: "the watchdog blocks …"."""
CLAUSE = re.compile(r"[;:!?。；：，،]|, |,$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A trigger in its sentence: `start` to `end` is its verb, `reach` the end of all its parts."""

    sentence: Sentence
    start: int
    end: int
    reach: int
    trigger: Trigger

    def gap_to(self, start: int) -> str:
        """The text between the trigger and what begins at `start` behind it (or between its parts)."""
        return self.sentence.low[self.reach if self.reach <= start else self.end : start]


def asked_for(place: Place, groups: Sequence[Group], lexicon: Lexicon) -> Group | None:
    """The group that the trigger's own last word, a preposition, leads to: "sold to X", "millions for X"."""
    low = place.sentence.low
    if low[: place.reach].rpartition(" ")[2] not in lexicon.prepositions:
        return None
    group = next((group for group in groups if group.start >= place.reach), None)
    if group is None:
        return None
    gap = low[place.reach : group.start]
    return None if _words(gap) > _COMPLEMENT or CLAUSE.search(gap) else group


def _words(gap: str) -> int:
    """Words between a trigger and a name, without figures: "leads the round of 47 million in X"."""
    return sum(not _FIGURE.search(word) for word in gap.split())


@dataclass(frozen=True, kw_only=True, slots=True)
class Picker:
    place: Place
    groups: Sequence[Group]
    lexicon: Lexicon
    passive_at: int

    @property
    def grammar(self) -> Grammar:
        return self.lexicon.grammar

    def left(self) -> list[Group]:
        """Groups before the trigger, the nearest first."""
        return [group for group in reversed(self.groups) if group.end <= self.place.start]

    def right(self) -> list[Group]:
        return [group for group in self.groups if group.start >= self.place.start]

    def marked(self, *cases: str) -> Group | None:
        """The group with one of these cases that is nearest to the trigger."""
        wanted = [group for group in self.groups if group.case in cases and not self.says_it(group)]
        return min(wanted, key=self.distance, default=None)

    def says_it(self, group: Group) -> bool:
        """Where the verb is last, a subject behind it and a comma has a verb of its own: "X ने … मुकदमा किया, कहा- Y ने …"."""
        behind = self.grammar.verb_last and group.case == "subject" and group.start >= self.place.reach
        return behind and "," in self.place.sentence.low[self.place.reach : group.start]

    def distance(self, group: Group) -> int:
        if group.start >= self.place.reach:
            return group.start - self.place.reach
        return max(group.start - self.place.end, self.place.start - group.end, 0)

    def pick(self) -> tuple[Group | None, Group | None]:
        """Who does it, and to whom."""
        if self.passive_at >= 0:
            return self.by_passive_mark()
        form = self.place.trigger.form
        if form == "passive":
            done_to = self.marked("subject") or self.actor() or self.behind_last_verb()
            doer = self.marked("by") or self.asked_for(exclude=done_to)
            return doer or (self.marked("object") if self.grammar.verb_last else None), done_to
        if form == "noun":
            reverse = self.place.trigger.subject == kinds()[self.place.trigger.kind].other
            return self.of_order() if reverse else self.of_noun()
        if form == "reply":
            return self.of_reply()
        return self.of_verb()

    def behind_last_verb(self) -> Group | None:
        """Headlines of verb-last languages put what the verb is said of behind it: "X की झोली में आई Y"."""
        free = [group for group in self.right() if group.case in {"", "subject"}] if self.grammar.verb_last else []
        return free[0] if free else None

    def by_passive_mark(self) -> tuple[Group | None, Group | None]:
        before = [group for group in self.left() if group.end <= self.passive_at]
        between = [group for group in self.left() if group.start >= self.passive_at]
        doer = between[0] if between else self.marked("by")
        return doer, self.best_actor(before)

    def of_verb(self) -> tuple[Group | None, Group | None]:
        subject = self.marked("subject") or self.actor()
        if self.grammar.object_before and not self.marked("subject", "object", "against"):
            owned = self.owned_deal()
            if owned:
                return owned
            free = [group for group in self.left() if group.case == ""]
            if len(free) > 1 and not any(group.case == "" for group in self.right()):
                return free[-1], free[0]
        target = self.object(exclude=subject) if self.place.trigger.object else None
        if subject is None and self.grammar.verb_first and not self.people_before():
            free = [group for group in self.right() if group.case in {"", "subject"} and group is not target]
            subject = free[0] if free else None
            if self.place.trigger.object and (target is None or (subject and target.start < subject.start)):
                target = self.object(exclude=subject)
        return subject, target

    def people_before(self) -> bool:
        """Whether people without a name stand before the verb, so that who follows it is not the subject."""
        if not rules(self.place.trigger.kind).people:
            return False
        return any(hit.end <= self.place.start for hit in self.lexicon.people.find(self.place.sentence.low))

    def owned_deal(self) -> tuple[Group, Group] | None:
        """Where the verb is last, Y stands bare before it, and X owns the phrase: "X's takeover of Y", XのY買収."""
        left = self.left()
        pair = len(left) > 1 and self.grammar.verb_last and bool(self.place.trigger.object)
        if pair and left[0].case == "" and left[1].case in {"of", "poss"} and self.distance(left[0]) <= _RIGHT_BEFORE:
            return left[1], left[0]
        return None

    def of_reply(self) -> tuple[Group | None, Group | None]:
        """Someone answers an offer: its maker may stand anywhere near it, in any case."""
        subject = self.marked("subject") or self.best_actor(
            [g for g in self.left() if g.case not in {"of", "by", "poss", "object"}]
        )
        if subject is None and self.grammar.verb_first and self.right():
            subject = self.right()[0]
        subject = subject or self.first_owner() or self.best_actor(self.left())
        rest = [group for group in self.groups if group is not subject and group.case != "other"]
        return subject, self.asked_for(exclude=subject) or min(rest, key=self.distance, default=None)

    def first_owner(self) -> Group | None:
        """Of two owners before the verb the first one answers: "X'in kurucuları Y'nin teklifine hayır dedi"."""
        owners = [group for group in self.left() if group.case == "of"]
        return owners[-1] if self.grammar.verb_last and len(owners) > 1 else None

    def of_noun(self) -> tuple[Group | None, Group | None]:
        target = self.marked("against") or self.object_of_noun()
        doer = self.marked("by", "from") or self.inside(exclude=target)
        if doer is None or doer is target:
            left = [group for group in self.left() if group is not target]
            owning = {"poss", "of"} if self.grammar.verb_last else {"poss"}
            owner = [group for group in left if group.case in owning and self.distance(group) <= _NEAR_NOUN]
            doer = owner[0] if owner else None if self.place.trigger.stage == _FORBIDDEN else self.best_actor(left)
        if doer is None and self.grammar.verb_first:
            free = [group for group in self.right() if group.case in {"", "subject", "of"} and group is not target]
            doer = free[0] if free else None
        return (None if doer is target else doer), target

    def of_order(self) -> tuple[Group | None, Group | None]:
        """Who has to pay, and whom: "the court orders X to pay Y", "X must pay Y"."""
        owed = self.marked("by", "claimant", "favoured") or next(
            (group for group in self.right() if group.start >= self.place.reach), None
        )
        free = [group for group in self.left() if group is not owed]
        pays = self.marked("against") or self.inside(exclude=owed) or self.best_actor(free)
        return pays, (None if owed is pays else owed)

    def owner(self, exclude: Group | None) -> Group | None:
        """Whose suit it is that a court decides on: "the lawsuit of X against Y", "X's case"."""
        owners = [group for group in self.groups if group is not exclude and group.case in {"of", "by", "poss"}]
        return min(owners, key=self.distance, default=None)

    def inside(self, exclude: Group | None) -> Group | None:
        """Between the parts of a trigger that forbids a deal stands whose deal it is: "blocks X's purchase of Y"."""
        if not self.place.trigger.subject:
            return None
        between = [
            group
            for group in self.right()
            if group.end <= self.place.reach and group.case in {"", "poss", "of", "object"}
        ]
        return next((group for group in between if group is not exclude), None)

    def asked_for(self, exclude: Group | None = None) -> Group | None:
        return asked_for(self.place, [group for group in self.groups if group is not exclude], self.lexicon)

    def object_of_noun(self) -> Group | None:
        asked = self.asked_for()
        asked = asked if asked and asked.case != "by" else None
        if asked and self.place.trigger.object:
            return asked
        right = self.right()
        behind = [group for group in right if group.start >= self.place.reach]
        for group in (behind or right) if self.place.trigger.subject else right:
            gap = _THAT.sub(" ", self.place.gap_to(group.start))
            if len(gap) <= _NEAR_NOUN and group.case in {"", "of", "object", "with"} and not CLAUSE.search(gap):
                return group
        if asked:
            return asked
        owned = [
            group for group in self.left() if group.case in {"of", "object"} and self.distance(group) <= _NEAR_NOUN
        ]
        return self.before_verb() or (owned[0] if owned else None)

    def before_verb(self) -> Group | None:
        """Where the verb is last: what stands bare right before the noun; else who has to pay or stop."""
        if not self.grammar.verb_last:
            return None
        left = self.left()
        if left and left[0].case in {"", "object"} and self.distance(left[0]) <= _BESIDE_NOUN:
            return left[0]
        wanted = {"subject", "", "other"}
        return next((group for group in left if group.case in wanted), None) if not self.place.trigger.subject else None

    def actor(self) -> Group | None:
        """Else from whom it comes: "X'ten Y'ye teklif"."""
        return self.best_actor(self.left()) or (self.marked("from") if self.place.trigger.object else None)

    def best_actor(self, left: Sequence[Group]) -> Group | None:
        """The nearest group without a case; else an owner; else one after a preposition; else who gets what was raised."""
        last = () if self.place.trigger.object else ({"object"}, {"other"})
        for cases in ({"", "subject"}, {"poss"}, {"of"}, *last):
            for group in left:
                if group.case in cases:
                    return group
        return None

    def object(self, exclude: Group | None) -> Group | None:
        asked = self.asked_for(exclude)
        if asked and asked.case not in {"lead", "source", "claimant", "favoured"}:
            return asked
        marked = [group for group in self.groups if group.case in {"object", "against"} and group is not exclude]
        if marked:
            # Where a court decides it names the one who has to pay first, then to whom.
            first = self.grammar.verb_last and not self.place.trigger.subject
            return marked[0] if first else min(marked, key=self.distance)
        for group in self.right():
            gap = self.place.gap_to(group.start)
            if group is exclude:
                continue
            if len(gap) > _NEAR_OBJECT or CLAUSE.search(gap):
                break
            if self.may_be_object(group, gap):
                return group
            if group.case in {"by", "other", "lead", "source"}:
                break
        worth = (
            priced(self.place.sentence.low, self.groups, self.lexicon, exclude)
            if rules(self.place.trigger.kind).object_needed
            else None
        )
        if worth:
            return worth
        # "С X взыскали …": where a court acts, who stands with it at the left is the one to whom it is done.
        cases = {"with"} if self.place.trigger.stage in TOGETHER or not self.place.trigger.subject else set()
        cases |= {"", "of"} if self.grammar.object_before else set()
        return next((group for group in self.left() if group.case in cases and group is not exclude), None)

    def may_be_object(self, group: Group, gap: str) -> bool:
        """Without a preposition, or with one that the trigger asks for: "acquisition of X", "offers $3bn for X"."""
        if group.case in {"", "poss"}:
            return True
        if group.case == "of":
            return "%" in gap or _words(gap) <= _COMPLEMENT
        if group.case == "with":
            return self.place.trigger.stage in TOGETHER
        if group.end <= self.place.reach and rules(self.place.trigger.kind).valuation:
            return group.case == "other" and len(gap.split()) == 1
        return group.case == "other" and self.place.reach <= group.start and not self.has_preposition(gap)

    def has_preposition(self, gap: str) -> bool:
        """Whether the words behind the trigger hold a preposition, like "in" or "used by"; else it is the trigger's own."""
        words = f" {' '.join(gap.split())} "
        return any(f" {marker} " in words for marker, case in self.lexicon.markers_before if case == "other")
