"""Takes descriptors off a run of words, so that a name is left: "AI startup Sierra", "PT GoTo Tbk"."""

import re
from collections.abc import Sequence

from pipelines.understanding.lexicon import Lexicon
from pipelines.understanding.name import Name
from pipelines.understanding.text import fold
from pipelines.understanding.word_use import bare

Word = tuple[int, int]
"""Start and end of a word in its sentence."""

MAX_TOKENS = 7
TAIL_WORDS = frozenset(
    (
        "ai", "ia", "labs", "lab", "group", "capital", "ventures", "technologies", "technology", "systems", "robotics", "health",
        "software", "data", "cloud", "energy", "media", "research", "motors", "security", "bank", "partners",
        "music", "musik", "musique", "records", "books", "pictures", "entertainment", "press", "publishing", "verlag",
        "intelligence", "dynamics", "sciences", "bio", "studios", "games", "networks", "therapeutics", "analytics",
        "yapay", "zekâ", "zeka", "teknolojileri", "yazılım", "robotik", "bilişim", "holding",
    )
)  # fmt: skip
"""Common words that are part of a name when they follow one with a capital."""
_LEGAL = frozenset(
    (
        "inc", "corp", "corporation", "ltd", "llc", "gmbh", "ag", "sa", "tbk", "pt", "plc", "co", "oao", "ooo", "ао", "ооо",
        "пао", "spa", "s.p.a", "bv", "nv", "kk", "a.ş", "aş", "se", "kg", "pty", "limited", "holdings",
    )
)  # fmt: skip


_QUOTES = frozenset('«"“„')
"""What opens with one of these is a name whatever it ends in: «Грядка-бот»."""
HOUSES = frozenset({"grupo", "gruppo"})
"""Part of a name where they are written with a capital: "Grupo Planalto"."""
_BRAND = re.compile(r"[A-ZÀ-Þ]\w{2,}-(?:IA|AI)\b")


def trim(text: str, words: Sequence[Word], lexicon: Lexicon) -> list[Word]:
    """The words between descriptors, legal forms and bare numbers; empty where nothing is left."""
    left = list(words)
    while left and (_is_junk(text, left[0], lexicon) or (len(left) == 1 and text[left[0][0]].isdigit())):
        left = left[1:]
    while len(left) > 1 and _is_junk(text, left[-1], lexicon) and _token(text, left[-1]) not in TAIL_WORDS:
        left = left[:-1]
    return [] if len(left) == 1 and _token(text, left[0]) in HOUSES else left[:MAX_TOKENS]


def is_descriptor(token: str, lexicon: Lexicon) -> bool:
    """Whether a small-written word describes the name beside it: "startup", "KI-Startups", "CEO"."""
    last = token.rpartition("-")[2]
    forms = {token, last, last.removesuffix("s"), last.removesuffix("es")}
    return any(form in lexicon.strip or form in lexicon.before_name for form in forms) or _is_compound(last, lexicon)


def _is_compound(token: str, lexicon: Lexicon) -> bool:
    """A German compound that ends in a descriptor: "drohnenhersteller"."""
    return lexicon.grammar.nouns_capital and token.endswith(lexicon.descriptor_ends)


def _capitals_mislead(lexicon: Lexicon) -> bool:
    """Whether the language writes other words than names with a capital, too, or has no capitals."""
    grammar = lexicon.grammar
    return grammar.adjectives_capital or grammar.nouns_capital or not grammar.capitals


def _token(text: str, word: Word) -> str:
    return fold(bare(text[word[0] : word[1]]))


def _is_junk(text: str, word: Word, lexicon: Lexicon) -> bool:
    token = _token(text, word)
    if token in HOUSES and text[word[0]].isupper():
        return False
    return (
        not token
        or token in _LEGAL
        or token in lexicon.strip
        or (token in lexicon.common and _capitals_mislead(lexicon))
        or ("-" in token and not _is_brand(text, word, lexicon) and is_descriptor(token, lexicon))
        or _is_compound(token, lexicon)
    )


def _is_brand(text: str, word: Word, lexicon: Lexicon) -> bool:
    """A quoted word, or a company named after what it makes: "Nébula-IA".  In German "Kanzlei-KI" is a kind of software."""
    start, end = word
    quoted = text[start - 1 : start] in _QUOTES
    return quoted or (not lexicon.grammar.nouns_capital and bool(_BRAND.match(text[start:end])))


def as_written(text: str, words: Sequence[Word]) -> Name:
    start = words[0][0]
    end = words[-1][0] + len(bare(text[words[-1][0] : words[-1][1]]))
    return Name(start=start, end=end, name=text[start:end])
