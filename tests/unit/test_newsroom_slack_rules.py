"""The Slack stand-in is as strict as Slack."""

import pytest

from tests.newsroom.slack_rules import faults, mrkdwn, pings


def section(text: str = "x", **more: object) -> dict:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


GOOD = [
    {"text": "hello"},
    {"blocks": [section()]},
    {"text": "x" * 40_000},
    {"text": "x", "blocks": [section("x" * 3_000), {"type": "divider"}]},
    {"text": "x", "blocks": [{"type": "header", "text": {"type": "plain_text", "text": "x" * 150}}]},
    {"text": "x", "blocks": [{"type": "context", "elements": [{"type": "mrkdwn", "text": "x"}] * 10}]},
    {"text": "x", "blocks": [section()] * 50},
    {"text": "x", "metadata": {"event_type": "alert", "event_payload": {"id": "1"}}},
    {
        "text": "x",
        "blocks": [
            {
                "type": "actions",
                "elements": [
                    {"type": "button", "text": {"type": "plain_text", "text": "Open"}, "url": "https://example.org"}
                ],
            }
        ],
    },
]
BAD = [
    ({}, "no_text"),
    ({"text": ""}, "no_text"),
    ({"text": "x" * 40_001}, "msg_too_long"),
    ({"text": 7}, "invalid_arguments"),
    ({"text": "x", "blocks": {}}, "invalid_blocks"),
    ({"text": "x", "blocks": ["x"]}, "invalid_blocks"),
    ({"text": "x", "blocks": [section("x" * 3_001)]}, "invalid_blocks"),
    ({"text": "x", "blocks": [section("")]}, "invalid_blocks"),
    ({"text": "x", "blocks": [{"type": "section"}]}, "invalid_blocks"),
    ({"text": "x", "blocks": [{"type": "section", "text": "bare"}]}, "invalid_blocks"),
    ({"text": "x", "blocks": [section()] * 51}, "invalid_blocks"),
    ({"text": "x", "blocks": [section(block_id="a"), section(block_id="a")]}, "invalid_blocks"),
    ({"text": "x", "blocks": [section(block_id="a" * 256)]}, "invalid_blocks"),
    ({"text": "x", "blocks": [{"type": "banner"}]}, "invalid_blocks"),
    ({"text": "x", "blocks": [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}]}, "invalid_blocks"),
    (
        {"text": "x", "blocks": [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]},
        "invalid_blocks",
    ),
    ({"text": "x", "blocks": [{"type": "context", "elements": []}]}, "invalid_blocks"),
    (
        {"text": "x", "blocks": [{"type": "context", "elements": [{"type": "mrkdwn", "text": "x"}] * 11}]},
        "invalid_blocks",
    ),
    ({"text": "x", "blocks": [{"type": "image", "image_url": "https://example.org/a.png"}]}, "invalid_blocks"),
    ({"text": "x", "blocks": [section(fields=[{"type": "mrkdwn", "text": "x"}] * 11)]}, "invalid_blocks"),
    ({"text": "x", "blocks": [section(fields=[{"type": "mrkdwn", "text": "x" * 2_001}])]}, "invalid_blocks"),
    ({"text": "x", "metadata": {"event_type": "alert"}}, "invalid_metadata_format"),
]


@pytest.mark.parametrize("payload", GOOD)
def test_good_messages_are_taken(payload: dict):
    assert faults(payload) == []


@pytest.mark.parametrize(("payload", "code"), BAD)
def test_bad_messages_are_refused_with_slacks_code(payload: dict, code: str):
    assert [fault.partition(":")[0] for fault in faults(payload)] == [code]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<!channel> look", ["<!channel>"]),
        ("<!here|here> and <@U12345>", ["<!here|here>", "<@U12345>"]),
        ("&lt;!channel&gt; is escaped", []),
        ("<https://example.org|a link>", []),
        ("<#C12345|general>", ["<#C12345|general>"]),
    ],
)
def test_pings(text: str, found: list[str]):
    assert pings([text]) == found


def test_every_mrkdwn_text_is_found_and_plain_text_is_not():
    payload = {
        "text": "a",
        "blocks": [
            section("b", fields=[{"type": "mrkdwn", "text": "c"}]),
            {"type": "header", "text": {"type": "plain_text", "text": "no"}},
            {"type": "context", "elements": [{"type": "mrkdwn", "text": "d"}]},
        ],
    }
    assert mrkdwn(payload) == ["a", "b", "c", "d"]
