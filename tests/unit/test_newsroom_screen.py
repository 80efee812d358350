"""The demo's lines fit an 80-column terminal in every script, and nothing from outside steers the terminal."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.newsroom.screen import Screen, clean, cut, width, wrapped


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("text", "columns"),
    [("abc", 3), ("发布", 4), ("ベル", 4), ("e\u0301", 1), ("Mô hình", 7), ("عرض", 3), ("", 0)],
)
def test_width(text: str, columns: int):
    assert width(text) == columns


@pytest.mark.parametrize(
    ("text", "columns", "shown"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdef", 5, "abcd…"),
        ("发布模型", 8, "发布模型"),
        ("发布模型", 7, "发布模…"),
        ("发布模型", 6, "发布…"),
    ],
)
def test_cut(text: str, columns: int, shown: str):
    assert cut(text, columns) == shown


@given(st.text(), st.integers(4, 90))
def test_whatever_is_cut_fits(text: str, columns: int):
    assert width(cut(text, columns)) <= columns


@given(st.text(), st.integers(4, 90))
def test_whatever_is_wrapped_fits_and_loses_no_letter(text: str, columns: int):
    rows = list(wrapped(clean(text), columns))
    assert all(width(row) <= columns for row in rows)
    assert "".join("".join(rows).split()) == "".join(clean(text).split())


@pytest.mark.parametrize("text", ["\x1b[2J", "a\x07b", "\u202eabc", "\u2066abc", "\x9b31m"])
def test_controls_never_reach_the_terminal(text: str):
    out = io.StringIO()
    Screen(out, {}).line(text)
    assert not any(char in out.getvalue() for char in "\x1b\x07\u202e\u2066\x9b")


@pytest.mark.parametrize(
    ("out", "environment", "coloured"),
    [
        (Terminal(), {"TERM": "xterm"}, True),
        (Terminal(), {"TERM": "xterm", "NO_COLOR": "1"}, False),
        (Terminal(), {"TERM": "dumb"}, False),
        (io.StringIO(), {"TERM": "xterm"}, False),
    ],
)
def test_colours_are_for_terminals_that_want_them(out: io.StringIO, environment: dict, coloured: bool):
    Screen(out, environment).line("hello", "good")
    assert ("\x1b[1;32mhello" in out.getvalue()) is coloured
