"""Which mentions are one event, and what a further report changes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from pipelines.model.kinds import Status
from pipelines.model.mention import Mention
from pipelines.model.money import Money
from pipelines.model.story import Story
from pipelines.steps.identity import identity_keys
from pipelines.steps.parties import model_words, same_party
from pipelines.steps.recognise import MAX_REPORTS, found, join, recognise

DAY = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def story(number=0, when=DAY, lang="en"):
    return Story(
        story_id=f"s{number}",
        source=f"paper{number}",
        title=f"Title {number}",
        first_seen=when,
        published=when,
        lang=lang,
    )


def mention(kind="bid", stage="offered", status=Status.NEW, amount=None, **roles):
    money = Money(amount=Decimal(str(amount)), currency="USD") if amount else None
    names = {role: (name,) if isinstance(name, str) else name for role, name in roles.items()}
    return Mention(
        kind=kind, stage=stage, status=status, roles=names, amount=money, confidence=0.9, evidence=f"{kind} {stage}"
    )


def events_of(*told):
    """The event of each (mention, story), in order, as they arrive."""
    known = {}
    ids = []
    for said, by in told:
        (event,) = recognise(by, [said], tuple(known.values()))
        known[event.event_id] = event
        ids.append(event.event_id)
    return ids, known


def same(first, second, days=1):
    ids, _ = events_of((first, story(1)), (second, story(2, DAY + timedelta(days=days))))
    return ids[0] == ids[1]


BID = mention(acquirer="Vela Corp", target="Orrin", amount=9.5e9)
CASE = mention("lawsuit", "filed", plaintiff="The Daily Herald", defendant="OpenAI")
RELEASE = mention("model_release", "released", developer="Orrin", model="Orca 3")
ROUND = mention("funding", "announced", recipient="Orrin", investor="Pine Fund", amount=2e8)


@pytest.mark.parametrize(
    ("first", "second", "days", "expected"),
    [
        (BID, mention(stage="rejected", target="Orrin AI"), 3, True),
        (BID, mention(stage="rejected", acquirer="Vela", target="Orrin"), 3, True),
        (BID, mention(acquirer="Orrin", target="Vela"), 1, True),
        (BID, mention(acquirer="Rival Inc", target="Orrin"), 1, False),
        (BID, mention(acquirer="Vela Corp", target="Tessel"), 1, False),
        (BID, mention(acquirer="Vela Corp", amount=9.7e9), 1, True),
        (BID, mention(acquirer="Vela Corp", amount=2e9), 1, False),
        (BID, mention(acquirer="Vela Corp", target="Orrin"), 500, False),
        (BID, mention("funding", "announced", recipient="Orrin"), 1, False),
        (CASE, mention("lawsuit", "ruling", plaintiff="Daily Herald", defendant="OpenAI"), 300, True),
        (CASE, mention("lawsuit", "filed", plaintiff="Daily Herald", defendant="OpenAI"), 2, True),
        (CASE, mention("lawsuit", "filed", plaintiff="Daily Herald", defendant="OpenAI"), 90, False),
        (CASE, mention("lawsuit", "filed", plaintiff="Evening Star", defendant="OpenAI"), 1, False),
        (RELEASE, mention("model_release", "released", model="Orca3-70B"), 1, True),
        (RELEASE, mention("model_release", "released", model="Orca 3.0 preview"), 1, True),
        (RELEASE, mention("model_release", "released", model="Orca 3 Pro"), 1, True),
        (RELEASE, mention("model_release", "released", model="Orca 3 Pro"), 30, False),
        (RELEASE, mention("model_release", "released", model="Orca 3.5"), 1, False),
        (ROUND, mention("funding", "closed", recipient="Orrin Inc", amount=2.1e8), 30, True),
        (ROUND, mention("funding", "announced", recipient="Orrin", amount=5e8), 30, False),
        (ROUND, mention("funding", "announced", recipient="Orrin", amount=3e8), 1, True),
        (ROUND, mention("funding", "announced", recipient="Orrin", amount=2e8), 90, False),
        (ROUND, mention("funding", "announced", recipient="奥林", amount=2e8), 1, True),
        (ROUND, mention("funding", "announced", recipient="奥林", amount=2e8), 20, False),
        (ROUND, mention("funding", "announced", recipient="奥林", amount=3e8), 1, False),
        (ROUND, mention("funding", "announced", recipient="奥林"), 1, False),
        (CASE, mention("lawsuit", "filed", plaintiff="دیلی هرالد", defendant="OpenAI"), 1, True),
        (CASE, mention("lawsuit", "filed", plaintiff="دیلی هرالد", defendant="Tessel"), 1, False),
        (BID, mention(acquirer="Vela", target="오린", amount=9.5e9), 2, True),
        (BID, mention(acquirer="Rival", target="오린", amount=9.5e9), 2, False),
        (
            mention("lawsuit", "filed", plaintiff="The Daily Herald", defendant="Sam Altman"),
            mention("lawsuit", "filed", plaintiff="The Daily Herald", defendant="OpenAI"),
            1,
            True,
        ),
        (mention(acquirer="Elon Musk", target="Orrin"), mention(acquirer="xAI", target="Orrin"), 1, True),
        (
            mention("lawsuit", "filed", plaintiff="Elon Musk", defendant="OpenAI"),
            mention("lawsuit", "filed", plaintiff="xAI", defendant="OpenAI"),
            1,
            False,
        ),
    ],
)
def test_identity(first, second, days, expected):
    assert same(first, second, days) is expected


def test_two_mentions_of_one_event_share_a_key():
    assert set(identity_keys(BID)) & set(identity_keys(mention(target="ORRIN A.I.")))
    assert set(identity_keys(RELEASE)) & set(identity_keys(mention("model_release", "released", model="orca-3")))
    assert set(identity_keys(mention(amount=9.5e9))) & set(identity_keys(mention(amount=9.52e9)))
    assert identity_keys(mention()) == ()


def test_a_story_may_report_several_events():
    ids = [e.event_id for e in recognise(story(1), [BID, CASE, ROUND], ())]
    assert len(set(ids)) == 3
    again = [e.event_id for e in recognise(story(1), [BID, CASE, ROUND], ())]
    assert ids == again


def test_one_story_tells_one_deal_in_many_ways():
    again = mention("funding", "announced", recipient="Series", investor="Pine Fund", amount=9e8)
    first, second = recognise(story(1), [ROUND, again], ())
    assert first.event_id == second.event_id
    assert first.amount == ROUND.amount
    other = mention("funding", "announced", recipient="Tessel", investor="Oak Fund", amount=9e8)
    assert len({e.event_id for e in recognise(story(1), [ROUND, other], ())}) == 2
    two = [mention("model_release", "released", developer="Orrin", model=name) for name in ("Orca 3", "Wren 1")]
    assert len({e.event_id for e in recognise(story(1), two, ())}) == 2
    titled = replace(story(1), title="Orrin shows Orca 3")
    assert len({e.event_id for e in recognise(titled, two, ())}) == 1
    both = replace(story(1), title="Orrin shows Orca 3 and Wren 1")
    assert len({e.event_id for e in recognise(both, two, ())}) == 2


def test_a_later_stage_moves_the_event_and_an_earlier_one_does_not():
    event = found(mention(stage="rejected", target="Orrin"), story(1))
    late = join(event, mention(stage="offered", target="Orrin", acquirer="Vela"), story(2))
    assert (late.stage, late.stages) == ("rejected", ("rejected", "offered"))
    assert late.roles["acquirer"] == ("Vela",)
    raised = join(late, mention(stage="raised", target="Orrin"), story(3))
    assert raised.stage == "raised"
    assert join(raised, mention(stage="rejected", target="Orrin"), story(4)).stage == "raised"


def test_stages_that_papers_do_not_keep_apart_count_once():
    event = found(mention(stage="accepted", target="Orrin"), story(1))
    assert join(event, mention(stage="completed", target="Orrin"), story(2)).stages == ("accepted",)


def test_what_is_only_remembered_changes_no_stage():
    event = found(BID, story(1))
    assert join(event, mention(stage="blocked", status=Status.BACKGROUND, target="Orrin"), story(2)).stage == "offered"


def test_a_confirmed_rumour_takes_the_stronger_report_over():
    event = found(mention(stage="rumoured", status=Status.RUMOUR, target="Orrin", amount=8e9), story(1))
    sure = join(event, BID, story(2))
    assert (sure.status, sure.stage, sure.amount) == (Status.NEW, "offered", BID.amount)
    assert sure.headline == "Title 2"
    weak = join(sure, mention(stage="rumoured", status=Status.RUMOUR, target="Orrin"), story(3))
    assert (weak.status, weak.stage, weak.headline) == (Status.NEW, "offered", "Title 2")


def test_reports_are_one_a_story_and_bounded():
    event = found(BID, story(0))
    assert len(join(event, BID, story(0)).reports) == 1
    for number in range(1, MAX_REPORTS + 20):
        event = join(event, BID, story(number))
    assert len(event.reports) == MAX_REPORTS
    assert event.reports[0].story_id == "s0"
    assert event.reports[-1].story_id == f"s{MAX_REPORTS + 19}"


def test_times_span_the_reports():
    event = join(found(BID, story(1)), BID, story(2, DAY - timedelta(days=1)))
    assert (event.first_seen, event.updated) == (DAY - timedelta(days=1), DAY)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("OpenAI", "OpenAI, Inc.", True),
        ("Société Générale", "Societe Generale SA", True),
        ("Công ty Đại Việt", "cong ty dai viet", True),
        ("ソフトバンク", "ソフトバンク", True),
        ("智谱", "月之暗面", False),
        ("Meta", "Metaphysic", False),
        ("", "OpenAI", False),
    ],
)
def test_parties(a, b, expected):
    assert same_party(a, b) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("GPT-5.2", ("gpt", "5.2")), ("Qwen3-72B", ("qwen", "3")), ("文心 5.0", ("文心", "5")), ("o3", ("o", "3"))],
)
def test_model_words(name, expected):
    assert model_words(name) == expected


def test_ids_do_not_depend_on_what_is_known():
    assert found(BID, story(1)).event_id == found(replace(BID, confidence=0.1), story(1)).event_id
