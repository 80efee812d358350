"""Worker processes: work is done elsewhere, a worker that dies is replaced, work that kills twice is given up."""

import os

import pytest

from pipelines.workers import WorkerDied, Workers


def nothing():
    """A worker that needs nothing loaded."""


def die(_piece):
    os._exit(3)


def die_once(marker):
    """Die the first time, when `marker` is not there yet."""
    if not os.path.exists(marker):  # noqa: PTH110 — as short as can be in a worker
        with open(marker, "w", encoding="utf8"):  # noqa: PTH123
            os._exit(3)
    return "done"


def fail(_piece):
    raise ValueError("its own fault")


@pytest.fixture
def workers():
    made = Workers(1, nothing, limit=20)
    yield made
    made.close()


async def test_work_is_done_in_another_process(workers):
    assert await workers.run(os.getpid) != os.getpid()


async def test_an_error_of_the_work_comes_back(workers):
    with pytest.raises(ValueError, match="its own fault"):
        await workers.run(fail, 1)


async def test_a_worker_that_dies_is_replaced_and_the_work_done(workers, tmp_path):
    assert await workers.run(die_once, str(tmp_path / "marker")) == "done"


async def test_work_that_kills_twice_is_given_up_and_others_go_on(workers):
    with pytest.raises(WorkerDied, match="die"):
        await workers.run(die, 1)
    assert await workers.run(abs, -1) == 1
