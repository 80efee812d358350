"""Korean names: words with a particle that are no common nouns, known by their endings, quotes, letters or place."""

import re
from collections.abc import Iterable
from itertools import islice

from pipelines.understanding.lexicon import Lexicon
from pipelines.understanding.native_words import HANGUL, MOST, SHORTEST, Found, is_common, quoted
from pipelines.understanding.sentences import Sentence

_WORD = re.compile(
    rf"(?<![A-Za-z0-9])[A-Za-z0-9&]{{0,8}}[{HANGUL}]{{1,14}}(?:[A-Z][A-Za-z]{{0,9}}|-[A-Z]{{1,3}}\d{{0,2}}|-?[A-Z]?\d{{1,2}}(?![\d.,]|[억만조천]))?[{HANGUL}]{{0,3}}"
)
_JOSA = re.compile(
    r"(?:에서는|에게서|으로부터|에게|으로|이라고|라고|에서|부터|까지|에는|에도|이나|이|가|은|는|을|를|의|와|과|도|에|로|만)$"
)
_AFTER_CONSONANT = ("이", "은", "을", "과", "으로", "이나", "이라고")
_AFTER_VOWEL = ("가", "는", "를", "와", "라고")
"""Particles that follow only a syllable with, or without, a consonant at its end: in 런웨이 the last one is no particle."""
_CONNECTIVE = re.compile(
    r"(?:[하되내리치지놓이보두받쓰추잡맺들접품]고|으며|하며|면서|하면|으면|려고|하여|해서|지만|는데|도록)$"
)
"""Ends of verbs that go on with another one: 끝내고 손잡아."""
_BODY = re.compile(r"(?:협회|조합|연합회|연맹|협의회|총연합|연대|재단|학회|진흥원|공동체)$")
"""Bodies whose names are made of common nouns: 한국신문협회, 웹툰작가협회."""
_WANTED = frozenset(
    {"이", "가", "은", "는", "을", "를", "의", "에", "와", "과", "에게", "로부터", "으로부터", "에는", "도"}
)
_VERSION = re.compile(r" \d{1,2}(?:\.\d)?(?=[\s,'\"”’)·…]|$|[은는이가을를의로도])")
_QUOTED = re.compile(rf"['\"‘“]([A-Za-z0-9{HANGUL} .\-]{{2,14}})['\"’”](?=[이가은는을를의와과도에로, ]|$)")
_FOREIGN = re.compile(
    r"[츠트크프브드즈르랩웍웨퓨뉴튼켄핀믹닉틱픽넥텍셀젤벨엘델넬펠렐딥랜앤밴샌팬블클플글슬케른릭닐룸쿨텔캐키타코카마퀀쿼팡펜핑젠렌닝딩칼켈콤텀콘톤]"
)
_VERB_STEM = re.compile(r"[하되드히키르쓰지치]$")
"""Ends of verbs that take 는 as well: 만드는, 개발하는."""
_MIN_FOREIGN, _LONG = 2, 4
_MAX_QUOTED_WORDS = 3


def korean_names(sentence: Sentence, lexicon: Lexicon) -> Iterable[Found]:
    yield from quoted(sentence, lexicon)
    yield from _in_quotes(sentence, lexicon)
    yield from _headline(sentence, lexicon)
    previous = ""
    for match in islice(_WORD.finditer(sentence.text), 2 * MOST):
        token = match.group()
        bare = _bare(token)
        beside = previous in lexicon.before_name
        previous = token
        if _is_no_name(bare.lower(), lexicon):
            continue
        end = match.start() + len(bare)
        version = _VERSION.match(sentence.text, end)
        named = beside or _by_form(bare, lexicon)
        if named or (token[len(bare) :] in _WANTED and not (token.endswith("는") and _VERB_STEM.search(bare))):
            yield match.start(), version.end() if version else end, named


def _bare(token: str) -> str:
    """A word without its particle, if a name is left."""
    match = _JOSA.search(token)
    bare = token[: match.start()] if match and _fits(token[: match.start()], match.group()) else token
    return bare if len(bare) >= SHORTEST else token


def _fits(stem: str, particle: str) -> bool:
    """Whether a particle may follow this syllable: 이 only one that ends in a consonant, 가 only one that does not."""
    last = stem[-1:]
    if not "가" <= last <= "힣":
        return True
    closed = (ord(last) - ord("가")) % 28 > 0
    return not (particle in _AFTER_CONSONANT and not closed) and not (particle in _AFTER_VOWEL and closed)


def _is_no_name(bare: str, lexicon: Lexicon) -> bool:
    """Common words, and compounds that end in one; but a company's ending makes a name of what is before it."""
    if len(bare) < SHORTEST or bare[0].isdigit() or is_common(bare, lexicon):
        return True
    if _BODY.search(bare) and len(bare) >= _LONG:
        return False
    if _CONNECTIVE.search(bare):
        return True
    stem = next((bare.removesuffix(word) for word in lexicon.after_name if bare.endswith(word)), "")
    if len(stem) >= SHORTEST and stem not in lexicon.common:
        return False
    return any(bare[at:] in lexicon.common for at in range(1, len(bare) - 1))


def _by_form(bare: str, lexicon: Lexicon) -> bool:
    """Whether a word looks like a company's: by its ending, letters of two scripts, or syllables of foreign names."""
    return (
        bare.endswith(lexicon.after_name)
        or bool(_BODY.search(bare))
        or bool(re.search(rf"[{HANGUL}]{{2}}-?[A-Z]", bare))
        or (len(bare) >= _LONG and len(_FOREIGN.findall(bare)) >= _MIN_FOREIGN)
    )


def _in_quotes(sentence: Sentence, lexicon: Lexicon) -> Iterable[Found]:
    """A word or two in quotation marks with a particle behind: a product or a company, if no common word."""
    for match in _QUOTED.finditer(sentence.text):
        words = match.group(1).lower().split()
        if len(words) <= _MAX_QUOTED_WORDS and not any(
            _is_no_name(_bare(w), lexicon) for w in words if not w[0].isdigit()
        ):
            yield *match.span(1), len(words) == 1 or words[-1][0].isdigit()


def _headline(sentence: Sentence, lexicon: Lexicon) -> Iterable[Found]:
    """Headlines drop the particles: "A, B 인수" is whom it is about, and whom it concerns."""
    if sentence.part != "title":
        return
    topic = re.search(rf"(?:^|[…\"'”’] ?)(?:[{HANGUL}A-Za-z0-9]{{1,8}} )?({_WORD.pattern})(?=,)", sentence.text)
    if topic is not None and not _is_no_name(topic.group(1).lower(), lexicon):
        yield *topic.span(1), True
    for hit in lexicon.triggers.find(sentence.low)[:MOST]:
        before = re.search(rf"(?:^|[\s,·…])({_WORD.pattern})\s?$", sentence.text[max(0, hit.start - 24) : hit.start])
        if before and not _is_no_name(_bare(before.group(1)).lower(), lexicon):
            start = max(0, hit.start - 24) + before.start(1)
            yield start, start + len(_bare(before.group(1))), len(_bare(before.group(1))) > SHORTEST
