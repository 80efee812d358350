"""The webhook before a receiver that minds its key, its signature and its schema."""

from datetime import UTC, datetime

import pytest

from config.channels import WebhookChannel
from config.secret import Secret
from pipelines.model.delivery import Verdict
from pipelines.notify.webhook import SIGNATURE, header_value, signature
from tests.integration.service_rigs import CloudRig, HookRig
from tests.newsroom.json_schema import faults
from tests.newsroom.service_rules import HOOK_SECRET, signed
from tests.unit.alert_gallery import GALLERY
from tests.unit.alert_samples import NOW, an_alert, an_event, usd, writer_of

RIG = HookRig


async def send(channel, alert=None, *, retry=False):
    return await channel.send(alert or an_alert(), "there", thread_receipt="", retry=retry)


async def test_every_try_has_one_key_and_one_body_so_it_counts_once(rig, channel):
    rig.server.misbehave("cut_after", times=1)
    assert (await send(channel)).verdict is Verdict.UNKNOWN
    assert (await send(channel, retry=True)).verdict is Verdict.SENT
    first, second = rig.server.taken
    assert first.body == second.body
    assert {first.headers["Idempotency-Key"], second.headers["Idempotency-Key"]} == {"a1"}
    assert len(rig.server.once) == 1


async def test_the_signature_is_over_time_and_body(rig, channel):
    await send(channel)
    (taken,) = rig.server.taken
    header = taken.headers[SIGNATURE]
    assert signed(header, taken.body, HOOK_SECRET)
    assert not signed(header, taken.body + b" ", HOOK_SECRET)
    assert not signed(header, taken.body, "another secret")
    assert not signed(header, taken.body, HOOK_SECRET, now=datetime.now(UTC).timestamp() + 3_600)


def test_a_signature_can_be_made_again_by_hand():
    made = signature(Secret("key"), b'{"a":1}', datetime(2025, 2, 10, 19, 0, tzinfo=UTC))
    assert made == f"t=1739214000,v1={BY_HAND}"


# printf '1739214000.{"a":1}' | openssl dgst -sha256 -hmac key
BY_HAND = "1c3387cfd82b602f2d2d7c74346243019b1e2d050d32612616c270187fb8884f"


@pytest.mark.parametrize("rig", [CloudRig], indirect=True)
async def test_an_envelope_of_cloudevents_has_what_the_standard_asks_for(rig, channel):
    await send(channel)
    (taken,) = rig.server.taken
    event = taken.json
    assert taken.headers["Content-Type"].startswith("application/cloudevents+json")
    assert {name: event[name] for name in ("specversion", "id", "source", "type", "subject", "time")} == {
        "specversion": "1.0",
        "id": "a1",
        "source": "urn:newsbell",
        "type": "newsbell.alert.new.v1",
        "subject": "e1",
        "time": NOW.isoformat(),
    }
    assert event["datacontenttype"] == "application/json"
    assert faults(event["data"]) == []


@pytest.mark.parametrize(("alert", "frame"), GALLERY, ids=[alert.alert_id for alert, _ in GALLERY])
async def test_the_document_of_every_alert_is_as_its_schema_says(rig, alert, frame):
    channel = rig.channel(frame=frame)
    assert (await send(channel, alert)).verdict is Verdict.SENT
    await channel.close()
    document = rig.server.taken[0].json
    assert faults(document) == []
    assert (document["id"], document["event"]["kind"]) == (alert.alert_id, alert.event.kind)
    assert faults({**document, "version": 2}) == ["$.version: not 1"]
    assert faults({**document, "headline": None}) == ["$.headline: no string"]


async def test_without_secret_and_token_nothing_of_them_is_sent(rig):
    bare = WebhookChannel(name="bare", url=Secret(rig.server.url + "/elsewhere"))
    form = type(rig.channel()._form)(bare, writer_of())
    request = form.alert(an_alert(), thread="", late=NOW - NOW, now=NOW)
    assert not {SIGNATURE, "Authorization"} & request.headers.keys()
    assert "elsewhere" not in repr(request)


async def test_a_redirect_is_not_followed(rig, channel):
    rig.server.misbehave("error", status=307)
    outcome = await send(channel)
    assert (outcome.verdict, len(rig.server.tries)) == (Verdict.DEAD, 1)


@pytest.mark.parametrize("wild", ["ключ", "a\nb", "", " x", "x" * 300])
def test_a_key_that_no_header_takes_is_told_by_its_fingerprint(wild):
    assert header_value("abc-1") == "abc-1"
    assert header_value(wild).isalnum()
    assert len(header_value(wild)) == 64


async def test_an_amount_that_is_no_number_is_left_out(rig, channel):
    await send(channel, an_alert(an_event(amount=usd("NaN"))))
    assert rig.server.taken[0].json["event"]["amount"] is None
