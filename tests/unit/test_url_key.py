"""Keys under which two addresses of one article meet."""

import pytest

from pipelines.steps.url_key import same_site, site_of, url_key

ARTICLE = url_key("https://www.example.com/2026/05/lantern-moraine")


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/2026/05/lantern-moraine",
        "https://m.example.com/2026/05/lantern-moraine",
        "https://amp.example.com/2026/05/lantern-moraine",
        "https://www.example.com/2026/05/lantern-moraine/amp",
        "https://www.example.com/2026/05/lantern-moraine/amp/",
        "https://www.example.com/2026/05/lantern-moraine?amp=1",
        "https://www.example.com/2026/05/lantern-moraine?outputType=amp",
        "https://www.example.com/2026/05/lantern-moraine?utm_source=x#top",
        "HTTPS://WWW.EXAMPLE.COM:443/2026/05/lantern-moraine",
    ],
)
def test_forms_of_one_address_meet(url):
    assert url_key(url) == ARTICLE != ""


@pytest.mark.parametrize(
    "url",
    [
        "https://www.example.com/2026/05/lantern-moraine-2",
        "https://www.example.org/2026/05/lantern-moraine",
        "https://www.example.com/2026/05/lantern-moraine?id=2",
        "https://news.example.com/2026/05/lantern-moraine",
    ],
)
def test_other_addresses_do_not(url):
    assert url_key(url) not in {ARTICLE, ""}


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mailto:a@example.com",
        "https://example.com",
        "https://example.com/",
        "https://example.com/tech",
        "not a url",
    ],
)
def test_a_front_page_a_section_and_no_address_have_no_key(url):
    assert url_key(url) == ""


def test_translations_of_one_portal_share_their_slug():
    slug = "hang-chip-sao-mai-goi-von-120-trieu-usd"
    keys = {
        url_key(f"https://www.vietnam.vn/{path}{slug}{end}")
        for path in ("", "ar/", "zh-cn/", "en/")
        for end in ("", "/")
    }
    assert len(keys) == 1
    assert url_key("https://www.vietnam.vn/en/hang-chip-sao-mai-khoi-cong-nha-may") not in keys


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("www.example.com", "example.com"),
        ("a.b.example.co.uk", "example.co.uk"),
        ("news.co.kr", "news.co.kr"),
        ("example.com", "example.com"),
        ("m.example.com.vn", "example.com.vn"),
    ],
)
def test_the_registered_domain(host, site):
    assert site_of(host) == site


def test_hosts_of_one_publisher():
    assert same_site("https://www.example.com/a", "https://m.example.com/b")
    assert not same_site("https://a.co.uk/x", "https://b.co.uk/x")
