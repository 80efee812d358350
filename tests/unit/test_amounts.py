"""Amounts: a table of cases in all languages, and properties that hold for any text and any number."""

import re
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from babel.numbers import format_currency, format_decimal
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.understanding.amounts import MAX_TEXT, AmountSpan, currency_of, find_amounts
from pipelines.understanding.amounts_tokens import number

LANGUAGES = ("en", "vi", "zh", "ar", "ja", "ko", "de", "fr", "es", "pt", "ru", "id", "it", "tr", "hi", "th", "pl", "nl")


def _cases():
    for line in Path(__file__).with_name("amount_cases.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            lang, text, expected = line.split("\t")
            yield lang, re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text), expected


CASES = list(_cases())


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")


def _written(span: AmountSpan) -> str:
    marks = "?" * span.implied + "/" * span.per_unit
    marks += {"at_least": ">", "up_to": "<"}.get(span.bound, "") + "~" * span.approximate
    low = f"{_plain(span.low)}.." if span.low is not None else ""
    return f"{marks}{low}{_plain(span.money.amount)} {span.money.currency}"


def _normal(expected: str) -> str:
    """The same with its numbers written out."""
    value, currency = expected.strip().split(" ")
    marks = value[: len(value) - len(value.lstrip("?/<>~"))]
    numbers = value[len(marks) :].split("..")
    return f"{marks}{'..'.join(_plain(Decimal(part)) for part in numbers)} {currency}"


def _wrong(lang, text, expected):
    """What is read otherwise than it should be, for the report; "" where all is well."""
    wanted = [] if expected == "-" else [_normal(part) for part in expected.split("|")]
    found = find_amounts(text, lang)
    assert all(text[span.start : span.end] == span.text for span in found)
    read = [_written(span) for span in found]
    return f"{text!a}: {read}, not {wanted}" if read != wanted else ""


@pytest.mark.parametrize("lang", sorted({lang for lang, _, _ in CASES}))
def test_amounts_are_read(lang):
    assert [wrong for case in CASES if case[0] == lang and (wrong := _wrong(*case))] == []


def test_the_table_is_long_enough():
    assert len(CASES) >= 400


def test_a_span_leaves_out_the_words_around_it():
    (span,) = find_amounts("They paid up to about $5 billion in cash.", "en")
    assert span.text == "$5 billion"


def test_a_currency_is_lent_within_the_sentence_only():
    assert find_amounts("He offered 97.4 billion. The dollar fell.", "en") == ()
    (span, _) = find_amounts("He offered 97.4 billion, and got 3 million dollars.", "en")
    assert (span.money.amount, span.money.currency, span.implied) == (Decimal(97_400_000_000), "USD", True)


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        ("ko", "바다누리가 310억 투자 유치", ["?31000000000 KRW"]),
        ("ko", "가입자 310억 명 돌파", []),
        ("hi", "Helmond को मिले 900 करोड़, नया दौर", ["?9000000000 INR"]),
        ("hi", "20 करोड़ उपयोगकर्ता", []),
        ("th", "ปิดรอบครบ 320 ล้าน", ["?320000000 THB"]),
        ("th", "ผู้ใช้ 320 ล้านคน", []),
    ],
)
def test_a_sum_in_the_language_s_own_money_may_name_none(lang, text, wanted):
    assert [_written(span) for span in find_amounts(text, lang, currency_of([text], lang))] == wanted


@pytest.mark.parametrize(
    ("found", "decimal", "value"),
    [
        ("1,234.5", ".", "1234.5"),
        ("1.234,5", ",", "1234.5"),
        ("1,5", ".", "1.5"),
        ("1.5", ",", "1.5"),
        ("2,000", ",", "2000"),
        ("1,235", ",", "1.235"),
        ("1.235", ",", "1235"),
        ("0,125", ",", "0.125"),
        ("12,50,000", ".", "1250000"),
        ("1'250'000", ".", "1250000"),
        ("2½", ".", "2.5"),
        ("٩٧٫٤", ".", "97.4"),
        ("१२३", ".", "123"),
    ],
)
def test_separators_are_told_apart(found, decimal, value):
    assert number(found, decimal=decimal) == Decimal(value)


@pytest.mark.parametrize("found", ["1.2.3", "10.02.2025", "1,2,3", "1.2,3.4"])
def test_versions_and_dates_are_no_numbers(found):
    assert number(found, decimal=".") is None


@pytest.mark.parametrize("lang", LANGUAGES)
@given(value=st.integers(min_value=1, max_value=10**12))
@settings(max_examples=15, deadline=None)
def test_a_currency_formatted_by_cldr_is_read_back(lang, value):
    text = format_currency(value, "EUR", locale=lang, format_type="standard", currency_digits=False, format="¤#,##0")
    assert [(span.money.amount, span.money.currency) for span in find_amounts(text, lang)] == [(value, "EUR")]


@pytest.mark.parametrize("lang", [lang for lang in LANGUAGES if lang not in {"zh", "ja", "ko"}])
@given(tenths=st.integers(min_value=11, max_value=9999).filter(lambda value: value % 10))
@settings(max_examples=15, deadline=None)
def test_a_decimal_with_a_scale_is_read_back(lang, tenths):
    scale = {"hi": "मिलियन", "th": "ล้าน"}.get(lang) or _million(lang)
    text = f"{format_decimal(Decimal(tenths) / 10, locale=lang)} {scale} USD"
    assert [span.money.amount for span in find_amounts(text, lang)] == [Decimal(tenths) * 100_000]


def _million(lang: str) -> str:
    words = {
        "en": "million",
        "vi": "triệu",
        "ar": "مليون",
        "de": "Millionen",
        "fr": "millions",
        "es": "millones",
        "pt": "milhões",
    }
    return {**words, "ru": "миллиона", "id": "juta", "it": "milioni", "tr": "milyon", "pl": "mln", "nl": "miljoen"}[
        lang
    ]


_PIECES = st.sampled_from(
    [
        "$",
        "€",
        "US$",
        "5",
        "1.5",
        "2,000",
        "billion",
        "tỷ",
        "亿",
        "억",
        "مليار",
        "млрд",
        "to",
        "and",
        "-",
        " ",
        ".",
        "\u200b",
        "\ud800",
        "元",
        "원",
        "half a",
    ]
)


@pytest.mark.parametrize("lang", LANGUAGES)
@given(text=st.lists(_PIECES | st.text(max_size=4), max_size=40).map("".join))
@settings(max_examples=15, deadline=None)
def test_no_text_raises_and_spans_are_in_order(lang, text):
    found = find_amounts(text, lang)
    assert all(0 <= span.start < span.end <= len(text) and span.money.amount > 0 for span in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize("piece", ["1,", "$5 billion ", "9", "亿", "half a ", "\u200b", "1.1", "to 5 ", "$"])
def test_hostile_text_past_the_limit_is_not_read(piece):
    text = piece * (1_000_000 // len(piece))
    assert all(span.end <= MAX_TEXT for span in find_amounts(text, "en"))
    assert find_amounts(" " * MAX_TEXT + "$5 billion", "en") == ()
