"""Stands in for the daemon where the newsroom itself is tested: it knows from the articles' own data what to say.

    python -m tests.newsroom.pretender CONFIG [FAULT]

FAULT: repeat (every alert twice), miss (no alert at all), die (after the first article), deaf (to SIGTERM),
child (leaves a process behind), mute (settles nothing), code (exit 3 after SIGTERM), silent (never says it has started).
"""

import json
import re
import signal
import smtplib
import subprocess
import sys
import threading
import tomllib
import urllib.error
import urllib.request
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from tests.newsroom.article import Article, Expect, load_articles

ALERTING = {Expect.NEW: "new", Expect.UPDATE: "update"}
SLOW = "slow-post"
DROPS = {Expect.NOT_AI: "not_ai_industry", Expect.COPY: "copy_text"}


class Pretender:
    def __init__(self, config: dict[str, Any], fault: str) -> None:
        self._config, self._fault = config, fault
        self._articles = load_articles()
        self._settled: set[str] = set()
        self._ill: set[str] = set()

    def poll(self) -> None:
        """Look at every source once, and settle every article that is new."""
        for source in self._config["sources"]:
            if source["name"] == SLOW:
                continue  # one after the other, the rest would have to wait for it
            try:
                with urllib.request.urlopen(source["url"], timeout=5) as answer:
                    text = answer.read().decode("utf8", "replace")
            except (urllib.error.URLError, OSError):
                continue
            if "<title>Checking" in text or "One moment" in text:
                self._is_ill(source["name"])
            for name in re.findall(r"/(?:news/)?([a-z0-9-]{8,}?)(?:-26\d{5}\.html|(?=[\"<?#]))", text):
                if name in self._articles and name not in self._settled:
                    self._settled.add(name)
                    self._settle(self._articles[name], source, text)

    def _is_ill(self, name: str) -> None:
        if name not in self._ill:
            self._ill.add(name)
            say("source polled", source=name, reason="not_a_feed", detail="a page of HTML")

    def _settle(self, article: Article, source: dict[str, Any], text: str) -> None:
        if self._fault == "mute":
            return
        match = re.search(rf"/(?:news/)?{article.id}(?:-26\d{{5}}\.html|(?=[\"<?#]))", text)
        base = "/".join(source["url"].split("/")[:3])
        url = base + (match[0] if match else "")
        alerts = 0 if self._fault == "miss" else int(article.expect in ALERTING)
        verdict = {"kind": article.kind, "stage": article.stage, "event_id": article.event}
        status = {"status": "new", "new": article.expect is Expect.NEW}
        say(
            "story settled",
            source=source["name"],
            title=article.title,
            url=url,
            lang="",
            story_id=article.id,
            copy_of=article.copies or article.origin,
            alerts=alerts,
            detail="",
            outcome="dropped" if article.expect in DROPS else "stored",
            reason=DROPS.get(article.expect, ""),
            verdicts=[verdict | status] if article.kind else [],
        )
        for _ in range(alerts * (2 if self._fault == "repeat" else 1)):
            self._alert(article, url)
        if self._fault == "die":
            say("worker died", why="the pretender was told to")
            sys.exit(7)

    def _alert(self, article: Article, url: str) -> None:
        channels = self._config["channels"]
        mail = EmailMessage()
        mail["Subject"], mail["From"], mail["To"] = article.title, "n@example.org", "desk@example.org"
        mail["X-Newsbell-Reason"] = ALERTING[article.expect]
        mail.set_content(f"{article.title}\n\n{url}\n")
        with smtplib.SMTP("127.0.0.1", channels["desk-mail"]["port"]) as smtp:
            smtp.send_message(mail)
        slack = channels["team-slack"]
        payload = json.dumps({"channel": slack["channel"], "text": f"{article.title}\n{url}"}).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {slack['bot_token']}"}
        request = urllib.request.Request(slack["api_url"] + "chat.postMessage", payload, headers)
        urllib.request.urlopen(request, timeout=5).close()


def say(event: str, **values: object) -> None:
    sys.stdout.write(json.dumps({"event": event, **values}) + "\n")
    sys.stdout.flush()


def main(path: str, fault: str = "") -> int:
    over = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: None if fault == "deaf" else over.set())
    if fault == "child":
        sleep = [sys.executable, "-c", "import time; time.sleep(60)", path]
        subprocess.Popen(sleep, cwd=Path(path).parent, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if fault != "silent":
        say("started", sources=1, rules=1)
    pretender = Pretender(tomllib.loads(Path(path).read_text("utf8")), fault)
    while not over.wait(0.1):
        pretender.poll()
    return 3 if fault == "code" else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
