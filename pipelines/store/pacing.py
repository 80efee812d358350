"""A channel's rate, kept by all senders together: when its next message would be on time stands in the store.

It is told by the server's clock: those of the senders' machines may be apart.
"""

from pipelines.model.delivery import TooSoon
from pipelines.model.meter import Meter
from pipelines.store import keys
from pipelines.store.link import Command, Session

_LIFE = int(keys.DAY.total_seconds())
"""The slowest rate is one a day."""


async def paced(session: Session, channel: str, meter: Meter) -> list[Command] | TooSoon:
    """The commands that note one message more, to be executed with its claim; or how long there is no room for one."""
    name = keys.pace(channel)
    _, noted, clock = await session.ask(("WATCH", name), ("GET", name), ("TIME",))
    now = int(clock[0]) + int(clock[1]) / 1e6
    known = meter.since(float(noted or 0), now)
    if not known.room(now):
        return TooSoon(wait=known.wait(now))
    return [("SET", name, f"{known.taken(now).next:.6f}", "EX", _LIFE)]
