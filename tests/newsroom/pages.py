"""Article pages and front pages of the ordinary sites: menu, teasers, advertisement and footer around the article."""

import json
from collections.abc import Sequence
from html import escape

from tests.newsroom.article import Published
from tests.newsroom.dates import WEEKDAYS, day_in
from tests.newsroom.site import Site

WORDS = {
    "en": ("Home", "Business", "Technology", "Related", "Source", "Subscribe to our newsletter", "Comments"),
    "vi": ("Trang chủ", "Kinh doanh", "Công nghệ", "Tin liên quan", "Nguồn", "Đăng ký nhận bản tin", "Bình luận"),
    "ar": ("الرئيسية", "اقتصاد", "تقنية", "مواضيع ذات صلة", "المصدر", "اشترك في نشرتنا البريدية", "تعليق"),
    "zh": ("首页", "财经", "科技", "相关阅读", "来源", "订阅我们的邮件", "评论"),
    "ja": ("トップ", "経済", "テクノロジー", "関連記事", "出典", "メールマガジンに登録", "コメント"),
}


def news_article(item: Published, *, date: str | None = None) -> str:
    """The JSON-LD block of an article."""
    article = item.article
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "description": article.lead,
        "datePublished": date or item.published.isoformat(),
        "inLanguage": item.site.language,
        "mainEntityOfPage": item.url,
        "author": [{"@type": "Person", "name": name} for name in article.authors],
        "publisher": {"@type": "Organization", "name": item.site.title},
    }
    text = json.dumps(data, ensure_ascii=False).replace("</", "<\\/")
    return f'<script type="application/ld+json">{text}</script>'


def page(item: Published, others: Sequence[Published]) -> str:
    """One article as its site shows it; `others` are the teasers beside it."""
    home, business, technology, related, source, letter, comments = WORDS[item.site.language]
    article = item.article
    lead = f'<p class="lead"><strong>{escape(article.lead)}</strong></p>' if article.lead else ""
    origin = f'<p>{source}: <a href="{item.origin_url}">{item.origin_url}</a></p>' if item.origin_url else ""
    credit = f"<p>{escape(article.credit)}</p>" if article.credit else ""
    teasers = "".join(f'<li><a href="{p.path}">{escape(p.article.title)}</a></li>' for p in others[:4])
    return (
        f"{_head(item)}<body><header><nav><ul><li><a href='/'>{home}</a></li><li><a href='/b'>{business}</a></li>"
        f"<li><a href='/t'>{technology}</a></li></ul></nav></header>\n<main><article>"
        f"<h1>{escape(article.title)}</h1>\n{_byline(item)}\n{lead}\n"
        f"{''.join(f'<p>{escape(text)}</p>{chr(10)}' for text in article.paragraphs)}{credit}{origin}</article>\n"
        f"<aside><h2>{related}</h2><ul>{teasers}</ul></aside><section id='comments'><h2>{comments} (0)</h2></section>"
        f"</main>\n<footer><form action='/letter'><label>{letter}</label><input type='email'></form>"
        f"<p>© {item.published.year} {escape(item.site.title)}</p></footer></body></html>\n"
    )


def front(site: Site, items: Sequence[Published]) -> str:
    """The front page: titles and leads, the newest first."""
    rows = "".join(
        f'<li><h2><a href="{p.path}">{escape(p.article.title)}</a></h2><p>{escape(p.article.lead)}</p></li>\n'
        for p in items
    )
    return (
        f'<!doctype html><html lang="{site.language}"{_dir(site)}><head><meta charset="utf-8">'
        f"<title>{escape(site.title)}</title></head><body><h1>{escape(site.title)}</h1><ul>{rows}</ul></body></html>\n"
    )


def _dir(site: Site) -> str:
    return ' dir="rtl"' if site.language == "ar" else ""


def _head(item: Published) -> str:
    site, article = item.site, item.article
    structured = news_article(item) if site.structured else ""
    return (
        f'<!doctype html>\n<html lang="{site.language}"{_dir(site)}><head><meta charset="utf-8">'
        f"<title>{escape(article.title)} | {escape(site.title)}</title>"
        f'<meta property="og:title" content="{escape(article.title)}"><meta property="og:type" content="article">'
        f'<meta property="og:site_name" content="{escape(site.title)}">'
        f'<meta property="article:published_time" content="{item.published.isoformat()}">'
        f'<link rel="canonical" href="{item.url}">{structured}</head>\n'
    )


def _byline(item: Published) -> str:
    when = item.published
    weekday = WEEKDAYS[item.site.language][when.weekday()]
    names = ", ".join(item.article.authors) or item.site.title
    shown = f"{weekday}, {day_in(item.site.language, when)} {when.year}, {when:%H:%M}"
    return f'<p class="byline"><span>{escape(names)}</span> <time datetime="{when.isoformat()}">{shown}</time></p>'
