"""For tests of channels: a receiver, started, and the channel that speaks to it.  `rig` is parametrized indirectly."""

import pytest


@pytest.fixture
async def rig(request):
    one = request.param()
    await one.start()
    yield one
    await one.stop()


@pytest.fixture
async def channel(rig):
    one = rig.channel()
    yield one
    await one.close()
