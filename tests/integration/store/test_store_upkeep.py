"""What newsbell keeps about itself."""

from dataclasses import replace

from pipelines.model.channel_report import ChannelReport
from pipelines.model.generation import Generation
from pipelines.model.told import Told
from tests.unit.store_samples import NOW

REPORT = ChannelReport(channel="desk", since=NOW, reason="refused")


async def test_a_channel_report_comes_changes_and_goes(store):
    assert await store.change_report("desk", lambda before: REPORT if before is None else None) is None
    assert await store.channel_reports() == [REPORT]
    assert await store.change_report("desk", lambda before: replace(before, told=True)) == REPORT
    assert await store.channel_reports() == [replace(REPORT, told=True)]
    await store.change_report("desk", lambda _before: None)
    assert await store.channel_reports() == []


async def test_two_who_change_at_once_see_each_other(store, second_store):
    seen = []

    def first(before):
        seen.append(before)
        return before or Told(at=NOW, stories=1)

    async with second_store() as other:
        for one in (store, other, store):
            await one.change_told("summary", first)
    assert seen == [None, Told(at=NOW, stories=1), Told(at=NOW, stories=1)]


async def test_a_store_has_one_name_and_only_goes_on(store):
    assert await store.generation() is None
    assert await store.tick("one") == Generation(store="one", ticks=1)
    assert await store.tick("two") == Generation(store="one", ticks=2)
    assert await store.generation() == Generation(store="one", ticks=2)
