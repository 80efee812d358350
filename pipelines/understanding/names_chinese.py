"""Chinese names: whoever stands before or behind a verb, between descriptions."""

import re
from collections.abc import Iterable, Sequence

from pipelines.understanding.lexicon import Hit, Lexicon
from pipelines.understanding.native_words import HAN, MOST, SHORTEST, Found, after_word, cut_back, holds_common, quoted
from pipelines.understanding.sentences import Sentence

Span = tuple[int, int]
_PUNCT = re.compile(r"[，。；：！？、,;:!?\s\"“”‘’'《》（）()【】\[\]|—\-]")
_ENDS = re.compile(_PUNCT.pattern + r"|\d")
_LONGEST = 7
"""Letters of a Chinese name that is only guessed."""
_MAX_CLAUSE = 30


_QUOTED = re.compile(rf"[“「『]([{HAN}A-Za-z0-9·]{{2,10}})[”」』]")
_DESCRIBES = re.compile(r"\s?[A-Za-z“「『\"]")
_COUNTED = re.compile(r"[一二三四五六七八九十两几数百千万]+[款家名位只个间支项条台部首本篇]")
"""Begins what is counted: 四款软件."""
_WITH_AI = re.compile(rf"(?<![{HAN}A-Za-z0-9·])([{HAN}]{{2,6}})AI(?![A-Za-z])")
_GENERIC = ("公司", "企业", "厂商", "机构", "团队", "平台", "对手", "巨头")
_GOES_ON = ("中心", "商", "行业", "市场", "领域", "产业", "产品", "业务", "订单", "项目")
"""Behind 数据 or 芯片 these make a description: 数据中心, 芯片商."""
_STOPS = frozenset(
    "的了与和对向将被把由在以为给让从等及就拟获遭称是有其该此或之并且，。；：！？、,;:!?\"“”‘’'《》（）()【】[]|% "
)
"""Letters that no name of a company goes on before."""
_ORDERS = _STOPS | frozenset("判令")
_STEM = 6
_VERB = 5
"""Letters of the longest verb; longer triggers have names inside."""


def chinese_names(sentence: Sentence, lexicon: Lexicon) -> Iterable[Found]:
    hits = lexicon.triggers.find(sentence.low)[:MOST]
    verbs = [place for hit in hits for place in (hit.head, hit.tail) if SHORTEST <= place[1] - place[0] <= _VERB]
    for start, end, named in _found(sentence, hits, verbs, lexicon):
        text = sentence.low[start:end]
        described = text.endswith(_GENERIC) and _DESCRIBES.match(sentence.text, end)
        inside = any(start < b and a < end for a, b in verbs)
        if not described and not inside and not _COUNTED.match(text):
            yield start, end, named


def _found(sentence: Sentence, hits: Sequence[Hit], verbs: Sequence[Span], lexicon: Lexicon) -> Iterable[Found]:
    yield from quoted(sentence, lexicon)
    for match in _QUOTED.finditer(sentence.text):
        text = sentence.low[match.start(1) : match.end(1)]
        if not holds_common(text, lexicon) or text.endswith(lexicon.after_name):
            yield *match.span(1), text.endswith(lexicon.after_name) or bool(re.search("[a-z0-9]", text))
    yield from _with_ending(sentence.low, verbs, lexicon)
    yield from _with_ai(sentence, verbs, lexicon)
    yield from after_word(sentence, lexicon, HAN, 8)
    for hit in hits:
        yield *_chinese_left(sentence.low, hit.start, lexicon), False
        yield *_chinese_right(sentence.low, hit.end, lexicon), False


def _with_ai(sentence: Sentence, verbs: Sequence[Span], lexicon: Lexicon) -> Iterable[Found]:
    """Names that end in AI, at a clause's beginning or behind a verb: 声形AI."""
    for match in _WITH_AI.finditer(sentence.text):
        start, end = cut_back(sentence.low, match.start(1), match.end(1), lexicon)
        opens = start in (match.start(1), *(b for _, b in verbs))
        while start < end and sentence.low[start] in _ORDERS:
            start, opens = start + 1, True
        if opens and end - start >= SHORTEST:
            yield start, match.end(), False


def _with_ending(low: str, verbs: Iterable[tuple[int, int]], lexicon: Lexicon) -> Iterable[Found]:
    """Names that end like a company's: back from 科技 to a verb, a word that is no name, or a letter like 的."""
    inside = {at for start, end in verbs for at in range(start, end)}
    for word in lexicon.after_name:
        at = low.find(word)
        while at >= 0:
            start = at
            while start > 0 and at - start < _STEM and start - 1 not in inside and low[start - 1] not in _STOPS:
                start -= 1
            start, _ = cut_back(low, start, at, lexicon)
            goes_on = low.startswith((*_GOES_ON, *lexicon.before_name), at + len(word))
            if at - start >= SHORTEST and word not in _GENERIC and not goes_on:
                yield start, at + len(word), True
            at = low.find(word, at + len(word))


def _chinese_left(low: str, end: int, lexicon: Lexicon) -> tuple[int, int]:
    """Who stands before the verb: from the clause's beginning, without adverbs and descriptions."""
    breaks = [match.end() for match in _PUNCT.finditer(low, max(0, end - _MAX_CLAUSE), end)]
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
    stop = _ENDS.search(low, start, start + _MAX_CLAUSE)
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
    if not SHORTEST <= len(text) <= _LONGEST or not re.fullmatch(rf"[{HAN}·]+", text) or holds_common(text, lexicon):
        return start, start
    return start, end
