"""Reading a page, against trafilatura alone on the same pages, in CPU time.

The pages are made here: menus, boxes, teasers, scripts and structured data around an article, as on a news site.
"""

import random
import time
from collections.abc import Callable
from statistics import median

from trafilatura import bare_extraction

from crawler.extract.page import extract_page
from pipelines.model.page import Page

PAGES = 40
ROUNDS = 3
LIMIT = 1.0
URL = "https://news.example/2026/05/article-{}"
VOCABULARY = [
    "the",
    "company",
    "model",
    "offer",
    "court",
    "price",
    "week",
    "board",
    "plan",
    "team",
    "maker",
    "rival",
    "year",
    "report",
    "people",
    "city",
    "money",
    "chip",
]


def main() -> dict[str, object]:
    pages = [page(number) for number in range(PAGES)]
    for html in pages[:5]:
        ours(html)
        theirs(html, fast=True)
    own, fast, full = ([] for _ in range(3))
    for _ in range(ROUNDS):
        for html in pages:
            own.append(cost(lambda html=html: ours(html)))
            fast.append(cost(lambda html=html: theirs(html, fast=True)))
            full.append(cost(lambda html=html: theirs(html, fast=False)))
    return {
        "name": "extract",
        "ratio": round(median(own) / median(fast), 3),
        "baseline": "trafilatura.bare_extraction with metadata, fast=True",
        "limit": LIMIT,
        "n": len(own),
        "ms": round(median(own), 2),
        "baseline_ms": round(median(fast), 2),
        "ratio_to_trafilatura_not_fast": round(median(own) / median(full), 3),
        "page_kb": round(sum(map(len, pages)) / len(pages) / 1000),
    }


def ours(html: str) -> None:
    extract_page(Page(url=URL.format(1), html=html.encode(), charset="utf-8"))


def theirs(html: str, *, fast: bool) -> None:
    bare_extraction(html, url=URL.format(1), with_metadata=True, include_comments=False, fast=fast)


def cost(call: Callable[[], None]) -> float:
    """Milliseconds of CPU."""
    began = time.process_time()
    call()
    return (time.process_time() - began) * 1000


def page(number: int) -> str:
    """A page of 60 to 150 KB."""
    source = random.Random(number)

    def prose(words: int) -> str:
        return " ".join(source.choice(VOCABULARY) for _ in range(words)).capitalize() + "."

    title = prose(9)
    menu = "".join(f'<li class="nav__item"><a href="/section/{n}">{prose(2)}</a></li>' for n in range(60))
    teasers = "".join(
        f'<div class="teaser teaser--small"><a href="/{n}"><img src="/{n}.jpg" alt="{prose(5)}"><h3>{prose(8)}</h3></a>'
        f'<p class="teaser__text">{prose(18)}</p><time datetime="2026-05-0{n % 9 + 1}">today</time></div>'
        for n in range(source.randrange(40, 90))
    )
    paragraphs = "".join(
        f'<p class="text">{prose(source.randrange(25, 80))} <a href="/x">{prose(3)}</a> {prose(12)}</p>'
        f"{'<figure><img alt=x><figcaption>' + prose(12) + '</figcaption></figure>' if n % 5 == 0 else ''}"
        f"{'<h2>' + prose(5) + '</h2>' if n % 6 == 3 else ''}"
        for n in range(source.randrange(8, 30))
    )
    data = (
        '<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle",'
        f'"headline":"{title}","datePublished":"2026-05-01T10:00:00Z","author":[{{"@type":"Person","name":"Ada Field"}}]}}</script>'
    )
    script = f"<script>var settings = {{{','.join(f'key{n}: {source.random()}' for n in range(600))}}};</script>"
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title} | The Example Post</title>{data}{script}'
        f'<meta property="og:title" content="{title}"></head><body><header><nav><ul>{menu}</ul></nav></header><main><article>'
        f'<h1>{title}</h1><p class="standfirst">{prose(20)}</p><div class="byline">By Ada Field</div>'
        f'<div class="article-body">{paragraphs}</div></article><section class="related">{teasers}</section></main>'
        f"<aside>{teasers}</aside><footer><ul>{menu}</ul></footer></body></html>"
    )
