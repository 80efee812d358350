"""Waiting for what is to come."""

import asyncio
import time
from collections.abc import Callable

STEP = 0.02


async def until(true: Callable[[], bool], timeout: float, what: str = "it") -> None:  # noqa: ASYNC109  # the caller names it
    """Return as soon as `true()`; after `timeout` seconds a TimeoutError that says what was missing."""
    end = time.monotonic() + timeout
    while not true():
        if time.monotonic() > end:
            raise TimeoutError(f"no {what} within {timeout:g} s")
        await asyncio.sleep(STEP)
