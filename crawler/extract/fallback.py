"""Other ways to an article's text, for pages on which too little is found."""

import re
from copy import deepcopy
from itertools import islice

from trafilatura import bare_extraction
from trafilatura.settings import Document as Extraction

from crawler.extract.document import Document, squeeze
from crawler.extract.fold import fold

THIN = 200
"""Characters of a text that is too little for an article: other ways are tried."""
MOST_ELEMENTS = 20_000
"""Elements of a page that trafilatura is given; articles have 1,000 to 10,000."""
LONGEST = 200_000
FULLER, RICHER = 2, 4
"""How many times longer JSON-LD's and trafilatura's text must be to be taken in place of what was found."""
TAGS = re.compile(r"<[^<>]{1,500}>")
BREAKS = re.compile(r"<\s*(?:br|/p|/div|/h\d|/li)\b[^<>]*>", re.IGNORECASE)


def otherwise(document: Document, paragraphs: list[str], title: str) -> list[str]:
    """What trafilatura finds, where that is more; huge pages are left alone, it would need seconds for them."""
    if next(islice(document.tree.iter(), MOST_ELEMENTS, None), None) is not None:
        return paragraphs
    # A copy: what is read after the text needs the tree as it was.
    found = bare_extraction(deepcopy(document.tree), fast=True, include_comments=False, include_tables=False)
    text = found.text if isinstance(found, Extraction) else None
    lines = [line.strip(" -") for line in (text or "").split("\n")]
    lines = [line for line in lines if line and fold(line) != fold(title)]
    return lines if sum(map(len, lines)) > RICHER * sum(map(len, paragraphs)) else paragraphs


def fuller(paragraphs: list[str], given: object) -> list[str]:
    """JSON-LD's own text of the article, where the page shows only the beginning of it."""
    if not isinstance(given, str) or len(given) < THIN or len(given) < FULLER * sum(map(len, paragraphs)):
        return paragraphs
    return [line for part in BREAKS.sub("\n", given[:LONGEST]).split("\n") if (line := squeeze(TAGS.sub(" ", part)))]
