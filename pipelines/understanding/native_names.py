"""Names in scripts without capitals, found by the words and particles beside them."""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from pipelines.understanding.lexicon import Lexicon
from pipelines.understanding.sentences import Sentence

Found = tuple[int, int, bool]
"""Start, end, and whether a word or mark beside it names it (else only its place speaks for it)."""

_HAN = "\u4e00-\u9fff"
_KANA = "\u30a0-\u30ff"
_HANGUL = "\uac00-\ud7a3"
_ARABIC = "\u0621-\u064a\u066e-\u06d3"
_ZH_PUNCT = re.compile(r"[，。；：！？、,;:!?\s\"“”‘’'《》（）()【】\[\]|—\-]")
_SHORTEST, _LONGEST = 2, 7
"""Letters of a Chinese name that is only guessed."""
_MAX_CLAUSE = 30
_QUOTE_REACH = 28


def native_names(sentence: Sentence, taken: Sequence[tuple[int, int]], lexicon: Lexicon) -> list[Found]:
    """Names in the language's own script that overlap none of `taken`; what is named comes before what is guessed."""
    finder = _FINDERS.get(lexicon.lang)
    if finder is None:
        return []
    out: list[Found] = []
    for start, end, named in sorted(finder(sentence, lexicon), key=lambda found: not found[2]):
        if start < end and not any(start < b and a < end for a, b in (*taken, *((a, b) for a, b, _ in out))):
            out.append((start, end, named))
    return out


def _is_common(text: str, lexicon: Lexicon) -> bool:
    return not text or text in lexicon.common or text in lexicon.strip


def _quoted(sentence: Sentence, lexicon: Lexicon) -> Iterable[Found]:
    """Something short in quotation marks beside a word like "startup" or "model"."""
    for match in re.finditer(r"[\"“「『«《]([^\"”」』»》]{2,24})[\"”」』»》]", sentence.text):
        before = sentence.low[max(0, match.start() - _QUOTE_REACH) : match.start()].rstrip()
        after = sentence.low[match.end() : match.end() + 12].lstrip()
        if any(word in before for word in lexicon.before_name) or after.startswith(lexicon.after_name):
            yield *match.span(1), True


def _beside(sentence: Sentence, lexicon: Lexicon, letters: str, longest: int) -> Iterable[Found]:
    """A run of letters after a word like 初创公司, or before one like 科技."""
    low = sentence.low
    for word in lexicon.before_name:
        for match in re.finditer(re.escape(word) + rf"\s?([{letters}·]{{2,{longest}}})", low):
            start, end = _cut(low, match.start(1), match.end(1), lexicon)
            yield start, end, True
    for word in lexicon.after_name:
        for match in re.finditer(rf"([{letters}·]{{2,{longest}}}){re.escape(word)}", low):
            start, end = _cut_back(low, match.start(1), match.end(1), lexicon)
            if end - start >= _SHORTEST and not _generic(low[start : match.end()], low[start:end], lexicon):
                yield start, match.end(), True


MOST = 24
"""Places of one sentence at which names are looked for."""


def _cut(low: str, start: int, end: int, lexicon: Lexicon) -> tuple[int, int]:
    """The part of a run before its first word that is no name."""
    for at in range(start, end):
        if any(low.startswith(word, at) for word in lexicon.common):
            return (start, at) if at - start >= _SHORTEST else (start, start)
    return start, end


def _cut_back(low: str, start: int, end: int, lexicon: Lexicon) -> tuple[int, int]:
    """The part of a run after its last word that is no name."""
    for at in range(end, start, -1):
        if any(low.endswith(word, start, at) for word in lexicon.common):
            return at, end
    return start, end


_OFFICES = ("会", "本", "同", "当", "他", "各", "両", "支", "自", "弊", "新聞", "出版")
"""Before 社 these make a common noun: 会社, 本社, 同社."""


def _generic(whole: str, stem: str, lexicon: Lexicon) -> bool:
    return whole in lexicon.common or _holds_common(stem, lexicon) or stem.endswith(_OFFICES)


def _holds_common(text: str, lexicon: Lexicon) -> bool:
    return any(word in text for word in lexicon.common)


def _chinese(sentence: Sentence, lexicon: Lexicon) -> Iterable[Found]:
    yield from _quoted(sentence, lexicon)
    yield from _beside(sentence, lexicon, _HAN, 8)
    for hit in lexicon.triggers.find(sentence.low)[:MOST]:
        yield *_chinese_left(sentence.low, hit.start, lexicon), False
        yield *_chinese_right(sentence.low, hit.end, lexicon), False


def _chinese_left(low: str, end: int, lexicon: Lexicon) -> tuple[int, int]:
    """Who stands before the verb: from the clause's beginning, without adverbs and descriptions."""
    breaks = [match.end() for match in _ZH_PUNCT.finditer(low, max(0, end - _MAX_CLAUSE), end)]
    start = breaks[-1] if breaks else max(0, end - _MAX_CLAUSE)
    while changed := next((word for word in lexicon.adverbs if low.endswith(word, start, end)), None):
        end -= len(changed)
    of = low.rfind("的", start, end)
    start = of + 1 if of >= 0 else start
    for word in lexicon.before_name:
        at = low.rfind(word, start, end)
        start = at + len(word) if at >= 0 and at + len(word) < end else start
    while changed := next((word for word in lexicon.adverbs if low.startswith(word, start, end)), None):
        start += len(changed)
    return _whole(low, start, end, lexicon)


def _chinese_right(low: str, start: int, lexicon: Lexicon) -> tuple[int, int]:
    """Whom the verb concerns: up to the clause's end, without descriptions."""
    stop = _ZH_PUNCT.search(low, start, start + _MAX_CLAUSE)
    end = stop.start() if stop else min(len(low), start + _MAX_CLAUSE)
    for word in lexicon.before_name:
        at = low.find(word, start, end)
        start = at + len(word) if at >= 0 and at + len(word) < end else start
    if low.startswith("了", start):
        start += 1
    return _whole(low, start, end, lexicon)


def _whole(low: str, start: int, end: int, lexicon: Lexicon) -> tuple[int, int]:
    """A run is a name when it is short, all Han, and holds no word that is no name."""
    text = low[start:end]
    if not _SHORTEST <= len(text) <= _LONGEST or not re.fullmatch(rf"[{_HAN}·]+", text) or _holds_common(text, lexicon):
        return start, start
    return start, end


_JA_COUNTRY = re.compile(r"^(?:米国|米|英国|英|仏|独|中国|韓国|印|加|伊|豪|台湾|イスラエル|インド|カナダ)の?")
_JA_RUN = rf"[{_KANA}{_HAN}A-Za-z0-9ー・＆&]{{2,30}}"
_JA_AFTER = (
    r"(?:が|は|も|を(?=提訴|買収|訴え|完全|子会社|相手|約|[\d０-９]+億)|と|に対|による|社|など|の(?=買収|全株式))"
)


_JA_QUOTED = re.compile(r"「([A-Za-z0-9ァ-ヺー・ 　.\-一-鿿ぁ-ん]{2,14})」(?=が|は|を|に|の|、|と|で)")


def _japanese(sentence: Sentence, lexicon: Lexicon) -> Iterable[Found]:
    yield from _quoted(sentence, lexicon)
    for match in _JA_QUOTED.finditer(sentence.text):
        if not _is_common(match.group(1).lower(), lexicon):
            yield *match.span(1), bool(re.search("[A-Za-z0-9ァ-ヺ]", match.group(1)))
    for match in islice(re.finditer(rf"({_JA_RUN}){_JA_AFTER}", sentence.text), MOST):
        yield from _japanese_run(sentence, *match.span(1), lexicon)
    topic = re.match(rf"({_JA_RUN})、", sentence.text)
    if topic is not None and sentence.part == "title":
        yield from _japanese_run(sentence, *topic.span(1), lexicon)
    yield from _beside(sentence, lexicon, _HAN + _KANA, 12)


def _japanese_run(sentence: Sentence, start: int, end: int, lexicon: Lexicon) -> Iterable[Found]:
    """The name at the end of a run: behind its last common word, without the country before it."""
    start, _ = _cut_back(sentence.low, start, end, lexicon)
    country = _JA_COUNTRY.match(sentence.text[start:end])
    start += country.end() if country else 0
    text = sentence.low[start:end]
    if len(text) < _SHORTEST or not re.search(f"[{_KANA}{_HAN}]", text) or _is_common(text, lexicon):
        return
    yield start, end, bool(re.search(f"[{_KANA}]{{3}}", text))


_KO_WORD = rf"[A-Za-z0-9]{{0,8}}[{_HANGUL}][{_HANGUL}A-Za-z0-9]{{1,13}}"


def _korean_headline(sentence: Sentence, lexicon: Lexicon) -> Iterable[Found]:
    """Headlines drop the particles: "A, B 인수" is whom it is about, and whom it concerns."""
    if sentence.part != "title":
        return
    places = [match.span(1) for match in re.finditer(rf"(?:^|[\s·…\"'(])({_KO_WORD})(?=,)", sentence.text)][:1]
    for hit in lexicon.triggers.find(sentence.low):
        before = re.search(rf"(?:^|[\s,·…])({_KO_WORD})\s?$", sentence.text[: hit.start])
        if before:
            places.append(before.span(1))
    for start, end in places:
        if not _is_common(sentence.low[start:end], lexicon) and not sentence.low[start:end].endswith(
            tuple(lexicon.common)
        ):
            yield start, end, False


_JOSA = re.compile(
    r"(?:에서는|에게서|으로부터|에게|으로|이라고|라고|에서|부터|까지|이|가|은|는|을|를|의|와|과|도|에|로)$"
)
_WANTED_JOSA = frozenset({"이", "가", "은", "는", "을", "를", "의", "에", "와", "과"})


def _korean(sentence: Sentence, lexicon: Lexicon) -> Iterable[Found]:
    yield from _quoted(sentence, lexicon)
    yield from _korean_headline(sentence, lexicon)
    previous = ""
    endings = tuple(lexicon.common)
    for match in re.finditer(rf"[A-Za-z0-9]{{0,6}}[{_HANGUL}]{{2,14}}", sentence.text):
        token = match.group()
        bare = _JOSA.sub("", token)
        beside = previous in lexicon.before_name
        wanted = beside or token[len(bare) :] in _WANTED_JOSA
        if wanted and len(bare) >= _SHORTEST and not _is_common(bare, lexicon) and not bare.endswith(endings):
            yield match.start(), match.start() + len(bare), beside
        previous = token


_ARABIC_QUOTED_WORDS = 4
_ARABIC_WORDS = 2
"""A name that follows شركة has at most so many words."""


_ARABIC_QUOTED = re.compile(r"«([^»]{2,30})»")


def _arabic(sentence: Sentence, lexicon: Lexicon) -> Iterable[Found]:
    yield from _quoted(sentence, lexicon)
    for match in _ARABIC_QUOTED.finditer(sentence.text):
        if len(match.group(1).split()) <= _ARABIC_QUOTED_WORDS:
            yield *match.span(1), True
    words = [(m.start(), m.end(), m.group()) for m in re.finditer(rf"[{_ARABIC}]+", sentence.low)]
    for index, (_, _, word) in enumerate(words):
        if _arabic_bare(word) not in lexicon.before_name:
            continue
        last = index + 1
        while last < len(words) and last - index <= _ARABIC_WORDS:
            start, _, candidate = words[last]
            gap = sentence.low[words[last - 1][1] : start]
            if (
                gap.strip()
                or candidate in lexicon.common
                or candidate.startswith(("ال", "لل", "بال"))
                or candidate.endswith(_ARABIC_ADJECTIVE)
            ):
                break
            last += 1
        if last > index + 1:
            end = words[last - 1][1]
            version = re.match(r"\s\d[\d.]*", sentence.low[end:])
            yield words[index + 1][0], end + (version.end() if version else 0), True


_ARABIC_ADJECTIVE = ("ية", "يه")
"""Endings of adjectives such as "Egyptian", which follow the noun."""


def _arabic_bare(word: str) -> str:
    return re.sub(r"^(?:وال|بال|لل|ال|[وبلف](?=\w{4}))", "", word)


def _hindi(sentence: Sentence, lexicon: Lexicon) -> Iterable[Found]:
    for match in re.finditer(r"([\u0900-\u097f]{3,20}) (?:ने|को|पर|के खिलाफ)(?![\u0900-\u097f])", sentence.text):
        if not _is_common(match.group(1), lexicon):
            yield *match.span(1), False


def _thai(sentence: Sentence, lexicon: Lexicon) -> Iterable[Found]:
    for word in lexicon.before_name:
        for match in re.finditer(re.escape(word) + r"\s?([\u0e00-\u0e7f]{3,20})(?=\s|$)", sentence.low):
            yield *_cut(sentence.low, match.start(1), match.end(1), lexicon), True


_FINDERS: dict[str, Callable[[Sentence, Lexicon], Iterable[Found]]] = {
    "zh": _chinese,
    "ja": _japanese,
    "ko": _korean,
    "ar": _arabic,
    "hi": _hindi,
    "th": _thai,
}
