"""What the finders of names in scripts without capitals share: words beside names, and words that are no names."""

import re
from collections.abc import Iterable

from pipelines.understanding.lexicon import Lexicon
from pipelines.understanding.sentences import Sentence

Found = tuple[int, int, bool]
"""Start, end, and whether a word or mark beside it names it, or its form (else only its place speaks for it)."""

HAN = "\u4e00-\u9fff々"
KANA = "\u30a0-\u30ff"
HANGUL = "\uac00-\ud7a3"
SHORTEST = 2
MOST = 24
"""Places of one sentence at which names are looked for."""
_QUOTE_REACH = 28
_LONGEST_WORD = 12
_OFFICES = ("会", "本", "同", "当", "他", "各", "両", "支", "自", "弊", "新聞", "出版")
"""Before 社 these make a common noun: 会社, 本社, 同社."""


def is_common(text: str, lexicon: Lexicon) -> bool:
    return not text or text in lexicon.common or text in lexicon.strip


def blocked(low: str, start: int, end: int, lexicon: Lexicon, shortest: int = SHORTEST) -> list[bool]:
    """For each place of `low[start:end]` whether it belongs to a word of `shortest` letters or more that is no name."""
    marks = [False] * (end - start)
    at = start
    while at < end:
        size = _word_at(low, at, end, lexicon)
        if size >= shortest and not _inside_katakana(low, at, at + size):
            marks[at - start : at - start + size] = [True] * size
            at += size
        else:
            at += 1
    return marks


def _inside_katakana(low: str, start: int, end: int) -> bool:
    """Whether a word is only a piece of a longer run of katakana: チップ in マイクロチップス."""
    return any(
        _is_katakana(low[at : at + 1]) and _is_katakana(low[at + 1 : at + 2]) for at in (start - 1, end - 1) if at >= 0
    )


def _is_katakana(char: str) -> bool:
    return "\u30a1" <= char <= "\u30fa" or char == "ー"


def free_parts(marks: Iterable[bool], start: int) -> list[tuple[int, int]]:
    """The stretches between the marked places, counted from `start`."""
    parts: list[tuple[int, int]] = []
    begin = None
    for at, taken in enumerate((*marks, True), start):
        if taken and begin is not None:
            parts.append((begin, at))
            begin = None
        elif not taken and begin is None:
            begin = at
    return parts


def quoted(sentence: Sentence, lexicon: Lexicon) -> Iterable[Found]:
    """Something short in quotation marks beside a word like "startup" or "model"."""
    for match in re.finditer(r"[\"“「『«《]([^\"”」』»》]{2,24})[\"”」』»》]", sentence.text):
        before = sentence.low[max(0, match.start() - _QUOTE_REACH) : match.start()].rstrip()
        after = sentence.low[match.end() : match.end() + 12].lstrip()
        if any(word in before for word in lexicon.before_name) or after.startswith(lexicon.after_name):
            yield *match.span(1), True


def after_word(sentence: Sentence, lexicon: Lexicon, letters: str, longest: int) -> Iterable[Found]:
    """A run of letters after a word like 初创公司."""
    low = sentence.low
    for word in lexicon.before_name:
        if word not in low:
            continue
        for match in re.finditer(re.escape(word) + rf"\s?([{letters}·]{{2,{longest}}})", low):
            start, end = cut(low, match.start(1), match.end(1), lexicon)
            yield start, end, True


def beside(sentence: Sentence, lexicon: Lexicon, letters: str, longest: int) -> Iterable[Found]:
    """A run of letters after a word like 初创公司, or before one like 科技."""
    low = sentence.low
    yield from after_word(sentence, lexicon, letters, longest)
    for word in lexicon.after_name:
        if word not in low:
            continue
        for match in re.finditer(rf"([{letters}·]{{2,{longest}}}){re.escape(word)}", low):
            start, end = cut_back(low, match.start(1), match.end(1), lexicon)
            if end - start >= SHORTEST and not generic(low[start : match.end()], low[start:end], lexicon):
                yield start, match.end(), True


def cut(low: str, start: int, end: int, lexicon: Lexicon) -> tuple[int, int]:
    """The part of a run before its first word that is no name."""
    for at in range(start, end):
        if _word_at(low, at, len(low), lexicon):
            return (start, at) if at - start >= SHORTEST else (start, start)
    return start, end


def cut_back(low: str, start: int, end: int, lexicon: Lexicon) -> tuple[int, int]:
    """The part of a run after its last word that is no name."""
    for at in range(end, start, -1):
        if any(low[begin:at] in lexicon.common for begin in range(max(start, at - _LONGEST_WORD), at)):
            return at, end
    return start, end


def _word_at(low: str, at: int, end: int, lexicon: Lexicon) -> int:
    """The length of the longest word at `at` that is no name; 0 where there is none."""
    longest = min(_LONGEST_WORD, end - at)
    return next((size for size in range(longest, 0, -1) if low[at : at + size] in lexicon.common), 0)


def generic(whole: str, stem: str, lexicon: Lexicon) -> bool:
    return whole in lexicon.common or holds_common(stem, lexicon) or stem.endswith(_OFFICES)


def holds_common(text: str, lexicon: Lexicon) -> bool:
    return any(_word_at(text, at, len(text), lexicon) for at in range(len(text)))
