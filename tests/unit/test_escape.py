"""Escapes: fetched text made safe for each place where it is shown."""

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.notify.escape import MAX_ADDRESS, line, markdown, mrkdwn, web_address, without

LINES = [
    ("  two\t words \r\n", "two words"),
    ("red \x1b[31malert\x1b[0m", "red [31malert[0m"),
    ("abc\u202edef\u2066x\u200e", "abcdefx"),
    ("Subject\r\nBcc: victim@example.org", "Subject Bcc: victim@example.org"),
    ("half \ud83d pair", "half pair"),
    ("zero\u200bwidth\ufeff so\u00adft", "zerowidth soft"),
    ("می\u200cخواهم", "می\u200cخواهم"),
    ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
    ("tag\U000e0041\U000e0042", "tag"),
    ("next\u0085line\u2029paragraph", "next line paragraph"),
    ("مرحبا بالعالم", "مرحبا بالعالم"),
]


@pytest.mark.parametrize(("text", "shown"), LINES)
def test_a_line_is_one_line_without_what_turns_or_hides(text, shown):
    assert line(text, 100) == shown


@pytest.mark.parametrize(
    ("limit", "shown"), [(100, "one two three"), (13, "one two three"), (12, "one two…"), (3, "on…")]
)
def test_a_long_line_is_cut_at_a_word_where_one_is_near(limit, shown):
    assert line("one two three", limit) == shown


@given(st.text(st.characters(), max_size=400), st.integers(2, 120))
def test_whatever_the_text_a_line_is_short_printable_and_encodable(text, limit):
    shown = line(text, limit)
    assert len(shown) <= limit
    assert shown == shown.strip()
    shown.encode("utf-8")
    assert not any(unicodedata.category(c) in {"Cc", "Zl", "Zp", "Cs"} for c in shown)
    assert line(shown, limit) == shown


@given(st.text())
@example("a &lt;!channel&gt; & b")
def test_mrkdwn_keeps_the_text_and_nothing_that_slack_would_obey(text):
    escaped = mrkdwn(text)
    assert "<" not in escaped
    assert ">" not in escaped
    assert escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text


ADDRESSES = [
    ("https://example.org/a?b=c&d=e#f", "https://example.org/a?b=c&d=e#f"),
    (" http://example.org ", "http://example.org"),
    ("https://example.org/a b|c>d\"e'f", "https://example.org/a%20b%7Cc%3Ed%22e'f"),
    ("https://báo.example/tin-tức", "https://báo.example/tin-tức"),
    ("https://example.org/\u202egpj", "https://example.org/gpj"),
    ("javascript:alert(1)", ""),
    ("data:text/html,x", ""),
    ("//example.org/x", ""),
    ("https://", ""),
    ("http://[::1", ""),
    ("", ""),
    (None, ""),
    ("https://example.org/" + "x" * MAX_ADDRESS, ""),
]


@pytest.mark.parametrize(("url", "shown"), ADDRESSES)
def test_only_addresses_of_the_web_are_shown_and_nothing_in_them_ends_a_link(url, shown):
    assert web_address(url) == shown


def test_secrets_are_starred_out_the_longest_first():
    assert without("key abc, abcdef, and none", ("abc", "abcdef", "")) == "key ***, ***, and none"


def test_what_was_cut_before_ends_with_one_mark_alone():
    assert line("one two… three", 9) == "one two…"


@given(st.text())
@example("a @everyone <@1> [x](javascript:1) https://x.example **b**")
def test_markdown_keeps_the_text_and_nothing_that_discord_would_obey(text):
    escaped = markdown(text)
    assert not re.search(r"(?<!\\)(?:\\\\)*[*_`~<>\[\]()@#|:]", escaped)
    assert re.sub(r"\\(.)", r"\1", escaped, flags=re.DOTALL) == text
