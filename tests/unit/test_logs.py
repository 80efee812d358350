"""One line an event, whatever is in it."""

import io
import json
import logging
import warnings
from pathlib import Path

import pytest
import structlog

from config.errors import NewsbellError
from config.schema import LogSettings
from config.secret import Secret
from scheduler import logs


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def configure():
    """Sets logs up on a stream, and puts everything back afterwards."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level

    def _configure(stream, **settings):
        logs.configure(LogSettings(**settings), stream)
        return structlog.get_logger("scheduler.test")

    yield _configure
    for handler in {*root.handlers} - {*before}:
        handler.close()
    root.handlers[:] = before
    root.setLevel(level)
    for name in logs.OWN:
        logging.getLogger(name).setLevel(logging.NOTSET)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


@pytest.fixture
def json_log(configure):
    stream = io.StringIO()
    return configure(stream), lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


def test_json_where_nobody_reads_along(json_log):
    log, lines = json_log
    log.info("story settled", source="genk-ai", n=3, verdicts=[{"kind": "bid", "new": True}])
    (line,) = lines()
    assert list(line)[:3] == ["time", "level", "event"]
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "info",
        "event": "story settled",
        "source": "genk-ai",
        "n": 3,
        "verdicts": [{"kind": "bid", "new": True}],
    }


@pytest.mark.parametrize(("form", "is_json"), [("auto", False), ("json", True), ("console", False)])
def test_the_form_on_a_terminal(form, is_json, configure):
    stream = Terminal()
    configure(stream, format=form).info("hello")
    assert stream.getvalue().startswith("{") is is_json


def test_a_line_for_people(configure, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    stream = Terminal()
    configure(stream).warning("source polled", source="a", detail="two words", reason="", found=0, gap=False, none=None)
    moment, _, rest = stream.getvalue().partition(" ")
    assert len(moment) == len("12:30:01")
    assert rest == 'warning source polled  source=a detail="two words" found=0 gap=false\n'


def test_colours_are_for_terminals_that_want_them(configure, monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    terminal, file = Terminal(), io.StringIO()
    configure(terminal).error("hello")
    configure(file, format="console").error("hello")
    assert "\x1b[31m" in terminal.getvalue()
    assert "\x1b" not in file.getvalue()


@pytest.mark.parametrize("form", ["json", "console"])
@pytest.mark.parametrize(
    "text", ["a\nb", "a\x1b[2Jb", "a\u202eb", "a\u2028b", "a\x9bb", "a\rb", "a\ud800b", "a\ufeffb", "\x00"]
)
def test_nothing_that_moves_the_cursor_comes_through(form, text, configure):
    stream = io.StringIO()
    configure(stream, format=form).info("event " + text, title=text, list=[text, {text: text}])
    shown = stream.getvalue()
    assert shown.count("\n") == 1
    assert shown.removesuffix("\n").isprintable()
    assert shown.encode("utf-8")
    if form == "json":
        assert json.loads(shown)["title"] == text


def test_other_scripts_stay_readable(configure):
    stream = io.StringIO()
    configure(stream, format="console").info("story", title="Tin tức: 人工智能 عرض")
    assert 'title="Tin tức: 人工智能 عرض"' in stream.getvalue()


def test_long_texts_are_cut(json_log):
    log, lines = json_log
    log.info("story", title="x" * 10_000)
    assert lines()[0]["title"] == "x" * 500 + "…"


def test_secrets_are_starred_everywhere(json_log):
    log, lines = json_log
    hidden = Secret("open-sesame-42")
    log.info("trying open-sesame-42", secret=hidden, url="x?k=open-sesame-42", inner={"a": ["open-sesame-42"]})
    logging.getLogger("some.library").warning("sent %s", "open-sesame-42")
    assert "open-sesame-42" not in json.dumps(lines())
    assert lines()[0]["secret"] == "Secret('***')"


def test_an_exception_is_one_line_with_the_way_to_it(json_log):
    log, lines = json_log
    try:
        int("open\nsesame")
    except ValueError:
        log.exception("step failed")
        logging.getLogger("asyncio").exception("task failed")
    for line in lines():
        assert line["exception"].startswith("ValueError: invalid literal")
        assert line["at"].startswith("unit/test_logs.py:")
        assert "test_an_exception_is_one_line" in line["at"]


def test_levels(configure):
    stream = io.StringIO()
    log = configure(stream, level="warning")
    log.info("quiet")
    log.warning("loud")
    logging.getLogger("crawler.something").info("quiet")
    logging.getLogger("some.library").info("quiet")
    assert [json.loads(line)["event"] for line in stream.getvalue().splitlines()] == ["loud"]


def test_libraries_speak_from_warning_upwards(configure):
    stream = io.StringIO()
    log = configure(stream, level="info")
    log.debug("quiet")
    logging.getLogger("some.library").info("quiet")
    logging.getLogger("crawler.something").info("own")
    logging.getLogger("some.library").warning("%d items", 3)
    assert [(line["event"], line["logger"]) for line in map(json.loads, stream.getvalue().splitlines())] == [
        ("own", "crawler.something"),
        ("3 items", "some.library"),
    ]


def test_warnings_go_the_same_way(json_log):
    _, lines = json_log
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("old ways", DeprecationWarning, stacklevel=1)
    assert lines()[0]["logger"] == "py.warnings"


def test_configured_twice_every_event_is_said_once(configure):
    first, second = io.StringIO(), io.StringIO()
    configure(first)
    configure(second).info("hello")
    assert first.getvalue() == ""
    assert second.getvalue().count("\n") == 1


def test_a_reader_that_went_away_stops_nothing(configure, capsys):
    class Broken(io.StringIO):
        def write(self, text):
            raise BrokenPipeError

    configure(Broken()).info("hello")
    closed = io.StringIO()
    log = configure(closed)
    closed.close()
    log.info("hello")
    assert capsys.readouterr().err == ""


def test_a_value_that_is_nothing_known_is_shown_as_text(json_log):
    log, lines = json_log
    log.info("odd", thing=pytest, names={"b"}, pair=(1, 2.5), nan=None)
    assert lines()[0]["thing"].startswith("<module 'pytest'")
    assert lines()[0]["names"] == ["b"]
    assert lines()[0]["pair"] == [1, 2.5]


def words(file):
    return [json.loads(line)["event"] for line in file.read_text("utf-8").splitlines()]


def test_to_a_file_that_is_moved_away_and_opened_anew(configure, tmp_path):
    stream, file = io.StringIO(), tmp_path / "newsbell.log"
    log = configure(stream, file=file)
    log.info("one")
    file.rename(tmp_path / "newsbell.log.1")
    log.info("two")
    configure(stream, file=file).info("three")
    assert words(tmp_path / "newsbell.log.1") == ["one"]
    assert words(file) == ["two", "three"]
    assert not stream.getvalue()


def test_to_a_file_that_newsbell_turns_over_itself(configure, tmp_path):
    file = tmp_path / "newsbell.log"
    log = configure(io.StringIO(), file=file, max_size=300, keep=2)
    for number in range(20):
        log.info("line", number=number)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["newsbell.log", "newsbell.log.1", "newsbell.log.2"]
    assert max(path.stat().st_size for path in tmp_path.iterdir()) <= 300
    assert json.loads(file.read_text("utf-8").splitlines()[-1])["number"] == 19


def test_a_file_that_cannot_be_opened_is_named_and_the_old_one_kept(configure, tmp_path):
    file = tmp_path / "newsbell.log"
    log = configure(io.StringIO(), file=file)
    with pytest.raises(NewsbellError, match=r"cannot write the log .*nowhere"):
        configure(io.StringIO(), file=tmp_path / "nowhere" / "newsbell.log")
    log.info("still here")
    assert words(file) == ["still here"]


def test_a_full_disk_stops_nobody(configure, capsys):
    log = configure(io.StringIO(), file=Path("/dev/full"))
    log.info("lost")
    assert capsys.readouterr().err == ""
