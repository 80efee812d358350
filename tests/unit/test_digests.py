"""Opening batches: digests, and what a channel's limit lets through."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.paces import Pace
from pipelines.alerts.digests import MOST_MEMBERS, REPORTS, digest_of, opened, passed_gate
from pipelines.model.batch import Held
from pipelines.model.delivery import DeliveryState as State
from pipelines.model.kinds import AlertReason, Severity
from tests.unit.alert_samples import NOW, a_report, a_story, an_alert, an_event
from tests.unit.store_samples import a_delivery

HOUR = timedelta(hours=1)
TWENTY = Pace(count=20, span=HOUR)
FIVE = Pace(count=5, span=HOUR)


def alert(number, severity="normal", *, minutes=0, **changes):
    at = NOW + timedelta(minutes=minutes or number)
    return an_alert(alert_id=f"a{number:03}", severity=Severity(severity), at=at, **changes)


def row(told, *, target="desk", reason="", batch="|desk"):
    return a_delivery(
        f"{told.alert_id}>{target}",
        alert_id=told.alert_id,
        target=target,
        state=State.HELD,
        batch=batch,
        reason=reason,
        severity=told.severity.rank,
        created=told.at,
        due=NOW,
    )


def held(*alerts, passed=(), reason="", targets=("desk",)):
    rows = tuple(row(told, target=target, reason=reason) for told in alerts for target in targets)
    return Held(deliveries=rows, alerts=alerts, passed=tuple(passed))


def states(opening):
    return {each.delivery_id: each.state.value for each in opening.deliveries}


def test_the_most_severe_and_oldest_stand_first():
    members = [alert(1), alert(2, "critical"), alert(3, "high"), alert(4, "critical"), alert(5, "info")]
    digest = digest_of(members, "desk", NOW)
    assert [member.alert_id for member in digest.members] == ["a002", "a004", "a003", "a001", "a005"]
    assert (digest.reason, digest.severity, digest.event, digest.channels) == (
        AlertReason.DIGEST, Severity.CRITICAL, members[1].event, ("desk",))  # fmt: skip


def test_a_digests_name_follows_from_its_members_alone():
    members = [alert(1), alert(2)]
    digest = digest_of(members, "desk", NOW)
    assert digest_of(members[::-1], "desk", NOW + HOUR).alert_id == digest.alert_id
    assert digest_of([*members, alert(3)], "desk", NOW).alert_id != digest.alert_id
    assert digest_of(members, "other", NOW).alert_id != digest.alert_id


def test_digests_in_a_digest_are_taken_apart():
    inner = digest_of([alert(1), alert(2)], "desk", NOW)
    outer = digest_of([replace(inner, held="more than 20 messages in an hour"), alert(3)], "desk", NOW)
    assert [member.alert_id for member in outer.members] == ["a001", "a002", "a003"]
    assert outer.members[0].held == "more than 20 messages in an hour"


def test_a_member_has_its_first_reports_and_the_one_that_spoke():
    reports = [a_report(a_story(f"s{n}")) for n in range(50)]
    told = alert(1, event=an_event(*reports), story_id="s30")
    (member, _) = digest_of([told, alert(2)], "desk", NOW).members
    assert [report.story_id for report in member.event.reports] == [f"s{n}" for n in range(REPORTS - 1)] + ["s30"]


def test_each_target_gets_what_waited_for_it():
    one, two, three = alert(1), alert(2), alert(3)
    rows = (
        row(one, target="a"),
        row(two, target="a"),
        row(one, target="b"),
        row(three, target="b"),
        row(one, target="c"),
    )
    opening = opened(Held(deliveries=rows, alerts=(one, two, three)), "desk", None, NOW)
    assert {tuple(m.alert_id for m in each.members) for each in opening.alerts} == {("a001", "a002"), ("a001", "a003")}
    assert states(opening)["a001>c"] == "pending"
    assert sum(each.state is State.PENDING for each in opening.deliveries) == 3


def test_many_become_several_digests():
    opening = opened(held(*(alert(n) for n in range(MOST_MEMBERS + 2))), "desk", None, NOW)
    assert [len(each.members) for each in opening.alerts] == [MOST_MEMBERS, 2]


def test_a_row_whose_alert_is_gone_is_let_go_and_ends_when_it_is_sent():
    gone = row(alert(9))
    opening = opened(
        Held(deliveries=(gone, row(alert(1)), row(alert(2))), alerts=(alert(1), alert(2))), "desk", None, NOW
    )
    assert states(opening)[gone.delivery_id] == "pending"


def test_a_rules_batch_goes_through_the_gate_where_the_channel_has_a_limit():
    opening = opened(held(alert(1), alert(2)), "desk", TWENTY, NOW)
    (carrier,) = (each for each in opening.deliveries if each.state is State.HELD)
    assert (carrier.batch, carrier.due, carrier.reason) == ("|desk", NOW, "")


def test_below_the_limit_everything_passes_by_itself():
    opening = passed_gate(held(alert(1), alert(2), targets=("a", "b")), "desk", TWENTY, NOW)
    assert set(states(opening).values()) == {"pending"}
    assert (opening.passed, opening.alerts, opening.due) == (("a001", "a002"), (), None)


def test_the_important_pass_first_and_what_is_more_waits_with_its_reason():
    passed = [NOW - timedelta(minutes=59 - n) for n in range(3)]
    found = held(alert(1), alert(2), alert(3, "high"), alert(4, "critical"), alert(5, "critical"), passed=passed)
    opening = passed_gate(found, "desk", FIVE, NOW)
    assert opening.passed == ("a004", "a005")
    assert states(opening) == {
        "a001>desk": "held", "a002>desk": "held", "a003>desk": "held", "a004>desk": "pending", "a005>desk": "pending"
    }  # fmt: skip
    assert {each.reason for each in opening.deliveries if each.state is State.HELD} == {
        "more than 5 messages in an hour"
    }
    assert opening.due == passed[0] + HOUR


def test_a_fifth_is_kept_for_what_weighs_more():
    found = held(*(alert(n) for n in range(1, 7)), alert(7, "high"))
    opening = passed_gate(found, "desk", FIVE, NOW)
    assert opening.passed == ("a007", "a001", "a002", "a003")


def test_what_waited_comes_as_one_digest():
    opening = passed_gate(
        held(alert(1), alert(2), alert(3), reason="more than 5 messages in an hour"), "desk", FIVE, NOW
    )
    (digest,) = opening.alerts
    assert len(opening.passed) == 1
    assert {member.held for member in digest.members} == {"more than 5 messages in an hour"}


def test_without_room_the_digest_waits_too():
    passed = [NOW - timedelta(minutes=n) for n in range(5)]
    opening = passed_gate(held(alert(1), alert(2), reason="limit", passed=passed), "desk", FIVE, NOW)
    assert (opening.passed, opening.alerts) == ((), ())
    assert opening.due == NOW - timedelta(minutes=3) + HOUR


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(list(Severity)), st.integers(0, 90)), min_size=1, max_size=60),
    st.integers(1, 12),
)
def test_whatever_comes_all_of_it_gets_through_and_never_faster_than_the_limit(coming, count):
    """A channel's gate, driven as the releaser drives it."""
    limit = Pace(count=count, span=HOUR)
    coming = sorted(((NOW + timedelta(minutes=minute), n, severity) for n, (severity, minute) in enumerate(coming)))
    known, waiting, passed, brought = {}, {}, [], []
    due: datetime | None = None
    clock = NOW
    for _ in range(1_000):
        arriving = [each for each in coming if each[1] not in {int(name[1:]) for name in known}]
        moments = [each[0] for each in arriving[:1]] + ([due] if due else [])
        if not moments:
            break
        clock = max(clock, min(moments))
        for when, n, severity in arriving:
            if when <= clock:
                known[f"a{n}"] = an_alert(alert_id=f"a{n}", severity=severity, at=when)
                waiting[f"a{n}"] = row(known[f"a{n}"])
        opening = passed_gate(
            Held(deliveries=tuple(waiting.values()), alerts=tuple(known.values()), passed=tuple(passed)),
            "desk",
            limit,
            clock,
        )
        due = opening.due
        passed += [clock] * len(opening.passed)
        for each in opening.deliveries:
            if each.state is State.HELD:
                waiting[each.alert_id] = each
            else:
                waiting.pop(each.alert_id, None)
                known_digest = next((a for a in opening.alerts if a.alert_id == each.alert_id), None)
                if each.state is State.PENDING:
                    brought += [m.alert_id for m in known_digest.members] if known_digest else [each.alert_id]
    assert sorted(brought) == sorted(f"a{n}" for _, n, _ in coming)
    critical = sum(severity is Severity.CRITICAL for _, _, severity in coming)
    for start in passed:
        assert sum(start <= when < start + HOUR for when in passed) <= count + critical


@pytest.mark.parametrize("count", [1, 4, 5, 20])
def test_every_limit_leaves_room_for_something_normal(count):
    assert passed_gate(held(alert(1)), "desk", Pace(count=count, span=HOUR), NOW).passed == ("a001",)
