"""The reporter: tells of a channel that fails through its fallback, and keeps in the store what was told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import structlog

from pipelines.model.channel_report import ChannelReport
from pipelines.model.delivery import Verdict
from pipelines.notify.lane import Lane
from pipelines.notify.reports import Condition, said, seen, tried, words
from pipelines.notify.sender import Sender

log = structlog.get_logger()

Change = Callable[[ChannelReport | None], ChannelReport | None]
_SAID = frozenset({Verdict.SENT, Verdict.UNKNOWN})
"""Rather perhaps not at all than perhaps twice: the channel's state stands in `/healthz` as well."""


class Reports(Protocol):
    """The store, as far as the reporter needs it."""

    async def change_report(self, channel: str, change: Change) -> ChannelReport | None:
        """Put what `change` makes of a report in its place.  Returns the one before.  Raises StoreUnavailable."""


@dataclass(kw_only=True)
class Reporter:
    """`fallbacks` by channel; may be replaced."""

    store: Reports
    sender: Sender
    fallbacks: Mapping[str, str]
    clock: Callable[[], datetime]
    _fine: set[str] = field(default_factory=set, init=False)
    """Channels that work, and of which no report is left."""

    async def look(self) -> None:
        """To be called every few seconds: see how each channel is, say what has to be said.  Raises StoreUnavailable."""
        for channel, lane in tuple(self.sender.lanes.items()):
            now_is = condition(lane)
            if now_is is Condition.DOWN:
                self._fine.discard(channel)
                await self._note(channel, now_is, lane.breaker.reason)
            elif now_is is Condition.WORKS and channel not in self._fine:
                await self._note(channel, now_is, "")

    async def _note(self, channel: str, now_is: Condition, reason: str) -> None:
        now = self.clock()
        fallback = self.fallbacks.get(channel, "")
        claimed: ChannelReport | None = None

        def change(before: ChannelReport | None) -> ChannelReport | None:
            nonlocal claimed
            report = seen(before, channel, now_is, reason, now)
            claimed = tried(report, now_is, now) if fallback in self.sender.channels else None
            if not fallback and now_is is Condition.WORKS:
                return None
            return claimed or report

        await self.store.change_report(channel, change)
        if claimed is not None:
            await self._say(claimed, now_is, fallback)
        elif now_is is Condition.WORKS and await self.store.change_report(channel, _as_it_is) is None:
            self._fine.add(channel)

    async def _say(self, report: ChannelReport, now_is: Condition, fallback: str) -> None:
        outcome = await self.sender.channels[fallback].announce(words(report, now_is, self.clock()))
        log.warning(
            "channel reported", channel=report.channel, now=now_is.value, by=fallback, outcome=outcome.verdict.value
        )
        if outcome.verdict in _SAID:
            await self.store.change_report(report.channel, lambda before: said(before, now_is))


def condition(lane: Lane) -> Condition:
    """How a lane's channel is."""
    if lane.breaker.down:
        return Condition.DOWN
    return Condition.WORKS if lane.proven else Condition.UNKNOWN


def _as_it_is(report: ChannelReport | None) -> ChannelReport | None:
    return report
