"""A receiver of webhooks in a process of its own: writes its port, tells at /taken what came when."""

import asyncio
import sys
import time

from aiohttp import web


async def main() -> None:
    taken: list[tuple[str, float]] = []

    async def take(request: web.Request) -> web.Response:
        await request.read()
        taken.append((request.headers.get("Idempotency-Key", ""), time.time()))
        return web.Response()

    async def tell(_request: web.Request) -> web.Response:
        told, taken[:] = list(taken), []
        return web.json_response(told)

    app = web.Application()
    app.router.add_post("/hook", take)
    app.router.add_get("/taken", tell)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
