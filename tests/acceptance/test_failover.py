"""The daemon on a Redis behind a Sentinel, whose master is killed in the middle of a run."""

import asyncio

from tests.acceptance.test_daemon import BID, ROUND, rows
from tests.acceptance.test_operations import LAWSUIT, MODEL, SITES
from tests.integration.redis_servers import SERVICE, Machines, replicas_in_step
from tests.newsroom.config import Settings
from tests.newsroom.fixtures import open_house, running
from tests.newsroom.waiting import until

RECOMMENDED = ("--min-replicas-to-write", "1", "--min-replicas-max-lag", "10", "--appendonly", "yes")


async def test_a_failover_in_the_middle_of_a_run(tmp_path):
    machines = Machines(tmp_path / "machines")
    try:
        master = await machines.server(*RECOMMENDED)
        for _ in range(2):
            await machines.server(*RECOMMENDED, "--replicaof", "127.0.0.1", str(master.port))
        await replicas_in_step(master, 2)
        sentinel = await machines.sentinel(master)
        redis = f'[redis]\nurl = "sentinel://127.0.0.1:{sentinel.port}/{SERVICE}"\nwait_replicas = 1\n'
        settings = Settings(slack="bot", only=SITES, extra=redis)
        async with open_house() as house, running(house, tmp_path, settings) as daemon:
            await daemon.wait_settled(house.newsroom.publish(BID).url)
            await house.mail.wait_for(1)
            house.newsroom.publish(ROUND)
            master.kill()
            for article in (MODEL, LAWSUIT):
                await asyncio.sleep(0.5)
                house.newsroom.publish(article)
            mails = await house.mail.wait_for(4, timeout=60)
            await until(lambda: len(house.slack.messages) == 4, 20, "four in Slack")
            assert not (tmp_path / "var" / "redis").exists(), "no private server beside it"
            deliveries = await rows(daemon.config, "outbox", "list")
            assert {row["state"] for row in deliveries} == {"sent"}
            assert sorted(mail.header("X-Newsbell-Kind") for mail in mails) == [
                "bid",
                "funding",
                "lawsuit",
                "model_release",
            ]
            assert len(house.mail.mails) <= 4 + sum(row["unknowns"] for row in deliveries)
            assert len(house.slack.messages) == 4
            assert "Traceback" not in daemon.log.read_text("utf8")
    finally:
        machines.end()
