"""HTTP answers: what they say of a message that was posted, and how long to wait."""

import pytest

from pipelines.model.delivery import Verdict
from pipelines.notify.http_answer import refused, retry_after
from tests.unit.alert_samples import NOW

PAUSES = [
    ("0", 0.0),
    (" 120 ", 120.0),
    ("Mon, 10 Feb 2025 19:01:30 GMT", 90.0),
    ("Mon, 10 Feb 2025 18:00:00 GMT", 0.0),
    ("Mon, 10 Feb 2025 19:01:30", 90.0),
    ("9" * 400, 999_999_999.0),
    ("-3", None),
    ("1.5", None),
    ("soon", None),
    ("٣", None),
    ("", None),
    (None, None),
]


@pytest.mark.parametrize(("value", "seconds"), PAUSES)
def test_a_pause_is_seconds_or_a_date(value, seconds):
    assert retry_after(value, NOW) == seconds


@pytest.mark.parametrize(
    ("status", "verdict"),
    [(400, Verdict.DEAD), (410, Verdict.DEAD), (429, Verdict.RETRY), (500, Verdict.UNKNOWN), (503, Verdict.RETRY)],
)
def test_an_answer_that_is_no_success(status, verdict):
    outcome = refused(status, "said so", {"Retry-After": "5"}, NOW, server_error=Verdict.UNKNOWN)
    assert (outcome.verdict, outcome.reason) == (verdict, f"{status} said so")
    assert outcome.retry_after == (5.0 if status in {429, 503} else None)
