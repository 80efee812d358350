"""The life of a delivery: table, diagram in the docs and functions say the same."""

import re
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest

from pipelines.alerts.outbox import after
from pipelines.model.delivery import DeliveryState as State
from pipelines.model.delivery import Outcome, Verdict
from pipelines.model.transitions import FINAL, TABLE, WAITING, allowed
from pipelines.store.leases import claimed, dropped, merged, postponed, rebased, retried
from tests.unit.store_samples import NOW, a_delivery

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "outbox.md"
STEP = re.compile(r"^\s+(\w+) --> (\w+): (.+)$", re.MULTILINE)
LATER = NOW + timedelta(days=2)


def test_the_diagram_is_the_table():
    diagram = PAGE.read_text("utf-8").split("```mermaid")[1].split("```")[0]
    drawn = [(before, after, why) for before, after, why in STEP.findall(diagram)]
    assert sorted(drawn) == sorted((step.before.value, step.after.value, step.why) for step in TABLE)


def test_every_state_is_explained():
    text = PAGE.read_text("utf-8")
    assert [state for state in State if f"| `{state}` |" not in text] == []


def test_no_step_stands_there_twice():
    assert len(set(TABLE)) == len(TABLE)


def test_what_was_sent_or_superseded_goes_nowhere():
    for before, after_ in product((State.SENT, State.SUPERSEDED), State):
        assert allowed(before, after_) is (before is after_)


@pytest.mark.parametrize("state", State)
def test_no_function_takes_a_step_that_is_not_in_the_table(state):
    row = a_delivery(state=state, attempts=9, updated=LATER if state is State.PENDING else NOW)
    made = [claimed(row, LATER, timedelta(seconds=30)), dropped(row, LATER), retried(row, LATER), postponed(row, LATER, LATER), rebased(row, NOW)]  # fmt: skip
    if state is State.SENDING:
        made += [after(row, Outcome(verdict=verdict), moment, 0.5) for verdict in Verdict for moment in (NOW, LATER)]
    for word in (State.SENT, State.DEAD, State.RETRYING, State.UNKNOWN):
        told = merged(row, a_delivery(state=word, attempts=9))
        if word is State.SENT or state is State.SENDING:
            made.append(told)  # nobody but a sender that holds it, or held it, speaks of it
    assert [one.state for one in made if one is not None and not allowed(state, one.state)] == []


def test_every_state_comes_to_an_end():
    """From wherever it stands there is a way to an end."""
    ends = set(FINAL)
    for _ in State:
        ends |= {step.before for step in TABLE if step.after in ends}
    assert ends == set(State)
    assert WAITING.isdisjoint(FINAL)
