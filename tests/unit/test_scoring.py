"""`newsbell eval`: the scores of labelled documents, each measure by an example that can be counted by hand."""

import json

import pytest

from scheduler.calibration import Calibration
from scheduler.cli.main import main
from scheduler.score_report import report, whole
from scheduler.scoring import Scores


def gold(*events, lang="en", number=1, ai=True):
    return {"id": f"d{number}", "lang": lang, "title": "T", "gold": {"ai_industry": ai, "events": list(events)}}


def told(*events, ai=True):
    return {"ai_industry": ai, "events": list(events)}


def event(kind="bid", status="new", stage="offered", confidence=0.9, event_id="e", **args):
    return {"kind": kind, "status": status, "stage": stage, "confidence": confidence, "event_id": event_id,
            "event_key": event_id, "args": args}  # fmt: skip


@pytest.fixture
def scores():
    """A hit with one wrong name, a miss, a false alarm, a background told as new."""
    found = Scores()
    found.add(
        gold(event(acquirer=["A"], target=["B"], amount=100, currency="USD")),
        told(event(acquirer=["A"], target=["C"], amount=100, currency="USD", confidence=0.95, stage="raised")),
    )
    found.add(gold(event("lawsuit", stage="filed"), lang="vi"), told())
    found.add(gold(lang="vi", ai=False), told(event("funding", stage="closed", confidence=0.75)))
    found.add(gold(event(status="background")), told(event(confidence=0.85)))
    return found


def test_new_events_are_counted_by_kind_language_and_both(scores):
    assert (scores.by_kind["bid"].hits, scores.by_kind["bid"].false) == (1, 1)
    assert scores.by_kind["lawsuit"].missed == 1
    assert scores.by_lang["vi"].f1 == 0
    assert scores.macro_f1("vi") == 0
    assert scores.macro_f1("en") == pytest.approx(2 / 3)
    summary = scores.summary()
    assert summary["macro-F1, lowest language"] == 0
    assert summary["macro-F1, mean of languages"] == pytest.approx(1 / 3)
    assert summary["not new, told as new"] == 1


def test_names_are_counted_by_role(scores):
    assert scores.by_role["bid acquirer"].f1 == 1
    assert scores.by_role["bid target"].f1 == 0
    assert scores.summary()["names in roles, F1"] == 0.5
    assert scores.summary()["amount and currency"] == 1


def test_statuses_and_stages_are_counted_by_what_was_wanted(scores):
    assert scores.parts("status") == [("background", 0, 1), ("new", 1, 1)]
    assert scores.parts("stage") == [("bid offered", 0, 1)]


def test_confidence_is_held_against_the_share_that_was_right(scores):
    assert [(row.low, row.count, row.right) for row in scores.calibration.bins()] == [
        (0.7, 1, 0),
        (0.8, 1, 0),
        (0.9, 1, 1),
    ]
    assert scores.calibration.error() == pytest.approx((0.75 + 0.85 + 0.05) / 3)


CALIBRATED = [
    ([], None),
    ([(0.9, True)] * 9 + [(0.9, False)], 0.0),
    ([(1.0, True), (0.95, True)], 0.025),
    ([(1.0, False)], 1.0),
    ([(0.85, True), (0.15, False)], 0.15),
]


@pytest.mark.parametrize(("rows", "error"), CALIBRATED)
def test_the_expected_error(rows, error):
    calibration = Calibration()
    for confidence, right in rows:
        calibration.add(confidence, right=right)
    assert calibration.error() == (None if error is None else pytest.approx(error))


def test_the_report_and_the_json_say_the_same(scores):
    text = "\n".join(report(scores))
    for title in ("by kind", "by language", "by role", "statuses", "stages", "confidence", "all together"):
        assert title in text
    everything = json.loads(json.dumps(whole(scores)))
    assert everything["by_kind"]["bid"]["precision"] == 0.5
    assert everything["by_lang"]["en"]["macro_f1"] == pytest.approx(2 / 3)
    assert everything["by_role"]["bid target"]["missed"] == 1
    assert everything["by_status"]["background"] == {"right": 0, "all": 1}
    assert len(everything["calibration"]["bins"]) == 3
    assert [error["error"] for error in everything["errors"]] == ["missed", "false alarm", "false alarm"]


def test_nothing_scored_is_no_score():
    assert {value for name, value in Scores().summary().items() if name != "x"} == {None}
    assert report(Scores())[0] == "0 documents"


def test_the_command_prints_tables_or_json(tmp_path, capsys):
    file = tmp_path / "gold.jsonl"
    row = gold(event("lawsuit", stage="filed", plaintiff=["Penmarch Press"], defendant=["OpenAI"]))
    file.write_text(json.dumps(row | {"title": "Penmarch Press sues OpenAI"}) + "\n", "utf-8")
    assert main(["eval", str(file)]) == 0
    assert "lawsuit plaintiff" in capsys.readouterr().out
    assert main(["eval", "--json", str(file)]) == 0
    assert json.loads(capsys.readouterr().out)["by_role"]["lawsuit defendant"]["f1"] == 1
