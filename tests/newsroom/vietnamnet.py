"""Pages after the manner of vietnamnet.vn: section pages with paging, and articles with all that stands in the way.

Blanks in class attributes, lazy images, teasers in the middle of the body and at its end, an empty comment counter
above the body, a bold signature, a date without zone in the page and one with a blank before the zone in JSON-LD.
"""

from collections.abc import Sequence
from html import escape

from tests.newsroom.article import Published
from tests.newsroom.pages import news_article
from tests.newsroom.site import Site

PER_PAGE = 5
DAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
NAMES = {"cong-nghe": "Công nghệ", "the-thao": "Thể thao"}
PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="


def listing(site: Site, section: str, items: Sequence[Published], number: int) -> str:
    """Page `number` (from 0) of a section.  No times stand on it."""
    shown = items[number * PER_PAGE : (number + 1) * PER_PAGE]
    last = max(0, (len(items) - 1) // PER_PAGE)
    rows = "".join(_row(item, section) for item in shown)
    pages = "".join(
        f'<li class="pagination__list-item {"active" if n == number else ""}"><a href="/{section}-page{n}">{n + 1}</a></li>'
        for n in range(last + 1)
    )
    after = f'<li class="pagination-next"><a href="/{section}-page{number + 1}">›</a></li>' if number < last else ""
    return (
        f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{NAMES[section]} | {site.title}</title>'
        f'</head><body>{_menu()}<div class="topStory-15nd  ">{rows}</div>'
        f'<div class="pagination "><ul class="pagination__list">{pages}{after}</ul></div></body></html>\n'
    )


def article_page(item: Published, others: Sequence[Published]) -> str:
    """An article page.  `others` are teased inside and below the body."""
    article = item.article
    stamp = f"{item.published:%Y-%m-%dT%H:%M:%S}.000 +07:00"
    body = [f"<p>{escape(text)}</p>" for text in article.paragraphs]
    body.insert(1, _figure(item))
    body.insert(len(body) // 2 + 1, _teasers(others[:2]))
    body.extend(f"<p>{escape(text)}</p>" for text in (article.credit,) if text)
    body.extend(f"<p><strong>{escape(name)}</strong></p>" for name in article.authors)
    body.append(_teasers(others[2:5]))
    return (
        f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{escape(article.title)}</title>'
        f'<meta property="og:title" content="{escape(article.title)}"/>{news_article(item, date=stamp)}'
        f"<script>var ArticlePublishDate = '{stamp}'; var ArticleCategory = '{NAMES[article.section]}';</script>"
        f'</head><body>{_menu()}<div class="content-detail content-mobile-change ">{_top(item)}'
        f'<span class="comment-number vnn-comment-count-detail"></span>\n'
        f'<div class="maincontent main-content  " id="maincontent">{chr(10).join(body)}</div>\n'
        f'<div class="VnnAdsBox">Quảng cáo</div><div id="comment"><div class="comment__iframe" '
        f'data-objectid="{item.number}" data-websiteid="000003"></div></div></div>'
        f'<div class="vnn-news-ai-suggest"><h3>Có thể bạn quan tâm</h3>{_links(others)}</div></body></html>\n'
    )


def _row(item: Published, section: str) -> str:
    article, path = item.article, item.path
    return (
        f'<div class="horizontalPost  version-news "><div class="horizontalPost__avt  avt-240">'
        f'<a href="{path}#vnn_source={section}&vnn_medium=listing" title="{escape(article.title)}"><picture>'
        f'<img src="{PIXEL}" data-srcset="/images/{article.id}.jpg" alt=""></picture></a></div>'
        f'<div class="horizontalPost__main "><div class="horizontalPost__main-cate "><a href="/{section}">'
        f'{NAMES[section]}</a></div><h3 class="horizontalPost__main-title  vnn-title title-bold">'
        f'<a href="{path}" title="{escape(article.title)}">{escape(article.title)}</a></h3>'
        f'<div class="horizontalPost__main-desc "><p>{escape(article.lead)}</p></div></div></div>\n'
    )


def _menu() -> str:
    items = "".join(
        f'<li class="mainNav__list-item swiper-slide" routeractive="/{path}"><a href="/{path}">{name}</a></li>'
        for path, name in NAMES.items()
    )
    return f'<nav><ul class="mainNav__list">{items}</ul></nav>'


def _top(item: Published) -> str:
    article, when = item.article, item.published
    names = "".join(
        f'<p class="article-detail-author__info"><span class="name"><a href="/tac-gia/x-1a2b3c.html" '
        f'title="{escape(name)}">{escape(name)}</a></span><span class="position">Phóng viên</span></p>'
        for name in article.authors
    )
    section = f'<a href="/{article.section}" title="{NAMES[article.section]}">{NAMES[article.section]}</a>'
    return (
        f'<div class="bread-crumb-detail sm-show-time "><ul><li><a href="/" title="Trang chủ"></a></li><li>{section}</li>'
        f'</ul><div class="bread-crumb-detail__time">{DAYS[when.weekday()]}, {when:%d/%m/%Y - %H:%M}</div></div>\n'
        f'<h1 class="content-detail-title ">{escape(article.title)}</h1>'
        f'<div class="article-detail-author-wrapper">{names}</div>'
        f'<h2 class="content-detail-sapo sm-sapo-mb-0 ">{escape(article.lead)}</h2>\n'
    )


def _figure(item: Published) -> str:
    return (
        f'<figure class="image  vnn-content-image"><picture><img src="{PIXEL}" '
        f'data-original="/images/{item.article.id}.jpg"></picture><figcaption>Ảnh minh họa: {item.site.title}'
        f"</figcaption></figure>"
    )


def _teasers(others: Sequence[Published]) -> str:
    if not others:
        return ""
    rows = "".join(
        f'<article class="ck-cms-insert-news"><a href="{p.path}"><h3 class="insert-wiki-title">{escape(p.article.title)}'
        f'</h3></a><div class="insert-wiki-description">{escape(p.article.lead)}</div></article>'
        for p in others
    )
    return f'<div class="ck-cms-insert-neww-group  vnn-template-noneditable">{rows}</div>'


def _links(others: Sequence[Published]) -> str:
    return "".join(f'<p><a href="{p.path}#vnn_source=chitiet">{escape(p.article.title)}</a></p>' for p in others)
