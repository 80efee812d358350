"""The pattern language of the word lists, and the word lists themselves."""

import pytest

from config.kinds import kinds
from pipelines.understanding.lexicon import Trigger, languages, lexicon
from pipelines.understanding.patterns import (
    APART,
    ARABIC,
    KOREAN,
    SPACED,
    UNSPACED,
    PatternError,
    Script,
    compile_pattern,
)
from pipelines.understanding.text import fold


@pytest.mark.parametrize(
    ("pattern", "script", "text", "found"),
    [
        ("sues", SPACED, "Acme sues Beta", "sues"),
        ("sues", SPACED, "Acme issues shares", ""),
        ("acquir*", SPACED, "it is acquiring Beta", "acquiring"),
        ("*übernahme", SPACED, "die Milliardenübernahme kommt", "milliardenübernahme"),
        ("class action", SPACED, "a class-action suit", "class-action"),
        ("(buys|bought)", SPACED, "Acme bought Beta", "bought"),
        ("files [a ]suit", SPACED, "files suit", "files suit"),
        ("files [a ]suit", SPACED, "files a suit", "files a suit"),
        ("series [a-k]", SPACED, "its Series C round", "series c"),
        ("series [a-k]", SPACED, "its Series X console", ""),
        ("raises …round", SPACED, "raises a big round", "raises a big round"),
        ("raises …round", SPACED, "raises " + "a" * 60 + " round", ""),
        ("porta …(a|al)", APART, "porta il suo robot in Italia", ""),
        ("porta …(a|al)", APART, "porta il suo robot al mercato", "porta il suo robot al"),
        ("gets …(m|bn)", APART, "gets advice from friends", ""),
        ("gets …(m|bn)", APART, "gets $40m", "gets $40m"),
        ("joins … as", APART, "joins tamber as adviser", "joins tamber as"),
        ("kauf …übernahme", SPACED, "kauf und Firmenübernahme", "kauf und firmenübernahme"),
        ("收购", UNSPACED, "已收购初创公司", "收购"),
        ("收购", UNSPACED, "已收購初創公司", "收购"),
        ("인수", KOREAN, "회사를 인수했다", "인수"),
        ("买下(吗|)¶", UNSPACED, "会买下", "买下"),
        ("买下¶", UNSPACED, "买下一家公司", ""),
        ("¶传", UNSPACED, "传甲公司买下乙公司", "传"),
        ("¶传", UNSPACED, "甲公司买下传媒公司", ""),
        ("에 매각", KOREAN, "오릭스에 매각", ""),
        ("~에 매각", KOREAN, "오릭스에 매각", "에 매각"),
        ("شراء", ARABIC, "وشراء الشركة", "وشراء"),
        ("اعلن", ARABIC, "أعلن أمس", "اعلن"),
    ],
)
def test_finds(pattern: str, script: Script, text: str, found: str) -> None:
    match = compile_pattern(pattern, script).regex.search(fold(text))
    assert (match.group() if match else "") == found


def test_the_parts_around_gaps_are_known() -> None:
    match = compile_pattern("takes …to …court").regex.search("acme takes beta to a federal court today")
    assert match is not None
    assert match.group("head") == "takes "
    assert match.group("tail") == "court"


@pytest.mark.parametrize("pattern", ["(a", "[a", "a)", "*", "", "[a]", "(a|*)", "series [k-a]"])
def test_refuses(pattern: str) -> None:
    with pytest.raises(PatternError):
        compile_pattern(pattern)


@pytest.mark.parametrize(
    ("pattern", "anchors"),
    [("files [a ]suit", {"files"}), ("(sue|suing) them", {"them"}), ("(buys|bought)", {"buys", "bought"})],
)
def test_one_of_the_anchors_must_occur(pattern: str, anchors: set[str]) -> None:
    assert compile_pattern(pattern).anchors == anchors


@pytest.mark.parametrize("lang", languages())
def test_every_word_list_is_whole(lang: str) -> None:
    words = lexicon(lang)
    lists = (words.triggers, words.traps, words.cues, words.context, words.topics, words.people)
    assert all(pattern.regex.groups for one in lists for pattern, _ in one.entries), "each has its head and tail"
    triggers = [value for _, value in words.triggers.entries if isinstance(value, Trigger)]
    for name, kind in kinds().items():
        stages = {trigger.stage for trigger in triggers if trigger.kind == name}
        assert stages <= set(kind.stages)
        assert stages, f"{lang} has no words for {name}"
        assert {role for t in triggers if t.kind == name for role in (t.subject, t.object)} <= {*kind.roles, ""}


def test_a_language_without_a_list_reads_english_words() -> None:
    assert lexicon("sv").lang == "en"
