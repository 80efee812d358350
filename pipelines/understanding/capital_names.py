"""Names by their capitals, in scripts that have them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipelines.understanding.lexicon import Lexicon
from pipelines.understanding.name import Name
from pipelines.understanding.places import is_place
from pipelines.understanding.sentences import Sentence
from pipelines.understanding.text import fold
from pipelines.understanding.trim import HOUSES, TAIL_WORDS, Word, as_written, is_descriptor, trim
from pipelines.understanding.word_use import TOKEN, WordUse, bare, is_possessive, is_title_case

Span = tuple[int, int]

_VERSION = re.compile(r"(?:v?\d{1,3}(?:\.\d{1,3}){0,3}[a-z]{0,2}|\d{1,4}[bBmM])$")
_YEAR = re.compile(r"(?:19|20)\d\d$")
_VARIANTS = frozenset(
    (
        "mini", "nano", "lite", "turbo", "preview", "flash", "pro", "max", "ultra", "instant", "omni", "instruct", "coder",
        "vision", "small", "large", "medium",
    )
)  # fmt: skip
_COUNTED = re.compile(r"\s(?:mill?i|mio|mrd|mld|bill?ion|triệu|tỷ|tỉ|prozent|per cent|euro|dollar|%)", re.IGNORECASE)
"""What stands behind a figure that counts something: "bei Tamaro 100 Millionen" names no version."""
_AI_PREFIX = re.compile(
    r"(?:ai|ki|ии|ia|yz|us)-|.+-(?:based|backed|owned|led|listed|born|made|year-old|old|style|era|maker|builder|brain)$",
    re.IGNORECASE,
)
_ELISION = re.compile(r"(?:d|l|qu|s|n|dell|all|nell|sull|dall|un)['’](?=[^\W\d_])", re.IGNORECASE)
"""Articles and prepositions that cling to a name in French and Italian: "d'Orrix"."""
_OPENERS = frozenset(":\"“„«»'‘—-|•?!–")
_GERMAN_COMMON = re.compile(
    r"(?:ung|ungen|heit|keit|schaft|tion|tionen|ment|tum|nis|ismus|ität|klage|runde|firma|konzern|gericht|modell|modelle|"
    r"unternehmen|verfahren|angebot|übernahme|kauf|werbung|mittel|gesetz|markt|preis|preise|chef|chefin|recht|rechte|vertrag)$"
)

_PLURAL = re.compile(
    r"(?:e|en|er|ern|eln|ung|keit|heit|schaft|ion|tät|ik|ie|ur|zeit|geld|kapital|hilfe|druck|grund|art)$"
)


@dataclass(slots=True)
class _Run:
    """Words that stand side by side and may be one name.  `lone`: it begins where every word has a capital."""

    words: list[Word] = field(default_factory=list)
    lone: bool = False


def capital_names(
    sentence: Sentence, taken: Sequence[Span], numbers: Sequence[Span], use: WordUse, lexicon: Lexicon
) -> list[Name]:
    """Names outside the spans `taken`; `numbers` are amounts, whose figures are no versions."""
    text = sentence.text
    titled = is_title_case(text)
    out: list[Name] = []
    run = _Run()
    last_end = -1
    for match in TOKEN.finditer(text):
        start, end = match.span()
        elided = _ELISION.match(match.group())
        start += elided.end() if elided else 0
        token = bare(text[start:end])
        blocked = _overlaps(start, start + max(1, len(token)), taken)
        between = text[last_end:start]
        beside = bool(run.words) and (between in {" ", "-", " & "} or between.strip() in lexicon.grammar.joiners)
        opens = last_end < 0 or (not run.words and bool(_OPENERS.intersection(text[max(0, start - 2) : start])))
        named = not blocked and _is_named(token, lexicon, use, ambiguous=titled or opens, opens=opens)
        named = named or (not blocked and beside and not titled and token[:1].isupper() and token.lower() in TAIL_WORDS)
        extends = not blocked and beside and not _overlaps(start, end, numbers) and _extends(token)
        extends = extends and not _COUNTED.match(text, end)
        if run.words and token in lexicon.grammar.joiners and beside:
            continue
        if run.words and not (beside and (named or extends)):
            if not (run.lone and len(run.words) == 1 and token.lower() in lexicon.heads):
                _close(text, run, use, lexicon, out)
            run = _Run()
        if named or (extends and run.words):
            run.lone = run.lone or (opens and not run.words)
            run.words.append((start, end))
        last_end = start + len(text[start:end].rstrip(".,"))
        if run.words and run.words[-1] == (start, end) and is_possessive(text[start:end]):
            _close(text, run, use, lexicon, out)
            run = _Run()
    _close(text, run, use, lexicon, out)
    return out


def _close(text: str, run: _Run, use: WordUse, lexicon: Lexicon, out: list[Name]) -> None:
    words = trim(text, run.words, lexicon)
    if not words:
        return
    name = _whole(text, as_written(text, words)) if lexicon.lang in _QUOTES_NAMES else as_written(text, words)
    if is_place(name.name):
        return
    lonely = (
        lexicon.grammar.nouns_capital and len(words) == 1 and name.name.istitle() and fold(name.name) not in use.often
    )
    before = text[: name.start].rstrip(" \"„“»«'").lower().rpartition(" ")[2]
    described = bool(before) and is_descriptor(before, lexicon) and lexicon.grammar.nouns_capital
    alone = lonely and not described and not _is_bare(before, name.name, lexicon)
    out.append(replace(name, guessed=alone, descriptor=described))


def _whole(text: str, name: Name) -> Name:
    """With the words up to the closing mark, where a language's press puts names in guillemets: «Третье мнение»."""
    rest = _TO_THE_MARK.match(text, name.end) if text[: name.start].endswith("«") else None
    return replace(name, end=rest.end(1), name=text[name.start : rest.end(1)]) if rest else name


_QUOTES_NAMES = frozenset({"ru"})
_TO_THE_MARK = re.compile(r"((?: [^\s«».,:;!?]{1,24}){1,2})»(?!,)")


def _is_bare(before: str, name: str, lexicon: Lexicon) -> bool:
    """A single German noun right behind a preposition, without an article and without the ending of a plural."""
    return before in lexicon.prepositions and not _PLURAL.search(name)


def _overlaps(start: int, end: int, spans: Sequence[Span]) -> bool:
    return any(start < b and a < end for a, b in spans)


def _extends(token: str) -> bool:
    """A version or variant behind a name: "Opus 4.7", "Omni Flash"."""
    return bool(_VERSION.match(token) and not _YEAR.match(token)) or (
        token.lower() in _VARIANTS and token[:1].isupper()
    )


def _is_named(token: str, lexicon: Lexicon, use: WordUse, *, ambiguous: bool, opens: bool) -> bool:
    """Whether a word is written as a name.  `ambiguous`: its capital may come from its place."""
    if len(token) < 2 or not any(char.isupper() for char in token) or _AI_PREFIX.match(token):  # noqa: PLR2004  # initials
        return False
    low = fold(token)
    mixed = any(char.isupper() for char in token[1:]) or (
        any(c.isdigit() for c in token) and any(c.isalpha() for c in token)
    )
    if _is_common(low, lexicon, capital_counts=not (ambiguous or mixed)):
        return False
    if mixed:
        return not (token.isupper() and low in use.small)
    if not token[0].isupper():
        return False
    if lexicon.grammar.nouns_capital:
        return not _GERMAN_COMMON.search(low) and (not opens or low in use.capital or low not in use.small)
    return not (ambiguous and low not in use.capital and low in use.small)


def _is_common(low: str, lexicon: Lexicon, *, capital_counts: bool) -> bool:
    """Inside a sentence a capital speaks for a name, where the language writes no other words so."""
    if low in HOUSES:
        return False
    if capital_counts and not (lexicon.grammar.nouns_capital or lexicon.grammar.adjectives_capital):
        return low in lexicon.strip
    return low in lexicon.common
