"""The reference is made from the code."""

import argparse

import pytest

from tools import docs
from tools.reference_commands import commands


def tiny_parser():
    top = argparse.ArgumentParser(prog="bell")
    parts = top.add_subparsers(metavar="COMMAND", required=True)
    ring = parts.add_parser("ring", help="make a sound")
    ring.add_argument("tower", metavar="A|B", help="which one")
    ring.add_argument("more", metavar="MORE", nargs="*")
    ring.add_argument("--times", type=int, default=3)
    ring.add_argument("--loud", action="store_true", help="wake everybody")
    ring.add_argument("--by", required=True, choices=("hand", "foot"))
    group = parts.add_parser("rope", help="the rope")
    inner = group.add_subparsers()
    inner.add_parser("pull", help="pull it")
    return top


def test_commands_are_walked_to_the_last_part():
    assert commands(tiny_parser()) == (
        "## bell ring\n\nMake a sound.\n\n"
        "    bell ring A|B [MORE …] [--times TIMES] [--loud] --by hand|foot\n\n"
        "| argument | | default |\n|---|---|---|\n"
        "| `A\\|B` | which one |  |\n"
        "| `MORE` |  |  |\n"
        "| `--times TIMES` |  | `3` |\n"
        "| `--loud` | wake everybody |  |\n"
        "| `--by hand\\|foot` |  |  |\n\n"
        "## bell rope pull\n\nPull it.\n\n    bell rope pull\n"
    )


@pytest.mark.parametrize("name", docs.PAGES)
def test_a_page_is_the_same_each_time_and_its_tables_are_tables(name):
    page = docs.page(name)
    assert page == docs.page(name)
    columns = None
    for line in page.splitlines():
        if not line.startswith("|"):
            columns = None
            continue
        count = line.replace("\\|", "").count("|")
        columns = columns or count
        assert count == columns, line


def test_a_stale_page_is_named_with_what_mends_it(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(docs, "FOLDER", tmp_path / "reference")
    assert docs.main([]) == 0
    assert docs.main(["--check"]) == 0
    capsys.readouterr()
    (tmp_path / "reference" / "keys.md").write_text("old", "utf-8")
    assert docs.main(["--check"]) == 1
    assert capsys.readouterr().err == "out of date: docs/reference/keys.md\nmend with: make docs\n"
    assert (tmp_path / "reference" / "keys.md").read_text("utf-8") == "old"


def test_every_setting_and_metric_is_in_the_reference():
    assert "| `min_confidence` |" in docs.page("configuration")
    assert '| `type` | `"slack"` |' in docs.page("configuration")
    assert "`newsbell_loop_lag_seconds`" in docs.page("metrics")
    assert "newsbell config check [--config CONFIG]" in docs.page("commands")
