"""The sender, put together from a configuration."""

import random
from collections.abc import Callable

from config.paces import Pace, parse_pace
from config.schema import Config
from pipelines.alerts.releaser import Releaser
from pipelines.assemble import Pipeline, utc_now
from pipelines.notify.factory import channels_from
from pipelines.notify.ports import Watcher
from pipelines.notify.sender import Sender
from pipelines.store.store import Store


def paces_of(config: Config) -> dict[str, Pace]:
    """Each channel's rate, where it has one."""
    return {channel.name: parse_pace(channel.rate) for channel in config.channels if channel.rate}


def sender_of(config: Config, store: Store, watcher: Watcher) -> Sender:
    """Sends what is due in `store` through the channels of `config`."""
    return Sender(
        store=store,
        channels=channels_from(config),
        clock=utc_now,
        paces=paces_of(config),
        late_after=config.alerts.late_after,
        rng=random.SystemRandom().random,
        watcher=watcher,
        recover=store.recover,
    )


def releaser_of(pipeline: Pipeline, released: Callable[[], None]) -> Releaser:
    """Opens what is held back in the pipeline's store when its time has come; then calls `released`."""
    return Releaser(
        store=pipeline.store,
        routing=lambda: pipeline.rulebook.alerting,
        clock=utc_now,
        released=released,
        recover=pipeline.store.recover,
    )
