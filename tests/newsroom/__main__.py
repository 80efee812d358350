"""The newsroom as a process: `python -m tests.newsroom [--port N] [--publish-all]`; ends with SIGTERM or ctrl-C.

Prints one JSON line when everything listens: the addresses of the control desk, mail server, Slack stand-in and sites.
"""

import argparse
import asyncio
import json
import signal
import sys

from tests.newsroom.control import Control
from tests.newsroom.mail import MailServer
from tests.newsroom.sites import Newsroom
from tests.newsroom.slack import SlackServer


async def serve(port: int, *, publish_all: bool) -> None:
    """Everything until SIGTERM.  The control desk has `port`, the sites the ports after it (0: chosen by the system)."""
    newsroom, mail, slack = Newsroom(), MailServer(), SlackServer()
    control = Control(newsroom)
    over = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, over.set)
    try:
        await control.start(port)
        await newsroom.start(port + 1 if port else 0)
        await mail.start()
        await slack.start()
        if publish_all:
            newsroom.publish_all()
        addresses = {
            "control": control.base_url,
            "smtp": f"127.0.0.1:{mail.port}",
            "slack_webhook": slack.webhook_url,
            "slack_api": slack.api_url,
            "sites": {name: newsroom.feed_url(name) for name in newsroom.sites},
        }
        sys.stdout.write(json.dumps(addresses) + "\n")
        sys.stdout.flush()
        await over.wait()
    finally:
        for part in (newsroom, control, mail, slack):
            await part.stop()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.newsroom", description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=0, help="port of the control desk")
    parser.add_argument("--publish-all", action="store_true", help="put every article out at once")
    args = parser.parse_args()
    asyncio.run(serve(args.port, publish_all=args.publish_all))
    return 0


if __name__ == "__main__":
    sys.exit(main())
