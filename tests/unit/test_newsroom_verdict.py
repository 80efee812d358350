"""What the demo says of a story, and how it checks the alerts."""

from collections import Counter

import pytest

from tests.newsroom.daemon import Settled
from tests.newsroom.slack_plain import plain, readable
from tests.newsroom.verdict import tell
from tests.newsroom.verify import Alerted, problems_of_mails, problems_of_slack


def settled(**values: object) -> Settled:
    return Settled.from_line({"outcome": "stored", "story_id": "s2"} | values)


def verdict(status: str = "new", *, new: bool = False, stage: str = "offered") -> dict:
    return {"kind": "bid", "status": status, "stage": stage, "event_id": "e", "new": new}


CASES = [
    (settled(verdicts=[verdict(new=True)], alerts=1), "NEW EVENT", "bid, offered"),
    (settled(verdicts=[verdict(new=True)], alerts=2), "NEW EVENT", "bid, offered (2 alerts)"),
    (settled(verdicts=[verdict(stage="rejected")], alerts=1), "UPDATE", "bid, rejected"),
    (settled(verdicts=[verdict(new=True)]), "too old", "bid, offered: longer ago"),
    (settled(verdicts=[verdict()]), "known", "bid, offered: told already, no alert"),
    (settled(verdicts=[verdict("background")]), "background", "bid, offered: only remembered"),
    (settled(verdicts=[verdict("rumour"), verdict("background")]), "rumour", "bid, offered: not confirmed"),
    (settled(verdicts=[verdict("rumour", new=True)]), "rumour", "bid, offered: not confirmed"),
    (settled(verdicts=[verdict("denial")]), "denial", "bid, offered: a denial"),
    (settled(verdicts=[verdict("opinion")]), "opinion", "bid, offered: an opinion"),
    (settled(detail="nothing happened"), "no event", "nothing happened"),
    (settled(outcome="dropped", reason="copy_text", copy_of="s1"), "copy", "nearly the same text: The first"),
    (settled(outcome="dropped", reason="copy_origin", copy_of="s0"), "copy", "names it as its source: a story that is"),
    (settled(outcome="stored", copy_of="s1", reason="copy_url"), "copy", "the same address: The first"),
    (settled(outcome="dropped", reason="not_ai_industry", detail="no company"), "not AI", "no company"),
    (settled(outcome="dropped", reason="no_title"), "no title", ""),
    (settled(outcome="quarantined", reason="extract_failed", detail="why"), "SET ASIDE", "extract failed: why"),
]


@pytest.mark.parametrize(("line", "label", "text"), CASES)
def test_verdicts(line: Settled, label: str, text: str):
    told = tell(line, {"s1": "The first"})
    assert told.label == label
    assert told.text.startswith(text)


WANTED = Counter({("a", "new"): 1, ("a", "update"): 1, ("b", "new"): 1})


def alerts(*pairs: tuple[str | None, str]) -> list[Alerted]:
    return [Alerted(event=event, reason=reason, headline="h") for event, reason in pairs]


@pytest.mark.parametrize(
    ("got", "mails", "slack"),
    [
        (alerts(("a", "new"), ("a", "update"), ("b", "new")), [], []),
        (
            alerts(("a", "new"), ("a", "new"), ("a", "update"), ("b", "new")),
            ["mail: a (new) came twice, expected once\n  h\n  h"],
            ["Slack: a came 3 times, expected twice\n  h\n  h\n  h"],
        ),
        (
            alerts(("a", "new"), ("a", "update")),
            ["mail: b (new) came never, expected once"],
            ["Slack: b came never, expected once"],
        ),
        (
            alerts(("a", "new"), ("a", "update"), ("b", "new"), (None, "")),
            ["mail: no known event (no reason named) came once, expected never\n  h"],
            ["Slack: no known event came once, expected never\n  h"],
        ),
    ],
)
def test_alerts_are_checked(got: list[Alerted], mails: list[str], slack: list[str]):
    assert problems_of_mails(got, WANTED) == mails
    assert problems_of_slack(got, WANTED) == slack


def test_slack_messages_are_shown_as_a_reader_sees_them():
    payload = {
        "text": "unused",
        "blocks": [
            {"type": "section", "text": {"type": "mrkdwn", "text": "*A &amp; B* bids for <https://b.example|B>"}},
            {"type": "divider"},
            {"type": "context", "elements": [{"type": "mrkdwn", "text": "rule"}]},
            {
                "type": "actions",
                "elements": [{"type": "button", "text": {"type": "plain_text", "text": "Open"}, "url": "https://x"}],
            },
        ],
    }
    assert plain(payload) == "A & B bids for B (https://b.example)\n\nrule\n[Open] https://x"
    assert plain({"text": "only *text*"}) == "only text"
    assert readable("2 * 3 * 4 <https://a.example>") == "2 * 3 * 4 https://a.example"
