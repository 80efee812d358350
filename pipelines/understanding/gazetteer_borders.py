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
_TURKISH = frozenset(("tr", "az"))


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
    return _begins(text, start) and _ends(text, start, end, lang)


def _begins(text: str, start: int) -> bool:
    if start == 0:
        return True
    own, before = script(text[start]), script(text[start - 1])
    if own == "arabic" and before == "arabic":
        return _run_before(text, start) in _ARABIC_CLITICS
    if own in {"han", "thai", "hiragana"}:
        return True
    if own == "latin" and text[start - 1].isdecimal():
        return False
    return own != before


def _run_before(text: str, start: int) -> str:
    at = start
    while at > 0 and start - at < 5 and script(text[at - 1]) == "arabic":
        at -= 1
    return text[at:start]


def _ends(text: str, start: int, end: int, lang: str) -> bool:
    if end >= len(text):
        return True
    own, after = script(text[end - 1]), script(text[end])
    if own in {"han", "thai", "hiragana"} or after == "none":
        return True
    if own == "latin" and after == "latin":
        return _latin_ending(text, end, lang)
    if own == "cyrillic" and after == "cyrillic":
        return _CYRILLIC_ENDING.match(text, end) is not None
    if own == "hangul" and after == "hangul":
        return _run_after(text, end) in _PARTICLES
    if own == "latin" and after == "hangul":
        return True
    return own != after


def _latin_ending(text: str, end: int, lang: str) -> bool:
    """A genitive s; otherwise a letter or digit goes on with the word."""
    rest = text[end + 1] if end + 1 < len(text) else " "
    return lang in _GENITIVE_S and text[end] == "s" and script(rest) != "latin"


def _run_after(text: str, end: int) -> str:
    at = end
    while at < len(text) and at - end < 6 and script(text[at]) == "hangul":
        at += 1
    return text[end:at]


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
