"""A story cut into sentences, in all scripts, each with its place: title, lead or body."""

import re
from dataclasses import dataclass

from pipelines.model.story import Story
from pipelines.understanding.text import MAX_BODY, MAX_SUMMARY, MAX_TITLE, clean, fold

MAX_SENTENCE = 900
"""Characters; a longer one is cut at a blank, or hard where it has none."""

# A full stop ends a sentence before a blank and a beginning; the wide ones always do; so does a line's end.
_END = re.compile(r"(?<![.!?…])[.!?…]+[\"'”’»)\]]*(?=\s)|[。！？｡।॥؟]+[”’」』）\"']*|\n+|(?<=\S)\s{3,}")
_NO_END = re.compile(
    r"(?:^|[\s(\"“«])(?:[^\W\d_]|[^\W\d_]\.[^\W\d_]|inc|corp|co|ltd|mr|mrs|ms|dr|prof|st|vs|v|no|jr|sr|gov|sen|rep|gen|jan|feb|mar|"
    r"apr|jun|jul|aug|sep|sept|oct|nov|dec|approx|est|bzw|ca|mio|mrd|usw|nr|abs|etw|evtl|inkl|str|sog|vgl|bd|"
    r"tp|ths|ts|pgs|gs|sa|cia|ltda|sra|srta|dra|pág|núm|art|av|etc|env|mme|mlle|mm|dott|sig|avv|ing|тыс|млн|млрд|"
    r"трлн|руб|долл|им|ул|др|г|гг|rp|pt|tbk|dll|dsb|yy|vb|vs|şti|a\.ş)\.$",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """`text` is the sentence as read; `low` the same folded, place by place.  `part`: title, lead or body.

    `index` counts within the part, `of` is the number of sentences of the part.
    """

    text: str
    low: str
    part: str
    index: int
    of: int


def split(text: str) -> list[str]:
    """The sentences of a text, in order, none empty."""
    out: list[str] = []
    start = 0
    for match in _END.finditer(text):
        piece = text[start : match.end()]
        if match.group().startswith(".") and _NO_END.search(piece.rstrip("\"'”’»)] ")):
            continue
        out.extend(_bounded(piece))
        start = match.end()
    out.extend(_bounded(text[start:]))
    return out


def _bounded(piece: str) -> list[str]:
    rest, out = piece.strip(), []
    while len(rest) > MAX_SENTENCE:
        cut = rest.rfind(" ", MAX_SENTENCE // 2, MAX_SENTENCE)
        cut = cut if cut > 0 else MAX_SENTENCE
        out.append(rest[:cut].strip())
        rest = rest[cut:].strip()
    return [*out, rest] if rest else out


def _part(name: str, pieces: list[str]) -> list[Sentence]:
    return [
        Sentence(text=piece, low=fold(piece), part=name, index=index, of=len(pieces))
        for index, piece in enumerate(pieces)
    ]


def sentences(story: Story) -> tuple[Sentence, ...]:
    """Title (one unit), lead and body.  A lead that the body repeats is read once."""
    title = clean(story.title, MAX_TITLE).replace("\n", " ")
    summary = clean(story.summary, MAX_SUMMARY)
    body = clean(story.body, MAX_BODY)
    if summary and body.startswith(summary.rstrip("….")):
        body = body[len(summary.rstrip("….")) :].lstrip("…. \n")
    if title and body.startswith(title):
        body = body[len(title) :].lstrip()
    pieces = split(body)
    if not summary:
        lead, pieces = pieces[:LEAD_SENTENCES], pieces[LEAD_SENTENCES:]
    else:
        lead = split(summary)
    return tuple(_part("title", [title] if title else []) + _part("lead", lead) + _part("body", pieces))


LEAD_SENTENCES = 2
"""Of a body without a summary, so many sentences count as its lead."""
