"""Reasons: every fact has words, what was seen is shown, and silence is explained too."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from importlib.resources import files

import pytest

from config.reason_words import reason_words
from pipelines import flow
from pipelines.model.kinds import Status
from pipelines.model.mention import Mention, Reading
from pipelines.model.money import Money
from pipelines.model.story import Story
from pipelines.steps.identity_grounds import identity_grounds
from pipelines.understanding.text import MAX_BODY
from scheduler.reasons import ground_line, joined_words, mention_lines, reading_lines, status_words
from tests.unit.store_samples import an_event

SUM = Money(amount=Decimal(97_000_000_000), currency="USD")
NOW = datetime(2026, 5, 6, 9, tzinfo=UTC)


def reading_of(title: str, lead: str = "", body: str = "", lang: str = "en") -> Reading:
    story = Story(
        story_id="s", source="s", title=title, summary=lead, body=body, lang=lang, published=NOW, first_seen=NOW
    )
    reading = flow.make_sense(flow.read(story)).reading
    assert reading is not None
    return reading


def asked_in(tree: object) -> set[str]:
    """The facts that a tree asks for."""
    return {tree[0]} | asked_in(tree[2]) | asked_in(tree[3]) if isinstance(tree, list) else set()


def shipped_facts() -> set[str]:
    """Every fact that has a weight, or that a tree asks for."""
    data = files("config").joinpath("data")
    weights = json.loads(data.joinpath("weights.json").read_text("utf-8"))
    trees = json.loads(data.joinpath("trees.json").read_text("utf-8"))
    tables = [*weights["event"].values(), *weights["status"].values(), weights["relevance"]]
    tables += [table for kind in weights["status_of_kind"].values() for table in kind.values()]
    asked = {fact for tree in trees["trees"] for fact in asked_in(tree)}
    return {fact for table in tables for fact in table} | {fact for fact in asked if not fact.startswith("editor: ")}


def test_every_shipped_fact_has_words_of_its_own():
    plain = {fact for fact in shipped_facts() if reason_words(fact) == fact}
    assert plain == set(), "give them words in config/data/reasons.toml"


WORDS = [
    ("hedge @title", "reportedly", "hedged in the title: “reportedly”"),
    ("hedge @title", "", "hedged in the title"),
    ("both named", "A, B", "both parties are named: “A, B”"),
    ("both named", "", "both parties are named"),
    ("stage: model_made", "", "the stage model made"),
    ("ai entity in title often", "OpenAI", "the title names one of the AI industry: “OpenAI”"),
    ("a new {fact}", "{seen}", "a new (fact): “{seen}”"),
]


@pytest.mark.parametrize(("feature", "seen", "words"), WORDS)
def test_a_fact_in_words(feature, seen, words):
    assert reason_words(feature, seen) == words


def test_what_was_seen_is_shown_the_trigger_first():
    reading = reading_of("Penmarch Press sues OpenAI", "The publisher filed its complaint on Tuesday.")
    (mention,) = reading.mentions
    lines = [ground_line(reason) for reason in mention.reasons]
    assert lines[0].strip().startswith("the words that name it: “sues")
    assert any("both parties are named: “Penmarch Press, OpenAI”" in line for line in lines)
    weights = [abs(reason.weight) for reason in mention.reasons[1:]]
    assert weights == sorted(weights, reverse=True)


def test_a_date_long_past_is_named_with_what_it_weighs():
    reading = reading_of(
        "OpenAI opens an office in Seoul",
        "It will hire fifty people.",
        "Penmarch Press sued the AI company OpenAI in May 2024.",
    )
    (mention,) = reading.mentions
    (old,) = [reason for reason in mention.reasons if reason.feature.startswith("old date")]
    assert (old.text, old.weight < 0) == ("May 2024", True)
    said = status_words(mention, reading)
    assert said.startswith(f"background: told as new only with probability {mention.new:.3f} (0.")
    assert "of the others background is the likeliest" in said


SILENT = [
    ("OpenAI opens an office in Seoul", "It will hire fifty people.", "no words of any kind of event"),
    ("Crust & Co agrees to buy bakery chain Millstone", "", "bid (“agrees to buy"),
    ("What a researcher who was sued says about AI", "", "lawsuit (“"),
]


@pytest.mark.parametrize(("title", "lead", "nearest"), SILENT)
def test_a_silent_story_says_the_nearest_it_came(title, lead, nearest):
    reading = reading_of(title, lead)
    assert reading.mentions == ()
    assert reading.nearest.startswith(nearest)
    assert any(line.startswith("no event: ") for line in reading_lines(reading))


def test_what_is_missing_is_named():
    assert "no model is named" in reading_of("OpenAI releases a new language model", "It did not say its name.").nearest


def test_what_was_not_read_is_counted_and_told():
    reading = reading_of("A long text about AI", body="word " * MAX_BODY)
    assert reading.unread == 4 * MAX_BODY - 1
    assert any("characters at the end were not read" in line for line in reading_lines(reading))
    assert reading_of("A short text").unread == 0


def a_mention(**roles: str) -> Mention:
    return Mention(
        kind="bid", stage="offered", status=Status.NEW, confidence=0.9, evidence="…", amount=SUM,
        roles={role: (name,) for role, name in roles.items()},
    )  # fmt: skip


JOINED = [
    (a_mention(acquirer="xAI", target="OpenAI"), ("the same target (OpenAI)", "the same acquirer (xAI)")),
    (a_mention(acquirer="OpenAI", target="xAI"), ("its target is the acquirer there (xAI)",)),
    (a_mention(target="OpenAI Inc"), ("the same target (OpenAI Inc = OpenAI)",)),
]


@pytest.mark.parametrize(("mention", "grounds"), JOINED)
def test_why_a_mention_is_of_an_event(mention, grounds):
    event = replace(an_event(), kind="bid", roles={"acquirer": ("xAI",), "target": ("OpenAI",)}, amount=SUM)
    said = identity_grounds(mention, event.first_seen + timedelta(hours=5), event)
    assert said[: len(grounds)] == grounds
    assert "about the same amount (97,000,000,000 USD)" in said
    assert said[-1].startswith("5 hours after it was first told")


@pytest.mark.parametrize(
    ("hours", "said"),
    [(1 / 60, "1 minute"), (0.5, "30 minutes"), (1, "1 hour"), (47, "47 hours"), (48, "2 days")],
)
def test_the_time_between_agrees_with_its_unit(hours, said):
    event = replace(an_event(), kind="bid")
    grounds = identity_grounds(a_mention(target="OpenAI"), event.first_seen + timedelta(hours=hours), event)
    assert grounds[-1].startswith(f"{said} after it was first told")


def test_who_told_it_first_is_named_and_who_founds_it_is_told_so():
    event = an_event()
    first = event.reports[0]
    mention = a_mention(target="OpenAI")
    assert joined_words(mention, event.first_seen, "another", event).startswith(
        f"joined what {first.source} told first"
    )
    assert joined_words(mention, event.first_seen, first.story_id, event).startswith("founded it")


def test_the_lines_of_a_mention_say_who_what_and_why():
    reading = reading_of(
        "Orrix offers $2.4bn for language model maker Tamarel", "Orrix announced the offer on Tuesday."
    )
    (mention,) = reading.mentions
    lines = [line.strip() for line in mention_lines(mention, reading)]
    assert lines[0].startswith("bid: new, offered, confidence 0.")
    assert lines[1] == "“Orrix offers $2.4bn for language model maker Tamarel”"
    assert lines[2].startswith("acquirer: Orrix; target: Tamarel; amount: 2,400,000,000 USD")
    assert lines[3].startswith("new: the probability that it is told as new is 0.")
