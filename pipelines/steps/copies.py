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
from pipelines.steps.signature import shingle_count, similarity, title_key, tokens
from pipelines.steps.url_key import url_key

TEXT_WINDOW = timedelta(days=5)
"""Nearly equal texts further apart are a series or a template, no copies."""
LONG = 120
"""Shingles from which a text is long: a changed word in it does not make it another story."""
# Thresholds of similarity, measured on simulated copies of 124 articles and on 1,329 real short items, see
# docs/decisions/0011-copies.md.  A text with a third of new words and a new headline is a new development: 0.67 must not pass.
SAME_TITLE = 0.6
NEW_TITLE = 0.8
SHORT_TEXT = 0.8
SOME = 0.15
"""Least similarity of two texts in one language that name the same origin: two papers may cite one source."""
CONTAINED = 0.6
"""Least part of the shorter text that must stand in the longer one where the titles are equal."""
ALIKE = 0.35
"""Least share of words in common between titles that may tell one story."""
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
    if origin in urls and _agree(story, sig, other):
        return CopyVerdict(reason=DropReason.COPY_ORIGIN, story_id=other.story_id)
    # Some sites name one canonical address for all their pages: it counts only where the texts agree with it.
    if canonical in urls and (
        alike(story.title, other.title) >= ALIKE or similarity(sig, other.signature) >= SAME_TITLE
    ):
        return CopyVerdict(reason=DropReason.COPY_URL, story_id=other.story_id)
    return None


def _agree(story: Story, sig: Signature, other: KnownStory) -> bool:
    """Can two texts come from one origin?  In one language a copy shares some of its words; translations need not."""
    if not story.lang or not other.lang or story.lang != other.lang:
        return True
    if not sig.hashes or not other.signature.hashes:
        return alike(story.title, other.title) >= ALIKE
    return similarity(sig, other.signature) >= SOME


def _by_text(story: Story, sig: Signature, other: KnownStory) -> CopyVerdict | None:
    apart = abs(story.first_seen - other.first_seen)
    if apart > TEXT_WINDOW or (story.lang and other.lang and story.lang != other.lang):
        return None
    shared = similarity(sig, other.signature)
    if _same_text(story.title, other.title, shared, shingle_count(sig), shingle_count(other.signature)):
        return CopyVerdict(reason=DropReason.COPY_TEXT, story_id=other.story_id, similarity=shared)
    return None


def _same_text(title: str, other: str, shared: float, size: float, other_size: float) -> bool:
    """Do two titles over texts of so many shingles, of which the part `shared` agrees, belong to one article?"""
    if title_key(title) and title_key(title) == title_key(other):
        least = min(size, other_size)
        return not least or shared * (size + other_size) / (1 + shared) >= CONTAINED * least
    if _differ(NUMBER.findall(title), NUMBER.findall(other)):
        return False
    if min(size, other_size) >= LONG:
        return shared >= (SAME_TITLE if alike(title, other) >= ALIKE else NEW_TITLE)
    # In short items each title's own word is the company, the amount or the stage.
    return shared >= SHORT_TEXT and alike(title, other) >= ALIKE and not _differ(tokens(title), tokens(other))


def alike(one: str, other: str) -> float:
    """The share of words that two titles have in common (Jaccard)."""
    first, second = set(tokens(one)), set(tokens(other))
    return len(first & second) / len(first | second) if first and second else 0.0


def _differ(one: Sequence[str], other: Sequence[str]) -> bool:
    """Has each something that the other lacks?"""
    return bool(set(one) - set(other)) and bool(set(other) - set(one))
