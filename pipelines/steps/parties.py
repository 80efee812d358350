"""Names of parties: folded, so that two ways to write one name compare equal, and compared, also across scripts."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

_LEGAL = frozenset(
    {"inc", "corp", "corporation", "ltd", "llc", "co", "plc", "group", "holdings", "holding", "company", "the", "sa"}
    | {"ag", "gmbh", "nv", "bv", "spa", "srl", "oy", "ab", "as", "kk", "pte", "pty", "limited", "incorporated", "se"}
)
_VOICED = frozenset("\u3099\u309a")  # part of a kana's sound, not a mark that writers leave out
_WORD = re.compile(r"[^\W_]+")
_LETTER_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_MODEL_WORD = re.compile(r"\d+(?:\.\d+)*|[^\W\d_]+")
_ZEROS = re.compile(r"(?:\.0)+$")  # 4.0 is 4
_SIZE = re.compile(r"\b\d+(?:\.\d+)?[bm]\b|\b(?:a\d+b)\b", re.IGNORECASE)
_PREVIEW = frozenset({"preview", "beta", "alpha", "experimental", "exp", "open", "weights", "model", "ai"})
_EAST_ASIAN = {"CJK": "han", "HIRAGANA": "kana", "KATAKANA": "kana"}


@lru_cache(maxsize=65_536)
def fold(name: str) -> str:
    """`name` without case, marks, punctuation and legal suffixes, its words joined by one space."""
    return " ".join(words(name))


@lru_cache(maxsize=65_536)
def words(name: str) -> tuple[str, ...]:
    """The words of a party's name that tell it apart."""
    plain = unicodedata.normalize("NFKD", name).replace("đ", "d").replace("Đ", "D").casefold()
    plain = "".join(c for c in plain if c in _VOICED or not unicodedata.combining(c))
    found = _WORD.findall(unicodedata.normalize("NFC", plain))
    return tuple(w for w in found if w not in _LEGAL) or tuple(found)


@lru_cache(maxsize=65_536)
def script(name: str) -> str:
    """The script of the first letter: latin, han, kana, hangul, arabic, cyrillic, …; empty where there is no letter."""
    letter = next((c for c in name if c.isalpha()), "")
    first = unicodedata.name(letter, "").split(" ")[0] if letter else ""
    return _EAST_ASIAN.get(first, first.lower())


def same_party(a: str, b: str) -> bool:
    """Whether two names are one party: equal words, or the words of one are among those of the other."""
    x, y = frozenset(words(a)), frozenset(words(b))
    return bool(x and y) and (x <= y or y <= x)


def overlap(ours: Iterable[str], theirs: Iterable[str]) -> bool:
    """Whether any party of `ours` is one of `theirs`."""
    rest = tuple(theirs)
    return any(same_party(a, b) for a in ours for b in rest)


def comparable(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether some name of `ours` is in a script of `theirs`: names in different scripts may be one party or not."""
    return bool({script(name) for name in ours} & {script(name) for name in theirs})


@lru_cache(maxsize=65_536)
def model_words(name: str) -> tuple[str, ...]:
    """The words and numbers of a model's name, without sizes and words like "preview".

    "Qwen3-72B-Preview" and "Qwen 3" are the same; "Qwen 3.5" is another version.
    """
    plain = unicodedata.normalize("NFKC", _SIZE.sub(" ", name)).casefold()
    plain = _LETTER_DIGIT.sub(" ", plain)
    found = [_ZEROS.sub("", word) for word in _MODEL_WORD.findall(plain)]
    return tuple(w for w in found if w not in _PREVIEW) or tuple(found)


def numbers(name_words: Iterable[str]) -> frozenset[str]:
    """The version numbers among the words of a model's name."""
    return frozenset(w for w in name_words if w[0].isdigit())
