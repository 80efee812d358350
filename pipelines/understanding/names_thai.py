"""Thai names: what is left of a phrase between verbs and the words that are no names; Thai writes no blanks between words."""

import re
from collections.abc import Iterable
from itertools import islice

from pipelines.understanding.lexicon import Lexicon
from pipelines.understanding.native_words import MOST, Found, blocked, free_parts, is_common, quoted
from pipelines.understanding.sentences import Sentence

_PHRASE = re.compile(r"[\u0e01-\u0e4e]+")
_NOT_FIRST = re.compile(r"^[\u0e2f-\u0e3a\u0e45-\u0e4e]+")
"""Vowels and marks that belong to a letter before them."""
_TAIL = re.compile(
    r" (?:เอไอ|แล็บส์?|เทค|กรุ๊ป|โฮลดิ้งส?|โรโบติกส์?|AI\b|[0-9]{1,2}(?:\.[0-9])?(?![0-9,.]|\s?(?:ล้าน|พัน|หมื่น|แสน|บาท|ดอลลาร์|คน|วัน|ปี|เดือน|%)))"
)
"""What goes on with a name behind a blank."""
_LATIN_BEHIND = re.compile(r" (?!AI\b|LLM\b|API\b)[A-Z][A-Za-z]{2,}")
"""What stands before a Latin name describes it: "แพลตฟอร์มตรวจข้อสอบ GradeMind"."""
_LATIN_BEFORE = re.compile(r"[A-Za-z] $")
"""Behind a Latin name begins its verb, not another name."""
_OF_STATE = ("รัฐบาล", "ทางการ", "ประเทศ", "ฟ้อง", "โดย", "จาก", "กับ", "ของ")
_SHORTEST, _SHORTEST_WORD = 4, 3
_SMALL = re.compile(r"^(?:จะ|มี|ไป|มา|ลง|ณ)+|(?:ฯ|จะ|มี|ไป|มา|ลง)+$")
_LONGEST = 28
_QUOTED = re.compile(r"['\"‘“]([\u0e00-\u0e7fA-Za-z0-9 .\-]{2,24})['\"’”]")


def thai_names(sentence: Sentence, lexicon: Lexicon) -> Iterable[Found]:
    yield from quoted(sentence, lexicon)
    for match in _QUOTED.finditer(sentence.text):
        if " " not in match.group(1) and not is_common(match.group(1).lower(), lexicon):
            yield *match.span(1), True
    verbs = [place for hit in lexicon.triggers.find(sentence.low)[:MOST] for place in (hit.head, hit.tail)]
    for match in islice(_PHRASE.finditer(sentence.text), MOST):
        start, stop = match.span()
        marks = blocked(sentence.low, start, stop, lexicon, _SHORTEST_WORD)
        for a, b in verbs:
            for at in range(max(a, start), min(b, stop)):
                marks[at - start] = True
        for begin, end in free_parts(marks, start):
            yield from _part(sentence, begin, end, verbs, lexicon)


def _part(sentence: Sentence, start: int, end: int, verbs: list[tuple[int, int]], lexicon: Lexicon) -> Iterable[Found]:
    for small in _SMALL.finditer(sentence.text[start:end]):
        start, end = (start + small.end(), end) if small.start() == 0 else (start, start + small.start())
    if (
        is_common(sentence.low[start:end], lexicon)
        or _NOT_FIRST.match(sentence.text[start:end])
        or not _SHORTEST <= end - start <= _LONGEST
    ):
        return
    end += next((len(word) for word in lexicon.after_name if sentence.low.startswith(word, end)), 0)
    text = sentence.low[start:end]
    before = sentence.low[:start].rstrip()
    named = text.endswith(lexicon.after_name) or before.endswith(lexicon.before_name)
    tail = _TAIL.match(sentence.text, end)
    if not tail and _LATIN_BEHIND.match(sentence.text, end):
        return
    opens = (start == 0 or sentence.text[start - 1] in " '\"“") and not _LATIN_BEFORE.search(
        sentence.text, max(0, start - 3), start
    )
    beside_verb = any(0 <= start - b <= 1 or (opens and 0 <= a - end <= 1) for a, b in verbs)
    if named or tail or beside_verb or (opens and sentence.part == "title"):
        yield start, tail.end() if tail else end, named or bool(tail)


def describes(low: str, start: int) -> bool:
    """Whether a country at `start` says whence somebody is: "นักเขียนไทย"."""
    return bool(_PHRASE.match(low, start - 1)) and not low[:start].endswith(_OF_STATE) if start else False
