"""`newsbell outbox`: what an operator sees of deliveries, and does about them."""

import asyncio
import json
from dataclasses import replace

import pytest

from config.loader import load
from pipelines.clock import utc_now
from pipelines.model.channel_report import ChannelReport
from pipelines.model.delivery import DeliveryState as State
from pipelines.model.settlement import Query
from pipelines.store.access import open_store
from scheduler.cli.main import main
from tests.unit.store_samples import a_delivery, a_settlement, an_alert, an_event, gives


@pytest.fixture
async def desk(tmp_path, capsys):
    path = tmp_path / "newsbell.toml"
    path.write_text('data_dir = "var"\n[channels.console]\ntype = "console"\n')
    async with open_store(load(path, environ={})) as store:
        now = utc_now()
        given = [("d1", "console", State.PENDING), ("d2", "console", State.DEAD), ("d3", "gone", State.DEAD), ("d4", "gone", State.SENT), ("d5", "gone", State.RETRYING)]  # fmt: skip
        rows = tuple(a_delivery(n, channel=channel, state=state, due=now, reason="why") for n, channel, state in given)
        await store.settle(Query(), gives(a_settlement(alerts=(an_alert(an_event()),), deliveries=rows)))
        yield Desk(path, store, capsys)


class Desk:
    def __init__(self, path, store, capsys):
        self.path, self.store, self.capsys = path, store, capsys

    async def __call__(self, *words):
        code = await asyncio.to_thread(main, ["outbox", *words, "--config", str(self.path)])
        return code, self.capsys.readouterr().out

    async def rows(self, *words):
        code, out = await self(*words, "--json")
        assert code == 0
        return [json.loads(line) for line in out.splitlines()]

    async def states(self):
        return {row.delivery_id: row.state for row in await self.store.deliveries()}


async def test_listed_by_state_and_channel(desk):
    assert {row["delivery_id"] for row in await desk.rows("list")} == {"d1", "d2", "d3", "d4", "d5"}
    assert {row["delivery_id"] for row in await desk.rows("list", "--state", "dead")} == {"d2", "d3"}
    assert {row["delivery_id"] for row in await desk.rows("list", "--channel", "gone")} == {"d3", "d4", "d5"}
    assert [row["reason"] for row in await desk.rows("list", "--channel", "gone", "--state", "dead")] == ["why"]


async def test_channels_say_what_waits_and_what_fails(desk):
    report = ChannelReport(channel="gone", since=utc_now(), reason="403 no_service")
    await desk.store.change_report("gone", lambda _before: report)
    rows = {row["channel"]: row for row in await desk.rows("channels")}
    assert (rows["console"]["state"], rows["console"]["waiting"], rows["console"]["dead"]) == ("works", 1, 1)
    assert (rows["gone"]["state"], rows["gone"]["waiting"], rows["gone"]["reason"]) == ("fails", 1, "403 no_service")


async def test_retry_by_id_by_channel_and_all_dead(desk):
    assert (await desk("retry", "d2"))[0] == 0
    assert (await desk.states())["d2"] is State.PENDING
    assert await desk("retry", "d4") == (1, "d4: no such delivery, or it was sent, or is being sent\n")
    await desk.store.save_delivery(replace(await desk.store.delivery("d2"), state=State.SENT))
    code, out = await desk("retry", "--all-dead")
    assert (code, out) == (0, "d3: due again\n")
    await desk("retry", "--channel", "gone")
    assert (await desk.states())["d5"] is State.PENDING


async def test_drop_gives_up_what_is_open_and_forgets_what_is_dead(desk):
    assert (await desk("drop", "d1"))[0] == 0
    assert (await desk.states())["d1"] is State.DEAD
    assert (await desk("drop", "--all-dead", "--channel", "console"))[0] == 0
    assert set(await desk.states()) == {"d3", "d4", "d5"}
    assert (await desk("drop", "--channel", "gone"))[0] == 0
    assert (await desk.states())["d5"] is State.DEAD
    assert (await desk.states())["d4"] is State.SENT


@pytest.mark.parametrize("words", [("retry",), ("drop",), ("retry", "--channel", "none"), ("drop", "nobody")])
async def test_nothing_to_do_is_a_failure(desk, words):
    assert (await desk(*words))[0] == 1
