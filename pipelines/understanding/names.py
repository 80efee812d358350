"""Names in a sentence: entities of the gazetteer, and names found by their form, because new companies are the news."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipelines.understanding.gazetteer import EntitySpan
from pipelines.understanding.lexicon import Lexicon
from pipelines.understanding.native_names import native_names
from pipelines.understanding.sentences import Sentence

PLACE_TYPES = frozenset({"publisher_only"})
_TOKEN = re.compile(r"[^\W_][\w&+./'’-]*")
_POSSESSIVE = re.compile(r"['’](?:s|S|[^\W\d_]{1,5})?$")
_VERSION = re.compile(r"(?:v?\d{1,3}(?:\.\d{1,3}){0,3}[a-z]{0,2}|\d{1,4}[bBmM])$")
_YEAR = re.compile(r"(?:19|20)\d\d$")
_LATIN_RUN = re.compile(r"[A-Za-zÀ-ɏ0-9][A-Za-zÀ-ɏ0-9&.+'’\-]*(?:[ -][A-Za-zÀ-ɏ0-9][A-Za-zÀ-ɏ0-9&.+'’\-]*){0,6}")
_TITLE_CASE_SHARE = 0.7
_MIN_TITLE_WORDS = 4
_MAX_NAME_TOKENS = 7
_AI_PREFIX = re.compile(r"(?:ai|ki|ии|ia|yz|us)-", re.IGNORECASE)
_TAIL_WORDS = frozenset(
    "ai labs lab group capital ventures technologies technology systems robotics health software data cloud energy media "
    "research motors security bank partners intelligence dynamics sciences bio studios games networks therapeutics".split()
)
_SUFFIX_WORDS = frozenset(
    "mini nano lite turbo preview flash pro max ultra instant omni instruct coder vision small large medium".split()
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Name:
    """`name` is canonical where the gazetteer knows it, else as written.  `case` says what its neighbours make of it.

    `type` is the gazetteer's (company, person, model, …), or "" for a name found by form.  `ai`: known for AI; `tech`: of the wider industry.
    `stands_for`: the party for which a person acts.  `descriptor`: a word like "startup" stands right before it.
    `guessed`: only its place in the sentence speaks for it (scripts without capitals).
    """

    start: int
    end: int
    name: str
    type: str = ""
    entity_id: str = ""
    ai: bool = False
    tech: bool = False
    stands_for: str = ""
    case: str = ""
    descriptor: bool = False
    guessed: bool = False

    @property
    def known(self) -> bool:
        return bool(self.entity_id)


@dataclass(frozen=True, kw_only=True, slots=True)
class WordUse:
    """How a document writes its words: those it writes small, and those it writes with a capital inside a sentence."""

    small: frozenset[str]
    capital: frozenset[str]


def word_use(sentences: Iterable[Sentence]) -> WordUse:
    small: set[str] = set()
    capital: set[str] = set()
    for sentence in sentences:
        if is_title_case(sentence.text):
            continue
        for index, match in enumerate(_TOKEN.finditer(sentence.text)):
            token = _bare(match.group())
            if token[:1].islower():
                small.add(token)
            elif index and token[:1].isupper():
                capital.add(token.lower())
    return WordUse(small=frozenset(small), capital=frozenset(capital))


def is_title_case(text: str) -> bool:
    """Whether a line is written With Capitals Throughout."""
    words = [word for word in re.findall(r"[^\W\d_]{3,}", text) if word[0].isupper() or word[0].islower()]
    if len(words) < _MIN_TITLE_WORDS:
        return False
    return sum(word[0].isupper() for word in words) >= _TITLE_CASE_SHARE * len(words)


def _bare(token: str) -> str:
    """A token without trailing stops and without a possessive ending."""
    return _POSSESSIVE.sub("", token.rstrip(".,/-+")).rstrip(".'’")


def find_names(sentence: Sentence, entities: Sequence[EntitySpan], use: WordUse, lexicon: Lexicon) -> tuple[Name, ...]:
    """All names of a sentence in order, none overlapping."""
    found = [_known(span, sentence.text) for span in entities]
    taken = [(name.start, name.end) for name in found]
    by_form = (
        _capital_runs(sentence, taken, use, lexicon)
        if lexicon.grammar.capitals
        else _latin_runs(sentence, taken, lexicon)
    )
    found.extend(by_form)
    if not lexicon.grammar.capitals:
        taken = [(name.start, name.end) for name in found]
        found.extend(
            Name(start=start, end=end, name=sentence.text[start:end], descriptor=named, guessed=not named)
            for start, end, named in native_names(sentence, taken, lexicon)
        )
    found.sort(key=lambda name: name.start)
    return tuple(_described(sentence, name, lexicon) for name in _without_glosses(sentence.text, found))


_PRODUCT_TAIL = re.compile(r" (?!AI\b|Inc\b|Labs\b)[A-Z][a-zA-Z]{2,}(?: [A-Z][a-zA-Z]{2,})?")


def _known(span: EntitySpan, text: str) -> Name:
    """A family of models followed by a word with a capital is a product of its own: "Claude Design"."""
    entity = span.entity
    tail = _PRODUCT_TAIL.match(text, span.end) if entity.type == "product" and not is_title_case(text) else None
    if tail:
        return Name(
            start=span.start,
            end=tail.end(),
            name=text[span.start : tail.end()],
            type="product",
            entity_id=f"{entity.id}:{tail.group().strip().lower()}",
            ai=entity.ai == "core",
            stands_for=entity.stands_for or "",
        )
    return Name(
        start=span.start,
        end=span.end,
        name=entity.name,
        type=entity.type,
        entity_id=entity.id,
        ai=entity.ai == "core",
        tech=entity.ai == "tech",
        stands_for=entity.stands_for or "",
    )


def _described(sentence: Sentence, name: Name, lexicon: Lexicon) -> Name:
    before = sentence.low[max(0, name.start - 24) : name.start].rstrip(" \"'(")
    if not name.descriptor and (before.endswith(lexicon.before_name) or before.endswith(lexicon.fillers or ("\0",))):
        return replace(name, descriptor=True)
    return name


def _without_glosses(text: str, names: Sequence[Name]) -> list[Name]:
    """Drop a name in brackets right after another one: the same party in other letters, or its short form."""
    out: list[Name] = []
    for name in names:
        if out and text[out[-1].end : name.start].strip() in {"(", "（", "（即"} and name.start - out[-1].end <= 3:
            previous = out[-1]
            if not previous.known and (name.known or _is_latin(name.name) > _is_latin(previous.name)):
                out[-1] = replace(name, start=previous.start, end=name.end)
            else:
                out[-1] = replace(previous, end=name.end)
            continue
        out.append(name)
    return out


def _is_latin(text: str) -> bool:
    return bool(re.match(r"[A-Za-zÀ-ɏ]", text))


def _overlaps(start: int, end: int, taken: Iterable[tuple[int, int]]) -> bool:
    return any(start < b and a < end for a, b in taken)


def _latin_runs(sentence: Sentence, taken: Sequence[tuple[int, int]], lexicon: Lexicon) -> list[Name]:
    """Runs of Latin letters in a text of another script are names, but for a few words like AI or CEO."""
    out: list[Name] = []
    for match in _LATIN_RUN.finditer(sentence.text):
        for start, end in _free_parts(match.start(), match.end(), taken):
            words = [(m.start() + start, m.end() + start) for m in re.finditer(r"\S+", sentence.text[start:end])]
            words = _trim(sentence.text, words, lexicon)
            if (
                words
                and words[-1][1] - words[0][0] > 1
                and any(c.isalpha() for c in sentence.text[words[0][0] : words[0][1]])
            ):
                out.append(_as_written(sentence.text, words))
    return out


def _free_parts(start: int, end: int, taken: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    parts, at = [], start
    for a, b in sorted(taken):
        if a < end and b > start:
            if a > at:
                parts.append((at, a))
            at = max(at, b)
    if at < end:
        parts.append((at, end))
    return parts


def _trim(text: str, words: list[tuple[int, int]], lexicon: Lexicon) -> list[tuple[int, int]]:
    """Descriptors ("AI startup …", "… Inc") and bare numbers taken off both ends."""

    def junk(word: tuple[int, int]) -> bool:
        token = _bare(text[word[0] : word[1]]).lower()
        return token in lexicon.common or token in lexicon.strip or not token

    while words and (junk(words[0]) or text[words[0][0]].isdigit() and len(words) == 1):
        words = words[1:]
    while len(words) > 1 and junk(words[-1]) and _bare(text[words[-1][0] : words[-1][1]]).lower() not in _TAIL_WORDS:
        words = words[:-1]
    return [] if words and len(words) == 1 and junk(words[0]) else words[:_MAX_NAME_TOKENS]


def _as_written(text: str, words: Sequence[tuple[int, int]]) -> Name:
    start = words[0][0]
    end = words[-1][0] + len(_bare(text[words[-1][0] : words[-1][1]]))
    return Name(start=start, end=end, name=text[start:end])


def _capital_runs(sentence: Sentence, taken: Sequence[tuple[int, int]], use: WordUse, lexicon: Lexicon) -> list[Name]:
    text = sentence.text
    titled = is_title_case(text)
    out: list[Name] = []
    run: list[tuple[int, int]] = []
    last_end, first, lone = -1, True, False
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        bare = _bare(match.group())
        blocked = _overlaps(start, start + max(1, len(bare)), taken)
        adjacent = bool(run) and text[last_end:start] in {" ", "-", " & "}
        opens = first or (
            not run
            and text[max(0, start - 2) : start].strip() in {":", '"', "“", "«", "'", "‘", "—", "-", "|", "•", "?", "!"}
        )
        named = (
            not blocked
            and not _AI_PREFIX.match(bare)
            and _is_name_token(bare, ambiguous=titled or opens, use=use, lexicon=lexicon)
        )
        named = named or (
            not blocked and adjacent and bare[:1].isupper() and bare.lower() in _TAIL_WORDS and not titled
        )
        extends = (
            not blocked
            and adjacent
            and (_VERSION.match(bare) and not _YEAR.match(bare) or bare.lower() in _SUFFIX_WORDS and bare[:1].isupper())
        )
        if run and not (adjacent and (named or extends)):
            if not (lone and bare.lower() in lexicon.heads):
                _close(text, run, lexicon, out)
            run = []
        if named or (extends and run):
            lone = opens and not run
            run.append((start, end))
        last_end = start + len(match.group().rstrip(".,"))
        if run and run[-1] == (start, end) and _POSSESSIVE.search(match.group()):
            _close(text, run, lexicon, out)
            run = []
        first = False
    _close(text, run, lexicon, out)
    return out


def _close(text: str, run: list[tuple[int, int]], lexicon: Lexicon, out: list[Name]) -> None:
    words = _trim(text, list(run), lexicon)
    if words:
        out.append(_as_written(text, words))


_GERMAN_COMMON = re.compile(
    r"(?:ung|ungen|heit|keit|schaft|tion|tionen|ment|tum|nis|ismus|ität|klage|runde|firma|konzern|gericht|modell|modelle|unternehmen|verfahren|angebot|übernahme|kauf)$"
)


def _is_name_token(bare: str, *, ambiguous: bool, use: WordUse, lexicon: Lexicon) -> bool:
    if not bare or not any(char.isupper() for char in bare):
        return False
    low = bare.lower()
    if low in lexicon.common:
        return False
    inner = any(char.isupper() for char in bare[1:]) or (
        any(char.isdigit() for char in bare) and any(c.isalpha() for c in bare)
    )
    if inner and len(bare) > 1:
        return not (bare.isupper() and low in use.small)
    if not bare[0].isupper() or len(bare) < 2:
        return False
    if lexicon.grammar.nouns_capital:
        return not _GERMAN_COMMON.search(low)
    if ambiguous and low not in use.capital:
        return low not in use.small
    return True
