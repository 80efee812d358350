"""Chinese names: whoever stands before or behind a verb, between descriptions."""

import re
from collections.abc import Iterable

from pipelines.understanding.lexicon import Lexicon
from pipelines.understanding.native_words import HAN, MOST, SHORTEST, Found, beside, holds_common, quoted
from pipelines.understanding.sentences import Sentence

_PUNCT = re.compile(r"[，。；：！？、,;:!?\s\"“”‘’'《》（）()【】\[\]|—\-]")
_LONGEST = 7
"""Letters of a Chinese name that is only guessed."""
_MAX_CLAUSE = 30


def chinese_names(sentence: Sentence, lexicon: Lexicon) -> Iterable[Found]:
    yield from quoted(sentence, lexicon)
    yield from beside(sentence, lexicon, HAN, 8)
    for hit in lexicon.triggers.find(sentence.low)[:MOST]:
        yield *_chinese_left(sentence.low, hit.start, lexicon), False
        yield *_chinese_right(sentence.low, hit.end, lexicon), False


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
    stop = _PUNCT.search(low, start, start + _MAX_CLAUSE)
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
