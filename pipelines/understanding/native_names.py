"""Names in scripts without capitals, found by the words and particles beside them and by their form."""

from collections.abc import Callable, Iterable, Sequence

from pipelines.understanding.lexicon import Lexicon
from pipelines.understanding.names_arabic import arabic_names
from pipelines.understanding.names_chinese import chinese_names
from pipelines.understanding.names_hindi import hindi_names
from pipelines.understanding.names_japanese import japanese_names
from pipelines.understanding.names_korean import korean_names
from pipelines.understanding.names_thai import thai_names
from pipelines.understanding.native_words import Found
from pipelines.understanding.sentences import Sentence

_FINDERS: dict[str, Callable[[Sentence, Lexicon], Iterable[Found]]] = {
    "zh": chinese_names,
    "ja": japanese_names,
    "ko": korean_names,
    "ar": arabic_names,
    "hi": hindi_names,
    "th": thai_names,
}


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
