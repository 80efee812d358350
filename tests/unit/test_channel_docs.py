"""The pages on channels and messages say what the code does."""

import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.channels import CHANNEL_TYPES
from config.loader import read
from config.secret import Secret
from pipelines.notify.command import TRY_AGAIN
from pipelines.notify.message import Notice
from pipelines.notify.templates import SUFFIX, Shape
from pipelines.notify.webhook import signature

DOCS = Path(__file__).parent.parent.parent / "docs"
CHANNELS = (DOCS / "how-to" / "channels.md").read_text("utf-8")
MESSAGES = (DOCS / "how-to" / "messages.md").read_text("utf-8")


def blocks(page, language):
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```", page)


@pytest.mark.parametrize("kind", CHANNEL_TYPES)
def test_every_channel_has_a_promise_and_an_example_that_is_accepted(kind, tmp_path):
    assert f"| `{kind}`" in CHANNELS
    examples = [block for block in blocks(CHANNELS, "toml") if f'type = "{kind}"' in block]
    assert examples or kind == "console"
    for example in examples:
        environ = {name: f"https://x.example/{name}" for name in re.findall(r"\$\{(\w+_URL)\}", example)}
        environ |= {name: name for name in re.findall(r"\$\{(\w+)\}", example) if not name.endswith("_URL")}
        config = read(example, "page", folder=tmp_path, environ=environ)
        assert {type(channel) for channel in config.channels} == {CHANNEL_TYPES[kind]}


def test_the_receiver_on_the_page_takes_newsbells_signature():
    (code,) = blocks(CHANNELS, "python")
    page = {}
    exec(code, page)
    now, body = datetime.now(UTC), b'{"id": "a1"}'
    header = signature(Secret("key-of-page"), body, now)
    assert page["is_newsbells"](header, body, "key-of-page")
    assert not page["is_newsbells"](header, body + b" ", "key-of-page")
    assert not page["is_newsbells"](
        signature(Secret("key-of-page"), body, datetime(2025, 1, 1, tzinfo=UTC)), body, "key-of-page"
    )
    assert not page["is_newsbells"]("", body, "key-of-page")


def test_every_template_and_every_field_of_a_notice_is_told():
    for shape in Shape:
        assert f"| `{shape}{SUFFIX}` |" in MESSAGES
    told = set(re.findall(r"`notice\.(\w+)", MESSAGES))
    assert told == (set(Notice.__dataclass_fields__) | {"direction"}) - {"template", "left_out"}


def test_the_examples_of_messages_are_toml_and_the_exit_code_is_right():
    assert all(tomllib.loads(block) for block in blocks(MESSAGES, "toml"))
    assert f"| {TRY_AGAIN} | come again later |" in CHANNELS


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    links = re.findall(r"\]\((?!https?://|#)([^)#\s]+)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
