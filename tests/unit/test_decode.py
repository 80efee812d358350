"""Bytes into text, whatever they claim to be."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.decode import decode

VIETNAMESE = "<rss><title>Công ty khởi nghiệp gọi vốn</title></rss>"
CHINESE = "<rss><language>zh-cn</language><title>人工智能公司完成新一轮融资</title></rss>"
FRENCH = "<rss><title>L’été des start-up à Paris, déjà</title></rss>"


def declared(text, name):
    return f'<?xml version="1.0" encoding="{name}"?>{text}'


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (VIETNAMESE.encode(), "", VIETNAMESE),
        (VIETNAMESE.encode(), "text/xml; charset=iso-8859-1", VIETNAMESE),
        (declared(VIETNAMESE, "windows-1252").encode(), "text/xml", declared(VIETNAMESE, "windows-1252")),
        (codecs.BOM_UTF8 + VIETNAMESE.encode(), "text/xml; charset=gbk", VIETNAMESE),
        (VIETNAMESE.encode("utf-16"), "", VIETNAMESE),
        (VIETNAMESE.encode("utf-16-le"), "", None),
        (declared(CHINESE, "utf-16").encode("utf-16-be"), "", declared(CHINESE, "utf-16")),
        (VIETNAMESE.encode("utf-32"), "", VIETNAMESE),
        (CHINESE.encode("gbk"), "text/xml; charset=gb2312", CHINESE),
        (declared(CHINESE, "gb2312").encode("gbk"), "text/xml", declared(CHINESE, "gb2312")),
        (declared(CHINESE, "utf-8").encode("gbk"), "text/xml; charset=utf-8", declared(CHINESE, "utf-8")),
        (CHINESE.encode("gbk"), "text/xml; charset=iso-8859-1", CHINESE),
        (CHINESE.encode("gbk"), "text/xml; charset=no-such-thing", CHINESE),
        (
            "<rss><language>ja</language><t>人工知能の新会社</t></rss>".encode("cp932"),
            "",
            "<rss><language>ja</language><t>人工知能の新会社</t></rss>",
        ),
        (
            "<rss><language>ko-kr</language><t>인공지능 기업</t></rss>".encode("cp949"),
            "",
            "<rss><language>ko-kr</language><t>인공지능 기업</t></rss>",
        ),
        (
            "<rss><language>ru</language><t>Новая модель</t></rss>".encode("cp1251"),
            "",
            "<rss><language>ru</language><t>Новая модель</t></rss>",
        ),
        (FRENCH.encode("cp1252"), "", FRENCH),
        (FRENCH.encode("cp1252"), "application/rss+xml; charset=utf-8", FRENCH),
        (declared(FRENCH, "iso-8859-1").encode("cp1252"), "", declared(FRENCH, "iso-8859-1")),
        (b"", "", ""),
    ],
)
def test_reads(body, content_type, expected):
    found = decode(body, content_type)

    assert found == expected if expected is not None else "Công ty" in found


def test_windows_1258_gives_vietnamese_once_it_is_composed():
    text = "<rss><language>vi</language><t>Công ty trí tuệ nhân tạo</t></rss>"
    decomposed = text.replace("í", "i\u0301").replace("ệ", "ê\u0323").replace("ạ", "a\u0323")

    found = decode(decomposed.encode("cp1258"), "text/xml; charset=utf-8")

    assert codecs.lookup("cp1258")
    assert found == decomposed


def test_one_broken_byte_does_not_turn_utf_8_into_something_else():
    body = CHINESE.encode().replace("工".encode(), b"\xe5\xb7", 1)

    assert "智能公司完成新一轮融资" in decode(body, "")


def test_a_character_cut_off_at_the_end_costs_only_itself():
    assert decode(CHINESE.encode()[:-20], "")[:40] == CHINESE[:40]


@given(
    st.binary(max_size=300),
    st.sampled_from(["", "text/xml", "text/xml; charset=utf-16", "text/html; charset=hex", "x; charset=\x00"]),
)
def test_never_raises(body, content_type):
    assert isinstance(decode(body, content_type), str)
