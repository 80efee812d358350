"""Arabic names: in quotation marks, or behind a word like شركة."""

import re
from collections.abc import Iterable

from pipelines.understanding.lexicon import Lexicon
from pipelines.understanding.native_words import Found, quoted
from pipelines.understanding.sentences import Sentence

_ARABIC = "\u0621-\u064a\u066e-\u06d3"
_QUOTED_WORDS = 4
_WORDS = 2
"""A name that follows شركة has at most so many words."""


_QUOTED = re.compile(r"«([^»]{2,30})»")


def arabic_names(sentence: Sentence, lexicon: Lexicon) -> Iterable[Found]:
    yield from quoted(sentence, lexicon)
    for match in _QUOTED.finditer(sentence.text):
        if len(match.group(1).split()) <= _QUOTED_WORDS:
            yield *match.span(1), True
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
                or candidate.startswith(("ال", "لل", "بال"))
                or candidate.endswith(_ADJECTIVE)
            ):
                break
            last += 1
        if last > index + 1:
            end = words[last - 1][1]
            version = re.match(r"\s\d[\d.]*", sentence.low[end:])
            yield words[index + 1][0], end + (version.end() if version else 0), True


_ADJECTIVE = ("ية", "يه")
"""Endings of adjectives such as "Egyptian", which follow the noun."""


def _bare(word: str) -> str:
    return re.sub(r"^(?:وال|بال|لل|ال|[وبلف](?=\w{4}))", "", word)
