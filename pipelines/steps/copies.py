"""Is a story a copy of a known one: the same address, the same origin, or nearly the same text?

Strict on purpose.  A copy raises no alert of its own, so two short items that differ in the company, the number or the
stage must stay two stories.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from pipelines.model.disposition import DropReason
from pipelines.model.settlement import KnownStory, Signature
from pipelines.model.story import Story
from pipelines.steps.signature import shingle_count, similarity, tokens
from pipelines.steps.url_key import url_key

TEXT_WINDOW = timedelta(days=5)
"""Nearly equal texts further apart are a series or a template, no copies."""
LONG = 120
"""Shingles from which a text is long enough that a changed number in it does not make it another story."""
SIMILAR_LONG = 0.6
SIMILAR_SHORT = 0.8
"""Least similarity of long and of short texts.  Tuned on the development items: see the decision on copies."""
SAME_WORDS = 0.35
"""Least share of words in common between the titles of short texts, and where addresses alone speak for a copy."""
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, kw_only=True, slots=True)
class CopyVerdict:
    """`reason` is COPY_URL, COPY_ORIGIN or COPY_TEXT; `story_id` is the original's."""

    reason: DropReason
    story_id: str
    similarity: float = 1.0


def story_urls(story: Story) -> tuple[str, ...]:
    """The look-up keys of a story's addresses: its own, its canonical one, its origin's."""
    keys = (url_key(url) for url in (story.url, story.canonical_url, story.origin_url) if url)
    return tuple(dict.fromkeys(key for key in keys if key))


def copy_of(story: Story, sig: Signature, known: Sequence[KnownStory]) -> CopyVerdict | None:
    """The known story that `story` is a copy of: by address, else by origin, else by text (the most similar)."""
    by_address = [verdict for other in known if (verdict := _by_address(story, sig, other))]
    if by_address:
        return min(by_address, key=lambda verdict: verdict.reason is not DropReason.COPY_URL)
    by_text = [verdict for other in known if (verdict := _by_text(story, sig, other))]
    return max(by_text, key=lambda verdict: verdict.similarity, default=None)


def _by_address(story: Story, sig: Signature, other: KnownStory) -> CopyVerdict | None:
    urls = set(other.urls)
    own, canonical, origin = (url_key(url) if url else "" for url in (story.url, story.canonical_url, story.origin_url))
    if own in urls:
        return CopyVerdict(reason=DropReason.COPY_URL, story_id=other.story_id)
    if origin in urls:
        return CopyVerdict(reason=DropReason.COPY_ORIGIN, story_id=other.story_id)
    # Some sites name one canonical address for all their pages: it counts only where the texts agree with it.
    if canonical in urls and (
        alike(story.title, other.title) >= SAME_WORDS or similarity(sig, other.signature) >= SIMILAR_LONG
    ):
        return CopyVerdict(reason=DropReason.COPY_URL, story_id=other.story_id)
    return None


def _by_text(story: Story, sig: Signature, other: KnownStory) -> CopyVerdict | None:
    if (story.lang and other.lang and story.lang != other.lang) or abs(
        story.first_seen - other.first_seen
    ) > TEXT_WINDOW:
        return None
    alikeness = similarity(sig, other.signature)
    long = min(shingle_count(sig), shingle_count(other.signature)) >= LONG
    if alikeness < (SIMILAR_LONG if long else SIMILAR_SHORT) or _numbers_differ(story.title, other.title):
        return None
    if not long and (alike(story.title, other.title) < SAME_WORDS or _names_differ(story.title, other.title)):
        return None
    return CopyVerdict(reason=DropReason.COPY_TEXT, story_id=other.story_id, similarity=alikeness)


def alike(one: str, other: str) -> float:
    """The share of words that two titles have in common (Jaccard)."""
    first, second = set(tokens(one)), set(tokens(other))
    return len(first & second) / len(first | second) if first and second else 0.0


def _numbers_differ(one: str, other: str) -> bool:
    """Each title has a number that the other lacks: another day's table, another round's amount."""
    first, second = set(NUMBER.findall(one)), set(NUMBER.findall(other))
    return bool(first - second) and bool(second - first)


def _names_differ(one: str, other: str) -> bool:
    """Each title has a word that the other lacks: in short items that is the company or the stage."""
    first, second = set(tokens(one)), set(tokens(other))
    return bool(first - second) and bool(second - first)
