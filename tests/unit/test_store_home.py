import os
import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.schema import RedisSettings
from pipelines.store.home import Home, quoted


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/var/news", '"/var/news"'),
        ("/with space", '"/with space"'),
        ('/a"b', r'"/a\x22b"'),
        ("/a\\b", r'"/a\x5cb"'),
        ("/a\nport 6379", r'"/a\x0aport 6379"'),
        ("/báo", '"/báo"'),
    ],
)
def test_a_path_is_quoted_as_the_server_reads_it(path, expected):
    assert quoted(path) == expected


@given(st.text(alphabet=st.characters(blacklist_characters="\0", blacklist_categories=["Cs"]), min_size=1))
def test_a_path_stays_on_its_line_and_inside_its_quotes(path):
    text = quoted(path)
    assert not set("\n\r") & set(text)
    assert text[0] == text[-1] == '"'
    assert '"' not in text[1:-1]
    unescaped = text[1:-1].encode().decode("latin-1")
    for number in (*range(0x20), 0x22, 0x5C):
        unescaped = unescaped.replace(rf"\x{number:02x}", chr(number))
    assert unescaped.encode("latin-1") == os.fsencode(path)


def test_the_configuration_has_no_tcp_port_and_keeps_everything(tmp_path):
    home = Home.at(tmp_path / "v")
    home.prepare(RedisSettings(fsync="always"))
    lines = [shlex.split(line) for line in home.conf.read_text().splitlines() if line[0] != "#"]
    conf = dict(lines)
    assert (conf["port"], conf["appendonly"], conf["appendfsync"]) == ("0", "yes", "always")
    assert (conf["maxmemory-policy"], conf["save"], conf["unixsocketperm"]) == ("noeviction", "", "700")


def test_every_second_is_our_own_work(tmp_path):
    home = Home.at(tmp_path / "v")
    home.prepare(RedisSettings())
    assert "\nappendfsync no\n" in home.conf.read_text()


def test_old_pid_files_are_cleared_away_and_a_pid_that_is_none_is_none(tmp_path):
    home = Home.at(tmp_path / "v")
    assert home.pid() is None
    home._pidfile.write_text("12\n")
    assert home.pid() == 12
    home._pidfile.write_text("no number")
    assert home.pid() is None
    home.prepare(RedisSettings())
    assert not home._pidfile.exists()


def test_the_last_words_are_the_logs_end(tmp_path):
    home = Home.at(tmp_path / "v")
    assert home.last_words() == "nothing"
    home.log.write_bytes(b"first\n" + b"more\n" * 50 + b"bad \xff\n# the end\n")
    assert home.last_words() == "more / bad � / # the end"
