"""Section pages of vietnamnet.vn, written for these tests after the site's facts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.listings import article_id, page_url, read_listing
from pipelines.errors import PollError

URL = "https://vietnamnet.vn/cong-nghe"
PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="


def block(path: str, title: str, lead: str = "", family: str = "horizontalPost") -> str:
    return f"""<div class="{family}  version-news "><div class="{family}__avt  avt-240 "><a href="{path}#vnn_source=congnghe&amp;vnn_medium=thumb"
     title="{title}"><picture><source data-srcset="https://static-images.vnncdn.net/x.jpg"><img src="{PIXEL}" data-original="x.jpg" alt=""></picture></a></div>
     <div class="{family}__main "><div class="{family}__main-cate "><a href="/cong-nghe/ai">AI</a></div>
     <h3 class=" {family}__main-title   vnn-title title-bold "><a href="{path}" title="{title}"> {title} </a></h3>
     <div class="{family}__main-desc "><p>{lead}</p></div></div></div>"""


def page(*blocks: str, after: str = "") -> bytes:
    return f"""<!DOCTYPE html><html lang="vi"><head><title>Công nghệ</title></head><body>
    <nav><ul class="mainNav__list"><li class="mainNav__list-item swiper-slide" routeractive="/cong-nghe"><a href="/cong-nghe">Công nghệ</a></li>
    <li><a href="/bai-trong-thuc-don-2400001.html">Bài viết nằm trong thực đơn</a></li></ul></nav>
    <div class="topStory-15nd  ">{"".join(blocks)}</div>{after}
    <div class="pagination "><ul class="pagination__list"><li class="pagination__list-item"><a href="/cong-nghe-page1">2</a></li></ul></div>
    </body></html>""".encode()


def links(body: bytes, url: str = URL) -> list[str]:
    return [draft.link for draft in read_listing(body, "text/html; charset=utf-8", url)]


def test_blocks_of_both_families_newest_first():
    body = page(
        block("/hang-chip-goi-von-2401234.html", "Hãng chip gọi vốn 200 triệu USD", "Vòng gọi vốn do một quỹ dẫn đầu."),
        block("/mo-hinh-moi-ra-mat-2401300.html", "Mô hình mới ra mắt", family="verticalPost"),
        block("/vu-kien-ban-quyen-2401250.html", "Vụ kiện bản quyền đầu tiên"),
    )

    found = read_listing(body, "text/html; charset=utf-8", URL)

    assert [draft.link for draft in found] == [
        "https://vietnamnet.vn/mo-hinh-moi-ra-mat-2401300.html",
        "https://vietnamnet.vn/vu-kien-ban-quyen-2401250.html",
        "https://vietnamnet.vn/hang-chip-goi-von-2401234.html",
    ]
    assert found[2].title == "Hãng chip gọi vốn 200 triệu USD"
    assert found[2].summary == "Vòng gọi vốn do một quỹ dẫn đầu."
    assert found[2].published == ""


def test_what_is_no_article_of_the_site_is_left_out():
    body = page(
        block("/bai-mot-2401001.html", "Bài số một của trang"),
        block("/bai-hai-2401002.html", "Bài số hai của trang"),
        block("/bai-ba-2401003.html", "Bài số ba của trang"),
        block("/tri-tue-nhan-tao-tag1234567.html", "Thẻ trí tuệ nhân tạo"),
        block("/tac-gia/nguyen-van-x-0a1b2c.html", "Một tác giả"),
        block("/su-kien/cuoc-dua-ai-2401004.html", "Một sự kiện"),
        block("/chuyen-de-sk0001af.html", "Một chuyên đề"),
        block("/interactive/dai-hoi/", "Một trang tương tác"),
        block("https://ictnews.vietnamnet.vn/bai-khac-500123.html", "Bài của trang chị em"),
        block("https://infonet.vietnamnet.vn/bai-khac-5001234.html", "Bài của trang chị em nữa"),
        block("javascript:void(0)", "Không là gì"),
        block("http://[", "Địa chỉ hỏng"),
    )

    assert links(body) == [
        f"https://vietnamnet.vn/bai-{name}-240100{n}.html" for n, name in ((3, "ba"), (2, "hai"), (1, "mot"))
    ]


def test_absolute_links_and_www_are_the_same_site():
    body = page(block("https://www.vietnamnet.vn/bai-mot-2401001.html#vnn_source=x", "Bài số một của trang"))

    assert links(body) == ["https://www.vietnamnet.vn/bai-mot-2401001.html"]


def test_the_english_edition():
    body = page(block("/en/chip-maker-raises-money-2401001.html", "Chip maker raises money"))

    assert links(body, "https://vietnamnet.vn/en/sci-tech-environment") == [
        "https://vietnamnet.vn/en/chip-maker-raises-money-2401001.html"
    ]


def test_an_article_listed_twice_is_one_with_the_fuller_words():
    body = page(
        block("/bai-mot-2401001.html", "Bài số một", family="verticalPost"),
        block("/bai-mot-2401001.html", "Bài số một của trang", "Có lời dẫn."),
        block("/bai-hai-2401002.html", "Bài số hai của trang"),
        block("/bai-ba-2401003.html", "Bài số ba của trang"),
    )

    found = read_listing(body, "text/html", URL)

    assert len(found) == 3
    assert found[2].summary == "Có lời dẫn."


def test_a_page_of_another_make_is_read_by_its_links():
    rows = "".join(
        f'<div class="news-row"><a href="/bai-so-{n}-240100{n}.html"><b>Một bài viết dài số {n}</b></a></div>'
        for n in range(1, 6)
    )
    more = '<a href="/bai-so-1-2401001.html">Xem</a><footer><a href="/bai-chan-trang-2401009.html">Bài viết ở chân trang</a></footer>'

    found = read_listing(page(after=rows + more), "text/html", URL)

    assert [draft.link[-12:] for draft in found] == [f"240100{n}.html" for n in range(5, 0, -1)]
    assert found[-1].title == "Một bài viết dài số 1"


def test_links_around_pictures_have_their_title_in_an_attribute():
    rows = "".join(f'<a href="/bai-so-{n}-240100{n}.html" title="Một bài viết dài số {n}"><img></a>' for n in range(4))

    assert read_listing(page(after=rows), "text/html", URL)[0].title == "Một bài viết dài số 3"


@pytest.mark.parametrize(
    "body", [b"<html><head><title>Just a moment...</title></head><body>Checking</body></html>", page(), b"plain words"]
)
def test_a_page_without_articles_says_so(body):
    with pytest.raises(PollError) as caught:
        read_listing(body, "text/html", URL)

    assert caught.value.reason == "no_articles"


@pytest.mark.parametrize("body", [b"", b"   ", b"<!-- -->"])
def test_an_empty_page_says_so(body):
    with pytest.raises(PollError) as caught:
        read_listing(body, "text/html", URL)

    assert caught.value.reason in {"empty", "no_articles"}


@given(st.binary(max_size=300))
def test_never_raises_anything_but_a_poll_error(body):
    with pytest.raises(PollError):
        read_listing(body, "text/html", URL)


@pytest.mark.parametrize(
    ("url", "number", "expected"),
    [
        ("https://vietnamnet.vn/cong-nghe", 0, "https://vietnamnet.vn/cong-nghe"),
        ("https://vietnamnet.vn/cong-nghe", 1, "https://vietnamnet.vn/cong-nghe-page1"),
        ("https://vietnamnet.vn/cong-nghe/ai/", 2, "https://vietnamnet.vn/cong-nghe/ai-page2"),
        ("https://vietnamnet.vn/cong-nghe-page1?x=1#y", 2, "https://vietnamnet.vn/cong-nghe-page2"),
        ("https://vietnamnet.vn/cong-nghe-page0", 0, "https://vietnamnet.vn/cong-nghe"),
    ],
)
def test_pages_are_counted_from_zero(url, number, expected):
    assert page_url(url, number) == expected


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("https://vietnamnet.vn/bai-2401001.html", 2401001),
        ("https://vietnamnet.vn/bai-viet-784186.html", 784186),
        ("https://vietnamnet.vn/en/news-2401001.html", 2401001),
        ("https://vietnamnet.vn/the-tag2401001.html", None),
        ("https://vietnamnet.vn/su-kien/x-2401001.html", None),
        ("https://vietnamnet.vn/", None),
        ("", None),
    ],
)
def test_articles_end_in_their_number(url, number):
    assert article_id(url) == number
