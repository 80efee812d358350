"""A story's texts made plain: one Unicode form, no invisible tricks, bounded lengths."""

import re
import unicodedata
from dataclasses import replace
from html import unescape

from pipelines.model.disposition import Disposition, DropReason, Outcome
from pipelines.model.story import Story
from pipelines.steps.origin import split_origin

LONGEST_TITLE = 500
LONGEST_SUMMARY = 5_000
LONGEST_BODY = 200_000
LONGEST_NAME = 200
MOST_AUTHORS = 50

# Controls (not tab and line feed), zero-width marks, bidirectional overrides and isolates, soft hyphens, byte order
# marks, tag characters.  The joiners U+200C and U+200D shape words in Persian and Indic scripts: they stay between letters.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
LONE_JOINER = re.compile(r"(?<!\w)[\u200c\u200d]+|[\u200c\u200d]+(?!\w)|(?<=[a-z0-9])[\u200c\u200d]+", re.IGNORECASE)
HALF_SURROGATE = re.compile("[\ud800-\udfff]")
BLANKS = re.compile(r"[^\S\n]+")
LINES = re.compile(r"[ ]*\n\s*")
MARKS = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u0e47-\u0e4e\u20d0-\u20ff\ufe00-\ufe0f]{4})[\u0300-\u036f\u0483-\u0489\u0e47-\u0e4e\u20d0-\u20ff\ufe00-\ufe0f]+"
)
TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")
SENTENCE = re.compile(r"^.{20,}?(?:[.!?…؟](?=\s)|[。！？])")


def normalise(story: Story) -> Story | Disposition:
    """The story with plain texts; dropped (`no_title`) where it has neither a title nor a text to take one from."""
    summary = plain_text(story.summary, LONGEST_SUMMARY)
    body, origin, _ = split_origin(plain_text(story.body, LONGEST_BODY), story.url)
    title = plain_line(TAG.sub(" ", _decoded(story.title[: 4 * LONGEST_TITLE])), LONGEST_TITLE) or first_sentence(
        summary or body
    )
    if not title:
        return Disposition(outcome=Outcome.DROPPED, reason=DropReason.NO_TITLE, detail="neither a title nor a text")
    return replace(
        story,
        title=title,
        summary=summary,
        body=body,
        origin_url=story.origin_url or origin,
        section=plain_line(story.section, LONGEST_NAME),
        authors=tuple(name for author in story.authors[:MOST_AUTHORS] if (name := plain_line(author, LONGEST_NAME))),
    )


def plain_text(text: str, longest: int) -> str:
    """Plain text of several lines, one paragraph a line, at most `longest` characters."""
    text = _plain(text[: 2 * longest])
    text = LINES.sub(
        "\n", BLANKS.sub(" ", text.replace("\u2028", "\n").replace("\u2029", "\n").replace("\r", "\n"))
    ).strip()
    return _cut(text, longest)


def plain_line(text: str, longest: int) -> str:
    """Plain text on one line, at most `longest` characters."""
    return _cut(" ".join(_plain(text[: 4 * longest]).split()), longest)


def first_sentence(text: str) -> str:
    """The first sentence of a text, for stories that came without a title."""
    line = text.split("\n", 1)[0][: 2 * LONGEST_TITLE]
    match = SENTENCE.match(line)
    return _cut(match[0] if match else line, LONGEST_TITLE)


def _plain(text: str) -> str:
    text = HALF_SURROGATE.sub("\ufffd", text)
    text = LONE_JOINER.sub("", INVISIBLE.sub("", text))
    return unicodedata.normalize("NFC", MARKS.sub(r"\1", text))


def _decoded(title: str) -> str:
    """Entities decoded, also those that were escaped twice."""
    for _ in range(2):
        if "&" not in title:
            break
        title = unescape(title)
    return title


def _cut(text: str, longest: int) -> str:
    """At most `longest` characters, cut between words, with an ellipsis where something is missing."""
    if len(text) <= longest:
        return text
    head = text[: longest - 1]
    blank = head.rfind(" ", longest - 60)
    return (head[:blank] if blank > 0 else head).rstrip() + "…"
