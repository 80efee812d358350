"""The newsroom as a process of its own, driven over HTTP as a program in another language would."""

import asyncio
import json
import signal
import sys
from asyncio.subprocess import PIPE

import aiohttp


async def test_it_says_where_everything_is_and_ends_with_sigterm():
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.newsroom", stdout=PIPE)
    assert process.stdout is not None
    try:
        where = json.loads(await asyncio.wait_for(process.stdout.readline(), 10))
        async with aiohttp.ClientSession() as http:
            ask = {"id": "halden-bids-for-mistral"}
            async with http.post(where["control"] + "/control/publish", params=ask) as answer:
                (row,) = await answer.json()
            async with http.get(where["sites"]["harbour-ledger"]) as answer:
                assert row["url"] in await answer.text()
            async with http.post(where["slack_webhook"], json={"text": "x"}) as answer:
                assert answer.status == 200
        host, _, port = where["smtp"].partition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        assert (await reader.readline()).startswith(b"220")
        writer.close()
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 5) == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
