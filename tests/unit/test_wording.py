"""Words of updates, digests and lateness; how a message becomes smaller."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from config.phrases import phrases
from pipelines.model.alert import Change
from pipelines.model.announcement import Announcement
from pipelines.model.kinds import AlertReason
from pipelines.notify.escape import line
from pipelines.notify.mail import announcing, mail
from pipelines.notify.message import MAX_HEADLINE, announced, headline, notice
from pipelines.notify.templates import Shape
from pipelines.notify.writer import sizes
from tests.unit.alert_gallery import DENIED, LONG, MANY
from tests.unit.alert_samples import ENGLISH, NOW, VIETNAMESE, an_alert, an_event, writer_of

STAGE = Change(what="stage", before="offered", after="rejected")
SAME = Change(what="amount", before="97400000000 USD", after="97400000000 USD")
MORE = Change(what="amount", before="97400000000 USD", after="100000000000 USD")
CONFIRMED = Change(what="status", before="rumour", after="new")
MERGED = Change(what="event", before="e2", after="e1")

CHANGES = [
    ((STAGE, SAME), "offered → rejected; 97.4 billion USD unchanged", "Update: offered → rejected — "),
    ((MORE,), "97.4 billion USD → 100 billion USD", "Update: 97.4 billion USD → 100 billion USD — "),
    ((CONFIRMED, STAGE), "rumour → reported, offered → rejected", "Update: rumour → reported, offered → rejected — "),
    ((Change(what="amount", before="", after="5 USD"),), "5 USD", "Update: 5 USD — "),
    ((Change(what="amount", before="much", after="more"),), "much → more", "Update: much → more — "),
    ((MERGED,), "", "Update: "),
]


@pytest.mark.parametrize(("changes", "change", "begins"), CHANGES)
def test_an_update_says_what_changed(changes, change, begins):
    alert = an_alert(reason=AlertReason.UPDATE, changes=changes)
    shown = notice(alert, ENGLISH)
    assert shown.change == change
    assert shown.headline.startswith(begins)


def test_an_alert_of_before_changes_were_told_one_by_one_still_says_it():
    assert (
        notice(an_alert(reason=AlertReason.UPDATE, change="offered → rejected"), VIETNAMESE).change
        == "chào mua → bị từ chối"
    )


def test_the_thread_of_a_merged_event_points_to_the_other():
    alert = an_alert(reason=AlertReason.UPDATE, changes=(MERGED,), earlier="e1")
    assert notice(alert, ENGLISH).change == "the same as an event that was told before: its thread goes on"


def test_a_reminder_says_that_it_is_one():
    assert headline(an_alert(reason=AlertReason.REMINDER), phrases("en")).startswith("Reminder: xAI offers")


def test_a_denial_that_corrects_us_says_so_once():
    shown = notice(DENIED, ENGLISH)
    assert shown.headline == "Denied: Orrin Labs is said to want Vela Robotics for 950 million EUR"
    assert shown.change == "rumoured → denied"
    assert shown.facts == "Takeover · denied · 11 Feb 2025, 16:35 UTC"


def test_long_names_are_cut_before_the_amount_is():
    told = headline(LONG, phrases("en"))
    assert len(told) <= MAX_HEADLINE
    assert "for 1.235 billion USD" in told
    assert "……" not in told


def a_digest(*members):
    return replace(members[0], alert_id="d1", reason=AlertReason.DIGEST, members=members)


def test_the_mail_of_a_digest_names_every_event_for_machines():
    members = [an_alert(an_event(event_id=f"e{n}"), alert_id=f"a{n}", held="quiet hours") for n in (1, 2, 3)]
    made = mail(a_digest(*members), writer_of(), sender="n@example.org", to=("d@example.org",))
    assert made.get_all("X-Newsbell-Event") == ["e1", "e2", "e3"]
    assert made["X-Newsbell-Reason"] == "digest"
    assert made["Subject"] == "3 alerts: xAI offers 97.4 billion USD for OpenAI (and 2 more)"
    assert made.get_body(("plain",)).get_content().count("held back: quiet hours") == 3
    assert made.get_body(("html",)).get_content().count("held back: quiet hours") == 3


@settings(deadline=None)
@given(st.lists(st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1), min_size=1, max_size=12))
@example(["Công ty Cổ phần"] * 9)
@example(["a" * 70, "é b"])
def test_a_subject_comes_through_whole_whatever_its_letters(words):
    name = line(" ".join(words), 78) or "x"
    alert = an_alert(an_event(roles={"acquirer": (name, f"{name} và", name), "target": ("开放",)}), rule=name)
    made = mail(alert, writer_of(), sender="n@example.org", to=("d@example.org",))
    raw = made.as_bytes()
    assert max(map(len, raw.partition(b"\r\n\r\n")[0].split(b"\r\n"))) <= 998
    read = message_from_bytes(raw, policy=default)
    assert read["Subject"] == headline(alert, phrases("en"))
    assert read["X-Newsbell-Rule"] == name


def test_a_digest_of_one_is_told_as_that_one():
    assert notice(a_digest(an_alert()), ENGLISH).headline == "xAI offers 97.4 billion USD for OpenAI"


def test_a_word_of_its_own_has_one_message_id_for_its_key():
    said = Announcement(key="down:slack", headline="slack does not answer", lines=("since 19:00",))
    first, second, other = (
        announcing(one, writer_of(), sender="n@example.org", to=("d@example.org",), at=NOW)
        for one in (said, said, replace(said, key="up:slack"))
    )
    assert first["Message-ID"] == second["Message-ID"] != other["Message-ID"]
    assert "since 19:00" in first.get_body(("plain",)).get_content()


def test_smaller_and_smaller_until_the_headline_alone_and_what_is_left_out_is_counted():
    shown = notice(MANY, ENGLISH)
    steps = list(sizes(shown))
    assert [len(step.sources) for step in steps] == [10, 5, 3, 1, 0]
    assert {step.headline for step in steps} == {shown.headline}
    assert [step.more for step in steps] == ["and 30 more", "and 35 more", "and 37 more", "and 39 more", "and 40 more"]
    assert steps[-1].evidence.text == ""


def test_what_does_not_fit_is_written_shorter():
    writer = writer_of()
    long = len(writer.write(Shape.TEXT, notice(MANY, ENGLISH)))
    for limit in range(200, long, 150):
        text = writer.write(Shape.TEXT, notice(MANY, ENGLISH), lambda text, limit=limit: len(text) <= limit)
        assert len(text) <= max(limit, 260)
        assert text.startswith("Anthropic raises 3.5 billion USD")


def test_lines_of_its_own_are_fewer_where_there_is_no_room():
    shown = announced(Announcement(key="k", headline="h", lines=tuple("abcdefgh")), ENGLISH)
    assert [len(step.lines) for step in sizes(shown)][-1] == 1
    assert shown.late == ""
    assert notice(an_alert(), ENGLISH, timedelta(minutes=11)).late == "late by 11 minutes"


@pytest.mark.parametrize(
    ("plaintiffs", "expected"),
    [
        (("book publishers",), "Book publishers sue OpenAI"),
        (("a student",), "a student sues OpenAI"),
        (("xAI",), "xAI sues OpenAI"),
        (("Elon Musk", "xAI"), "Elon Musk and xAI sue OpenAI"),
    ],
)
def test_people_without_a_name_are_several_and_begin_a_sentence(plaintiffs, expected):
    event = replace(an_event(kind="lawsuit", stage="filed"), roles={"plaintiff": plaintiffs, "defendant": ("OpenAI",)})
    event = replace(event, amount=None, court=None)
    assert headline(an_alert(event=event), ENGLISH.words) == expected
