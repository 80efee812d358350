"""Arabic names: in quotation marks, or behind a word like شركة."""

import re
from collections.abc import Iterable

from pipelines.understanding.lexicon import Lexicon
from pipelines.understanding.native_words import MOST, Found, quoted
from pipelines.understanding.sentences import Sentence

_ARABIC = "\u0621-\u064a\u066e-\u06d3"
_QUOTED_WORDS = 4
_WORDS = 2
"""A name that follows شركة has at most so many words."""


_QUOTED = re.compile(r"[«“\"]([^»”\"]{2,30})[»”\"]")


def arabic_names(sentence: Sentence, lexicon: Lexicon) -> Iterable[Found]:
    yield from quoted(sentence, lexicon)
    for match in _QUOTED.finditer(sentence.text):
        if len(match.group(1).split()) <= _QUOTED_WORDS:
            yield *match.span(1), True
    if sentence.part != "body":
        yield from _around_verbs(sentence, lexicon)
    words = [(m.start(), m.end(), m.group()) for m in re.finditer(rf"[{_ARABIC}]+", sentence.low)]
    for index, (_, _, word) in enumerate(words):
        if _bare(word) not in lexicon.before_name:
            continue
        last = index + 1
        while last < len(words) and last - index <= _WORDS:
            start, _, candidate = words[last]
            gap = sentence.low[words[last - 1][1] : start]
            if (
                gap.strip()
                or candidate in lexicon.common
                or candidate.startswith(_ARTICLES)
                or candidate.endswith(_ADJECTIVE)
            ):
                break
            last += 1
        if last > index + 1:
            end = words[last - 1][1]
            yield words[index + 1][0], end + _version(sentence.low[end:]), True


def _around_verbs(sentence: Sentence, lexicon: Lexicon) -> Iterable[Found]:
    """A headline's first words before its verb, and the words behind its verb's last preposition, if none is common."""
    for hit in lexicon.triggers.find(sentence.low)[:MOST]:
        before = _plain_words(sentence.low[: hit.start], lexicon, last=True)
        if before and sentence.part == "title" and not sentence.low[: before[0]].strip():
            yield *before, False
        after = _plain_words(sentence.low[hit.end : hit.end + _REACH], lexicon, last=False)
        if after and not sentence.low[hit.end : hit.end + after[0]].strip():
            end = hit.end + after[1]
            yield hit.end + after[0], end + _version(sentence.low[end:]), False


def _version(rest: str) -> int:
    """Length of a version that follows a name ("لاما 5"), not of a sum ("5 مليون")."""
    match = _VERSION.match(rest)
    return match.end() if match else 0


_VERSION = re.compile(r"\s\d{1,3}(?:\.\d{1,2})?(?![\d.,%٪])(?!\s?(?:ملي|الف|%|دولار|يورو|ريال|درهم|جنيه))")


def _plain_words(text: str, lexicon: Lexicon, *, last: bool) -> tuple[int, int] | None:
    """One to three words at an end of `text`, none of them common, with an article, or an adjective."""
    words = list(re.finditer(rf"[{_ARABIC}]+", text))
    words = words[::-1] if last else words
    run: list[re.Match[str]] = []
    for match in words[:_WORDS_OF_NAME]:
        word = match.group()
        gap = (
            text[match.end() : run[-1].start()] if last and run else text[run[-1].end() : match.start()] if run else ""
        )
        if (
            gap.strip()
            or len(word) == 1
            or word in lexicon.common
            or _bare(word) in lexicon.before_name
            or word.startswith(_ARTICLES)
            or word.endswith(_ADJECTIVE)
        ):
            break
        run.append(match)
    return (min(m.start() for m in run), max(m.end() for m in run)) if run else None


_ARTICLES = ("ال", "لل", "بال")
_WORDS_OF_NAME, _REACH = 3, 40
_ADJECTIVE = ("ية", "يه")
"""Endings of adjectives such as "Egyptian", which follow the noun."""


def _bare(word: str) -> str:
    return re.sub(r"^(?:وال|بال|لل|ال|[وبلف](?=\w{4}))", "", word)
