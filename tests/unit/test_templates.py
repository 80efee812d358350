"""Templates: the shipped ones, a user's own before them, what they may not do, and how a fault is named at the start."""

from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from config.errors import ConfigError
from config.schema import AlertSettings, Config, Rule
from pipelines.notify.factory import channels_from
from pipelines.notify.message import notice
from pipelines.notify.template_check import check_templates, samples
from pipelines.notify.templates import Shape, Templates
from pipelines.notify.writer import Writer, tidy, writer_from
from tests.unit.alert_gallery import HOSTILE
from tests.unit.alert_samples import ENGLISH, a_rule, an_alert, writer_of

SHOWN = notice(an_alert(), ENGLISH)
NAMED = replace(SHOWN, template="brief")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "brief").mkdir()
    return tmp_path


FAILED = []


@pytest.fixture(autouse=True)
def none_failed():
    FAILED.clear()


def put(folder, **files):
    for name, text in files.items():
        (folder / f"{name.replace('__', '/')}.j2").write_text(text, "utf-8")
    return Templates(folder, FAILED.append)


@pytest.mark.parametrize("shape", Shape)
def test_every_shipped_template_tells_every_kind_and_stage(shape):
    writer = writer_of()
    for shown in samples(writer):
        assert shown.headline.split()[0] in writer.write(shape, shown) or shape in {
            Shape.SLACK,
            Shape.DISCORD,
            Shape.NTFY,
        }
        assert writer.write(shape, shown)


def test_a_template_of_ones_own_stands_before_the_shipped_one(folder):
    own = put(folder, subject="NEWS: {{ notice.headline }}", brief__subject="Brief: {{ notice.headline }}")
    assert own.render(Shape.SUBJECT, SHOWN) == f"NEWS: {SHOWN.headline}"
    assert own.render(Shape.SUBJECT, NAMED) == f"Brief: {SHOWN.headline}"
    assert own.render(Shape.TEXT, NAMED) == Templates().render(Shape.TEXT, SHOWN)


def test_it_may_extend_the_shipped_one_and_include_parts_of_its_own(folder):
    own = put(folder, text='{% include "_head.j2" %}\n{% include "shipped/text.j2" %}', _head="FROM THE DESK\n\n")
    assert own.render(Shape.TEXT, SHOWN) == "FROM THE DESK\n" + Templates().render(Shape.TEXT, SHOWN)


def test_whatever_a_template_says_values_are_escaped(folder):
    shown = notice(HOSTILE, ENGLISH)
    own = put(folder, **{shape.value: "{{ notice.headline }} {{ notice.headline | upper }}" for shape in Shape})
    for shape in (Shape.HTML, Shape.TELEGRAM):
        assert "<script" not in own.render(shape, shown).lower()
    slack = own.render(Shape.SLACK, shown)
    assert "<" not in slack
    assert "&lt;script&gt;" in slack
    assert r"\<script\>" in own.render(Shape.DISCORD, shown)


WICKED = [
    "{{ notice.__class__.__mro__ }}",
    "{{ ''.__class__.__base__.__subclasses__() }}",
    "{{ link.__globals__ }}",
    "{{ notice.headline.format.__self__.__class__ }}",
    "{% include '../../secret.txt' %}",
    "{% for i in range(999999999) %}x{% endfor %}",
    "{{ notice.nothing }}",
    "{{ 1 / 0 }}",
    "{% set x = notice.members.append(1) %}",
]


@pytest.mark.parametrize("text", WICKED)
def test_a_template_that_fails_or_reaches_out_is_left_out_said_and_counted(folder, text):
    own = put(folder, text=text)
    with capture_logs() as logs:
        assert own.render(Shape.TEXT, SHOWN) == Templates().render(Shape.TEXT, SHOWN)
    assert FAILED == ["text.j2"]
    assert [(entry["log_level"], entry["template"]) for entry in logs] == [("warning", "text.j2")]


def test_a_rules_template_that_fails_leaves_room_for_the_usual_one(folder):
    own = put(folder, text="usual", brief__text="{{ notice.nothing }}")
    assert own.render(Shape.TEXT, NAMED) == "usual"


def checked(folder, rules=()):
    config = Config(alerts=AlertSettings(templates=folder), rules=tuple(rules))
    check_templates(config, writer_from(config))


def test_good_templates_pass(folder):
    put(folder, subject="{{ notice.headline }}!", brief__text="{{ notice.headline }}", _part="{{ anything }}")
    checked(folder, [a_rule(template="brief")])


BAD = [
    ("line one\n{{ notice.headlin }}", "text.j2:2: ", "headlin"),
    ("{% if %}", "text.j2:1: ", "Expected an expression"),
    ("{{ notice.headline }}\n\n{% for x in notice.sources %}", "text.j2:3: ", "Unexpected end of template"),
    ("{{ notice.headline }}\n{{ ''.__class__ }}", "text.j2:2: ", "unsafe"),
    ("{# nothing #}", "text.j2: ", "says nothing"),
    ("{% include 'none.j2' %}", "text.j2:1: ", "none.j2"),
    ("{{ notice.headline }}\n{% if notice.members %}\n{{ 1 // 0 }}\n{% endif %}", "text.j2:3: ", "ZeroDivisionError"),
]


@pytest.mark.parametrize(("text", "place", "words"), BAD)
def test_a_fault_is_named_at_the_start_with_file_and_line(folder, text, place, words):
    put(folder, brief__text=text)
    with pytest.raises(ConfigError) as caught:
        checked(folder)
    (problem,) = caught.value.problems
    assert problem.startswith(f"{folder}/brief/{place}")
    assert words in problem


def test_files_and_names_that_lead_nowhere_are_named(folder):
    put(folder, texte="x")
    with pytest.raises(ConfigError, match=r"texte\.j2: expected one of subject\.j2, text\.j2"):
        checked(folder)
    (folder / "texte.j2").unlink()
    with pytest.raises(ConfigError, match=r"rules\[0\]\.template: there is no template in .*brief"):
        checked(folder, [a_rule(template="brief")])
    with pytest.raises(ConfigError, match=r"expected alerts\.templates, the folder in which"):
        checked(None, [a_rule(template="brief")])
    with pytest.raises(ConfigError, match=r"alerts.templates: .* is no folder"):
        checked(folder / "none")
    with pytest.raises(ConfigError, match=r"template: expected"):
        checked(folder, [a_rule(template="../brief")])


def test_the_daemon_does_not_start_with_a_bad_template(folder):
    put(folder, html="{{ nothing }}")
    with pytest.raises(ConfigError, match=r"html\.j2:1"):
        channels_from(Config(alerts=AlertSettings(templates=folder), rules=(Rule(name="r", channels=("console",)),)))


def test_a_subject_is_one_line_whatever_its_template_says(folder):
    writer = Writer(frame=ENGLISH, templates=put(folder, subject="a\nBcc: x@example.org\n{{ notice.headline }}"))
    assert writer.subject(SHOWN).startswith("a Bcc: x@example.org xAI")
    writer = Writer(frame=ENGLISH, templates=put(folder, subject=" "))
    assert writer.subject(SHOWN) == SHOWN.headline


@pytest.mark.parametrize(("text", "clean"), [("\n\na\n\n\n\nb\n\n", "a\n\nb"), ("a\n \n \nb", "a\n \nb"), ("", "")])
def test_empty_lines_are_few(text, clean):
    assert tidy(text) == clean
