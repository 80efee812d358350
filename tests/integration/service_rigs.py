"""Real receivers for the channels that are no mail and no Slack, with the face of `receivers.MailRig`."""

import json
import re
import shutil
import sys
import tempfile
from datetime import timedelta
from html import unescape
from pathlib import Path

from lxml import etree

from config.channels import (
    AppriseChannel,
    AtomChannel,
    CommandChannel,
    DiscordChannel,
    NtfyChannel,
    PagerDutyChannel,
    TeamsChannel,
    TelegramChannel,
    WebhookChannel,
)
from config.secret import Secret
from pipelines.model.delivery import Verdict
from pipelines.notify.factory import channel_of
from tests.integration.receivers import SHORT, Got
from tests.newsroom import json_schema, service_rules
from tests.newsroom.service_rules import (
    CHAT,
    DISCORD_PATH,
    HOOK_PATH,
    HOOK_SECRET,
    HOOK_TOKEN,
    NTFY_TOKEN,
    NTFY_TOPIC,
    ROUTING_KEY,
    TEAMS_PATH,
    TELEGRAM_TOKEN,
    plain_json,
    telegram_text,
    texts,
)
from tests.newsroom.services import ServiceServer
from tests.unit.alert_samples import ENGLISH, writer_of

TROUBLES = {
    "refuses": {"mode": "error", "status": 403},
    "busy": {"mode": "rate_limit", "retry_after": 7},
    "unavailable": {"mode": "error", "status": 503},
    "error": {"mode": "error", "status": 500},
    "cut before": {"mode": "cut_before"},
    "cut after": {"mode": "cut_after"},
    "silence": {"mode": "hang"},
}


class ServiceRig:
    name = target = "there"
    error = Verdict.UNKNOWN
    secrets = ()
    rules = staticmethod(lambda: None)

    def __init__(self):
        self.server = ServiceServer(self.rules())

    async def start(self):
        await self.server.start()

    async def stop(self):
        await self.server.stop()

    def settings(self, timeout):
        raise NotImplementedError

    def channel(self, timeout=SHORT, frame=ENGLISH):
        return channel_of(self.settings(timeout), writer_of(frame))

    def trouble(self, what):
        self.server.misbehave(**TROUBLES[what])

    def got(self):
        return [Got(text=self.text(one.json), raw=plain_json(one.body)) for one in self.server.taken]

    def text(self, message):
        return texts(message)

    def escapes(self):
        """What got out of its place; the server's rules have refused the rest."""
        return []


class HookRig(ServiceRig):
    error = Verdict.RETRY
    form = "json"
    secrets = ("newsroom-path-secret", HOOK_SECRET, HOOK_TOKEN)
    rules = staticmethod(lambda: service_rules.Hook(json_schema.faults))

    def settings(self, timeout):
        url, secret = Secret(self.server.url + HOOK_PATH), Secret(HOOK_SECRET)
        return WebhookChannel(
            name=self.name, url=url, secret=secret, token=Secret(HOOK_TOKEN), format=self.form, timeout=timeout
        )

    def text(self, message):
        document = message.get("data", message)
        if "event" not in document:
            return texts([document["headline"], document["lines"]])
        told = [document["headline"], document["event"]["evidence"]]
        told += [[r["title"], r["url"], "copy" if r["copy"] else ""] for r in document["event"]["reports"]]
        told += [[member["headline"], member["held"]] for member in document["members"]]
        return texts([*told, f"alert {document['id']}"])


class CloudRig(HookRig):
    form = "cloudevents"


class TelegramRig(ServiceRig):
    secrets = (TELEGRAM_TOKEN, "newsroom-telegram-token")
    rules = staticmethod(service_rules.Telegram)

    def settings(self, timeout):
        token = Secret(TELEGRAM_TOKEN)
        return TelegramChannel(name=self.name, bot_token=token, chat=CHAT, api_url=self.server.url, timeout=timeout)

    def text(self, message):
        return telegram_text(message["text"])[0]

    def escapes(self):
        links = [link for one in self.server.taken for link in re.findall(r'<a href="([^"]*)"', one.json["text"])]
        return [link for link in links if not link.startswith("https://")]


class DiscordRig(ServiceRig):
    def escapes(self):
        said = [f"{e['title']}\n{e['description']}" for one in self.server.taken for e in one.json["embeds"]]
        return [
            found for text in said for found in re.findall(r"(?<!\\)(?:<[@#!:]|@everyone|@here|\]\((?!https://))", text)
        ]

    secrets = ("newsroom-discord-token",)
    rules = staticmethod(service_rules.Discord)

    def settings(self, timeout):
        return DiscordChannel(name=self.name, webhook_url=Secret(self.server.url + DISCORD_PATH), timeout=timeout)

    def text(self, message):
        (embed,) = message["embeds"]
        text = "\n".join((embed["title"], embed["description"], embed["footer"]["text"]))
        plain, skip = "", False
        for char in text:
            if char == "\\" and not skip:
                skip = True
                continue
            plain, skip = plain + char, False
        return plain


class TeamsRig(ServiceRig):
    secrets = ("newsroom-teams-sig",)
    rules = staticmethod(service_rules.Teams)

    def settings(self, timeout):
        return TeamsChannel(name=self.name, webhook_url=Secret(self.server.url + TEAMS_PATH), timeout=timeout)

    def text(self, message):
        return texts(_shown(message["attachments"][0]["content"]["body"]))

    def escapes(self):
        """A block that reads Markdown, or an address that is none of the web."""
        said = "\n".join(plain_json(one.body) for one in self.server.taken)
        return re.findall(r'"TextBlock"|"url": "(?!https://)', said)


def _shown(value):
    """The texts and addresses of a card, without its forms."""
    if isinstance(value, list):
        return [_shown(inner) for inner in value]
    if isinstance(value, dict):
        return [_shown(value[key]) for key in ("items", "inlines", "text", "selectAction", "url") if key in value]
    return value


class NtfyRig(ServiceRig):
    secrets = (NTFY_TOKEN, NTFY_TOPIC)
    rules = staticmethod(service_rules.Ntfy)

    def settings(self, timeout):
        topic, token = Secret(NTFY_TOPIC), Secret(NTFY_TOKEN)
        return NtfyChannel(name=self.name, server=self.server.url, topic=topic, token=token, timeout=timeout)

    def got(self):
        # The topic is where it goes, not what is told.
        return [
            Got(
                text=texts([m["title"], m["message"], m.get("click", "")]),
                raw=plain_json(json.dumps({**m, "topic": ""})),
            )
            for m in (one.json for one in self.server.taken)
        ]


class PagerDutyRig(ServiceRig):
    error = Verdict.RETRY
    secrets = (ROUTING_KEY,)
    rules = staticmethod(service_rules.PagerDuty)

    def settings(self, timeout):
        key = Secret(ROUTING_KEY)
        return PagerDutyChannel(name=self.name, routing_key=key, url=self.server.url + "/v2/enqueue", timeout=timeout)

    def got(self):
        return [
            Got(text=self.text(m), raw=plain_json(json.dumps({**m, "routing_key": ""})))
            for m in (one.json for one in self.server.taken)
        ]

    def text(self, event):
        details = event["payload"]["custom_details"]
        if "event" not in details:
            return texts([event["payload"]["summary"], details])
        return texts([event["payload"]["summary"], HookRig.text(self, details)])


class AppriseRig(ServiceRig):
    error = Verdict.UNKNOWN
    secrets = ("newsroom-apprise-password",)
    rules = staticmethod(service_rules.Apprise)

    def settings(self, timeout):
        url = f"json://desk:newsroom-apprise-password@127.0.0.1:{self.server.port}/"
        return AppriseChannel(name=self.name, url=Secret(url), timeout=timeout)

    def text(self, message):
        return f"{message['title']}\n{message['message']}"


class FolderRig:
    """A receiver that is no server."""

    name = target = "there"
    secrets = ()

    async def start(self):
        self.folder = Path(tempfile.mkdtemp())

    async def stop(self):
        shutil.rmtree(self.folder)

    def escapes(self):
        """What it got is read as XML or JSON: that it can be read says all."""
        return []


class AtomRig(FolderRig):
    @property
    def file(self):
        return self.folder / "feeds" / "alerts.atom"

    def channel(self, timeout=SHORT, frame=ENGLISH, entries=50):
        return channel_of(AtomChannel(name=self.name, file=self.file, entries=entries), writer_of(frame))

    def got(self):
        if not self.file.exists():
            return []
        entries = etree.fromstring(self.file.read_bytes()).iterfind("{*}entry")
        return [
            Got(
                text="\n".join((e.findtext("{*}title"), e.findtext("{*}content"))),
                raw=unescape(etree.tostring(e, encoding="unicode")),
            )
            for e in reversed(list(entries))
        ]


PROGRAM = """
import json, os, sys, time
folder, mode = sys.argv[1], open(os.path.join(sys.argv[1], "mode")).read()
data = sys.stdin.buffer.read()
if mode in ("well", "cut after"):
    name = os.environ["NEWSBELL_ALERT_ID"]
    named = {k: v for k, v in os.environ.items() if k.startswith("NEWSBELL_")}
    with open(os.path.join(folder, f"{time.time_ns()}.json"), "w") as out:
        json.dump({"document": json.loads(data), "environment": named, "all": dict(os.environ)}, out)
if mode in ("cut after", "cut before", "silence"):
    time.sleep(30)
sys.stderr.write("the reason\\n" if mode != "well" else "")
sys.exit({"well": 0, "busy": 75, "unavailable": 75, "refuses": 1}.get(mode, 70))
"""


class CommandRig(FolderRig):
    """A program of ours that keeps what it is given.  It needs longer than a server on a busy machine."""

    error = Verdict.DEAD

    async def start(self):
        await super().start()
        (self.folder / "program.py").write_text(PROGRAM)
        self.trouble("well")

    def channel(self, timeout=SHORT, frame=ENGLISH):
        program = (sys.executable, "-S", "-E", str(self.folder / "program.py"), str(self.folder))
        settings = CommandChannel(name=self.name, command=program, timeout=max(timeout, timedelta(seconds=2)))
        return channel_of(settings, writer_of(frame))

    def trouble(self, what):
        (self.folder / "mode").write_text(what)

    def kept(self):
        return [json.loads(file.read_text()) for file in sorted(self.folder.glob("*.json"))]

    def got(self):
        return [
            Got(text=HookRig.text(self, kept["document"]), raw=json.dumps(kept["document"], ensure_ascii=False))
            for kept in self.kept()
        ]
