"""The language of a text: by its script where that decides, else by py3langid among the languages we read."""

import re
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

READ = ("ar", "de", "en", "es", "fr", "hi", "id", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "vi", "zh")
DEFAULT = "en"
"""The language of a text without letters."""
_SAMPLE = 240
_SCRIPTS = (
    ("ja", re.compile("[\u3041-\u309f\u30a1-\u30fa]"), 0.06),
    ("ko", re.compile("[\uac00-\ud7a3]"), 0.2),
    ("th", re.compile("[\u0e01-\u0e5b]"), 0.2),
    ("hi", re.compile("[\u0904-\u0939\u093e-\u094d]"), 0.2),
    ("zh", re.compile("[\u4e00-\u9fff]"), 0.15),
    ("ar", re.compile("[\u0621-\u064a]"), 0.2),
    ("ru", re.compile("[\u0410-\u044f]"), 0.2),
)
_VIETNAMESE = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_LATIN = ("de", "en", "es", "fr", "id", "it", "nl", "pl", "pt", "tr", "vi")
_VIETNAMESE_SHARE = 0.05
_SURE = 0.9


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(_LATIN))
    return identifier


def language_of(text: str, hint: str | None = None) -> str:
    """ISO 639-1.  The hint is honoured unless the script contradicts it or the text clearly speaks another language."""
    sample = text[:_SAMPLE]
    letters = len(_LETTER.findall(sample))
    if not letters:
        return hint or DEFAULT
    hint = hint.split("-", 1)[0].split("_", 1)[0].lower() if hint else None
    for lang, letter, share in _SCRIPTS:
        if len(letter.findall(sample)) >= share * letters:
            return _other_of_script(lang, hint)
    if len(_VIETNAMESE.findall(sample)) >= _VIETNAMESE_SHARE * letters and hint in {None, "vi"}:
        return "vi"
    found, probability = _identifier().classify(sample)
    if hint and (hint not in _LATIN or float(probability) < _SURE):
        return hint if hint not in {lang for lang, _, _ in _SCRIPTS} else str(found)
    return str(found) if not hint or len(sample) > _SHORT else hint


_SHORT = 60
"""In a text as short as this the hint is trusted."""
_SAME_SCRIPT = {"ar": {"fa", "ur", "ps"}, "ru": {"uk", "bg", "sr", "kk", "be", "mk"}, "hi": {"mr", "ne"}, "zh": set()}


def _other_of_script(lang: str, hint: str | None) -> str:
    return hint if hint and hint in _SAME_SCRIPT.get(lang, set()) else lang
