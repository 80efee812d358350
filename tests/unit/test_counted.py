import pytest

from config.counted import counted


@pytest.mark.parametrize(
    ("number", "words", "said"),
    [
        (0, ("rule",), "0 rules"),
        (1, ("rule",), "1 rule"),
        (2, ("rule",), "2 rules"),
        (1200, ("minute",), "1,200 minutes"),
        (1, ("entry", "entries"), "1 entry"),
        (3, ("entry", "entries"), "3 entries"),
    ],
)
def test_a_number_and_its_noun_agree(number, words, said):
    assert counted(number, *words) == said
