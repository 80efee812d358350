"""Two events that prove to be one: when, what becomes of them, and what the readers of the second thread are told."""

from datetime import timedelta
from types import MappingProxyType

import pytest

from pipelines.alerts.case import Terms
from pipelines.alerts.rules import alerts_for
from pipelines.model.alert import Change
from pipelines.model.kinds import AlertReason, Status
from pipelines.steps.recognise import recognise
from tests.unit.alert_samples import a_rule
from tests.unit.test_recognise import DAY, mention, story

HOUR = timedelta(hours=1)
TARGET_ONLY = mention(target="Kelvane", amount=5e9)
BIDDER_ONLY = mention(acquirer="Nemora", amount=5e9)
BOTH = mention(acquirer="Nemora", target="Kelvane", amount=5e9)


def told(*mentions):
    """The events that are known after `mentions`, one an hour, by id; the last one's in the last place."""
    known = {}
    for number, said in enumerate(mentions):
        (event,) = recognise(story(number, DAY + number * HOUR), [said], tuple(known.values()))
        known.pop(event.event_id, None)
        for absorbed in event.merged:
            known.pop(absorbed.event_id, None)
        known[event.event_id] = event
    return list(known.values())


def test_a_report_that_names_both_parties_joins_the_two():
    first, second = told(TARGET_ONLY, BIDDER_ONLY)
    (event,) = told(TARGET_ONLY, BIDDER_ONLY, BOTH)
    assert event.event_id == first.event_id
    assert [absorbed.event_id for absorbed in event.merged] == [second.event_id]
    assert dict(event.roles) == {"target": ("Kelvane",), "acquirer": ("Nemora",)}
    assert [report.story_id for report in event.reports] == ["s0", "s1", "s2"]
    assert set(first.keys) | set(second.keys) <= set(event.keys)


def test_the_one_that_was_known_first_keeps_its_name_whichever_is_found_first():
    first, _ = told(BIDDER_ONLY, TARGET_ONLY)
    (event,) = told(BIDDER_ONLY, TARGET_ONLY, BOTH)
    assert event.event_id == first.event_id


APART = {
    "two bidders": (mention(acquirer="Nemora", target="Kelvane"), mention(acquirer="Ostrel", target="Kelvane"), BOTH),
    "another amount": (TARGET_ONLY, mention(acquirer="Nemora", amount=9e9), BOTH),
    "another target": (mention(target="Brindle", amount=5e9), BIDDER_ONLY, BOTH),
    "a report that names one of them": (TARGET_ONLY, BIDDER_ONLY, BIDDER_ONLY),
    "a rumour": (
        TARGET_ONLY,
        BIDDER_ONLY,
        mention(acquirer="Nemora", target="Kelvane", amount=5e9, status=Status.RUMOUR),
    ),
    "two that were only remembered": (
        mention(target="Kelvane", amount=5e9, status=Status.BACKGROUND),
        mention(acquirer="Nemora", amount=5e9, status=Status.BACKGROUND),
        BOTH,
    ),
    "two plaintiffs": (
        mention(kind="lawsuit", stage="filed", plaintiff="Nemora", defendant="Kelvane"),
        mention(kind="lawsuit", stage="filed", plaintiff="Ostrel", defendant="Kelvane"),
        mention(kind="lawsuit", stage="ruling", plaintiff=("Nemora", "Ostrel"), defendant="Kelvane"),
    ),
    "two rounds": (
        mention(kind="funding", stage="announced", recipient="Kelvane", amount=1e8),
        mention(kind="funding", stage="announced", recipient="Kelvane", amount=3e8),
        mention(kind="funding", stage="announced", recipient="Kelvane"),
    ),
}


@pytest.mark.parametrize("mentions", APART.values(), ids=APART)
def test_what_may_be_two_events_stays_two(mentions):
    assert not any(event.merged for event in told(*mentions))


def played(rule):
    """The three reports with `rule` speaking: the event, and the alerts of each report."""
    known, spoken = {}, []
    for number, said in enumerate((TARGET_ONLY, BIDDER_ONLY, BOTH)):
        by = story(number, DAY + number * HOUR)
        (event,) = recognise(by, [said], tuple(known.values()))
        event, alerts = alerts_for([rule], event, by, now=by.when, terms=Terms(max_age=timedelta(days=1)))
        known = {name: each for name, each in known.items() if name not in {a.event_id for a in event.merged}}
        known[event.event_id] = event
        spoken.append(alerts)
    return event, spoken


def test_the_second_thread_gets_a_pointer_to_the_first():
    event, ((first,), (second,), pointers) = played(a_rule())
    (pointer,) = pointers
    assert first.thread_id != second.thread_id
    assert (pointer.reason, pointer.thread_id) == (AlertReason.UPDATE, second.alert_id)
    assert pointer.earlier == first.event.event_id == event.event_id
    assert pointer.changes == (Change(what="event", before=second.event.event_id, after=first.event.event_id),)


def test_the_pointer_comes_once_and_later_news_goes_into_the_first_thread():
    event, ((first,), *_) = played(a_rule())
    by = story(9, DAY + 9 * HOUR)
    (event,) = recognise(by, [mention(stage="rejected", acquirer="Nemora", target="Kelvane")], (event,))
    _, (update,) = alerts_for([a_rule()], event, by, now=by.when, terms=Terms(max_age=timedelta(days=1)))
    assert (update.change, update.thread_id) == ("offered → rejected", first.alert_id)


def test_a_rule_that_told_only_the_second_goes_on_in_its_thread():
    rule = a_rule(actors=("Nemora",))
    event, ((), (second,), pointers) = played(rule)
    assert pointers == ()
    by = story(9, DAY + 9 * HOUR)
    (event,) = recognise(by, [mention(stage="rejected", acquirer="Nemora", target="Kelvane")], (event,))
    _, (update,) = alerts_for([rule], event, by, now=by.when, terms=Terms(max_age=timedelta(days=1)))
    assert update.thread_id == second.alert_id


def test_an_event_from_before_has_no_threads_and_finds_its_first_alert():
    event, ((first,), *_) = played(a_rule())
    (old, _) = told(TARGET_ONLY, BIDDER_ONLY)
    assert old.threads == MappingProxyType({})
    assert event.threads["deals"] == first.alert_id
