"""Last lines that say where a text was taken from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.steps.origin import source_name, split_origin

BODY = "The first paragraph of a story.\nThe second one, which ends it."
LINK = "https://origin.example.com/a/lantern-buys-moraine"
OWN = "https://copy.example.org/lantern"


@pytest.mark.parametrize(
    "tail",
    [
        f"Source: {LINK}",
        f"Source link: {LINK}",
        f"Nguồn: {LINK}",
        f"المصدر: {LINK}",
        f"来源：{LINK}",
        f"出典: {LINK}",
        f"출처: {LINK}",
        f"Sumber: {LINK}",
        f"Fuente: {LINK}",
        f"Quelle: {LINK}",
        f"Источник: {LINK}",
        f"ที่มา: {LINK}",
        f"Ursprungligen: {LINK}",
        f"({LINK})",
        LINK,
        f"<{LINK}>",
        f"Source: {LINK}.",
        f"[ad_2]\nSource: {LINK}\nComments (0)",
        f"[إعلان 2]\nالمصدر: {LINK}\nتعليق (0)",
        f"[quảng cáo_2]\nNguồn: {LINK}\nBình luận (12)",
        f"[広告 2]\n出典: {LINK}\nコメント (3)",
        f"[ad_2] Source: {LINK}",
    ],
)
def test_the_origin_is_read_in_any_language(tail):
    assert split_origin(f"{BODY}\n{tail}", OWN) == (BODY, LINK, "")


def test_a_tail_on_the_last_line_is_parted_from_it():
    assert split_origin(f"One line. And another one. Source: {LINK}", OWN) == ("One line. And another one.", LINK, "")


def test_the_mark_at_the_beginning_goes():
    assert split_origin(f"[ad_1]\n{BODY}", OWN) == (BODY, None, "")


def test_a_link_to_the_own_site_is_no_origin_and_no_text():
    assert split_origin(f"{BODY}\nSource: https://www.example.org/other/article", OWN) == (BODY, None, "")


def test_without_an_own_address_any_link_counts():
    assert split_origin(f"{BODY}\nSource: {LINK}", None) == (BODY, LINK, "")


def test_a_front_page_names_the_source_and_is_no_origin():
    assert split_origin(f"{BODY}\nSource: https://origin.example.com/", OWN) == (BODY, None, "origin.example.com")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("(Theo CNBC)", "Theo CNBC"),
        ("Theo Nhịp Sống Mới", "Theo Nhịp Sống Mới"),
        ("(theo Appleinsider.com)", "theo Appleinsider.com"),
        ("Nguồn: Reuters", "Nguồn: Reuters"),
        ("(tổng hợp)", "tổng hợp"),
        ("Source: AP", "Source: AP"),
        ("来源：新华社", "来源：新华社"),
    ],
)
def test_a_named_source(line, name):
    assert split_origin(f"{BODY}\n{line}", OWN) == (BODY, None, name)


@pytest.mark.parametrize(
    "line",
    [
        "Theo đó, công ty sẽ xây nhà máy thứ hai.",
        "Theo ông Nam, giá sẽ còn tăng.",
        "He read it at https://origin.example.com/a/b and laughed.",
        "The answer, he said: no.",
        "The fund holds shares of Lantern (12)and others.",
        "Sources: three people who know of the matter said so. They asked not to be named.",
        "Read the filing: it has forty pages.",
        "More about the product: https://lantern.example.com/product",
        "Telegram: https://t.me/lantern-news-and-more-of-it",
        "doi: https://doi.org/10.1038/d41586-025-04160-8",
    ],
)
def test_prose_stays(line):
    assert split_origin(f"{BODY}\n{line}", OWN) == (f"{BODY}\n{line}", None, "")


def test_lines_far_from_the_end_stay():
    text = "\n".join([f"Source: {LINK}", *(f"Paragraph number {n} of a long story." for n in range(9))])
    assert split_origin(text, OWN) == (text, None, "")


def test_brackets_in_the_middle_of_a_text_stay():
    text = f"{'A long paragraph. ' * 80}\nHe said [sic 2] twice.\n{'A long paragraph. ' * 80}".strip()
    assert "[sic 2]" in split_origin(text, OWN)[0]


def test_a_source_name_is_short():
    assert source_name("Theo " + "A" * 100) == ""


@given(st.text(max_size=400), st.sampled_from([None, OWN]))
def test_any_text_is_read_and_a_second_time_changes_nothing_but_more_tail(text, own):
    body, origin, name = split_origin(text, own)
    assert len(body) <= len(text)
    assert origin is None or origin.startswith("http")
    assert "\n" not in name
