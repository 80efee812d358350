"""The sender, put together from a configuration."""

import random

from config.schema import Config
from pipelines.assemble import utc_now
from pipelines.notify.factory import channels_from
from pipelines.notify.ports import Watcher
from pipelines.notify.sender import Sender
from pipelines.store.store import Store


def sender_of(config: Config, store: Store, watcher: Watcher) -> Sender:
    """Sends what is due in `store` through the channels of `config`."""
    return Sender(
        store=store,
        channels=channels_from(config),
        clock=utc_now,
        rng=random.SystemRandom().random,
        watcher=watcher,
        recover=store.recover,
    )
