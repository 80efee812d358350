"""What a round came to: what was lost, what came twice, and whether every repeat is accounted for."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields

from pipelines.model.delivery import Delivery, DeliveryState
from pipelines.model.transitions import FINAL
from tests.newsroom.slack import SlackServer
from tests.torture.receivers import BOT, HOOK, MAIL, SLACK, Receivers


@dataclass(kw_only=True)
class Channel:
    """`repeated`: messages too many; `unaccounted`: of these, more than the row's `unknowns` admits."""

    expected: int = 0
    lost: int = 0
    repeated: int = 0
    unaccounted: int = 0
    unknowns: int = 0

    def add(self, other: "Channel") -> None:
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))


@dataclass(kw_only=True)
class Sums:
    rounds: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    channels: dict[str, Channel] = field(default_factory=dict)
    not_sent: Counter[str] = field(default_factory=Counter)
    """Rows that did not end as sent, by state and reason."""

    def add(self, other: "Sums") -> None:
        self.rounds += other.rounds
        self.kills += other.kills
        self.not_sent += other.not_sent
        for name, channel in other.channels.items():
            self.channels.setdefault(name, Channel()).add(channel)

    @property
    def faults(self) -> list[str]:
        """What must not be."""
        found = [f"{name}: {c.lost} lost" for name, c in self.channels.items() if c.lost]
        found += [
            f"{name}: {c.unaccounted} repeats not accounted for" for name, c in self.channels.items() if c.unaccounted
        ]
        found += [
            f"{name}: {self.channels[name].repeated} repeated"
            for name in (BOT, HOOK)
            if name in self.channels and self.channels[name].repeated
        ]
        return found + [f"{number} rows {what}" for what, number in self.not_sent.items()]

    def table(self) -> str:
        """In Markdown."""
        rows = [
            "| channel | alerts | lost | repeated | outcome unknown | repeats not accounted for |",
            "|---|---|---|---|---|---|",
        ]
        for name, c in self.channels.items():
            rows.append(f"| {name} | {c.expected:,} | {c.lost} | {c.repeated} | {c.unknowns} | {c.unaccounted} |")
        killed = ", ".join(f"{what} {number}" for what, number in sorted(self.kills.items()))
        return "\n".join([f"{self.rounds} rounds, {sum(self.kills.values()):,} kills -9 ({killed})", "", *rows])


def sums(receivers: Receivers, alerts: Collection[str], rows: Iterable[Delivery], kills: Counter[str]) -> Sums:
    """Of one round, whose alerts have the ids `alerts`."""
    rows = list(rows)
    made = Sums(rounds=1, kills=kills)
    for name, came in _came(receivers).items():
        unknowns = {row.alert_id: row.unknowns for row in rows if row.channel == name}
        waiting = {row.alert_id for row in rows if row.channel == name and row.state not in FINAL}
        made.channels[name] = _channel(came, alerts, unknowns, waiting)
    made.not_sent = Counter(f"{row.state}: {row.reason}" for row in rows if row.state is not DeliveryState.SENT)
    return made


def _channel(
    came: Counter[str], alerts: Collection[str], unknowns: Mapping[str, int], waiting: Collection[str]
) -> Channel:
    extra = {alert: came[alert] - 1 for alert in alerts if came[alert] > 1}
    return Channel(
        expected=len(alerts),
        lost=sum(not came[alert] for alert in alerts if alert not in waiting),
        repeated=sum(extra.values()),
        unaccounted=sum(max(0, number - unknowns.get(alert, 0)) for alert, number in extra.items()),
        unknowns=sum(unknowns.values()),
    )


def _came(receivers: Receivers) -> dict[str, Counter[str]]:
    """How often each alert was taken.  A webhook's receiver acts once for each key, whatever is posted."""
    return {
        MAIL: Counter(mail.header("Message-ID").strip("<>").partition("@")[0] for mail in receivers.mail.mails),
        BOT: Counter(_alert(message.payload) for message in receivers.bot.messages),
        SLACK: _in_footers(receivers.slack),
        HOOK: Counter(receivers.hook.alerts.values()),
    }


def _alert(payload: Mapping[str, object]) -> str:
    metadata = payload["metadata"]
    assert isinstance(metadata, Mapping)
    return str(metadata["event_payload"]["alert_id"])


def _in_footers(slack: SlackServer) -> Counter[str]:
    return Counter(
        message.payload["blocks"][-1]["elements"][0]["text"].rpartition(" ")[2] for message in slack.messages
    )
