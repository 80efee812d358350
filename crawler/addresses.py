"""One source with one or several addresses: all are asked, the freshest answer counts."""

import asyncio
import logging
from dataclasses import dataclass

from crawler.failures import FetchFailed, Stopped
from crawler.fetcher import Document
from crawler.readers import Found, Poll, ReadDocument, Reading, Validator
from pipelines.errors import PollError

logger = logging.getLogger(__name__)

_GONE = frozenset({"http_404", "http_410", "dns", "refused", "tls"})
"""Failures after which an address that another one moved to is forgotten."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Answer:
    address: str
    document: Document
    found: Found | None
    """None: not modified."""
    freshness: float


async def read_freshest(poll: Poll, read: ReadDocument) -> Reading:
    """Ask every address of the source.  Fails only when all of them fail, with the first one's failure."""
    addresses = (poll.source.url, *poll.source.also)
    outcomes = await asyncio.gather(*(_ask(poll, address, read) for address in addresses), return_exceptions=True)
    answers = [outcome for outcome in outcomes if isinstance(outcome, _Answer)]
    for outcome in outcomes:
        if isinstance(outcome, Stopped) or not isinstance(outcome, (_Answer, FetchFailed, PollError)):
            raise outcome
    if not answers:
        raise next(outcome for outcome in outcomes if isinstance(outcome, (FetchFailed, PollError)))
    best = max(answers, key=lambda answer: answer.freshness)
    return _reading(best, answers, [outcome for outcome in outcomes if isinstance(outcome, (FetchFailed, PollError))])


async def _ask(poll: Poll, address: str, read: ReadDocument) -> _Answer:
    known = _validator(poll, address)
    document = await _fetch(poll, address, known)
    if document.not_modified:
        return _Answer(address=address, document=document, found=None, freshness=known.freshness if known else 0.0)
    found = await read(poll, document)
    return _Answer(address=address, document=document, found=found, freshness=found.freshness)


async def _fetch(poll: Poll, address: str, known: Validator | None) -> Document:
    etag, last_modified = (known.etag, known.last_modified) if known else ("", "")
    moved = poll.memory.moved.get(address)
    if moved:
        try:
            return await poll.fetcher.document(moved, etag, last_modified)
        except FetchFailed as error:
            if error.reason not in _GONE:
                raise
            del poll.memory.moved[address]
    document = await poll.fetcher.document(address, etag, last_modified)
    if document.moved_to:
        poll.memory.moved[address] = document.moved_to
        logger.warning("source %s moved for good from %s to %s", poll.source.name, address, document.moved_to)
    return document


def _validator(poll: Poll, address: str) -> Validator | None:
    """With one address what the state has; with several only what was learned since the start.

    For those the state does not say how fresh each one was, and an address that stands still must not win by a 304.
    """
    if poll.source.also:
        return poll.memory.validators.get(address)
    state = poll.state
    if state.last_url == address and (state.etag or state.last_modified):
        return Validator(etag=state.etag, last_modified=state.last_modified, freshness=0.0)
    return None


def _reading(best: _Answer, answers: list[_Answer], failures: list[FetchFailed | PollError]) -> Reading:
    document = best.document
    details = [f"moved for good to {document.moved_to}"] if document.moved_to else []
    details += [f"another address failed: {failure.reason}" for failure in failures]
    found = best.found or Found(entries=())
    return Reading(
        entries=found.entries,
        url=best.address,
        not_modified=best.found is None,
        etag=document.etag,
        last_modified=document.last_modified,
        newest=found.newest,
        ttl=found.ttl,
        detail="; ".join(details),
        learned={answer.address: validator for answer in answers if (validator := _learned(answer))},
    )


def _learned(answer: _Answer) -> Validator | None:
    document = answer.document
    if answer.found is None or not (document.etag or document.last_modified):
        return None
    return Validator(etag=document.etag, last_modified=document.last_modified, freshness=answer.freshness)
