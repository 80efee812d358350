"""Hindi names: words before a postposition, or at a headline's beginning, that are no common words."""

import re
from collections.abc import Iterable
from itertools import islice

from pipelines.understanding.lexicon import Lexicon
from pipelines.understanding.native_words import MOST, Found, is_common, quoted
from pipelines.understanding.sentences import Sentence

_WORD = re.compile(r"[\u0900-\u0963\u0970-\u097f]+(?:-[\u0900-\u097fA-Za-z0-9.]+)?")
_POSTPOSITIONS = frozenset(
    ("ने", "को", "का", "की", "के", "पर", "से", "में", "और", "व", "एवं", "द्वारा", "बनाम", "तथा", "अब", "भी", "वाली", "वाला")
)
_INFLECTED = re.compile(r"(?:ों|ियाँ|ियां|ाओं|ेगी|ेगा|ेंगे|ाने|करने|ाया|ाई|ाए|ीं|कर|ता|ती|ते|ना|िए|ें|ेंगी)$")
"""Endings of plural nouns and of verbs: what has one is rarely a name."""
_SURNAMES = ("देसाई", "पिचाई", "भाई", "सिंघाई")
_TAILS = frozenset(("एआई", "टेक", "लैब", "ग्रुप", "समूह", "कैपिटल"))
"""Common words that end a name: मिस्ट्राल एआई."""
_VERSIONED = re.compile(r"-\S*\d")
_VERSION = re.compile(
    r" \d{1,2}(?:\.\d{1,2})?(?=[\s,।'\"’”:|-]|$)(?! ?(?:करोड़|करोड|लाख|अरब|हजार|हज़ार|सौ|मिलियन|बिलियन|ट्रिलियन|डॉलर|रुप|फीसदी|प्रतिशत|%|साल|दिन|महीने|घंटे"
    r"|लोग|कर्मचारी|लेखक|भाषा|बोलि|देश|शहर|जन|फर|मार्च|अप्रैल|मई|जून|जुलाई|अग|सित|अक्ट|नव|दिस|वर्ष|बजे|कंपनि|स्टार्टअप|नए|मॉडल|छात्र|इंजीनियर|निवेशक))"
)
"""What goes on with a name behind a blank: इंडस 2.0."""
_LONGEST, _SHORTEST = 3, 3
_QUOTED = re.compile(r"['\"‘“]([\u0900-\u097fA-Za-z0-9 .\-]{2,20})['\"’”]")


def hindi_names(sentence: Sentence, lexicon: Lexicon) -> Iterable[Found]:
    yield from quoted(sentence, lexicon)
    for match in _QUOTED.finditer(sentence.text):
        if len(match.group(1).split()) < _LONGEST and not is_common(match.group(1).lower(), lexicon):
            yield *match.span(1), True
    run: list[tuple[int, int]] = []
    for match in islice(_WORD.finditer(sentence.text), 2 * MOST):
        beside = not run or sentence.text[run[-1][1] : match.start()] == " "
        common = _is_no_name(match.group(), lexicon)
        if run and ((common and match.group() not in _TAILS) or not beside):
            yield from _close(sentence, run, match.group() if beside else "", lexicon)
            run = []
        if not common or (run and match.group() in _TAILS):
            run.append(match.span())
    yield from _close(sentence, run, "", lexicon)


def _is_no_name(word: str, lexicon: Lexicon) -> bool:
    if is_common(word, lexicon) or word in _POSTPOSITIONS:
        return True
    return bool(_INFLECTED.search(word)) and not word.endswith(_SURNAMES) and not word.endswith(lexicon.after_name)


def _close(sentence: Sentence, run: list[tuple[int, int]], follower: str, lexicon: Lexicon) -> Iterable[Found]:
    """The last words of a run, if what follows, the place or the form speaks for a name."""
    if not run:
        return
    start, end = run[-_LONGEST:][0][0], run[-1][1]
    text = sentence.text[start:end]
    before = sentence.text[:start].rstrip().rpartition(" ")[2]
    named = text.endswith(lexicon.after_name) or before in lexicon.before_name or bool(_VERSIONED.search(text))
    opens = sentence.part == "title" and start == 0
    version = _VERSION.match(sentence.text, end)
    if version and len(text) >= _SHORTEST:
        yield run[-1][0] if not named else start, version.end(), True
    elif len(text) >= _SHORTEST and (named or opens or follower in _POSTPOSITIONS):
        yield start, end, named or (end - start > _SHORTEST and text.rpartition(" ")[2] in _TAILS)
