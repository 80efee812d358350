"""Names in scripts without capitals, found by the words and particles beside them."""

import re
from collections.abc import Callable, Iterable, Sequence

from pipelines.understanding.lexicon import Lexicon
from pipelines.understanding.sentences import Sentence

Span = tuple[int, int]

_HAN = "\u4e00-\u9fff"
_KANA = "\u30a0-\u30ff"
_HANGUL = "\uac00-\ud7a3"
_ARABIC = "\u0621-\u064a\u066e-\u06d3"
_ZH_PUNCT = re.compile(r"[，。；：！？、,;:!?\s\"“”‘’'《》（）()【】\[\]|—\-]")


def native_names(sentence: Sentence, taken: Sequence[Span], lexicon: Lexicon) -> list[Span]:
    """Spans of names in the language's own script that overlap none of `taken`."""
    finder = _FINDERS.get(lexicon.lang)
    if finder is None:
        return []
    out: list[Span] = []
    for span in finder(sentence, lexicon):
        if span[0] < span[1] and not any(span[0] < b and a < span[1] for a, b in (*taken, *out)):
            out.append(span)
    return out


def _is_common(text: str, lexicon: Lexicon) -> bool:
    return not text or text in lexicon.common or text in lexicon.strip


def _quoted(sentence: Sentence, lexicon: Lexicon) -> Iterable[Span]:
    """Something short in quotation marks beside a word like "startup" or "model"."""
    for match in re.finditer(r"[\"“「『«《]([^\"”」』»》]{2,24})[\"”」』»》]", sentence.text):
        before = sentence.low[max(0, match.start() - 20) : match.start()].rstrip()
        after = sentence.low[match.end() : match.end() + 12].lstrip()
        if before.endswith(lexicon.before_name) or after.startswith(lexicon.after_name):
            yield match.span(1)


def _beside(sentence: Sentence, lexicon: Lexicon, letters: str, longest: int) -> Iterable[Span]:
    """A run of letters after a word like 初创公司, or before one like 科技."""
    low = sentence.low
    for word in lexicon.before_name:
        for match in re.finditer(re.escape(word) + rf"\s?([{letters}·]{{2,{longest}}})", low):
            yield _cut(low, match.start(1), match.end(1), lexicon)
    for word in lexicon.after_name:
        for match in re.finditer(rf"([{letters}·]{{2,{longest}}}){re.escape(word)}", low):
            start, end = _cut_back(low, match.start(1), match.end(1), lexicon)
            if end - start >= 2:
                yield start, match.end()


def _cut(low: str, start: int, end: int, lexicon: Lexicon) -> Span:
    """The part of a run before its first word that is no name."""
    for at in range(start, end):
        if any(low.startswith(word, at) for word in lexicon.common):
            return (start, at) if at - start >= 2 else (start, start)
    return start, end


def _cut_back(low: str, start: int, end: int, lexicon: Lexicon) -> Span:
    """The part of a run after its last word that is no name."""
    for at in range(end, start, -1):
        if any(low.endswith(word, start, at) for word in lexicon.common):
            return at, end
    return start, end


def _chinese(sentence: Sentence, lexicon: Lexicon) -> Iterable[Span]:
    yield from _quoted(sentence, lexicon)
    yield from _beside(sentence, lexicon, _HAN, 8)
    for hit in lexicon.triggers.find(sentence.low):
        yield _chinese_left(sentence.low, hit.start, lexicon)
        yield _chinese_right(sentence.low, hit.end, lexicon)


def _chinese_left(low: str, end: int, lexicon: Lexicon) -> Span:
    """Who stands before the verb: from the clause's beginning, without adverbs and descriptions."""
    breaks = [match.end() for match in _ZH_PUNCT.finditer(low, max(0, end - 40), end)]
    start = breaks[-1] if breaks else max(0, end - 40)
    start, end = _strip_ends(low, start, end, lexicon)
    of = low.rfind("的", start, end)
    start = of + 1 if of >= 0 else start
    for word in lexicon.before_name:
        at = low.rfind(word, start, end)
        start = at + len(word) if at >= 0 and at + len(word) < end else start
    start, end = _strip_ends(low, start, end, lexicon)
    return _whole(low, start, end, lexicon)


def _chinese_right(low: str, start: int, lexicon: Lexicon) -> Span:
    """Whom the verb concerns: up to the clause's end, without descriptions."""
    stop = _ZH_PUNCT.search(low, start, start + 30)
    end = stop.start() if stop else min(len(low), start + 30)
    for word in lexicon.before_name:
        at = low.find(word, start, end)
        start = at + len(word) if 0 <= at and at + len(word) < end else start
    start, end = _strip_ends(low, start, end, lexicon)
    return _whole(low, start, end, lexicon)


def _strip_ends(low: str, start: int, end: int, lexicon: Lexicon) -> Span:
    changed = True
    while changed and start < end:
        changed = False
        for word in lexicon.common:
            if low.startswith(word, start, end):
                start += len(word)
                changed = True
            if start < end and low.endswith(word, start, end):
                end -= len(word)
                changed = True
    return start, end


def _whole(low: str, start: int, end: int, lexicon: Lexicon) -> Span:
    """A run is a name when it is short, all Han, and holds no word that is no name."""
    text = low[start:end]
    if not 2 <= len(text) <= 8 or not re.fullmatch(rf"[{_HAN}·]+", text):
        return start, start
    if any(word in text for word in lexicon.common):
        return start, start
    return start, end


def _japanese(sentence: Sentence, lexicon: Lexicon) -> Iterable[Span]:
    yield from _quoted(sentence, lexicon)
    yield from _beside(sentence, lexicon, _HAN + _KANA, 12)
    run = rf"([{_KANA}{_HAN}ー・]{{2,16}})(?:が|は|も|を(?=提訴|買収|訴え|完全|子会社|相手)|と|に対|による|社)"
    for match in re.finditer(run, sentence.text):
        start, end = match.span(1)
        start, _ = _cut_back(sentence.low, start, end, lexicon)
        text = sentence.low[start:end]
        if end - start >= 2 and not _is_common(text, lexicon) and not any(text.endswith(word) for word in lexicon.common):
            yield start, end


_JOSA = re.compile(r"(?:에서는|에게서|으로부터|에게|으로|이라고|라고|에서|부터|까지|이|가|은|는|을|를|의|와|과|도|에|로)$")


def _korean(sentence: Sentence, lexicon: Lexicon) -> Iterable[Span]:
    yield from _quoted(sentence, lexicon)
    previous = ""
    for match in re.finditer(rf"[{_HANGUL}]{{2,14}}", sentence.text):
        token = match.group()
        bare = _JOSA.sub("", token)
        particle = token[len(bare) :]
        wanted = particle in {"이", "가", "은", "는", "을", "를", "의", "에", "와", "과"} or previous in lexicon.before_name
        if wanted and len(bare) >= 2 and not _is_common(bare, lexicon) and not bare.endswith(tuple(lexicon.common)):
            yield match.start(), match.start() + len(bare)
        previous = token


def _arabic(sentence: Sentence, lexicon: Lexicon) -> Iterable[Span]:
    yield from _quoted(sentence, lexicon)
    words = [(m.start(), m.end(), m.group()) for m in re.finditer(rf"[{_ARABIC}]+", sentence.low)]
    for index, (_, _, word) in enumerate(words):
        if _arabic_bare(word) not in lexicon.before_name:
            continue
        end_index = index + 1
        while end_index < len(words) and end_index - index <= 2:
            start, _, candidate = words[end_index]
            gap = sentence.low[words[end_index - 1][1] : start]
            if gap.strip() or candidate in lexicon.common or candidate.startswith(("ال", "لل", "بال")):
                break
            end_index += 1
        if end_index > index + 1:
            yield words[index + 1][0], words[end_index - 1][1]


def _arabic_bare(word: str) -> str:
    return re.sub(r"^(?:وال|بال|لل|ال|[وبلف](?=\w{4}))", "", word)


def _hindi(sentence: Sentence, lexicon: Lexicon) -> Iterable[Span]:
    for match in re.finditer(r"([\u0900-\u097f]{3,20}) (?:ने|को|पर|के खिलाफ)(?![\u0900-\u097f])", sentence.text):
        if not _is_common(match.group(1), lexicon):
            yield match.span(1)


def _thai(sentence: Sentence, lexicon: Lexicon) -> Iterable[Span]:
    for word in lexicon.before_name:
        for match in re.finditer(re.escape(word) + r"\s?([\u0e00-\u0e7f]{3,20})(?=\s|$)", sentence.low):
            yield _cut(sentence.low, match.start(1), match.end(1), lexicon)


_FINDERS: dict[str, Callable[[Sentence, Lexicon], Iterable[Span]]] = {
    "zh": _chinese,
    "ja": _japanese,
    "ko": _korean,
    "ar": _arabic,
    "hi": _hindi,
    "th": _thai,
}
