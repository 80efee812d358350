"""Refusing XML that attacks."""

import pytest

from crawler.xml_guard import check_shape, guard_xml, mend_entities
from pipelines.errors import PollError

LAUGHS = '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><rss>&b;</rss>'
READS_A_FILE = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss>&x;</rss>'
FROM_AFAR = '<!DOCTYPE rss [<!ENTITY % dtd SYSTEM "http://example.org/x.dtd"> %dtd;]><rss/>'


@pytest.mark.parametrize(
    "text",
    [
        LAUGHS,
        READS_A_FILE,
        FROM_AFAR,
        "<!-- <rss> -->\n" + LAUGHS.removeprefix('<?xml version="1.0"?>'),
        "<?note?><!doctype rss [ <!ELEMENT rss ANY> ]><rss/>",
        '<!DOCTYPE rss PUBLIC "-//x//[y]//EN" "z" [<!ENTITY a "b">]><rss/>',
    ],
)
def test_document_types_with_declarations_are_refused(text):
    with pytest.raises(PollError) as caught:
        guard_xml(text)

    assert caught.value.reason == "xml_entities"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<rss/>", "<rss/>"),
        ('\ufeff \n<?xml version="1.0" encoding="gbk"?>\n<rss/>', "<rss/>"),
        (
            '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd"><rss/>',
            "<rss/>",
        ),
        ("<!DOCTYPE rss>\n<!-- made by hand --><rss/>", "<rss/>"),
        ('<?xml-stylesheet href="x.css"?><rss/>', "<rss/>"),
        ("<rss>a\x00b\x0bc\ufffed</rss>", "<rss>abcd</rss>"),
        ("<rss><![CDATA[<!ENTITY is a word here]]></rss>", "<rss><![CDATA[<!ENTITY is a word here]]></rss>"),
        ("<!DOCTYPE rss", ""),
        ("", ""),
    ],
)
def test_what_a_parser_does_not_need_goes(text, expected):
    assert guard_xml(text) == expected


@pytest.mark.parametrize(
    "text",
    ["<rss>" + "<a>" * 200_000, "<rss><item " + " ".join(f"a{n}='b'" for n in range(2_000)) + "/></rss>"],
    ids=["tags", "attributes"],
)
def test_shapes_that_keep_a_parser_busy_are_refused(text):
    with pytest.raises(PollError) as caught:
        check_shape(text)

    assert caught.value.reason == "too_large"


def test_a_picture_inside_a_tag_is_no_such_shape():
    check_shape("<rss><![CDATA[<img src='data:image/png;base64," + "QUFB" * 50_000 + "=='>]]></rss>")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<t>R&D at AT&T</t>", "<t>R&amp;D at AT&amp;T</t>"),
        ("<t>a &amp; b &lt; c &#233; &#xE9;</t>", "<t>a &amp; b &lt; c &#233; &#xE9;</t>"),
        ("<t>caf&eacute;&nbsp;x</t>", "<t>caf&#233;&#160;x</t>"),
        ("<t>&bogus; &</t>", "<t>&amp;bogus; &amp;</t>"),
        ("<l><![CDATA[http://x/?a=1&b=2]]></l>&", "<l><![CDATA[http://x/?a=1&b=2]]></l>&amp;"),
        ("<l><![CDATA[never closed & so on", "<l><![CDATA[never closed & so on"),
    ],
)
def test_entities_are_written_as_xml_has_them(text, expected):
    assert mend_entities(text) == expected
