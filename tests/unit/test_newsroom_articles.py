"""The newsroom's articles and sites are whole, and each kind of thing that newsbell can say of a story occurs."""

import re
import tomllib
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from tests.newsroom.article import Article, Expect, dated, load_articles, parse_age
from tests.newsroom.programme import load_programme
from tests.newsroom.site import load_sites

ARTICLES, SITES = load_articles(), load_sites()
SCRIPTS = {
    "ar": r"[\u0600-\u06ff]",
    "zh": r"[\u4e00-\u9fff]",
    "ja": r"[\u3040-\u30ff]",
    "vi": r"[ạảấầẩẫậắằẵặẹẻẽềểễệọỏốồổỗộớờởỡợụủứừửữựịỉỳỵỷỹđ]",
}


def test_every_kind_of_outcome_occurs():
    assert {article.expect for article in ARTICLES.values()} == set(Expect)


def test_every_language_and_feed_form_has_news_and_some_sites_are_ill():
    writing = {SITES[article.site] for article in ARTICLES.values()}
    assert {site.language for site in writing} == {"vi", "en", "ar", "zh", "ja"}
    assert {site.form for site in writing} == {"vietnamnet", "rss", "atom", "rdf", "json"}
    assert {site.fault for site in SITES.values()} >= {"slow", "malformed", "half_written", "html"}


@pytest.mark.parametrize("article", ARTICLES.values(), ids=lambda a: a.id)
class TestArticle:
    def test_is_complete(self, article: Article):
        site = SITES[article.site]
        assert article.title
        assert len(article.paragraphs) >= 4
        assert article.section in (site.sections or ("",))
        assert re.fullmatch(r"[a-z0-9-]+", article.id)

    def test_is_in_its_language(self, article: Article):
        language = SITES[article.site].language
        letters = re.compile(SCRIPTS.get(language, r"\b(the|of|and)\b"))
        assert all(letters.search(text) for text in article.paragraphs)

    def test_names_its_event_as_its_expectation_asks(self, article: Article):
        told = (article.event, article.kind, article.stage)
        if article.expect in (Expect.NOT_AI, Expect.BACKGROUND, Expect.OPINION):
            assert told == (None, None, None)
        elif article.expect is not Expect.COPY:
            assert all(told)

    def test_dates_are_written_out(self, article: Article):
        language = SITES[article.site].language
        written = dated(article, language, datetime(2031, 2, 3, 9, 0, tzinfo=UTC))
        assert "{" not in written.title + written.lead + written.body


def test_an_event_is_founded_once_and_before_it_moves_on():
    order = load_programme().all
    first = {e: next(n for n in order if ARTICLES[n].event == e) for e in {a.event for a in ARTICLES.values()} if e}
    founders = Counter(a.event for a in ARTICLES.values() if a.expect is Expect.NEW)
    assert set(founders.values()) == {1}
    for event in founders:
        assert ARTICLES[first[event]].expect is Expect.NEW
    updated = {a.event for a in ARTICLES.values() if a.expect in (Expect.UPDATE, Expect.KNOWN)}
    assert updated <= set(founders)


def test_the_programme_has_every_article_once_and_originals_first():
    order = load_programme().all
    assert sorted(order) == sorted(ARTICLES)
    for article in ARTICLES.values():
        for original in (article.origin, article.copies):
            assert original is None or order.index(original) < order.index(article.id)


def test_a_copy_takes_over_the_text_with_its_swaps():
    copy, original = ARTICLES["halden-offer-mistral-wire"], ARTICLES["halden-bids-for-mistral"]
    same = set(copy.paragraphs) & set(original.paragraphs)
    assert len(original.paragraphs) - len(same) == len(copy.swaps)


@pytest.mark.parametrize(
    ("text", "age"),
    [("20h", timedelta(hours=20)), ("4d", timedelta(days=4)), ("0s", timedelta(0)), ("15m", timedelta(minutes=15))],
)
def test_ages(text: str, age: timedelta):
    assert parse_age(text) == age


@pytest.mark.parametrize("text", ["", "20", "h", "1w", "-1h", "1h30m"])
def test_what_is_no_age_is_refused(text: str):
    with pytest.raises(ValueError, match="not an age"):
        parse_age(text)


def test_a_swap_that_finds_nothing_is_refused(tmp_path):
    rows = [
        {"id": "a", "site": "s", "title": "t", "expect": "new", "body": "one"},
        {"id": "b", "site": "s", "title": "t", "expect": "copy", "copies": "a", "swaps": [["two", "three"]]},
    ]
    text = "\n".join("[[articles]]\n" + "\n".join(f"{k} = {v!r}" for k, v in row.items()) for row in rows)
    assert tomllib.loads(text)
    (tmp_path / "x.toml").write_text(text, "utf8")
    with pytest.raises(ValueError, match="'two' is not in a"):
        load_articles(tmp_path)
