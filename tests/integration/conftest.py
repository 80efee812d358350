"""For tests of channels: a receiver, started, and the channel that speaks to it.

Which receiver: the parameter of `rig`, else the module's `RIG`.
"""

import pytest


@pytest.fixture
async def rig(request):
    one = (request.param if hasattr(request, "param") else request.module.RIG)()
    await one.start()
    yield one
    await one.stop()


@pytest.fixture
async def channel(rig):
    one = rig.channel()
    yield one
    await one.close()
