"""From a cluster and its decision to the mention that others read."""

from collections.abc import Mapping, Sequence
from datetime import date

from config.kinds import kinds
from pipelines.model.kinds import Status
from pipelines.model.mention import Mention
from pipelines.model.story import Story
from pipelines.understanding.amounts import AmountSpan
from pipelines.understanding.candidate import Candidate
from pipelines.understanding.cluster import Cluster
from pipelines.understanding.dates import DateSpan
from pipelines.understanding.kind_rules import rules
from pipelines.understanding.money_roles import Sums
from pipelines.understanding.name import Name
from pipelines.understanding.scorer import Decision

TOLD = 0.3
"""An event is told from this probability on."""
NEW = 0.7
"""It is new when the probability of "told and new" reaches this: a false alert costs more than a late one.  Chosen on
real news of feeds, where far more candidates tell of nothing than in a corpus of hard cases."""
NEW_ANYWHERE = 0.9
"""The same for a story that hardly says that it is about AI."""
DOUBTFUL = 0.2
"""What is not told, and is new with this probability or more, may be asked about."""
SURE_AI = 2.0
"""Log-odds of relevance from which on a story says so."""

FRESH_DAYS = 14
"""A day so long ago may still be that of something new."""
_RANK = {"title": 0, "lead": 1, "body": 2}


def mention_of(
    cluster: Cluster,
    decision: Decision,
    story: Story,
    near: Sequence[DateSpan] = (),
    loose: Sequence[Sums] = (),
    *,
    new_from: float = NEW,
) -> Mention:
    """What the cluster says, told or in doubt (see `is_told`).

    `near`: dates of the story's first sentences, for an event whose own sentences give none; `loose`: sums there that
    belong to no trigger.  `new_from`: see `bar`.
    """
    status = status_of(decision, new_from)
    stage = _stage(cluster, status)
    best = _best(cluster, stage)
    amount, valuation = _sums(cluster, loose if status is Status.NEW else ())
    return Mention(
        kind=cluster.kind,
        stage=stage,
        status=status,
        roles=_roles(cluster),
        amount=amount.money if amount else None,
        valuation=valuation.money if valuation else None,
        court=_court(cluster),
        date=_date(cluster, story, status, near),
        confidence=round(_confidence(decision, status), 4),
        evidence=best.place.sentence.text,
        new=round(decision.new, 4),
    )


def bar(ai_score: float) -> float:
    """From which probability on an event is new, in a story of which `ai_score` says how surely it is about AI (log-odds)."""
    return NEW if ai_score >= SURE_AI else NEW_ANYWHERE


def is_told(cluster: Cluster, decision: Decision, new_from: float) -> bool:
    """Whether the event is told, and has what its kind cannot do without."""
    return max(decision.probability - TOLD, decision.new - new_from) >= 0 and not lacks(cluster)


def is_doubtful(cluster: Cluster, decision: Decision) -> bool:
    """Whether a cluster that is not told might be new all the same."""
    return decision.new >= DOUBTFUL and not lacks(cluster)


def status_of(decision: Decision, new_from: float) -> Status:
    """New only from the probability `new_from` on; else the likeliest of the others."""
    if decision.new >= new_from:
        return Status.NEW
    others = [status for status in Status if status is not Status.NEW]
    return max(others, key=lambda status: decision.statuses[status])


def _confidence(decision: Decision, status: Status) -> float:
    return decision.new if status is Status.NEW else decision.probability * decision.statuses[status]


def lacks(cluster: Cluster) -> str:
    """The role that is not filled and must be: a release's model, a bid's target (or "a startup"), some party; else ""."""
    roles, kind, other = cluster.roles, rules(cluster.kind), kinds()[cluster.kind].other
    if not roles:
        return "party"
    missing = next((role for role in kind.needs if not roles.get(role)), "")
    needed = kind.object_needed and not any(member.object_described for member in cluster.members)
    return missing or (other if needed and not roles.get(other) else "")


def _roles(cluster: Cluster) -> Mapping[str, tuple[str, ...]]:
    return {role: tuple(dict.fromkeys(name.name for name in names)) for role, names in cluster.roles.items()}


def _stage(cluster: Cluster, status: Status) -> str:
    """Of the title's and lead's triggers the verb's, and of those the one that says most."""
    kind = rules(cluster.kind)
    if status is Status.RUMOUR and kind.talks:
        return kind.talks

    def weight(member: Candidate) -> tuple[int, int, int]:
        trigger = member.place.trigger
        return (min(_RANK[member.part], 1) * -1, trigger.form != "noun", kind.weight(trigger.stage))

    top = [member for member in cluster.members if member.part != "body"] or list(cluster.members)
    settled = [m for m in top if m.place.trigger.stage != kind.talks] or top
    if status is Status.NEW:
        top = settled
    return max(top, key=weight).place.trigger.stage


def _best(cluster: Cluster, stage: str) -> Candidate:
    """The sentence that says it: one with the stage and with most named roles, the earliest of them."""

    def weight(member: Candidate) -> tuple[int, int, int]:
        return (member.place.trigger.stage == stage, len(member.roles), -_RANK[member.part])

    return max(cluster.members, key=weight)


def _sums(cluster: Cluster, loose: Sequence[Sums]) -> tuple[AmountSpan | None, AmountSpan | None]:
    """An exact amount beats "nearly"; title and lead beat the body; sentences without a trigger speak last."""
    top = sorted(cluster.members, key=lambda member: _RANK[member.part])
    kind = rules(cluster.kind)
    found = [*(member.sums for member in top), *(loose if kind.money else ())]
    amount = _first([sums.amount for sums in found])
    valuation = _first([sums.valuation for sums in found])
    return (amount, valuation) if kind.valuation else (amount or valuation, None)


def _first(spans: Sequence[AmountSpan | None]) -> AmountSpan | None:
    found = [span for span in spans if span]
    if not found:
        return None
    if found[0].approximate:
        size = found[0].money.amount
        exact = [
            s
            for s in found
            if not s.approximate
            and abs(s.money.amount - size) <= size / 10
            and s.money.currency == found[0].money.currency
        ]
        return exact[0] if exact else found[0]
    return found[0]


def _court(cluster: Cluster) -> str | None:
    if cluster.kind != "lawsuit":
        return None
    courts: list[Name] = [name for member in cluster.members for name in member.courts]
    return courts[0].name if courts else None


def _date(cluster: Cluster, story: Story, status: Status, near: Sequence[DateSpan]) -> date | None:
    """The day that the event's sentences give, else a fresh one of the sentences after them, else that of publication."""
    own = [span for member in cluster.members for span in _by_nearness(member)]
    if status is Status.NEW:
        fresh = [span for span in (*own, *near) if _fresh(span)]
        if fresh:
            return fresh[0].date
        return story.published.date() if story.published else None
    return own[0].date if own else None


def _by_nearness(member: Candidate) -> list[DateSpan]:
    return sorted(member.dates, key=lambda span: abs(span.start - member.place.start))


def _fresh(span: DateSpan) -> bool:
    return span.precision == "day" and span.past_days is not None and 0 <= span.past_days <= FRESH_DAYS
