"""Text made safe, and cut into sentences, in all scripts."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.model.story import Story
from pipelines.understanding.sentences import MAX_SENTENCE, sentences, split
from pipelines.understanding.text import clean, fold

MOMENT = datetime(2026, 3, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Acme Inc. bought Beta. The price was $2.5 billion.", 2),
        ("The U.S. court ruled. Dr. Lee agreed!", 2),
        ("Das kostet 1,7 Mrd. Euro. Mehr nicht.", 2),
        ("Сделка на 2 млрд. руб. закрыта. Всё.", 2),
        ("公司宣布收购。交易金额未披露！", 2),
        ("買収すると発表した。金額は非公表。", 2),
        ("कंपनी ने खरीदा। सौदा बड़ा है।", 2),
        ("أعلنت الشركة الصفقة. هل تنجح؟", 2),
        ("One line\nanother line", 2),
        ("No end at all", 1),
        ("", 0),
        ("...", 1),
    ],
)
def test_splits(text: str, count: int) -> None:
    assert len(split(text)) == count


@given(st.text(max_size=400))
def test_loses_no_word(text: str) -> None:
    assert "".join("".join(split(text)).split()) == "".join(text.split())


def test_a_sentence_without_a_blank_is_cut() -> None:
    assert max(map(len, split("x" * 5_000))) <= MAX_SENTENCE


def test_title_lead_and_body_are_kept_apart() -> None:
    story = Story(
        story_id="1",
        source="s",
        title="Title",
        summary="Lead one. Lead two.",
        body="Lead one. Lead two. Body.",
        first_seen=MOMENT,
    )
    assert [(unit.part, unit.text) for unit in sentences(story)] == [
        ("title", "Title"),
        ("lead", "Lead one."),
        ("lead", "Lead two."),
        ("body", "Body."),
    ]


def test_without_a_summary_the_body_begins_with_the_lead() -> None:
    story = Story(story_id="1", source="s", title="T", body="One. Two. Three.", first_seen=MOMENT)
    assert [unit.part for unit in sentences(story)] == ["title", "lead", "lead", "body"]


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("a\u200bb", "ab"),
        ("a\u202eb", "ab"),
        ("a\ud800b", "a\ufffdb"),
        ("e\u0301", "é"),
        ("رسميًّا", "رسميا"),
        ("a \t b", "a b"),
    ],
)
def test_cleans(raw: str, cleaned: str) -> None:
    assert clean(raw, 100) == cleaned


@given(st.text(max_size=200))
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)
