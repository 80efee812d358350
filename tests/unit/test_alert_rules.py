"""Rules: what speaks, once, and why the others stay silent."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pipelines.alerts.case import Terms
from pipelines.alerts.rules import alerts_for, why_not
from pipelines.model.kinds import AlertReason, Status
from tests.unit.alert_samples import DAY, NOW, a_report, a_rule, a_story, an_event

OLD = timedelta(hours=25)
TERMS = Terms(max_age=DAY)


def spoken(rule, event, story=None):
    return alerts_for([rule], event, story or a_story(), now=NOW, terms=TERMS)


def test_a_rule_speaks_once_of_a_new_event():
    event, alerts = spoken(a_rule(), an_event())
    assert [(a.reason, a.rule, a.event.stage, a.change) for a in alerts] == [(AlertReason.NEW, "deals", "offered", "")]
    assert alerts[0].thread_id == alerts[0].alert_id
    assert alerts[0].channels == ("desk-mail",)
    assert dict(event.alerted) == {"deals": ("offered",)}


def test_a_second_report_of_what_was_told_stays_silent():
    event, _ = spoken(a_rule(), an_event())
    again = a_story("s2", source="other", lang="vi")
    event = replace(event, reports=(*event.reports, a_report(again)))
    assert spoken(a_rule(), event, again) == (event, ())
    assert why_not(a_rule(), event, again, now=NOW, terms=TERMS) == "offered was told already"


def test_several_rules_speak_each_for_itself():
    rules = [a_rule(name="a"), a_rule(name="b", kinds=("lawsuit",)), a_rule(name="c", channels=("x", "y"))]
    event, alerts = alerts_for(rules, an_event(), a_story(), now=NOW, terms=TERMS)
    assert [(a.rule, a.channels) for a in alerts] == [("a", ("desk-mail",)), ("c", ("x", "y"))]
    assert len({a.alert_id for a in alerts}) == 2
    assert dict(event.alerted) == {"a": ("offered",), "c": ("offered",)}


def test_an_update_goes_into_the_first_alerts_thread():
    first_event, (first,) = spoken(a_rule(), an_event())
    no = a_story("s2")
    event = replace(first_event, reports=(*first_event.reports, a_report(no, stage="rejected")), stage="rejected")
    event, (update,) = spoken(a_rule(), event, no)
    assert update.reason is AlertReason.UPDATE
    assert update.change == "offered → rejected"
    assert update.thread_id == first.alert_id != update.alert_id
    assert event.alerted["deals"] == ("offered", "rejected")


TOLD = {
    "a stage that counts as one that was told": ("bid", ["accepted"], "completed", ""),
    "an update that was told": ("bid", ["offered", "rejected"], "rejected", ""),
    "a stage that is no update": ("model_release", ["announced"], "released", ""),
    "a stage before the first that was told": ("lawsuit", ["ruling"], "filed", ""),
    "a raised offer after a rejection": ("bid", ["offered", "rejected"], "raised", "rejected → raised"),
    "an offer after a rumour": ("bid", ["rumoured"], "offered", "rumoured → offered"),
    "an offer after a rumour and its denial": ("bid", ["rumoured", "denied"], "offered", "denied → offered"),
    "an offer told late": ("bid", ["rumoured", "accepted"], "offered", ""),
    "a filing after a threat": ("lawsuit", ["threatened"], "filed", "threatened → filed"),
    "a release after a rumour": ("model_release", ["rumoured"], "released", "rumoured → released"),
}


@pytest.mark.parametrize(("kind", "told", "stage", "change"), TOLD.values(), ids=TOLD)
def test_what_is_worth_a_word_after_what_was_told(kind, told, stage, change):
    event = an_event(a_report(stage=stage), kind=kind, told={"deals": told})
    _, alerts = spoken(a_rule(), event)
    assert [a.change for a in alerts] == ([change] if change else [])
    assert bool(why_not(a_rule(), event, a_story(), now=NOW, terms=TERMS)) is not bool(change)


def test_stages_that_papers_do_not_keep_apart_are_told_once_in_whatever_order():
    event, _ = spoken(a_rule(), an_event(a_report(stage="completed")))
    signed = a_story("s2")
    event = replace(event, reports=(*event.reports, a_report(signed, stage="accepted")))
    assert spoken(a_rule(), event, signed) == (event, ())


def test_every_update_names_the_first_alert():
    _, (first,) = spoken(a_rule(), an_event())
    _, (third,) = spoken(a_rule(), an_event(a_report(stage="rejected"), told={"deals": ["offered", "raised"]}))
    assert third.thread_id == first.alert_id


def test_a_rumour_of_a_later_stage_is_no_update():
    rule = a_rule(statuses=("new", "rumour"))
    event = an_event(a_report(stage="accepted", status=Status.RUMOUR), told={"deals": ["rumoured", "offered"]})
    assert spoken(rule, event) == (event, ())


def test_a_denial_of_what_was_told_is_told():
    event = an_event(a_report(stage="rumoured", status=Status.DENIAL), told={"deals": ["rumoured"]})
    event, (alert,) = spoken(a_rule(statuses=("rumour", "denial")), event)
    assert (alert.reason, alert.change, alert.event.status) == (AlertReason.UPDATE, "rumoured → denied", Status.DENIAL)
    assert event.alerted["deals"] == ("rumoured", "denied")


SILENT = {
    "kind": ({"kinds": ("lawsuit", "funding")}, {}, "kind bid is not among lawsuit, funding"),
    "rumour": ({}, {"status": Status.RUMOUR}, "status rumour is not among new"),
    "background": ({}, {"status": Status.BACKGROUND}, "status background is not among new"),
    "language": ({"languages": ("vi", "ar")}, {}, "language en is not among vi, ar"),
    "no language": ({"languages": ("vi",)}, {"lang": ""}, "language unknown is not among vi"),
    "source": ({"sources": ("weekly",)}, {}, "source daily is not among weekly"),
    "actors": ({"actors": ("Anthropic", "Mistral")}, {}, "none of Anthropic, Mistral takes part"),
    "not_actors": ({"not_actors": ("openai",)}, {}, "openai takes part"),
    "confidence": ({"min_confidence": 0.95}, {}, "confidence 0.90 is below 0.95"),
}


@pytest.mark.parametrize(("rule", "report", "reason"), SILENT.values(), ids=SILENT)
def test_a_rule_that_does_not_fit_stays_silent_and_says_why(rule, report, reason):
    event = an_event(a_report(**report))
    assert spoken(a_rule(**rule), event) == (event, ())
    assert why_not(a_rule(**rule), event, a_story(), now=NOW, terms=TERMS) == reason


@pytest.mark.parametrize("name", ["openai", "OPENAI", "ÓpenAI", "OpenAI, Inc."])
def test_actors_are_found_whatever_their_spelling(name):
    assert spoken(a_rule(actors=(name,)), an_event())[1]
    assert not spoken(a_rule(not_actors=(name,)), an_event())[1]


def test_what_was_old_when_first_seen_is_learned_silently():
    story = a_story(age=OLD)
    event = an_event(a_report(story))
    assert spoken(a_rule(), event, story) == (event, ())
    assert "published too long before" in why_not(a_rule(), event, story, now=NOW, terms=TERMS)


def test_the_limit_itself_still_speaks():
    assert spoken(a_rule(), an_event(a_report(a_story(age=DAY))), a_story(age=DAY))[1]


def test_a_story_without_a_date_speaks():
    story = a_story(published=None)
    assert spoken(a_rule(), an_event(a_report(story)), story)[1]


def test_a_fresh_report_of_an_old_stage_stays_silent():
    old, fresh = a_story("old", age=OLD), a_story("fresh")
    event = an_event(a_report(old), a_report(fresh))
    assert spoken(a_rule(), event, fresh) == (event, ())
    assert (
        why_not(a_rule(), event, fresh, now=NOW, terms=TERMS)
        == "offered was learned from an old report: no longer news"
    )


def test_a_fresh_report_of_a_new_stage_of_an_old_event_is_new():
    old, fresh = a_story("old", age=OLD), a_story("fresh")
    event = an_event(a_report(old), a_report(fresh, stage="rejected"))
    _, (alert,) = spoken(a_rule(), event, fresh)
    assert (alert.reason, alert.event.stage) == (AlertReason.NEW, "rejected")


def test_an_old_stage_stays_old_under_its_other_name():
    old, fresh = a_story("old", age=OLD), a_story("fresh")
    event = an_event(a_report(old, stage="announced"), a_report(fresh, stage="released"), kind="model_release")
    assert spoken(a_rule(), event, fresh) == (event, ())


def test_background_that_was_seen_first_does_not_make_the_news_old():
    old, fresh = a_story("old", age=OLD), a_story("fresh")
    event = an_event(a_report(old, status=Status.BACKGROUND), a_report(fresh))
    assert spoken(a_rule(), event, fresh)[1]


def test_an_old_article_found_late_does_not_silence_a_rule_that_waited_for_its_language():
    first, late = a_story("first"), a_story("late", age=OLD)
    ours = a_story("ours", lang="vi")
    event = an_event(a_report(first), a_report(late), a_report(ours))
    assert spoken(a_rule(languages=("vi",)), event, ours)[1]


def test_an_event_that_the_story_does_not_report():
    assert why_not(a_rule(), an_event(), a_story("x"), now=NOW, terms=TERMS) == "the story does not report this event"
    assert spoken(a_rule(), an_event(), a_story("x"))[1] == ()


def test_the_same_decision_is_the_same_alert():
    (once,), (again,) = (alerts_for([a_rule()], an_event(), a_story(), now=NOW, terms=TERMS)[1] for _ in range(2))
    assert once == again
