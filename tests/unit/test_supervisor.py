"""What is said to systemd, over a socket as systemd has it."""

import socket

import pytest
from structlog.testing import capture_logs

from scheduler.supervisor import Supervisor


@pytest.fixture
def ear(tmp_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.bind(str(tmp_path / "notify"))
        sock.settimeout(1)
        yield sock


def heard(ear):
    return ear.recv(4096).decode().split("\n")


def test_each_word(ear, tmp_path):
    environ = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "HOME": "/home/desk"}
    supervisor = Supervisor(environ)
    assert environ == {"HOME": "/home/desk"}, "no child is to speak in our name"
    supervisor.ready("40 sources")
    assert heard(ear) == ["READY=1", "STATUS=40 sources"]
    supervisor.alive("two\nlines")
    assert heard(ear) == ["WATCHDOG=1", "STATUS=two lines"]
    supervisor.reloading()
    word, moment = heard(ear)
    assert word == "RELOADING=1"
    assert int(moment.removeprefix("MONOTONIC_USEC=")) > 0
    supervisor.stopping()
    assert heard(ear)[0] == "STOPPING=1"


def test_a_name_without_a_file():
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind("")  # the system gives it a name of the abstract sort
        ear.settimeout(1)
        Supervisor({"NOTIFY_SOCKET": "@" + ear.getsockname()[1:].decode()}).stopping()
        assert heard(ear)[0] == "STOPPING=1"


@pytest.mark.parametrize(
    ("environ", "every"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "30000000"}, 10),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "7"}, 10),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "8"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
    ],
)
def test_how_often_it_wants_a_sign_of_life(environ, every):
    assert Supervisor(environ, pid=7).every == every


def test_nobody_listens(tmp_path):
    Supervisor({}).ready("alone")
    deaf = Supervisor({"NOTIFY_SOCKET": str(tmp_path / "nobody")})
    with capture_logs() as logs:
        deaf.ready("a")
        deaf.alive("b")
    assert [line["event"] for line in logs] == ["systemd cannot be told how we are"]
