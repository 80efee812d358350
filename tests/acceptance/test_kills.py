"""kill -9 of the daemon at random moments: no event is lost, no confirmed message is repeated."""

import asyncio
import random
from collections import Counter

import pytest

from tests.acceptance.test_daemon import rows
from tests.newsroom.config import Settings
from tests.newsroom.daemon import Daemon
from tests.newsroom.fixtures import open_house
from tests.newsroom.leftovers import end
from tests.newsroom.verify import expected, mailed

KILLS = 20
ORDER = (
    "halden-bids-for-mistral",
    "cohere-raises-800-million",
    "halden-tra-gia-mua-mistral-ai",
    "halden-offer-mistral-wire",
    "deepseek-v5-fabu",
    "lua-ai-goi-von-120-trieu-usd",
    "deepseek-ra-mat-v5",
    "meridian-post-sues-openai",
    "sakana-namazu-2",
    "lua-ai-rongzi",
)


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_twenty_kills(tmp_path):
    dice = random.Random(20)
    async with open_house() as house:
        daemon = Daemon(house.write_config(tmp_path, Settings(slack="bot")))
        try:
            for kill in range(KILLS):
                await daemon.start()
                if kill % 2 == 0:
                    house.newsroom.publish(ORDER[kill // 2])
                await asyncio.sleep(dice.uniform(0.0, 2.5))
                await daemon.kill()
            await daemon.start()
            urls = [item.url for item in house.newsroom.published.values()]
            for url in urls:
                await daemon.wait_settled(url, 60) if not _was_settled(daemon, url) else None
            await _all_sent(daemon)
            deliveries = await rows(daemon.config, "outbox", "list", "--limit", "500")
            await daemon.stop()
        finally:
            await daemon.kill()
            end(tmp_path)
        assert {row["state"] for row in deliveries} == {"sent"}
        _nothing_lost(house)
        _nothing_confirmed_repeated(house, deliveries)


def _was_settled(daemon, url):
    return any(settled.url == url for settled in daemon.settled())


async def _all_sent(daemon):
    async with asyncio.timeout(90):
        while True:
            deliveries = await rows(daemon.config, "outbox", "list", "--limit", "500")
            if deliveries and all(row["state"] == "sent" for row in deliveries):
                return
            await asyncio.sleep(1)


def _nothing_lost(house):
    by_url = {item.url: item for item in house.newsroom.published.values()}
    told = {(a.event, a.reason) for a in (mailed(mail, by_url) for mail in house.mail.mails)}
    assert told == set(expected(house.newsroom.published.values()))


def _nothing_confirmed_repeated(house, deliveries):
    """A message came twice only where the daemon died before it knew that the first had arrived."""
    unknowns = {row["alert_id"]: row["unknowns"] for row in deliveries if row["channel"] == "desk-mail"}
    came = Counter(mail.header("Message-ID").strip("<>").split("@")[0] for mail in house.mail.mails)
    assert {alert: count for alert, count in came.items() if count > 1 + unknowns[alert]} == {}
    slack = Counter(message.payload["metadata"]["event_payload"]["alert_id"] for message in house.slack.messages)
    assert {alert: count for alert, count in slack.items() if count > 1} == {}
