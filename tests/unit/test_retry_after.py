"""Pauses that servers ask for."""

from datetime import UTC, datetime

import pytest

from crawler.retry_after import Pauses, retry_after

NOW = datetime(2026, 10, 6, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("999999999999999999", 86_400),
        ("Tue, 06 Oct 2026 12:01:30 GMT", 90),
        ("Tue, 06 Oct 2026 11:00:00 GMT", 0),
        ("Fri, 01 Jan 2100 00:00:00 GMT", 86_400),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("١٢", None),
    ],
)
def test_seconds_or_a_date(header, seconds):
    assert retry_after(header, NOW) == seconds


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_pause_runs_out():
    clock = Clock()
    pauses = Pauses(clock)

    pauses.ask("example.org", 30)

    assert pauses.left("example.org") == 30
    assert pauses.left("example.com") == 0
    clock.now = 29
    assert pauses.left("example.org") == 1
    clock.now = 31
    assert pauses.left("example.org") == 0


def test_a_shorter_pause_does_not_end_a_longer_one():
    pauses = Pauses(Clock())

    pauses.ask("example.org", 30)
    pauses.ask("example.org", 5)

    assert pauses.left("example.org") == 30


def test_hosts_are_not_remembered_without_end():
    pauses = Pauses(Clock())

    for number in range(6_000):
        pauses.ask(f"{number}.example.org", 30)

    assert sum(bool(pauses.left(f"{number}.example.org")) for number in range(6_000)) == 5_000
