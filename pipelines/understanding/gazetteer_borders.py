"""Where a name may begin and end in running text: rules of each script, and what clings to a name in each language."""

import re
from functools import cache

_ARABIC_CLITICS = frozenset(
    ("", "و", "ف", "ب", "ل", "ك", "ال", "وال", "بال", "لل", "فال", "كال", "ول", "وب", "ولل", "وبال")
)
_KOREAN_PARTICLES = (
    "이 가 은 는 을 를 의 에 와 과 도 로 으로 에서 에게 에도 에는 에서는 측 측은 측이 사 만 까지 부터 보다 처럼 이나 나 라 이라 이라는 라는 며 "
    "이며 인 이다 등 등이 등의 께 한테 랑 이랑 로부터 으로부터 로서 으로서 로써 와의 과의 와는 과는 이란 란 이자 및 간 용 형 코리아 그룹 제 식 판 발 향 "
    "이라며 라며 이라고 라고 에게서 만의 만이 에선 로는 으로는 이든 든 여 야 아 계 산 적 닷컴"
)
_PARTICLES = frozenset(_KOREAN_PARTICLES.split())
_GENITIVE_S = frozenset(("de", "nl", "sv", "da", "no", "nb"))
_CYRILLIC_ENDING = re.compile(r"(?:а|у|е|ом|ы|ов|ам|ами|ах|овский|овск\w{1,3}|ск\w{2,3})?(?![^\W\d_])")
_UNSPACED = frozenset(("han", "thai", "hiragana"))
_MAX_RUN = 6
"""Letters of the longest clitic or particle."""


def script(char: str) -> str:
    """A letter's script, as far as borders of names differ."""
    code = ord(char)
    return (
        next((name for last, name in _SCRIPTS if code <= last), "other") if char.isalnum() or code in _MARKS else "none"
    )


_SCRIPTS = (
    (0x024F, "latin"),
    (0x03FF, "greek"),
    (0x052F, "cyrillic"),
    (0x05FF, "hebrew"),
    (0x08FF, "arabic"),
    (0x0DFF, "indic"),
    (0x0EFF, "thai"),
    (0x10FF, "other"),
    (0x11FF, "hangul"),
    (0x1DFF, "other"),
    (0x1EFF, "latin"),
    (0x303F, "other"),
    (0x309F, "hiragana"),
    (0x30FF, "katakana"),
    (0x312F, "other"),
    (0x318F, "hangul"),
    (0x9FFF, "han"),
    (0xD7FF, "hangul"),
)
_MARKS = frozenset(range(0x093A, 0x0950)) | frozenset(range(0x0E31, 0x0E4F)) | {0x30FC}


def stands_alone(text: str, start: int, end: int, lang: str) -> bool:
    """Whether `text[start:end]` (folded) is a name of its own there, not a piece of a longer word."""
    return _begins(text, start) and _ends(text, end, lang)


def _begins(text: str, start: int) -> bool:
    if start == 0:
        return True
    own, before = script(text[start]), script(text[start - 1])
    if own in _UNSPACED:
        return True
    if own == before == "arabic":
        return _run(text, range(start - 1, -1, -1), "arabic")[::-1] in _ARABIC_CLITICS
    return own != before and not (own == "latin" and text[start - 1].isdecimal())


def _ends(text: str, end: int, lang: str) -> bool:
    if end >= len(text):
        return True
    own, after = script(text[end - 1]), script(text[end])
    if own != after or own in _UNSPACED:
        return True
    if own == "latin":
        return _genitive(text, end, lang)
    if own == "cyrillic":
        return _CYRILLIC_ENDING.match(text, end) is not None
    return own == "hangul" and _run(text, range(end, len(text)), "hangul") in _PARTICLES


def _genitive(text: str, end: int, lang: str) -> bool:
    """A German or Dutch s; any other letter or digit goes on with the word."""
    rest = text[end + 1] if end + 1 < len(text) else " "
    return lang in _GENITIVE_S and text[end] == "s" and script(rest) != "latin"


def _run(text: str, places: range, wanted: str) -> str:
    """The letters of one script at `places`, up to the first other one."""
    out = ""
    for at in places:
        if len(out) > _MAX_RUN or script(text[at]) != wanted:
            break
        out += text[at]
    return out


@cache
def cyrillic_forms(name: str) -> tuple[str, ...]:
    """A Russian name in its six cases, each word declined alike: "Илон Маск" → "Илона Маска", …"""
    words = [_declined(word) for word in name.split(" ")]
    return tuple(dict.fromkeys(" ".join(word[case] for word in words) for case in range(6)))


_ENDINGS = {
    "а": ("а", "ы", "е", "у", "ой", "е"),
    "я": ("я", "и", "е", "ю", "ей", "е"),
    "й": ("й", "я", "ю", "я", "ем", "е"),
    "ь": ("ь", "я", "ю", "я", "ем", "е"),
}
_CONSONANTS = frozenset("бвгджзклмнпрстфхцчшщ")


def _declined(word: str) -> tuple[str, ...]:
    last = word[-1:].lower()
    if last in _ENDINGS:
        return tuple(word[:-1] + ending for ending in _ENDINGS[last])
    if last not in _CONSONANTS or word.isupper():
        return (word,) * 6
    instrumental = "ым" if word.endswith(("ов", "ев", "ин")) else "ом"
    return (word, word + "а", word + "у", word + "а", word + instrumental, word + "е")
