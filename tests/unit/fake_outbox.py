"""An outbox in memory, with the store's own rules, that can be away; and a channel that does what it is told."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from pipelines.errors import StoreUnavailable
from pipelines.model.delivery import Delivery, Outcome, TooSoon, Verdict
from pipelines.model.transitions import FINAL, WAITING
from pipelines.store import leases


class FakeOutbox:
    def __init__(self):
        self.rows = {}
        self.alerts = {}
        self.meters = {}
        self.away = set()  # methods that do not answer now; "*" is all of them

    def add(self, alert, *rows):
        self.alerts[alert.alert_id] = alert
        self.rows |= {row.delivery_id: row for row in rows}

    def _ask(self, method):
        if {"*", method} & self.away:
            raise StoreUnavailable("gone")

    async def due_deliveries(self, now, limit, channel):
        self._ask("due_deliveries")
        due = [
            r for r in self.rows.values() if r.state not in FINAL | WAITING and r.due <= now and r.channel == channel
        ]
        return sorted(due, key=lambda r: (-r.severity, r.due))[:limit]

    async def lanes(self):
        self._ask("lanes")
        return {row.channel for row in self.rows.values()}

    async def queue_up(self):
        self._ask("queue_up")

    async def rebase(self, now):
        self._ask("rebase")
        self.rows = {name: leases.rebased(row, now) or row for name, row in self.rows.items()}

    async def postpone(self, delivery_id, now, until):
        self._ask("postpone")
        later = leases.postponed(self.rows[delivery_id], now, until)
        self.rows[delivery_id] = later or self.rows[delivery_id]
        return later

    async def claim(self, delivery_id, now, lease, *, take_over=leases.anyhow, meter=None):
        self._ask("claim")
        await asyncio.sleep(0)
        claimed = leases.claimed(self.rows[delivery_id], now, lease, take_over=take_over())
        if claimed and meter:
            now = time.monotonic()
            known = meter.since(self.meters.get(claimed.channel, 0.0), now)
            if not known.room(now):
                return TooSoon(wait=known.wait(now))
            self.meters[claimed.channel] = known.taken(now).next
        if claimed:
            self.rows[delivery_id] = claimed
        return claimed

    async def save_delivery(self, delivery):
        self._ask("save_delivery")
        believed = leases.merged(self.rows.get(delivery.delivery_id), delivery)
        if believed:
            self.rows[delivery.delivery_id] = believed

    async def delivery(self, delivery_id):
        self._ask("delivery")
        return self.rows.get(delivery_id)

    async def alert(self, alert_id):
        self._ask("alert")
        return self.alerts.get(alert_id)

    async def thread_receipt(self, thread_id, channel, target):
        self._ask("thread_receipt")
        for row in self.rows.values():
            if (row.alert_id, row.channel, row.target) == (thread_id, channel, target):
                return row.receipt
        return ""


SENT = Outcome(verdict=Verdict.SENT, receipt="r1")


class FakeChannel:
    """`answers` are given one after another, the last one for ever; one may be an exception, or an event to wait for."""

    def __init__(self, *answers):
        self.name = "fake"
        self.answers = list(answers) or [SENT]
        self.calls = []
        self.late = []
        self.under_way = 0
        self.most = 0

    async def send(self, alert, target, *, thread_receipt, retry, late=timedelta()):
        self.calls.append((alert.alert_id, target, thread_receipt, retry))
        self.late.append(late)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        try:
            if isinstance(answer, asyncio.Event):
                await answer.wait()
                return SENT
            if isinstance(answer, Exception):
                raise answer
            return answer
        finally:
            self.under_way -= 1

    async def announce(self, announcement):
        self.calls.append(announcement)
        return SENT

    async def check(self):
        return "ok"

    async def close(self):
        pass


class Watched:
    def __init__(self):
        self.delivered_rows = []
        self.errors = []

    def delivered(self, delivery: Delivery, seconds: float):
        self.delivered_rows.append(delivery)

    def send_failed(self, error: Exception, delivery: Delivery):
        self.errors.append((error, delivery.delivery_id))

    def sender_failed(self, error: Exception):
        self.errors.append((error, ""))


async def until(condition: Callable[[], bool], seconds: float = 5.0):
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 — what is awaited has no event
            await asyncio.sleep(0.005)


def utc_now() -> datetime:
    return datetime.now(UTC)
