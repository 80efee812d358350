from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.model.alert import Alert
from pipelines.model.delivery import Delivery
from pipelines.model.disposition import Disposition, Outcome
from pipelines.model.event import Event, Report
from pipelines.model.kinds import AlertReason, Severity
from pipelines.model.mention import Mention, Reason
from pipelines.model.money import Money
from pipelines.model.settlement import KnownStory, Settlement, Signature
from pipelines.model.source_state import SourceState
from pipelines.model.story import Story
from pipelines.store.codec import from_json, pack, to_json, unpack
from tests.unit.store_samples import NOW, a_delivery, a_reading, a_settlement, an_alert, an_event

NUMBERS = st.floats(0, 1)
MONEY = st.builds(Money, amount=st.decimals(allow_nan=False, allow_infinity=False), currency=st.text())
FIELDS = {
    Mention: {
        "amount": st.none() | MONEY,
        "valuation": st.none() | MONEY,
        "confidence": NUMBERS,
        "reasons": st.lists(st.builds(Reason, weight=NUMBERS)).map(tuple),
    },
}
"""What is not any value of its type: no number is NaN."""


def test_values_come_back_as_they_were():
    event = an_event(date=date(2026, 3, 1), court="High Court", confidence=0.5, alerted={"deals": ("offered",)})
    for value in (event, an_alert(event), a_delivery(), a_settlement(reading=a_reading(), event_ids=("e1", ""))):
        assert unpack(type(value), pack(value)) == value


@pytest.mark.parametrize("kind", [Mention, Report, Disposition, Story, Delivery, KnownStory, SourceState])
def test_any_value_of_the_model_comes_back(kind):
    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.builds(kind, **FIELDS.get(kind, {})))
    def check(value):
        assert unpack(kind, pack(value)) == value

    check()


@pytest.mark.parametrize("zone", ["+07:00", "+00:00", "-09:30"])
def test_times_keep_their_offset(zone):
    when = datetime.fromisoformat(f"2026-03-02T09:30:00.000001{zone}")
    back = unpack(SourceState, pack(SourceState(name="x", newest=when))).newest
    assert back == when
    assert back.utcoffset() == when.utcoffset()


def test_amounts_are_exact():
    money = Money(amount=Decimal("0.10"), currency="USD")
    assert str(unpack(Money, pack(money)).amount) == "0.10"


def test_a_row_of_an_older_program_gets_the_defaults_of_newer_fields():
    row = to_json(a_delivery())
    del row["state"], row["target"]
    row["target"] = "x"
    assert from_json(Delivery, row).state == "pending"
    assert from_json(Delivery, row).unknowns == 0


def test_a_field_of_a_newer_program_is_passed_over():
    row = to_json(a_delivery()) | {"colour": {"of": "money"}}
    assert from_json(Delivery, row) == a_delivery()


def test_a_missing_required_field_is_an_error():
    with pytest.raises(TypeError):
        from_json(Delivery, {"delivery_id": "d1"})


def test_empty_fields_are_not_written_and_telling_ones_are():
    assert to_json(SourceState(name="x", failures=2)) == {"name": "x", "failures": 2}


@dataclass(frozen=True, kw_only=True)
class _Row:
    full_by_default: str = "x"
    many_by_default: int = 3
    yes_by_default: bool = True
    pairs: MappingProxyType = field(default_factory=lambda: MappingProxyType({}))
    span: timedelta = timedelta(seconds=1)


def test_an_empty_value_is_written_where_the_default_is_not_empty():
    row = _Row(full_by_default="", many_by_default=0, yes_by_default=False, span=timedelta(0))
    assert unpack(_Row, pack(row)) == row


def test_an_empty_text_is_not_none():
    copy = Disposition(outcome=Outcome.DROPPED, copy_of="")
    assert unpack(Disposition, pack(copy)) == copy


def test_zero_and_none_and_no_are_not_one_another():
    state = SourceState(name="x")
    assert "last_poll" not in to_json(state)
    assert "failures" not in to_json(state)
    assert from_json(SourceState, {"name": "x", "failures": 0}).failures == 0


@pytest.mark.parametrize("text", ["", "x" * 100, "ngày mai " * 200, "\ud800 alone", "\x00\u202e", "😀" * 90])
def test_any_text_survives(text):
    settlement = a_settlement()
    settlement = replace(settlement, story=replace(settlement.story, body=text))
    assert unpack(Settlement, pack(settlement)).story.body == text


def test_long_rows_are_packed():
    body = "Nemora Systems said on Monday that it would buy Kelvane for nine billion dollars in cash. " * 50
    settlement = replace(a_settlement(), story=replace(a_settlement().story, body=body))
    assert len(pack(settlement)) < len(body) / 4


def test_signatures_keep_large_numbers():
    signature = Signature(hashes=(0, 2**63, 2**64 - 1), bands=("0:ab",))
    assert unpack(Signature, pack(signature)) == signature


def test_nothing_but_plain_values_is_written():
    with pytest.raises(TypeError):
        to_json(object())


def test_frozen_mappings_come_back_frozen():
    event = unpack(Event, pack(an_event()))
    with pytest.raises(TypeError):
        event.roles["target"] = ("Other",)


def test_every_field_of_a_settlement_is_carried():
    full = replace(
        a_settlement(reading=a_reading(), event_ids=("e1",), entry_key="k", repeated=True),
        events=(an_event(),), alerts=(an_alert(an_event()),), deliveries=(a_delivery(),),
    )  # fmt: skip
    back = unpack(Settlement, pack(full))
    assert {f.name: getattr(back, f.name) for f in fields(back)} == {
        f.name: getattr(full, f.name) for f in fields(full)
    }
    assert back.story.first_seen == NOW


def test_an_alert_may_hold_alerts():
    first, second = an_alert(an_event()), an_alert(an_event("e2"), "a2")
    digest = replace(first, alert_id="d1", reason=AlertReason.DIGEST, members=(first, second), severity=Severity.HIGH)
    assert unpack(Alert, pack(digest)) == digest


def test_severities_have_an_order():
    assert sorted(Severity, key=lambda severity: severity.rank) == ["info", "normal", "high", "critical"]
