"""Health and metrics over HTTP: `/healthz` and `/metrics`."""

import asyncio
import json
from collections.abc import Mapping
from typing import Protocol

from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from config.errors import ConfigError
from config.forms import split_listen
from config.schema import DashboardSettings
from dashboard.access import allowed, gate, harden

PATIENCE = 5.0
"""Seconds in which health must have an answer: silence is illness too."""
_HEALTHZ = "/healthz"


class Health(Protocol):
    """Who knows how newsbell is."""

    async def reasons(self) -> list[str]:
        """Why it is ill; empty when it is well."""

    async def details(self) -> Mapping[str, object]:
        """Numbers for a person who looks; values that JSON has."""


class StatusServer:
    """Listens on `dashboard.listen` between `start` and `stop`."""

    def __init__(self, settings: DashboardSettings, health: Health, registry: CollectorRegistry) -> None:
        self._settings = settings
        self._health = health
        self._registry = registry
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Raises ConfigError where the address cannot be had."""
        host, port = split_listen(self._settings.listen)
        runner = web.AppRunner(self._app(), access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            await runner.cleanup()
            message = f'dashboard.listen: cannot listen on {self._settings.listen}: {error.strerror}; another port, or "" for none'
            raise ConfigError((message,)) from None
        self._runner = runner

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def port(self) -> int:
        """The port that is listened on, also where the system chose it."""
        if self._runner is None:
            raise RuntimeError("the server has not been started")
        return int(self._runner.addresses[0][1])

    def _app(self) -> web.Application:
        app = web.Application(middlewares=[gate(self._settings.password, frozenset({_HEALTHZ}))])
        app.on_response_prepare.append(harden)
        app.router.add_get(_HEALTHZ, self._healthz)
        app.router.add_get("/metrics", self._metrics)
        return app

    async def _healthz(self, request: web.Request) -> web.Response:
        """200 or 503.  Who does not have the password learns no more than that."""
        reasons, details = await self._ask()
        body: dict[str, object] = {"status": "ill" if reasons else "well"}
        if not self._settings.password or allowed(request, self._settings.password):
            body |= {"reasons": reasons, **details}
        return web.Response(
            status=503 if reasons else 200,
            text=json.dumps(body, ensure_ascii=False, default=str) + "\n",
            content_type="application/json",
        )

    async def _ask(self) -> tuple[list[str], Mapping[str, object]]:
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._health.reasons(), await self._health.details()
        except TimeoutError:
            return [f"no answer about health within {PATIENCE:.0f} s"], {}

    async def _metrics(self, _request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(self._registry), headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})
