"""Near-duplicate signatures: the estimate, the look-up keys, the same result in every process."""

import random
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from pipelines.model.story import Story
from pipelines.steps.signature import shingle_count, sign, signature, similarity, title_key, tokens

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def words(count, seed=1):
    source = random.Random(seed)
    return [f"w{source.randrange(10**9)}" for _ in range(count)]


def changed(text, every):
    return [f"{word}x" if number % every == 0 else word for number, word in enumerate(text)]


def jaccard(one, other):
    first, second = (set(zip(t, t[1:], t[2:], strict=False)) for t in (one, other))
    return len(first & second) / len(first | second)


@pytest.mark.parametrize("count", [40, 150, 600])
@pytest.mark.parametrize("every", [10, 25, 60])
def test_the_estimate_is_near_the_true_similarity(count, every):
    pairs = [(text, changed(text, every)) for seed in range(20) for text in [words(count, seed)]]
    errors = [similarity(sign(one), sign(other)) - jaccard(one, other) for one, other in pairs]
    assert abs(sum(errors) / len(errors)) < 0.05
    assert max(map(abs, errors)) < 0.3


def test_similar_texts_share_a_look_up_key_and_others_do_not():
    text = words(300)
    assert set(sign(text).bands) & set(sign(changed(text, 25)).bands)
    assert not set(sign(text).bands) & set(sign(words(300, seed=2)).bands)


@pytest.mark.parametrize("count", [15, 60, 300, 2000])
def test_the_number_of_shingles_is_known_roughly(count):
    estimates = [shingle_count(sign(words(count, seed))) for seed in range(20)]
    assert sum(estimates) / 20 == pytest.approx(count, rel=0.3)


def test_equal_texts_are_equal_whatever_their_form():
    assert sign(tokens("The QUICK, brown fox — jumped over the lazy dog again today")) == sign(
        tokens("the quick brown fox jumped over the lazy dog again today")
    )


def test_a_short_text_has_no_signature_and_is_similar_to_nothing():
    empty = sign(tokens("Only five words stand here"))
    assert empty.hashes == ()
    assert similarity(empty, empty) == 0.0
    assert shingle_count(empty) == 0.0


def test_scripts_without_blanks_are_read_by_character():
    assert tokens("星河智能AI起诉3.5亿") == ["星", "河", "智", "能", "ai", "起", "诉", "3.5", "亿"]
    assert len(tokens("บริษัท")) > 3


def test_title_keys_are_for_titles_that_tell_an_article():
    assert title_key("Lantern to buy rival Moraine for 300 million") == title_key(
        "LANTERN to buy rival Moraine, for 300 million"
    )
    assert title_key("Morning briefing") == ""
    story = Story(story_id="1", source="s", title="Lantern to buy rival Moraine for 300 million", first_seen=NOW)
    assert [band[:2] for band in signature(story).bands] == ["t:"]


def test_another_process_gives_the_same_signature():
    code = "from pipelines.steps.signature import sign, tokens; print(sign(tokens('one two three four five six seven eight nine ten eleven')))"
    results = {
        subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, text=True, env={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    }
    assert results == {f"{sign(tokens('one two three four five six seven eight nine ten eleven'))}\n"}
