"""What the sender needs of others: the store's outbox, and someone who watches."""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from typing import Protocol

from pipelines.model.alert import Alert
from pipelines.model.delivery import Delivery, TooSoon
from pipelines.model.meter import Meter


class Outbox(Protocol):
    """The store, as far as the sender needs it.  Every method raises StoreUnavailable while the store is away."""

    async def due_deliveries(self, now: datetime, limit: int, channel: str) -> Sequence[Delivery]:
        """Open deliveries of a channel whose time has come, the most severe first, of these the longest due.

        Among them are those being sent whose lease is over.
        """

    async def lanes(self) -> AbstractSet[str]:
        """Channels that may have deliveries."""

    async def queue_up(self) -> int:
        """Once, at the start: make sure that every open delivery will be found."""

    async def rebase(self, now: datetime) -> int:
        """The clock went back: what was written in the time to come is told from now."""

    async def postpone(self, delivery_id: str, now: datetime, until: datetime) -> Delivery | None:
        """Make a delivery that is due now due later."""

    async def claim(
        self,
        delivery_id: str,
        now: datetime,
        lease: timedelta,
        *,
        take_over: Callable[[], bool] = ...,
        meter: Meter | None = None,
    ) -> Delivery | TooSoon | None:
        """Take a delivery that is due into our hands until `now + lease`, atomically; None where it is not to be had.

        The row becomes as `pipelines.store.leases.claimed` says.  TooSoon where all senders together have used up what
        `meter` allows.
        """

    async def save_delivery(self, delivery: Delivery) -> None: ...

    async def delivery(self, delivery_id: str) -> Delivery | None: ...

    async def alert(self, alert_id: str) -> Alert | None: ...

    async def thread_receipt(self, thread_id: str, channel: str, target: str) -> str:
        """The receipt of the first message of a thread, or "" where there is none."""


class Watcher(Protocol):
    """Who wants to know what became of deliveries: metrics, Sentry."""

    def delivered(self, delivery: Delivery, seconds: float) -> None:
        """After each attempt: the row as recorded, and how long the attempt took."""

    def send_failed(self, error: Exception, delivery: Delivery) -> None:
        """A channel raised what it should not have raised."""

    def sender_failed(self, error: Exception) -> None:
        """The sender itself met what it should not meet."""


class Unwatched:
    """Nobody wants to know."""

    def delivered(self, delivery: Delivery, seconds: float) -> None: ...

    def send_failed(self, error: Exception, delivery: Delivery) -> None: ...

    def sender_failed(self, error: Exception) -> None: ...
