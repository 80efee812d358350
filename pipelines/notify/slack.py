"""The Slack channel: an incoming webhook, or a bot that answers in threads and finds its own messages again."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from config.schema import SlackChannel as Settings
from pipelines.model.alert import Alert
from pipelines.model.announcement import Announcement
from pipelines.model.delivery import Outcome, Verdict
from pipelines.notify.channel import ON_TIME
from pipelines.notify.escape import line, without
from pipelines.notify.http_answer import lost, refused, retry_after
from pipelines.notify.json_body import Json
from pipelines.notify.message import Notice
from pipelines.notify.sample import check_targets
from pipelines.notify.slack_message import body, carries, updated
from pipelines.notify.writer import Writer

log = structlog.get_logger()

_SDK_LOG = logging.getLogger("newsbell.slack")
_SDK_LOG.setLevel(logging.WARNING)  # below it the library logs addresses and bodies
_MAX_REASON = 200
_BROKEN = (aiohttp.ClientError, TimeoutError, OSError)

_TAKEN_OR_NOT = frozenset({"internal_error", "fatal_error"})
"""Errors after which, by Slack's own words, some of the work may have been done."""
_PASSING = frozenset({"ratelimited", "rate_limited", "service_unavailable", "request_timeout", "team_added_to_org"})
_THREAD_GONE = frozenset({"thread_not_found", "message_not_found", "invalid_thread_ts", "cannot_reply_to_message"})

_NOT_SLACKS = Outcome(verdict=Verdict.UNKNOWN, reason="an answer that is not Slack's")
"""For a page of HTML, a text (on which the library trips with an AttributeError), or JSON of somebody else."""

_PAGE = 200
_PAGES = 10
"""Messages looked through for an alert of unknown outcome: those since the alert, at most this many pages of them."""
_CLOCK_SKEW = 120.0


class SlackChannel:
    """Posts by webhook where there is one, else as the bot.  Its one target is the channel itself."""

    def __init__(self, settings: Settings, writer: Writer) -> None:
        self.name = settings.name
        self._settings = settings
        self._writer = writer
        self._open: aiohttp.ClientSession | None = None
        self._channel = settings.channel
        """Once the bot has posted, the id that Slack gave: the history is not found by name."""

    async def send(
        self,
        alert: Alert,
        target: str,
        *,
        thread_receipt: str,
        retry: bool,
        late: timedelta = ON_TIME,
    ) -> Outcome:
        """Post the alert.  The bot answers in the thread of `thread_receipt`, and looks before it sends again."""
        shown = self._writer.notice(alert, late)
        message = body(shown, self._writer)
        if self._settings.webhook_url:
            return await self._by_webhook(message)
        earlier = await self._look_up(alert, thread_receipt) if retry else None
        outcome = earlier or await self._by_bot(message, thread_receipt)
        if thread_receipt and outcome.verdict is Verdict.SENT and shown.change:
            await self._edit_first(thread_receipt, shown)
        return outcome

    async def announce(self, announcement: Announcement) -> Outcome:
        message = body(self._writer.announced(announcement), self._writer)
        return await (self._by_webhook(message) if self._settings.webhook_url else self._by_bot(message, ""))

    async def check(self) -> str:
        return await check_targets(self, (self.name,), datetime.now(UTC))

    async def close(self) -> None:
        if self._open is not None:
            await self._open.close()

    async def _by_webhook(self, message: Json) -> Outcome:
        client = AsyncWebhookClient(
            self._settings.webhook_url.reveal(), session=self._session(), logger=_SDK_LOG, retry_handlers=[]
        )
        try:
            # Webhooks refuse metadata; the alert's id stands in the footer.
            answer = await client.send_dict({key: value for key, value in message.items() if key != "metadata"})
        except _BROKEN as error:
            return lost(error)
        shown = self._shown(answer.body)
        if answer.status_code < 300:  # noqa: PLR2004 — HTTP's successes
            return Outcome(verdict=Verdict.SENT, reason=f"{answer.status_code} {shown}")
        # Slack's webhooks answer 5xx when they could not post.
        return refused(answer.status_code, shown, answer.headers, datetime.now(UTC), server_error=Verdict.RETRY)

    async def _by_bot(self, message: Json, thread: str) -> Outcome:
        try:
            answer = await self._client().chat_postMessage(channel=self._channel, thread_ts=thread or None, **message)
        except AttributeError:
            return _NOT_SLACKS
        except SlackApiError as error:
            if thread and _label(error) in _THREAD_GONE:
                return await self._by_bot(message, "")
            return self._api_refused(error)
        except _BROKEN as error:
            return lost(error)
        self._channel = answer.get("channel") or self._channel
        return Outcome(verdict=Verdict.SENT, reason="ok", receipt=str(answer.get("ts") or ""))

    async def _edit_first(self, thread: str, shown: Notice) -> None:
        """Say in the thread's first message that there is an update.  A courtesy: the update itself has been sent."""
        client = self._client()
        try:
            page = await client.conversations_replies(
                channel=self._channel, ts=thread, latest=thread, inclusive=True, limit=1, include_all_metadata=True
            )
            first = next((m for m in page.get("messages") or () if m.get("ts") == thread), None)
            edited = updated(first, shown) if first else None
            if edited is not None:
                await client.chat_update(channel=self._channel, ts=thread, **edited)
        except SlackApiError as error:
            log.info("first message not edited", channel=self.name, reason=self._shown(_label(error)))
        except (AttributeError, *_BROKEN) as error:
            log.info("first message not edited", channel=self.name, reason=lost(error).reason)

    async def _look_up(self, alert: Alert, thread: str) -> Outcome | None:
        """Sent, if the alert's message is in the history; a retry, if the history cannot be had now; None: send."""
        try:
            found = await self._in_history(alert, thread)
        except SlackApiError as error:
            outcome = self._api_refused(error)
            if outcome.verdict is Verdict.DEAD:
                log.warning("slack history cannot be read, sending again", channel=self.name, reason=outcome.reason)
                return None
            return Outcome(verdict=Verdict.RETRY, reason=f"look-up: {outcome.reason}", retry_after=outcome.retry_after)
        except (AttributeError, *_BROKEN) as error:
            return Outcome(verdict=Verdict.RETRY, reason=f"look-up: {lost(error).reason}")
        return Outcome(verdict=Verdict.SENT, reason="found in the history", receipt=found) if found else None

    async def _in_history(self, alert: Alert, thread: str) -> str:
        """The `ts` of the alert's message, or nothing."""
        client, cursor = self._client(), ""
        oldest = f"{alert.at.timestamp() - _CLOCK_SKEW:.6f}"
        for _ in range(_PAGES):
            asked: dict[str, Any] = {
                "channel": self._channel,
                "oldest": oldest,
                "limit": _PAGE,
                "cursor": cursor or None,
            }
            if thread:
                page = await client.conversations_replies(ts=thread, include_all_metadata=True, **asked)
            else:
                page = await client.conversations_history(include_all_metadata=True, **asked)
            for message in page.get("messages") or ():
                if carries(message, alert.alert_id):
                    return str(message["ts"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
        return ""

    def _api_refused(self, error: SlackApiError) -> Outcome:
        label, status = self._shown(_label(error)), _status(error)
        headers = getattr(error.response, "headers", None) or {}
        now = datetime.now(UTC)
        if status >= 400:  # noqa: PLR2004 — HTTP's failures
            return refused(status, label, headers, now, server_error=Verdict.UNKNOWN)
        if label in _PASSING:
            pause = retry_after(headers.get("Retry-After"), now)
            return Outcome(verdict=Verdict.RETRY, reason=label, retry_after=pause)
        if not label:
            return _NOT_SLACKS
        return Outcome(verdict=Verdict.UNKNOWN if label in _TAKEN_OR_NOT else Verdict.DEAD, reason=label)

    def _client(self) -> AsyncWebClient:
        return AsyncWebClient(
            token=self._settings.bot_token.reveal(),
            base_url=self._settings.api_url,
            session=self._session(),
            logger=_SDK_LOG,
            retry_handlers=[],
        )

    def _session(self) -> aiohttp.ClientSession:
        if self._open is None or self._open.closed:
            total = self._settings.timeout.total_seconds()
            # A new connection for each message: on a kept one that the server has just closed, nobody can tell whether
            # the message was read.
            self._open = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(force_close=True),
                timeout=aiohttp.ClientTimeout(total=total, sock_connect=total / 2),
            )
        return self._open

    def _shown(self, answer: str) -> str:
        url = self._settings.webhook_url.reveal()
        secrets = (url, url.partition("://")[2].partition("/")[2], self._settings.bot_token.reveal())
        return line(without(answer, secrets), _MAX_REASON)


def _label(error: SlackApiError) -> str:
    """Slack's word for what went wrong (`channel_not_found`); empty where the answer is not Slack's."""
    data = getattr(error.response, "data", None)
    return str(data.get("error") or "") if isinstance(data, dict) else ""


def _status(error: SlackApiError) -> int:
    """The HTTP status; the library hands on two kinds of answers."""
    return int(getattr(error.response, "status_code", 0) or getattr(error.response, "status", 0) or 0)
