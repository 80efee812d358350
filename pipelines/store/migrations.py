"""From the form of an older store to that of this program, one step after the other.

A step may be broken off at any moment and is then done again from its beginning: each does no harm twice.
"""

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import structlog

from pipelines.errors import StoreInUse
from pipelines.store import keys
from pipelines.store.locks import alone
from pipelines.store.store import Store

log = structlog.get_logger()

Step = Callable[[Store], Awaitable[None]]


async def _name_the_form(_store: Store) -> None:
    """Stores of the first days have rows of form 1, and no number that says so: `migrate` writes it."""


async def _queue_by_channel(store: Store) -> None:
    """Form 2: open deliveries stand in a queue of their channel and severity, where the sender looks for them."""
    await store.queue_up()


STEPS: Mapping[int, Step] = {0: _name_the_form, 1: _queue_by_channel}
"""The step away from each form."""


async def migrate(store: Store, data_dir: Path) -> int | None:
    """Bring the store to this program's form; the form that it had, None where nothing was to be done.

    StoreInUse where a daemon runs on `data_dir`: one of an older newsbell, which would go on writing the older form.
    """
    form = await store.form()
    if form is None:
        await store.name_form(keys.SCHEMA)  # a new store
        return None
    if form >= keys.SCHEMA:
        return None
    try:
        with alone(data_dir):
            for number in range(form, keys.SCHEMA):
                await STEPS[number](store)
                await store.name_form(number + 1)
    except StoreInUse as error:
        raise StoreInUse(
            f"the store has an older form ({form}, now {keys.SCHEMA}) and is in use: {error}; stop that one first"
        ) from None
    log.warning("store brought to the form of this newsbell", before=form, now=keys.SCHEMA)
    return form
