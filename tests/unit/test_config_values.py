"""The small readers of the configuration: durations, cron expressions, references, forms of text."""

from datetime import timedelta

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from config.codes import COUNTRIES, LANGUAGES
from config.cron import parse_cron
from config.durations import format_duration, parse_duration
from config.expand import Expander, MissingValue
from config.forms import (
    COUNTRY,
    DSN,
    EMAIL,
    HEADER,
    HOST,
    LANGUAGE,
    LINE,
    LISTEN,
    NAME,
    REDIS_URL,
    TIMEZONE,
    WEB_URL,
    is_loopback,
    split_listen,
)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0s", 0),
        ("1s", 1),
        ("250ms", 0.25),
        ("0.5s", 0.5),
        ("5m", 300),
        ("1m5ms", 60.005),
        ("1h30m", 5_400),
        ("24h", 86_400),
        ("3650d", 315_360_000),
        ("2w1d", 1_296_000),
    ],
)
def test_durations(text, seconds):
    assert parse_duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5",
        "s",
        "5 m",
        " 5m",
        "5m ",
        "5m\n",
        "-5m",
        "+5m",
        "5M",
        "30m1h",
        "1h1h",
        "1e3s",
        ".5s",
        "5.s",
        "٥m",
        "5min",
    ],
)
def test_what_is_no_duration(text):
    with pytest.raises(ValueError, match="not a duration"):
        parse_duration(text)


def test_a_duration_beyond_all_bounds():
    with pytest.raises(ValueError, match="too long"):
        parse_duration("999999999999w")


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=36_500)))
def test_a_written_duration_reads_as_itself(duration):
    whole = duration - duration % timedelta(milliseconds=1)
    assert parse_duration(format_duration(duration)) == whole


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("*/5 8-20 * * mon-fri", "*/5 8-20 * * mon,tue,wed,thu,fri"),
        ("0 8 * * *", "0 8 * * *"),
        ("0  8 1,15 JAN-MAR *", "0 8 1,15 jan-mar *"),
        ("0 8 * * 0", "0 8 * * sun"),
        ("0 8 * * 7", "0 8 * * sun"),
        ("0 8 * * 1-5", "0 8 * * mon,tue,wed,thu,fri"),
        ("0 8 * * 5-7", "0 8 * * sun,fri,sat"),
        ("0 8 * * 0-7", "0 8 * * *"),
        ("0 8 * * 1-7", "0 8 * * *"),
        ("0 8 * * Sat-Mon", "0 8 * * sun,mon,sat"),
        ("0 8 * * */2", "0 8 * * sun,tue,thu,sat"),
        ("0 8 * * 1-5/2", "0 8 * * mon,wed,fri"),
        ("0 8 * * mon,3", "0 8 * * mon,wed"),
    ],
)
def test_cron_expressions_mean_what_cron_means(text, normal):
    assert parse_cron(text) == normal


@pytest.mark.parametrize(
    "text",
    [
        "",
        "* * * *",
        "* * * * * *",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * * 13 *",
        "* * * * 8",
        "* * * * mon-",
        "* * * * mon/0",
        "* * * * mon/x",
        "*/0 * * * *",
        "a * * * *",
        "0 8 1 * mon",
        "@daily",
        "0 8 * foo *",
        "20-8 * * * *",
    ],
)
def test_what_is_no_cron_expression(text):
    with pytest.raises(ValueError, match=r"."):
        parse_cron(text)


@given(st.text(max_size=30))
def test_any_text_is_a_cron_expression_or_a_value_error(text):
    try:
        normal = parse_cron(text)
    except ValueError:
        return
    assert parse_cron(normal) == normal


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("plain", "plain"),
        ("${A}", "one"),
        ("x${A}y${B}", "xoney${A}"),
        ("$${A}", "${A}"),
        ("costs $5", "costs $5"),
        ("$A", "$A"),
        ("${file:note.txt}", "from a file"),
        ("${file:sub/../note.txt}", "from a file"),
        ("${EMPTY}", ""),
    ],
)
def test_references_are_filled_in_once(text, filled, tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "note.txt").write_text("from a file\r\n", "utf-8")
    assert Expander({"A": "one", "B": "${A}", "EMPTY": ""}, tmp_path)(text) == filled


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("${NOT_SET}", "the environment variable NOT_SET is not set"),
        ("${}", "expected ${NAME} or ${file:PATH}"),
        ("${A", "expected ${NAME} or ${file:PATH}"),
        ("${A:-b}", "expected ${NAME} or ${file:PATH}"),
        ("${file:}", "expected ${NAME} or ${file:PATH}"),
        ("${file:none}", "cannot read the file 'none': No such file or directory"),
        ("${file:.}", "cannot read the file '.': Is a directory"),
        ("${file:\0}", "cannot read the file '\\x00': not a file name"),
        ("${file:binary}", "the file 'binary' is not text in UTF-8"),
        ("${file:large}", "the file 'large' is larger than 65536 bytes"),
    ],
)
def test_references_that_lead_nowhere(text, message, tmp_path):
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    (tmp_path / "large").write_bytes(b"x" * 65_537)
    with pytest.raises(MissingValue) as caught:
        Expander({"A": "a"}, tmp_path)(text)
    assert message in str(caught.value)


GOOD = [
    (NAME, "desk-mail"),
    (NAME, "Báo".replace("á", "a") + ".1_x"),
    (LINE, "Báo Điện tử"),
    (LINE, "ジャパン"),
    (HEADER, "newsbell/1.0 (+mailto:desk@example.org)"),
    (HOST, "localhost"),
    (HOST, "192.0.2.1"),
    (HOST, "2001:db8::1"),
    (HOST, "[2001:db8::1]"),
    (EMAIL, "a.b+c@mail.example.org"),
    (EMAIL, "root@localhost"),
    (WEB_URL, "https://example.org"),
    (WEB_URL, "http://127.0.0.1:8080/feed?x=%20"),
    (WEB_URL, "https://bücher.example/"),
    (WEB_URL, "https://user:password@example.org/"),
    (REDIS_URL, "rediss://:p@example.org/3"),
    (REDIS_URL, "unix:///run/redis.sock?db=1"),
    (DSN, "https://key@o1.sentry.example/42"),
    (DSN, "http://key@127.0.0.1:9000/1"),
    (LISTEN, ""),
    (LISTEN, "[::]:0"),
    (TIMEZONE, "Asia/Ho_Chi_Minh"),
    (LANGUAGE, "vi"),
    (COUNTRY, "VN"),
]
BAD = [
    (NAME, ""),
    (NAME, "-x"),
    (NAME, "a b"),
    (NAME, "a" * 65),
    (NAME, "tin-tức"),
    (NAME, "a\n"),
    (LINE, " "),
    (LINE, "two\nlines"),
    (LINE, "turned \u202e round"),
    (HEADER, "bell\x07"),
    (HEADER, "báo"),
    (HOST, "a b"),
    (HOST, "exa..mple"),
    (HOST, "-x.example"),
    (HOST, "http://example.org"),
    (EMAIL, "desk"),
    (EMAIL, "@example.org"),
    (EMAIL, "a@b@example.org"),
    (EMAIL, "a b@example.org"),
    (EMAIL, ".a@example.org"),
    (EMAIL, "a@example.org\r\nX: y"),
    (EMAIL, "a" * 65 + "@example.org"),
    (WEB_URL, "example.org"),
    (WEB_URL, "javascript:alert(1)"),
    (WEB_URL, "file:///etc/hosts"),
    (WEB_URL, "https:///path"),
    (WEB_URL, "https://example.org:0/"),
    (WEB_URL, "https://example.org:x/"),
    (WEB_URL, "https://exa mple.org/"),
    (WEB_URL, "https://example.org/\nx"),
    (WEB_URL, "https://[::1/"),
    (WEB_URL, "https://a..b/"),
    (REDIS_URL, "unix://run/redis.sock"),
    (REDIS_URL, "redis://"),
    (DSN, "https://sentry.example/1"),
    (DSN, "https://key@sentry.example/"),
    (LISTEN, "127.0.0.1"),
    (LISTEN, "127.0.0.1:"),
    (LISTEN, "127.0.0.1:٨"),
    (LISTEN, "[127.0.0.1]:80"),
    (TIMEZONE, "Saigon"),
    (LANGUAGE, "vie"),
    (LANGUAGE, "VI"),
    (COUNTRY, "vn"),
]


@pytest.mark.parametrize(("form", "text"), GOOD)
def test_texts_of_the_right_form(form, text):
    assert form.parse(text) == text


@pytest.mark.parametrize(("form", "text"), BAD)
def test_texts_of_the_wrong_form(form, text):
    with pytest.raises(ValueError):
        form.parse(text)


@pytest.mark.parametrize("form", [NAME, LINE, HEADER, HOST, EMAIL, WEB_URL, REDIS_URL, DSN, LISTEN, TIMEZONE, LANGUAGE])
def test_a_forms_example_is_of_the_form(form):
    assert form.parse(form.example) == form.example


@pytest.mark.parametrize("form", [WEB_URL, EMAIL, LISTEN, HOST, DSN, REDIS_URL])
@given(text=st.text(max_size=40))
def test_any_text_has_the_form_or_raises_a_value_error(form, text):
    try:
        assert form.parse(text) == text
    except ValueError:
        return


def test_listen_addresses():
    assert split_listen("[::1]:80") == ("::1", 80)
    assert split_listen("localhost:0") == ("localhost", 0)
    assert [
        is_loopback(host)
        for host in ("127.9.9.9", "::1", "LOCALHOST", "0.0.0.0", "::", "10.0.0.1", "localhost.example")
    ] == [
        True,
        True,
        True,
        False,
        False,
        False,
        False,
    ]


def test_the_codes_are_those_that_the_unicode_consortium_has():
    english = Locale("en")
    assert {code for code in english.languages if len(code) == 2} - LANGUAGES <= {
        "sh",
        "mo",
        "tl",
        "iw",
        "ji",
        "in",
        "bh",
    }
    assert len(COUNTRIES - english.territories.keys()) == 0
