"""The data of sites and sources: what stands in the files can be used."""

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from lxml import html

from config.loader import catalogue
from config.sites import NO_RULE, SiteRule, page_words, rule_for, site_rules
from crawler.extract.document import select

PAGES = Path(__file__).parents[1] / "fixtures" / "pages"
SELECTORS = ("title", "lead", "body", "time", "authors", "section", "source", "remove", "keep", "end")


@pytest.mark.parametrize("host", sorted(site_rules()))
def test_a_rule_can_be_used_and_has_a_page(host):
    rule = rule_for(host)
    tree = html.fromstring("<html><body>x</body></html>")
    for key in SELECTORS:
        for selector in getattr(rule, key):
            select(tree, selector.partition("@")[0])
    assert ZoneInfo(rule.zone)
    assert re.compile(rule.shared_slug)
    assert any(list((PAGES / known).glob("*.json")) for known in rule.hosts if (PAGES / known).is_dir())


@pytest.mark.parametrize("host", ["vietnamnet.vn", "www.vietnamnet.vn", "ictnews.vietnamnet.vn", "VietnamNet.vn"])
def test_a_rule_serves_subdomains(host):
    assert rule_for(host).hosts == ("vietnamnet.vn",)


@pytest.mark.parametrize("host", ["notvietnamnet.vn", "vn", "", "example.com", "vietnamnet.vn.example.com"])
def test_other_hosts_have_no_rule(host):
    assert rule_for(host) is NO_RULE == SiteRule()


@pytest.mark.parametrize("zone", sorted(set(page_words().zones.values())))
def test_zones_exist(zone):
    assert ZoneInfo(zone)


def test_words_are_whole_words_in_lower_case():
    words = page_words()
    for word in (*words.body, *words.lead, *words.byline, *words.remove):
        assert word == " ".join(re.findall("[a-z]+", word))
    assert set(words.always) <= set(words.remove)


def test_the_catalogue_has_forty_sources_in_eight_languages_vietnamnet_first():
    sources = catalogue()
    assert len(sources) >= 40
    assert len({source.language for source in sources}) >= 8
    assert sources[0].owner == "VietNamNet"


@pytest.mark.parametrize("source", catalogue(), ids=lambda source: source.name)
def test_a_shipped_source_is_complete(source):
    assert source.owner
    assert source.group
    assert source.every
    assert re.fullmatch("[A-Z]{2}", source.country)
    assert re.fullmatch("[a-z]{2}", source.language)
    assert re.fullmatch("[a-z0-9-]+", source.name)
    assert all(url.startswith("https://") for url in (source.url, *source.also))


def test_no_address_stands_twice():
    urls = [url for source in catalogue() for url in (source.url, *source.also)]
    assert len(urls) == len(set(urls))
