"""What stands beside a name says what it is in its sentence: markers, particles, and names joined by "and"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipelines.understanding.lexicon import Lexicon
from pipelines.understanding.name import Name
from pipelines.understanding.sentences import Sentence
from pipelines.understanding.trim import is_descriptor

AND_WORDS = (
    "and|as well as|alongside|along with|together with|plus|und|sowie|zusammen mit|gemeinsam mit|et|y|e|и|а также"
    "|вместе с|наряду с|совместно с|ve|ile|dan|serta|và|cùng|وو?|और|และ"
)
"""Words that join names, between blanks."""
AND_SIGNS = "和|与|及|以及|並|と|や|및|와|과|그리고|และ"
"""And those that stand without blanks."""
_JOIN = re.compile(
    rf"\s*(?:,|·|–|、|،|;|/|&|,?\s*(?:{AND_WORDS})\s|\sو|{AND_SIGNS})\s*"
    r"(?:(?:the|others|les|los|die|der|das|die|la|le|il|o|a|os|as|de|dem|den|del|شركة|شركتي|تي|công ty)\s)*و?[\"«“]?"
)
_DATELINE_BEFORE, _DATELINE_AFTER = re.compile(r"[(（]\s*$"), re.compile(r"\s*[)）]\s*\.?\s*[-–—―:：]")
"""Around the agency in a dateline: "Nov 19 (Reuters) - …"."""
_SUM_FROM = re.compile(
    r"\d ?(?:m|mn|mln|mm|b|bn|tn|k|crore|cr|lakh|million|billion)(?: dollars| euros| pounds)?(?: in [a-z ]{3,24})?"
    r"(?: (?:equity|funding|seed|round|investment|cheque|check|cash|money|series [a-k]))* from$"
)
"""Whose money it is: "bags $48m in fresh funding from X"."""
_MAX_FILLERS = 6
_LOOK_BACK = 70
_AFAR = 16


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Names joined by "and": they take part alike."""

    names: tuple[Name, ...]
    case: str

    @property
    def start(self) -> int:
        return self.names[0].start

    @property
    def end(self) -> int:
        return self.names[-1].end


def groups(sentence: Sentence, names: Sequence[Name], lexicon: Lexicon) -> tuple[Group, ...]:
    """The sentence's names with their cases, joined where they are coordinated."""
    out: list[list[Name]] = []
    for name in names:
        between = sentence.low[out[-1][-1].end : name.start] if out else ""
        if (
            out
            and between
            and _JOIN.fullmatch(_plain(between, lexicon))
            and not _topic(sentence, out, between, lexicon)
        ):
            out[-1].append(name)
        else:
            out.append([name])
    found: list[Group] = []
    for members in out:
        group = _group(sentence, members, lexicon)
        if found and _of_country(sentence, found[-1], group, lexicon):
            country = found.pop()
            case = group.case or (
                country.case
                if country.case not in {"poss", "aside"}
                else _case_before(sentence.low, country.start, lexicon)
            )
            group = Group(names=tuple(replace(name, case=case) for name in group.names), case=case)
        elif found and not group.case and _apposed(sentence.low[found[-1].end : group.start], lexicon):
            group = Group(names=tuple(replace(name, case=found[-1].case) for name in group.names), case=found[-1].case)
        found.append(group)
    return tuple(found)


def _of_country(sentence: Sentence, country: Group, group: Group, lexicon: Lexicon) -> bool:
    """A country that says whence the next name is: "China's MiniMax", "France's AI start-up Tamber"."""
    if lexicon.lang != "en" or [name.type for name in country.names] != ["government"]:
        return False
    between = sentence.low[country.end : group.start]
    return between.startswith("'s ") and _apposed(between[3:], lexicon)


def _apposed(between: str, lexicon: Lexicon) -> bool:
    """Only descriptors between two names: "by former Twitter CEO Parag Agrawal" is one party with one case."""
    return (
        lexicon.grammar.blanks and len(between) < _LOOK_BACK and all(word in lexicon.strip for word in between.split())
    )


def _topic(sentence: Sentence, out: list[list[Name]], between: str, lexicon: Lexicon) -> bool:
    """In a verb-last language's headline the first name before a comma is whom it is about: "Tamber, Orrix …"."""
    return lexicon.grammar.verb_last and sentence.part == "title" and len(out) == 1 and between.strip() in {",", "、"}


def _plain(between: str, lexicon: Lexicon) -> str:
    """The text between two names without particles and closing marks that belong to the first one."""
    if lexicon.lang in {"ko", "ja"}:
        return between
    plain = re.sub(r"^['\"”’»)]+", "", between) or " "
    if not lexicon.grammar.blanks or len(plain) > _LOOK_BACK or plain.lstrip()[:1] in {",", ";", "/"}:
        return plain
    return re.sub(r"(?<= )[^\W\d]\S* ", lambda word: _undescribed(word.group(), lexicon), plain)


def _undescribed(word: str, lexicon: Lexicon) -> str:
    """Nothing for a descriptor before the second name: "Nordlicht y la francesa ParseLab"."""
    return "" if is_descriptor(word.strip(), lexicon) else word


def _group(sentence: Sentence, members: list[Name], lexicon: Lexicon) -> Group:
    if _in_dateline(sentence.low, members[0].start, members[-1].end):
        return Group(names=tuple(replace(name, case="source") for name in members), case="source")
    after = _case_after(sentence.low, members[-1].end, lexicon)
    before = _case_before(sentence.low, members[0].start, lexicon)
    case = after if after and after != "poss" else before or after
    if lexicon.lang == "en" and after == "poss" and before and all(name.type == "government" for name in members):
        case = "aside"  # "sued by Japan's largest newspaper" is no suit by Japan
    if (
        not case
        and lexicon.grammar.verb_last
        and sentence.part == "title"
        and sentence.low[members[-1].end :].lstrip()[:1] in {",", "、"}
    ):
        case = "subject"
    return Group(names=tuple(replace(name, case=case) for name in members), case=case)


def _in_dateline(low: str, start: int, end: int) -> bool:
    return bool(_DATELINE_AFTER.match(low, end) and _DATELINE_BEFORE.search(low, max(0, start - 2), start))


def _case_after(low: str, end: int, lexicon: Lexicon) -> str:
    rest = low[end : end + 30]
    rest = re.sub(r"^[\"”』」»)\]]+" if lexicon.grammar.capitals else r"^[\"”』」»)\]'’]+", "", rest)
    for marker, case in lexicon.markers_after:
        tail = rest if marker[0] == "'" or lexicon.lang == "ko" else rest.lstrip()
        if tail.startswith(marker) and (
            not lexicon.script.border_after or not tail[len(marker) : len(marker) + 1].isalnum()
        ):
            return case
    return ""


def _case_before(low: str, start: int, lexicon: Lexicon) -> str:
    """The case from the nearest marker before, over descriptors such as "former … CEO"."""
    text = low[max(0, start - _LOOK_BACK) : start]
    for _ in range(_MAX_FILLERS):
        text = text.rstrip(" \"'“‘«(「『《")
        if lexicon.lang == "en" and _SUM_FROM.search(text):
            return "lead"
        text = next((text[: -len(filler)].rstrip() for filler in lexicon.fillers if text.endswith(filler)), text)
        for marker, case in lexicon.markers_before:
            if text.endswith(marker) and _border(text, len(marker), lexicon):
                return case
        cut = _without_filler(text, lexicon)
        if cut is None:
            break
        text = cut
    return _from_afar(low[max(0, start - _AFAR) : start], lexicon) if not lexicon.grammar.blanks else ""


def _from_afar(text: str, lexicon: Lexicon) -> str:
    """Where words are not separated, "针对 … 公司 X" may have any description between the marker and the name.

    So may 将 … 公司 X, where no verb stands between: it is what a later verb is done to.
    """
    clause = re.split(r"[，。、,;；]", text)[-1]
    for marker in lexicon.disposal:
        _, found, between = clause.rpartition(marker)
        if found and between.rstrip().endswith(lexicon.before_name) and not lexicon.triggers.find(between):
            return "object"
    return next(
        (case for marker, case in lexicon.markers_before if case == "against" and len(marker) > 1 and marker in clause),
        "",
    )


def _border(text: str, length: int, lexicon: Lexicon) -> bool:
    if not lexicon.script.border_before:
        return True
    before = text[-length - 1 : -length]
    if lexicon.lang == "ar" and before in {"و", "ف"}:
        return True
    return not before.isalnum()


def _without_filler(text: str, lexicon: Lexicon) -> str | None:
    if lexicon.grammar.blanks:
        head, _, last = text.rpartition(" ")
        return head if last and is_descriptor(last, lexicon) else None
    for word in lexicon.strip:
        if text.endswith(word):
            return text[: -len(word)]
    return None
