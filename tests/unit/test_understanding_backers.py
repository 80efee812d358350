"""Investors beside words for investing, and those whose names say that they are funds."""

import pytest

from pipelines.understanding.name import Name
from pipelines.understanding.shapes import is_a
from tests.unit.test_understanding_cases import Case, read


def investors(lang, title, lead):
    (mention,) = [m for m in read(Case(lang, title, lead, "")) if m.kind == "funding"]
    return set(mention.roles.get("investor", ()))


@pytest.mark.parametrize(
    ("lang", "title", "lead", "expected"),
    [
        (
            "en",
            "AI startup Tamber raises $40 million in Series B",
            "Orrix Ventures, Keldin and Norvik Capital wrote the cheques on Tuesday.",
            {"Orrix Ventures", "Keldin", "Norvik Capital"},
        ),
        (
            "en",
            "AI startup Tamber raises $40 million in Series B, led by Orrix",
            "Keldin and Norvik also participated.",
            {"Orrix", "Keldin", "Norvik"},
        ),
        (
            "es",
            "La startup de IA Tamber capta 40 millones de euros",
            "Orrix Ventures, Keldin Ventures y Norvik inyectan el capital en la creadora de modelos.",
            {"Orrix Ventures", "Keldin Ventures", "Norvik"},
        ),
        (
            "fr",
            "La start-up d'IA Tamber lève 40 millions d'euros, Orrix et Keldin parmi les souscripteurs",
            "La série B a été menée par Norvik.",
            {"Orrix", "Keldin", "Norvik"},
        ),
        (
            "id",
            "Startup AI Tamber raih pendanaan Seri B Rp 600 miliar",
            "Dana dari Orrix Ventures dan Keldin masuk pekan ini.",
            {"Orrix Ventures", "Keldin"},
        ),
        (
            "en",
            "AI startup Tamber raises $40 million in Series B",
            "Keldin Ventures took part in Norvik's round a year ago, too.",
            {"Keldin Ventures"},
        ),
    ],
)
def test_finds_the_investors_of_the_first_sentences(lang, title, lead, expected):
    assert investors(lang, title, lead) == expected


def test_the_recipient_is_no_investor_though_its_name_says_capital():
    assert investors("en", "AI lender Tamber Capital raises $40 million in Series B", "Orrix led the round.") == {
        "Orrix"
    }


def test_in_a_lawsuit_a_fund_has_no_role_by_its_name():
    (mention,) = read(
        Case("en", "Norvik sues AI startup Tamber over training data", "Orrix Ventures backs Tamber.", "")
    )
    assert mention.roles == {"plaintiff": ("Norvik",), "defendant": ("Tamber",)}


@pytest.mark.parametrize(
    ("name", "type_", "expected"),
    [
        ("Orrix Ventures", "", True),
        ("Quỹ Orrix", "", True),
        ("曜川创投", "", True),
        ("노을웨이인베스트먼트", "", True),
        ("ومضة كابيتال", "", True),
        ("Capitalia", "", False),
        ("Orrix", "fund", True),
        ("Orrix Capital", "company", False),
    ],
)
def test_a_name_is_a_funds_by_list_or_form(name, type_, expected):
    assert is_a("fund", Name(start=0, end=len(name), name=name, type=type_)) is expected


def test_no_form_is_known_of_other_types():
    assert not is_a("lab", Name(start=0, end=5, name="Orrix"))
