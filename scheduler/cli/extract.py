"""`newsbell extract`: pages in, stories out."""

import argparse
import json
from pathlib import Path
from typing import Any

from config.errors import NewsbellError
from crawler.extract.page import extract_page
from pipelines.errors import BadInput
from pipelines.model.page import Extracted, Page
from scheduler.cli.files import open_in, open_out, refuse
from scheduler.documents import read_lines


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("extract", help="pages in, stories out")
    parser.add_argument(
        "input", metavar="IN.jsonl[.gz]|PAGE.html", help="pages (id, url, html), one JSON object a line"
    )
    parser.add_argument("-o", "--output", metavar="OUT.jsonl", default="-", help="- for standard output (the default)")
    parser.add_argument("--url", help="the address of PAGE.html: one page, not lines")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0, or 1 where pages were refused."""
    if args.url:
        return _one(args)
    refused = 0
    with open_in(args.input) as lines, open_out(args.output) as out:
        for number, row in read_lines(lines):
            try:
                if isinstance(row, BadInput):
                    raise row
                out.write(json.dumps(_story(row), ensure_ascii=False) + "\n")
            except BadInput as error:
                refused += 1
                refuse(args.input, number, error)
    return 1 if refused else 0


def _one(args: argparse.Namespace) -> int:
    try:
        html = Path(args.input).read_bytes()
    except OSError as error:
        raise NewsbellError(f"{args.input}: cannot be read: {error.strerror}") from None
    try:
        extracted = extract_page(Page(url=args.url, html=html))
    except BadInput as error:
        refuse(args.input, 1, error)
        return 1
    with open_out(args.output) as out:
        out.write(json.dumps(story_row(args.url, args.url, extracted), ensure_ascii=False, indent=1) + "\n")
    return 0


def _story(row: dict[str, Any]) -> dict[str, Any]:
    for key in ("id", "url", "html"):
        if not isinstance(row.get(key), str) or not row[key]:
            raise BadInput(f"{key}: required, a string")
    page = Page(url=row["url"], html=row["html"].encode("utf-8", "replace"), charset="utf-8")
    return story_row(row["id"], row["url"], extract_page(page))


def story_row(page_id: str, url: str, extracted: Extracted) -> dict[str, Any]:
    """The line of `extract` output for one page."""
    return {
        "id": page_id,
        "url": url,
        "canonical_url": extracted.canonical_url,
        "origin_url": extracted.origin_url,
        "title": extracted.title,
        "published": extracted.published.isoformat() if extracted.published else None,
        "authors": list(extracted.authors),
        "body": extracted.text,
        "lang": extracted.lang,
    }
