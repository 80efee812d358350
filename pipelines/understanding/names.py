"""Names in a sentence: entities of the gazetteer, and names found by their form, because new companies are the news."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipelines.understanding.capital_names import Span, capital_names
from pipelines.understanding.former import is_former
from pipelines.understanding.gazetteer import EntitySpan
from pipelines.understanding.lexicon import Lexicon
from pipelines.understanding.name import Name
from pipelines.understanding.names_thai import describes
from pipelines.understanding.native_names import native_names
from pipelines.understanding.places import is_place
from pipelines.understanding.sentences import Sentence
from pipelines.understanding.trim import as_written, trim
from pipelines.understanding.word_use import WordUse, is_title_case

_LATIN_RUN = re.compile(r"[A-Za-zÀ-ɏ0-9][A-Za-zÀ-ɏ0-9&.+'’\-]*(?:[ -][A-Za-zÀ-ɏ0-9][A-Za-zÀ-ɏ0-9&.+'’\-]*){0,6}")
_LATIN_START = re.compile(r"[A-Za-zÀ-ɏ]")
_PRODUCT_TAIL = re.compile(
    r" (?!AI\b|Inc\b|Labs\b)[A-Z][a-zA-Z]{2,}(?: [A-Z][a-zA-Z]{2,})?(?: v?\d{1,2}(?:\.\d{1,2})?\b(?![.,]?\d))?"
)
_NAME_TAIL = re.compile(r" [A-ZÀ-ÞА-Я][\w-]+")
_DESCRIBES = re.compile(r" [가-힣]{2}|の|州の|[A-Z]")
"""Behind a country these say whence somebody is: 독일 출판사, 米国の, 新加坡Penang."""
_BRACKETS = frozenset({"(", "（", "（即", "(“", "（“", '("'})
_BESIDE = 24


def find_names(
    sentence: Sentence, entities: Sequence[EntitySpan], numbers: Sequence[Span], use: WordUse, lexicon: Lexicon
) -> tuple[Name, ...]:
    """All names of a sentence in order, none overlapping, and none inside the amounts `numbers`."""
    titled = is_title_case(sentence.text)
    found = [
        _known(span, sentence.text, titled=titled)
        for span in entities
        if not any(start <= span.start and span.end <= end for start, end in numbers)
        and not _begins_longer(span, sentence.text, lexicon, titled=titled)
    ]
    if lexicon.grammar.capitals:
        found += capital_names(sentence, _spans(found), numbers, use, lexicon)
    else:
        native = native_names(sentence, _spans(name for name in found if name.type != "government"), lexicon)
        found = [
            name
            for name in found
            if not any(a <= name.start and name.end < b for a, b, named in native if named)
            and not (name.type == "government" and _DESCRIBES.match(sentence.text, name.end))
            and not (name.type == "government" and lexicon.lang == "th" and describes(sentence.low, name.start))
        ]
        native = [(a, b, named) for a, b, named in native if not any(a < n.end and n.start < b for n in found)]
        found += [
            Name(start=start, end=end, name=sentence.text[start:end], descriptor=named, guessed=not named)
            for start, end, named in native
        ]
        found += _latin_names(sentence, [*_spans(found), *numbers], lexicon)
    found = [
        name
        for name in found
        if not is_former(sentence.low, name.start)
        and not any(name.start < end and start < name.end for start, end in numbers)
    ]
    found.sort(key=lambda name: name.start)
    return tuple(_described(sentence, name, lexicon) for name in _without_glosses(sentence.text, found))


def _spans(names: Iterable[Name]) -> list[Span]:
    return [(name.start, name.end) for name in names]


def _known(span: EntitySpan, text: str, *, titled: bool) -> Name:
    """A family of models followed by a word with a capital is a product of its own: "Claude Design"."""
    entity = span.entity
    tail = _PRODUCT_TAIL.match(text, span.end) if entity.type == "product" and not titled else None
    end = tail.end() if tail else span.end
    return Name(
        start=span.start,
        end=end,
        name=text[span.start : end] if tail else entity.name,
        type=entity.type,
        entity_id=f"{entity.id}:{tail.group().strip().lower()}" if tail else entity.id,
        ai=entity.ai == "core",
        tech=entity.ai == "tech",
        stands_for=entity.stands_for or "",
    )


def _begins_longer(span: EntitySpan, text: str, lexicon: Lexicon, *, titled: bool) -> bool:
    """A little-known name of one word that a longer name begins with: "Aleph Beta" is not the fund Aleph."""
    if (
        titled
        or " " in span.text
        or not lexicon.grammar.capitals
        or span.entity.type not in {"fund", "publisher", "media"}
    ):
        return False
    tail = _NAME_TAIL.match(text, span.end)
    return tail is not None and tail.group().strip().lower() not in lexicon.common


def _described(sentence: Sentence, name: Name, lexicon: Lexicon) -> Name:
    before = sentence.low[max(0, name.start - _BESIDE) : name.start].rstrip(" \"'(")
    if not name.descriptor and before.endswith((*lexicon.before_name, *lexicon.fillers)):
        return replace(name, descriptor=True)
    return name


def _without_glosses(text: str, names: Sequence[Name]) -> list[Name]:
    """Drop a name in brackets right after another one: the same party in other letters, or its short form."""
    out: list[Name] = []
    for name in names:
        if not out or text[out[-1].end : name.start].strip() not in _BRACKETS:
            out.append(name)
        elif not out[-1].known and (name.known or _is_latin(name.name) > _is_latin(out[-1].name)):
            out[-1] = replace(name, start=out[-1].start, end=name.end)
        else:
            out[-1] = replace(out[-1], end=name.end)
    return out


def _is_latin(text: str) -> bool:
    return bool(_LATIN_START.match(text))


def _latin_names(sentence: Sentence, taken: Sequence[Span], lexicon: Lexicon) -> list[Name]:
    """Runs of Latin letters in a text of another script are names, but for a few words like AI or CEO."""
    out: list[Name] = []
    for match in _LATIN_RUN.finditer(sentence.text):
        for start, end in _free_parts(match.start(), match.end(), taken):
            words = [(m.start() + start, m.end() + start) for m in re.finditer(r"\S+", sentence.text[start:end])]
            words = trim(sentence.text, words, lexicon)
            if not words:
                continue
            name = as_written(sentence.text, words)
            if name.end - name.start > 1 and any(char.isalpha() for char in name.name) and not is_place(name.name):
                out.append(name)
    return out


def _free_parts(start: int, end: int, taken: Sequence[Span]) -> list[Span]:
    parts, at = [], start
    for a, b in sorted(taken):
        if a < end and b > start:
            if a > at:
                parts.append((at, a))
            at = max(at, b)
    if at < end:
        parts.append((at, end))
    return parts
