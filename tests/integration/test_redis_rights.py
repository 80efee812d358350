"""The user with few rights that the documentation recommends has those that newsbell needs, backup and restore included."""

import re
import shlex
from pathlib import Path

from config.redis import RedisSettings
from config.secret import Secret
from pipelines.store import archive
from pipelines.store.backup import snapshot
from pipelines.store.restore import CLIENT, Restore
from pipelines.store.server import open_redis
from tests.integration.redis_servers import Machines
from tests.integration.store.conftest import store_on
from tests.integration.store.test_store_keys import use
from tests.unit.store_samples import NOW, Clock

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "redis.md"


async def test_the_user_of_the_documentation(tmp_path):
    line = re.search(r"^ACL SETUSER newsbell .*$", PAGE.read_text("utf-8"), re.MULTILINE)[0]
    machines, clock, file = Machines(tmp_path), Clock(), tmp_path / "backup"
    try:
        server = await machines.server()
        async with server.client() as redis:
            await redis.execute_command(*shlex.split(line.replace("PASSWORD", "open-sesame-7")))
        url = Secret(f"redis://newsbell:open-sesame-7@127.0.0.1:{server.port}")
        settings = RedisSettings(url=url)
        async with open_redis(settings, tmp_path / "var") as redis:
            store = store_on(redis, clock)
            await use(store, clock, range(8))
            await store.queue_up()
            await store.rebase(clock.now)
            with archive.writing(file) as writer:
                await snapshot(redis, writer, clock)
        async with open_redis(settings, tmp_path / "var", name=CLIENT) as redis:
            report = await Restore(redis, 9_000).run(file, archive.look(file), NOW, force=True)
            assert report.written > 100
    finally:
        machines.end()
