"""Markup of feeds into plain text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.plain_text import one_line, plain_text


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("plain words", "plain words"),
        ("  many   blanks\t here ", "many blanks here"),
        ("<p>One.</p><p>Two.</p>", "One.\nTwo."),
        ("One<br>Two<br/>Three<BR />Four", "One\nTwo\nThree\nFour"),
        ('<a href="/x"><img src="y.jpg" alt="picture words"></a></br>The lead.', "The lead."),
        ("AT&amp;T", "AT&T"),
        ("AT&amp;amp;T", "AT&T"),
        ("&amp;quot;Yes&amp;quot;", '"Yes"'),
        ("&lt;b&gt;bold&lt;/b&gt; words", "bold words"),
        ("T&#7893;ng c&#244;ng ty", "Tổng công ty"),
        ("5 &lt; 7 and 9 > 3", "5 < 7 and 9 > 3"),
        ("a <3 b", "a <3 b"),
        ("<script>alert('x')</script>Words", "Words"),
        ("<style>p{}</style>Words<!-- <b>hidden</b> -->", "Words"),
        ("<script>never closed", ""),
        ("zero\x00byte and \x07bell", "zero byte and bell"),
        ("right\u202eto left\u2066", "rightto left"),
        ("\ufeffmark", "mark"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("Tie\u0302\u0301ng Vie\u0302\u0323t", "Tiếng Việt"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("no&nbsp;break", "no break"),
        ("OpenAI raises $40 billion - The Paper", "OpenAI raises $40 billion - The Paper"),
        ("&notanentity; stays", "&notanentity; stays"),
    ],
)
def test_reads_as_a_reader_would(markup, expected):
    assert plain_text(markup, 1_000) == expected


def test_one_line_has_no_breaks():
    assert one_line("<p>One</p>\n<p>Two</p>", 100) == "One Two"


def test_long_texts_are_cut_with_a_mark():
    assert one_line("word " * 2_000, 20) == "word word word word…"


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200), st.integers(1, 50))
def test_result_is_short_and_printable(markup, limit):
    text = plain_text(markup, limit)

    assert len(text) <= limit
    assert all(c == "\n" or c.isprintable() or c in "\u200c\u200d" or ord(c) >= 0xE000 for c in text)
