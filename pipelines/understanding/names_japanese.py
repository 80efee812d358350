"""Japanese names: runs of kanji, kana and Latin letters between particles, without the common words in them."""

import re
from collections.abc import Iterable
from itertools import islice

from pipelines.understanding.lexicon import Lexicon
from pipelines.understanding.native_words import (
    HAN,
    KANA,
    MOST,
    SHORTEST,
    Found,
    beside,
    blocked,
    free_parts,
    is_common,
    quoted,
)
from pipelines.understanding.sentences import Sentence

_RUN = re.compile(rf"[{KANA}{HAN}A-Za-z0-9０-９Ａ-Ｚａ-ｚ＆&.+\-]{{2,48}}")
_COUNTRY = re.compile(
    r"(?:米国|英国|中国|韓国|台湾|イスラエル|インド|カナダ|フランス|ドイツ|[米英仏独韓印加伊豪露蘭星瑞](?=[ァ-ヺA-Z]))の?"
)
_NUMBER = re.compile(
    r"[\d０-９][\d０-９.,]*(?:億|兆|万|千|円|ドル|ユーロ|ウォン|元|人|社|件|日|月|年|回|割|時|分|秒|歳|カ国|か国|カ月|か月|%|％|種|つ"
    r"|台|基|機|通|本|冊|名|号|位|倍|言語|サイズ|周年|代目|歳児)+"
)
_TAIL = re.compile(r"(?:側|氏|製|発|版|系|的|ら|等|向|陣|勢|宛|流|間|傘下|[・\-.&])+$")
_HEAD = re.compile(r"^[・\-.&ー]+")
_PARTICLE = re.compile(
    r"(?:が|は|も|を|と(?!い)|や|に|へ|から|より|による|ら|など|側|氏|、|,|社|の(?:買収|全株|株式|tob|提案|吸収|子会社|申し|オファー))"
)
_QUOTED = re.compile(r"「([A-Za-z0-9ァ-ヺー・ 　.\-一-鿿ぁ-ん]{2,14})」(?=が|は|を|に|の|、|と|で|社|へ|も)")
_KATAKANA = re.compile(r"[ァ-ヺー・]{3,}(?:AI|ＡＩ|ai)?")
_BODY = re.compile(r"(?:協同組合|組合|協会|連盟|学会|連合|財団|機構|基金|大学|研究所|新聞社|委員会|同盟)$")
"""Bodies whose names are made of common nouns: 日本ナレーター協同組合."""
_MAX_BODY = 14
_MIXED = re.compile(r"(?=.*[ァ-ヺ一-鿿])(?=.*[A-ZＡ-Ｚ])")


def japanese_names(sentence: Sentence, lexicon: Lexicon) -> Iterable[Found]:
    yield from quoted(sentence, lexicon)
    for match in _QUOTED.finditer(sentence.text):
        if not is_common(sentence.low[match.start(1) : match.end(1)], lexicon):
            yield *match.span(1), bool(re.search("[A-Za-z0-9ァ-ヺ]", match.group(1)))
    verbs = [place for hit in lexicon.triggers.find(sentence.low)[:MOST] for place in (hit.head, hit.tail)]
    for match in islice(_RUN.finditer(sentence.text), MOST):
        for start, end in _pieces(sentence, *match.span(), verbs, lexicon):
            yield from _piece(sentence, start, end, lexicon)
    yield from beside(sentence, lexicon, HAN + KANA, 12)


def _pieces(
    sentence: Sentence, start: int, end: int, verbs: Iterable[tuple[int, int]], lexicon: Lexicon
) -> list[tuple[int, int]]:
    """A run without its numbers, its verbs and the words that are no names."""
    low = sentence.low
    marks = blocked(low, start, end, lexicon)
    numbers = [match.span() for match in _NUMBER.finditer(low, start, end)]
    for a, b in (*numbers, *verbs):
        for at in range(max(a, start), min(b, end)):
            marks[at - start] = True
    for at in range(start, end - 1):
        if low[at : at + 2] == "ai" and at > start and not marks[at - start - 1] and low[at - 1] > "\u3000":
            marks[at - start : at - start + 2] = [False, False]
    return [(_with_description(sentence.text, start, a, b, numbers), b) for a, b in free_parts(marks, start)]


def _with_description(text: str, run: int, start: int, end: int, numbers: Iterable[tuple[int, int]]) -> int:
    """Where the name of a body begins that its run describes."""
    if not _BODY.search(text[start:end]):
        return start
    return max([run, end - _MAX_BODY, *(b for _, b in numbers if b <= start)])


def _piece(sentence: Sentence, start: int, end: int, lexicon: Lexicon) -> Iterable[Found]:
    """The name in a piece of a run: without the country before it and what clings to its end."""
    country = _COUNTRY.match(sentence.text, start, end)
    start = country.end() if country else start
    head = _HEAD.search(sentence.text[start:end])
    start += head.end() if head else 0
    tail = _TAIL.search(sentence.text[start:end])
    end = start + tail.start() if tail else end
    text = sentence.text[start:end]
    if len(text) < SHORTEST or not re.search(f"[{KANA}{HAN}]", text) or is_common(sentence.low[start:end], lexicon):
        return
    named = bool(
        _KATAKANA.fullmatch(text) or sentence.low.endswith(lexicon.after_name, start, end) or _MIXED.match(text)
    )
    if named or _PARTICLE.match(sentence.low, end) or (sentence.part == "title" and _opens(sentence, start, end)):
        yield start, end, named


def _opens(sentence: Sentence, start: int, end: int) -> bool:
    """Headlines drop the particles: a name may stand alone between blanks."""
    return sentence.text[end : end + 1] in {"", " ", "\u3000"} and sentence.text[start - 1 : start] in {
        "",
        " ",
        "\u3000",
        "、",
    }
