"""Stored pages and what must be read from them: a new page is two new files in tests/fixtures/pages/<host>/."""

import json
from pathlib import Path

import pytest

from crawler.extract.page import extract_page
from pipelines.model.page import Page

PAGES = Path(__file__).parents[1] / "fixtures" / "pages"
EXPECTED = sorted(PAGES.glob("*/*.json"))


def test_there_are_pages():
    assert len(EXPECTED) >= 30


@pytest.mark.parametrize("file", EXPECTED, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_page(file):
    expected = json.loads(file.read_text("utf-8"))
    html = file.with_suffix(".html").read_bytes()
    found = extract_page(Page(url=expected.pop("url"), html=html, charset=expected.pop("charset", None)))
    read = {
        "title": found.title,
        "lead": found.lead,
        "body": found.body.split("\n") if found.body else [],
        "authors": list(found.authors),
        "published": found.published.isoformat() if found.published else None,
        "lang": found.lang,
        "canonical_url": found.canonical_url,
        "origin_url": found.origin_url,
        "section": found.section,
        "source_line": found.source_line,
    }
    assert {key: read[key] for key in expected} == expected
