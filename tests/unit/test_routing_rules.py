"""The newer keys of rules: groups, amounts, actors, independent sources, severity, silences, updates."""

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest

from config.rates import parse_rates
from config.schema import Source
from pipelines.alerts.case import Terms
from pipelines.alerts.rules import alerts_for, amount_note, waiting_for, why_not
from pipelines.model.alert import Change
from pipelines.model.kinds import AlertReason, Severity, Status
from pipelines.model.silence import Silence, SilencedBy
from tests.unit.alert_samples import DAY, NOW, a_report, a_rule, a_story, an_event, usd

RATES = parse_rates('date = 2025-02-07\nsource = "a bank"\n[per_euro]\nUSD = "1.25"\nJPY = "125"\n')
SOURCES = {
    "daily": Source(name="daily", url="https://daily.example/feed", group="papers", country="US"),
    "weekly": Source(name="weekly", url="https://weekly.example/feed"),
}
TERMS = Terms(max_age=DAY, rates=RATES, sources=SOURCES)
HOUR = timedelta(hours=1)


def judge(rule, event, story=None, *, terms=TERMS, now=NOW):
    """The event afterwards, the alerts, and why there is none."""
    story = story or a_story(event.reports[-1].story_id)
    after, alerts = alerts_for([rule], event, story, now=now, terms=terms)
    reason = why_not(rule, event, story, now=now, terms=terms)
    assert bool(alerts) is not bool(reason)
    return after, alerts, reason


FILTERS = {
    "a stage that is asked for": ({"stages": ("offered",)}, {}, ""),
    "another stage": ({"stages": ("rejected", "blocked")}, {}, "stage offered is not among rejected, blocked"),
    "the group of its source": ({"source_groups": ("papers",)}, {}, ""),
    "another group": ({"source_groups": ("makers",)}, {}, "source group papers is not among makers"),
    "no group": ({"source_groups": ("makers",)}, {"source": "weekly"}, "source group unknown is not among makers"),
    "a source that is not configured": (
        {"source_groups": ("makers",)},
        {"source": "x"},
        "source group unknown is not among makers",
    ),
    "the country of its source": ({"countries": ("VN", "US")}, {}, ""),
    "another country": ({"countries": ("VN",)}, {}, "country US is not among VN"),
}


@pytest.mark.parametrize(("rule", "report", "reason"), FILTERS.values(), ids=FILTERS)
def test_filters_by_stage_and_source(rule, report, reason):
    assert judge(a_rule(**rule), an_event(a_report(**report)))[2] == reason


AMOUNTS = {
    "more": ("1000000000 USD", usd("97400000000"), ""),
    "just so much": ("97400000000 USD", usd("97400000000"), ""),
    "less": ("1000000000 USD", usd("999999999"), "999,999,999 USD is below 1,000,000,000 USD"),
    "more in another currency": ("1000000000 USD", usd("900000000", "EUR"), ""),
    "less in another currency": (
        "1000000000 USD",
        usd("50000000000", "JPY"),
        "50,000,000,000 JPY = 500,000,000 USD (1 JPY = 0.01 USD, a bank, 2025-02-07) is below 1,000,000,000 USD",
    ),
    "no rate": (
        "1000000000 USD",
        usd("900000000", "XXX"),
        "there is no rate from XXX to USD in the table of 2025-02-07",
    ),
    "no amount": ("1000000000 USD", None, "no amount is known, 1,000,000,000 USD is the least"),
}


@pytest.mark.parametrize(("least", "amount", "reason"), AMOUNTS.values(), ids=AMOUNTS)
def test_min_amount(least, amount, reason):
    assert judge(a_rule(min_amount=least), an_event(amount=amount))[2] == reason


def test_the_conversion_that_let_an_event_through_is_named():
    note = amount_note(a_rule(min_amount="1000000000 USD"), an_event(amount=usd("1000000000", "EUR")), TERMS)
    assert note == (
        "1,000,000,000 EUR = 1,250,000,000 USD (1 EUR = 1.25 USD, a bank, 2025-02-07) is at least 1,000,000,000 USD"
    )


ACTORS = {
    "itself": ("OpenAI", ("xAI",), ("OpenAI",), True),
    "another name of it": ("オープンAI", ("xAI",), ("OpenAI",), True),
    "its people": ("OpenAI", ("Sam Altman",), ("Reddit",), True),
    "a person is not the company": ("Sam Altman", ("xAI",), ("OpenAI",), False),
    "a person by another name": ("Sundar Pichai", ("Sundar Pichai",), ("Nebbia Labs",), True),
    "another company": ("Anthropic", ("xAI",), ("OpenAI",), False),
    "a company that nobody knows": ("Nebbia Labs", ("Nebbia Labs Inc.",), ("Kelvane",), True),
    "a part of its name": ("nebbia", ("Nebbia Labs Inc.",), ("Kelvane",), True),
    "a part of a word": ("neb", ("Nebbia Labs Inc.",), ("Kelvane",), False),
    "a text in the headline": ("consortium", ("xAI",), ("OpenAI",), True),
    "a text that is nowhere": ("chip maker", ("xAI",), ("OpenAI",), False),
}


@pytest.mark.parametrize(("actor", "acquirer", "target", "there"), ACTORS.values(), ids=ACTORS)
def test_actors(actor, acquirer, target, there):
    event = an_event(roles=MappingProxyType({"acquirer": acquirer, "target": target}))
    assert bool(judge(a_rule(actors=(actor,)), event)[1]) is there
    assert bool(judge(a_rule(not_actors=(actor,)), event)[1]) is not there


def reported(*owners, minutes=0, **changes):
    """Reports by these owners, `minutes` apart."""
    return tuple(
        a_report(
            a_story(f"s{n}", owner=owner, source=owner.lower(), seen=NOW + timedelta(minutes=n * minutes)), **changes
        )
        for n, owner in enumerate(owners)
    )


TWO = a_rule(min_sources=2)


def test_an_alert_waits_for_a_second_source_and_says_how_long():
    event = an_event(*reported("The Daily"))
    _, alerts, reason = judge(TWO, event, now=NOW + timedelta(hours=3, minutes=12))
    assert not alerts
    assert reason == "waits for a confirmation: 1 of 2 independent sources, for 3h12m so far, at most 1d"
    wait = waiting_for(TWO, event, a_story("s0"), now=NOW, terms=TERMS)
    assert (wait.have, wait.needed, wait.since) == (1, 2, NOW)


def test_the_second_independent_report_lets_it_go():
    event, (alert,), _ = judge(TWO, an_event(*reported("The Daily", "The Weekly")))
    assert (alert.reason, alert.story_id) == (AlertReason.NEW, "s1")
    assert dict(event.alerted) == {"deals": ("offered",)}


def test_two_papers_of_one_owner_are_one_source():
    first, second = reported("The Daily", "The Daily")
    assert "1 of 2" in judge(TWO, an_event(first, replace(second, source="sunday")))[2]


def test_a_copy_is_no_second_source():
    first, copy, third = reported("The Daily", "The Copyist", "The Weekly")
    assert "1 of 2" in judge(TWO, an_event(first, replace(copy, copy=True)), a_story("s0"))[2]
    assert judge(TWO, an_event(first, replace(copy, copy=True), third))[1]


def test_background_confirms_nothing():
    first, second = reported("The Daily", "The Weekly")
    event = an_event(replace(first, status=Status.BACKGROUND), second)
    assert "1 of 2" in judge(TWO, event)[2]


def test_reports_that_lie_too_far_apart_do_not_confirm_each_other():
    event = an_event(*reported("The Daily", "The Weekly", minutes=61))
    assert "1 of 2" in judge(replace(TWO, min_sources_within=HOUR), event, a_story("s1"), now=NOW + HOUR)[2]
    assert judge(replace(TWO, min_sources_within=2 * HOUR), event)[1]


def test_a_wait_that_is_over_says_so():
    event = an_event(*reported("The Daily"))
    reason = judge(TWO, event, now=NOW + timedelta(hours=25))[2]
    assert reason == "waited for a confirmation: 1 of 2 independent sources within 1d; no longer waiting"


@pytest.mark.parametrize(
    ("rule", "severity"),
    [
        ({}, "normal"),
        ({"severity": "high"}, "high"),
        ({"critical_stages": ("offered",)}, "critical"),
        ({"critical_stages": ("blocked",)}, "normal"),
        ({"critical_amount": "50000000000 USD"}, "critical"),
        ({"critical_amount": "50000000000 EUR"}, "critical"),
        ({"critical_amount": "99000000000 USD", "severity": "info"}, "info"),
    ],
)
def test_severity(rule, severity):
    (alert,) = judge(a_rule(**rule), an_event())[1]
    assert alert.severity is Severity(severity)


def test_only_critical_alerts_are_repeated():
    assert judge(a_rule(remind_every=HOUR, severity="critical"), an_event())[1][0].remind_every == HOUR
    assert judge(a_rule(remind_every=HOUR), an_event())[1][0].remind_every is None


def silenced(by, value, *, until=NOW + HOUR):
    silence = Silence(silence_id="q1", by=SilencedBy(by), value=value, until=until, reason="holidays", created=NOW)
    return replace(TERMS, silences=(silence,))


BY = [
    ("event", "e1", True),
    ("event", "e2", False),
    ("actor", "OpenAI", True),
    ("actor", "オープンAI", True),
    ("actor", "Anthropic", False),
    ("kind", "bid", True),
    ("kind", "lawsuit", False),
    ("source", "daily", True),
    ("source", "The Daily", True),
    ("source", "weekly", False),
    ("rule", "deals", True),
    ("rule", "courts", False),
]


@pytest.mark.parametrize(("by", "value", "silent"), BY)
def test_silences(by, value, silent):
    event, alerts, reason = judge(a_rule(), an_event(), terms=silenced(by, value))
    assert bool(alerts) is not silent
    assert reason == ("silenced until 2025-02-10 20:00 UTC: holidays" if silent else "")
    assert [(hush.rule, hush.mark, hush.silence_id) for hush in event.silenced] == (
        [("deals", "offered", "q1")] if silent else []
    )


def test_a_silence_that_is_over_silences_nothing():
    assert judge(a_rule(), an_event(), terms=silenced("kind", "bid", until=NOW))[1]


def after_silence(**changes):
    event, _, _ = judge(a_rule(), an_event(), terms=silenced("event", "e1"))
    report = a_report(a_story("s2"), **changes)
    return replace(event, reports=(*event.reports, report), stage=report.stage)


def test_what_was_silenced_is_not_told_when_the_silence_is_over():
    reason = judge(a_rule(), after_silence())[2]
    assert reason == "offered came while it was silenced (holidays), and is no longer news"


def test_after_a_silence_a_new_stage_is_told_as_new():
    (alert,) = judge(a_rule(), after_silence(stage="rejected"))[1]
    assert (alert.reason, alert.thread_id) == (AlertReason.NEW, alert.alert_id)


IMPORTANT = [
    ("rejected", (), False),
    ("withdrawn", (), True),
    ("blocked", (), True),
    ("rejected", ("rejected",), True),
    ("withdrawn", ("rejected",), False),
]


@pytest.mark.parametrize(("stage", "important", "told"), IMPORTANT)
def test_an_update_of_a_silenced_event_is_told_only_at_an_important_stage(stage, important, told):
    rule = a_rule(important_stages=important)
    assert bool(judge(rule, after_silence(stage=stage), terms=silenced("event", "e1"))[1]) is told
    event = an_event(a_report(stage=stage), told={"deals": ["offered"]})
    assert bool(judge(rule, event, terms=silenced("kind", "bid"))[1]) is told


def test_a_new_event_of_a_silenced_kind_is_not_told_at_an_important_stage():
    assert not judge(a_rule(), an_event(a_report(stage="withdrawn")), terms=silenced("kind", "bid"))[1]


def test_a_denial_of_what_was_told_passes_filters_and_silences():
    event = an_event(a_report(source="weekly", lang="vi", status=Status.DENIAL), told={"deals": ["offered"]})
    rule = a_rule(sources=("daily",), languages=("en",), min_sources=3, stages=("rejected",))
    (alert,) = judge(rule, event, terms=silenced("event", "e1"))[1]
    assert (alert.reason, alert.change) == (AlertReason.UPDATE, "offered → denied")


def test_a_denial_of_what_nobody_told_is_filtered_like_anything_else():
    assert judge(a_rule(), an_event(a_report(status=Status.DENIAL)))[2] == "status denial is not among new"


def test_an_update_says_what_changed_and_what_did_not():
    told = {"told_amounts": MappingProxyType({"deals": usd("97400000000")})}
    (alert,) = judge(a_rule(), an_event(a_report(stage="rejected"), told={"deals": ["offered"]}, **told))[1]
    assert alert.changes == (
        Change(what="stage", before="offered", after="rejected"),
        Change(what="amount", before="97400000000 USD", after="97400000000 USD"),
    )


def test_a_rumour_that_proves_true_is_told_as_such():
    (alert,) = judge(a_rule(), an_event(told={"deals": ["rumoured"]}, amount=None))[1]
    assert alert.changes == (
        Change(what="stage", before="rumoured", after="offered"),
        Change(what="status", before="rumour", after="new"),
    )


OFFERED = usd("97400000000")


def corrected(*amounts, owners="ABCDEF", told=OFFERED):
    """An event of which `told` was told, and reports that give `amounts`, one after the other."""
    reports = tuple(
        a_report(a_story(f"s{n}", owner=owner, source=owner), amount=amount)
        for n, (amount, owner) in enumerate(zip((told, *amounts), owners, strict=False))
    )
    return an_event(*reports, told={"deals": ["offered"]}, told_amounts=MappingProxyType({"deals": told}))


NEW = usd("110000000000")
CORRECTIONS = {
    "one alone": ((NEW,), "ABC", False),
    "two agree": ((NEW, NEW), "ABC", True),
    "two agree, about": ((NEW, usd("111000000000")), "ABC", True),
    "two of one owner": ((NEW, NEW), "ABB", False),
    "somebody still gives the old one": ((NEW, usd("97400000000"), NEW), "ABCD", False),
    "rounded": ((usd("100000000000"), usd("100000000000")), "ABC", False),
    "the same in another currency": ((usd("77920000000", "EUR"), usd("77920000000", "EUR")), "ABC", False),
    "in a currency without a rate": ((usd("1", "XXX"), usd("1", "XXX")), "ABC", False),
}


@pytest.mark.parametrize(("amounts", "owners", "spoken"), CORRECTIONS.values(), ids=CORRECTIONS)
def test_corrected_amounts(amounts, owners, spoken):
    assert bool(judge(a_rule(), corrected(*amounts, owners=owners))[1]) is spoken


def test_a_correction_is_an_update_in_the_thread_and_comes_once():
    event, (alert,), _ = judge(a_rule(), corrected(NEW, NEW))
    assert alert.reason is AlertReason.UPDATE
    assert alert.change == "97400000000 USD → 110000000000 USD"
    assert alert.event.amount == NEW
    assert alert.thread_id != alert.alert_id
    again = a_report(a_story("s9", owner="Z"), amount=NEW)
    assert judge(a_rule(), replace(event, reports=(*event.reports, again)))[2] == "offered was told already"


def test_after_a_correction_the_next_stage_is_told_as_ever():
    event, _, _ = judge(a_rule(), corrected(NEW, NEW))
    rejected = a_report(a_story("s9"), stage="rejected")
    (alert,) = judge(a_rule(), replace(event, reports=(*event.reports, rejected)))[1]
    assert alert.change == "offered → rejected"
    assert alert.changes[-1] == Change(what="amount", before="110000000000 USD", after="110000000000 USD")
