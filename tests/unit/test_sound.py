"""Names across scripts."""

import pytest

from pipelines.steps.sound import sound_alike, sound_key, sounds

SAME = [
    ("Tunesmith", "تيونسميث"),
    ("Larkfield Records", "لاركفيلد ريكوردز"),
    ("Larkfield", "لاركفيلد ريكوردز"),
    ("Granitkern", "グラニットケルン"),
    ("Aokumo", "アオクモ"),
    ("Cinderpath", "سندرباث"),
    ("Nabd AI", "نبض للذكاء"),
    ("Okulara", "オキュララ"),
    ("Okulara", "오큘라라"),
    ("Halcyon", "Халцион"),
    ("Brightloom", "برايتلوم"),
    ("Brightloom", "ブライトルーム"),
    ("Brightloom", "브라이트룸"),
    ("Zhimai", "知脉"),
    ("Tunesmith", "ट्यूनस्मिथ"),
    ("Tunesmith", "ทูนสมิธ"),
]
OTHER = [
    ("Tunesmith", "برايتلوم"),
    ("Granitkern", "オキュララ"),
    ("Mistral", "ミルトン"),
    ("Aokumo", "아크로"),
    ("Lira", "لورا"),
]


@pytest.mark.parametrize(("latin", "other"), SAME)
def test_the_same_name_sounds_alike(latin: str, other: str) -> None:
    assert sound_alike([latin], [other])
    assert sound_alike([other], [latin])


@pytest.mark.parametrize(("latin", "other"), OTHER)
def test_other_names_do_not(latin: str, other: str) -> None:
    assert not sound_alike([latin], [other])


def test_too_few_consonants_are_no_key() -> None:
    assert sound_key("Arm") == ""
    assert sounds("") == ()
    assert not sound_alike([""], [""])
