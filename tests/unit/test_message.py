"""The message: its first line for every kind, then the evidence, then the sources."""

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest

from pipelines.model.kinds import AlertReason, Status
from pipelines.notify.message import MAX_HEADLINE, MAX_SOURCES, amount, headline, notice
from pipelines.notify.slack_message import body
from pipelines.notify.templates import Shape
from tests.unit.alert_samples import (
    ENGLISH,
    NOW,
    VIETNAMESE,
    a_report,
    a_story,
    an_alert,
    an_event,
    usd,
    writer_of,
)

NYT = ("The New York Times",)
WRITER = writer_of()


def text(shown):
    return WRITER.write(Shape.TEXT, shown) + "\n"


def html(shown):
    return WRITER.templates.render(Shape.HTML, shown)


def test_a_late_message_says_so():
    shown = notice(an_alert(), ENGLISH, timedelta(hours=2, minutes=5))
    assert shown.facts.endswith(" · late by 2 hours")
    assert text(shown).splitlines()[1] == "late by 2 hours"
    assert notice(an_alert(), VIETNAMESE, timedelta(minutes=90)).facts.endswith(" · trễ 90 phút")


def event(kind, stage, roles, **changes):
    found = {"amount": None, **changes}
    return an_event(a_report(stage=stage), kind=kind, roles=MappingProxyType(roles), **found)


HEADLINES = [
    ("bid", "offered", {"acquirer": ("xAI",), "target": ("OpenAI",)}, {"amount": usd("97400000000")}, "xAI offers 97.4 billion USD for OpenAI"),
    ("bid", "offered", {"acquirer": ("xAI", "Valor"), "target": ("OpenAI",)}, {"amount": usd("97400000000")}, "xAI and Valor offer 97.4 billion USD for OpenAI"),
    ("bid", "offered", {"acquirer": ("xAI",), "target": ("OpenAI",)}, {}, "xAI bids for OpenAI"),
    ("bid", "offered", {"target": ("OpenAI",)}, {"amount": usd("1e9")}, "OpenAI gets a takeover offer of 1 billion USD"),
    ("bid", "offered", {}, {"amount": usd("1e9")}, "A consortium bids for the maker of a chatbot"),
    ("bid", "rejected", {"acquirer": ("xAI",), "target": ("OpenAI",)}, {}, "OpenAI rejects xAI’s offer"),
    ("bid", "accepted", {"acquirer": ("Nvidia",), "target": ("Groq",)}, {"amount": usd("2e10")}, "Nvidia to buy Groq for 20 billion USD"),
    ("lawsuit", "filed", {"plaintiff": NYT, "defendant": ("OpenAI", "Microsoft")}, {}, "The New York Times sues OpenAI and Microsoft"),
    ("lawsuit", "filed", {"plaintiff": NYT, "defendant": ("OpenAI",)}, {"amount": usd("1e9"), "court": "District Court"}, "The New York Times sues OpenAI for 1 billion USD (District Court)"),
    ("lawsuit", "ruling", {"plaintiff": NYT, "defendant": ("OpenAI",)}, {"court": "Munich Regional Court"}, "Munich Regional Court rules in The New York Times v. OpenAI"),
    ("lawsuit", "settled", {"plaintiff": ("Authors Guild",), "defendant": ("Anthropic",)}, {"amount": usd("1500000000")}, "Authors Guild and Anthropic settle their lawsuit for 1.5 billion USD"),
    ("lawsuit", "dismissed", {"defendant": ("OpenAI",)}, {}, "The lawsuit against OpenAI is dismissed"),
    ("model_release", "released", {"developer": ("DeepSeek",), "model": ("R2",)}, {}, "DeepSeek releases R2"),
    ("model_release", "announced", {"model": ("R2", "R2 mini")}, {}, "R2 and R2 mini are announced"),
    ("funding", "announced", {"recipient": ("Mistral AI",)}, {"amount": usd("2e9", "EUR"), "valuation": usd("12e9", "EUR")}, "Mistral AI raises 2 billion EUR (valuation 12 billion EUR)"),
    ("funding", "announced", {"recipient": ("Mistral AI",), "investor": ("ASML",)}, {"amount": usd("2e9", "EUR")}, "Mistral AI raises 2 billion EUR from ASML"),
    ("funding", "closed", {"recipient": ("Mistral AI",)}, {}, "Mistral AI closes a funding round"),
    ("funding", "rumoured", {"recipient": ("Mistral AI",)}, {"amount": usd("1e9")}, "Mistral AI is said to seek 1 billion USD"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "stage", "roles", "changes", "line"), HEADLINES)
def test_the_first_line_says_who_did_what_to_whom_for_how_much(kind, stage, roles, changes, line):
    assert headline(an_alert(event(kind, stage, roles, **changes)), ENGLISH.words) == line


def test_the_first_line_of_an_update_says_what_changed():
    rejected = event("bid", "rejected", {"acquirer": ("xAI",), "target": ("OpenAI",)}, amount=usd("97400000000"))
    alert = an_alert(rejected, reason=AlertReason.UPDATE, change="offered → rejected")
    assert headline(alert, ENGLISH.words) == (
        "Update: offered → rejected — OpenAI rejects xAI’s offer of 97.4 billion USD"
    )
    assert headline(alert, VIETNAMESE.words) == (
        "Cập nhật: chào mua → bị từ chối — OpenAI từ chối đề nghị 97,4 tỷ USD của xAI"
    )


def test_a_denial_and_a_rumour_are_called_so():
    told = event("bid", "accepted", {"acquirer": ("xAI",), "target": ("OpenAI",)})
    assert headline(an_alert(replace(told, status=Status.RUMOUR)), ENGLISH.words) == "Rumour: xAI to buy OpenAI"
    assert headline(an_alert(replace(told, status=Status.DENIAL)), ENGLISH.words) == "Denied: xAI to buy OpenAI"
    heard = event("bid", "rumoured", {"acquirer": ("xAI",), "target": ("OpenAI",)}, status=Status.RUMOUR)
    assert headline(an_alert(heard), ENGLISH.words) == "xAI is said to want OpenAI"


def test_many_parties_are_counted():
    names = tuple(f"Fund {n}" for n in range(1, 8))
    found = event("funding", "announced", {"recipient": ("Acme",), "investor": names}, amount=usd("1e9"))
    assert headline(an_alert(found), ENGLISH.words) == (
        "Acme raises 1 billion USD from Fund 1, Fund 2, Fund 3, and 4 others"
    )


def test_an_event_of_a_kind_without_phrases_is_told_by_its_title():
    found = event("bid", "a stage of tomorrow", {"target": ("OpenAI",)})
    assert headline(an_alert(found), ENGLISH.words) == "A consortium bids for the maker of a chatbot"
    assert headline(an_alert(replace(found, headline="")), ENGLISH.words) == "(no title)"


AMOUNTS = [
    ("97400000000", "97.4 billion USD", "97,4 tỷ USD"),
    ("97425000000", "97.425 billion USD", "97,425 tỷ USD"),
    ("1700000000000", "1.7 trillion USD", "1,7 nghìn tỷ USD"),
    ("1500000", "1.5 million USD", "1,5 triệu USD"),
    ("750000", "750,000 USD", "750.000 USD"),
]


@pytest.mark.parametrize(("number", "english", "vietnamese"), AMOUNTS)
def test_amounts_are_told_as_the_reader_writes_them(number, english, vietnamese):
    assert (amount(usd(number), ENGLISH.words), amount(usd(number), VIETNAMESE.words)) == (english, vietnamese)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "0", "-5"])
def test_an_amount_that_is_none_is_left_out(number):
    found = event("bid", "offered", {"acquirer": ("xAI",), "target": ("OpenAI",)}, amount=usd(number))
    assert headline(an_alert(found), ENGLISH.words) == "xAI bids for OpenAI"


def reports(count, **changes):
    stories = [a_story(f"s{n}", seen=NOW + timedelta(minutes=n), title=f"Report {n}") for n in range(count)]
    return tuple(a_report(story, **changes) for story in stories)


def test_the_sources_follow_the_first_report_first_and_copies_are_marked():
    first, second = reports(2)
    copy = replace(second, copy=True, owner="Agency", url=None)
    shown = notice(an_alert(an_event(first, copy)), ENGLISH)
    assert [(s.title.text, s.name, s.time, s.url, s.copy) for s in shown.sources] == [
        ("Report 0", "The Daily", "10 Feb 2025, 18:55 UTC", "https://daily.example/s0", False),
        ("Report 1", "Agency", "10 Feb 2025, 18:56 UTC", "", True),
    ]


def test_of_many_sources_the_first_the_speaking_and_the_newest_are_shown():
    many = reports(30)
    shown = notice(an_alert(an_event(*many), story_id="s12"), ENGLISH)
    titles = [s.title.text for s in shown.sources]
    assert (titles[0], titles[1], titles[-1], len(titles)) == ("Report 0", "Report 12", "Report 29", MAX_SOURCES)
    assert shown.more == "and 20 more"


def test_reports_that_only_look_back_are_no_sources():
    first, second = reports(2)
    back = replace(a_report(a_story("back")), status=Status.BACKGROUND)
    shown = notice(an_alert(an_event(first, back, second)), ENGLISH)
    assert [s.title.text for s in shown.sources] == ["Report 0", "Report 1"]


def test_the_evidence_is_that_of_the_report_that_spoke_in_its_language():
    first, second = reports(2)
    arabic = replace(second, lang="ar", evidence="رفضت الشركة العرض.")
    shown = notice(an_alert(an_event(first, arabic)), ENGLISH)
    assert (shown.evidence.text, shown.evidence.lang, shown.evidence.direction) == ("رفضت الشركة العرض.", "ar", "rtl")
    silent = notice(an_alert(an_event(first, replace(second, evidence=""))), ENGLISH)
    assert silent.evidence.text == first.evidence


def test_the_text_reads_in_the_order_of_the_contract():
    lines = text(notice(an_alert(), ENGLISH)).splitlines()
    assert lines == [
        "xAI offers 97.4 billion USD for OpenAI",
        "",
        "“The consortium offered 97.4 billion dollars on Monday.”",
        "",
        "Sources:",
        "1. A consortium bids for the maker of a chatbot",
        "   The Daily, 10 Feb 2025, 18:55 UTC",
        "   https://daily.example/s1",
        "",
        "-- ",
        "newsbell · rule deals · alert a1",
    ]


def test_the_frame_speaks_the_readers_language_and_time_zone():
    shown = text(notice(an_alert(), VIETNAMESE))
    assert shown.startswith("xAI đề nghị mua OpenAI với giá 97,4 tỷ USD\n")
    assert "Nguồn:" in shown
    assert "01:55, 11/2/2025 +0700" in shown


def test_nothing_that_an_article_holds_breaks_out_of_its_line():
    wild = "Fake\r\n\r\n-- \nSources:\n1. forged \u202egnorw\x1b[31m\u2028x" + "y" * 10_000
    told = a_report(title=wild, evidence=wild, owner=wild, url="javascript:alert(1)")
    found = an_event(told, roles=MappingProxyType({"acquirer": (wild,), "target": (wild,)}))
    shown = notice(an_alert(found), ENGLISH)
    lines = text(shown).splitlines()
    assert len(lines) == 10
    assert len(shown.headline) <= MAX_HEADLINE
    assert not any(c in text(shown) for c in "\r\x1b\u202e\u2028")
    assert shown.sources[0].url == ""


def test_without_a_sentence_that_says_so_the_sources_follow_at_once():
    bare = notice(an_alert(an_event(a_report(evidence="")), story_id="s1"), ENGLISH)
    assert bare.evidence.text == ""
    assert text(bare).splitlines()[:3] == ["xAI offers 97.4 billion USD for OpenAI", "", "Sources:"]
    assert 'class="quote' not in html(bare)
    assert [block["type"] for block in body(bare, WRITER)["blocks"]] == ["header", "context", "section", "context"]
