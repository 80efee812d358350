"""The steps of the image, by hand: newsbell built from what is copied into it, and nothing else, is whole."""

import os
import shutil
import subprocess
import sys

import pytest

from tests.unit.test_packaging import PACKAGING, ROOT, copied

LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.egg-info")


def run(*words, cwd, **environ):
    ran = subprocess.run(
        [sys.executable, *words], cwd=cwd, env={**os.environ, **environ}, capture_output=True, text=True, timeout=110, check=False
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-2000:]
    return ran.stdout


@pytest.mark.slow
def test_built_from_what_is_copied(tmp_path):
    source, target, elsewhere = tmp_path / "src", tmp_path / "installed", tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name in copied():
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=LEFT_OUT)
        else:
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, source / name)
    pip = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-build-isolation")
    run(*pip, "--target", str(target), str(source), cwd=elsewhere)
    (elsewhere / "in.jsonl").write_text(
        '{"id": "1", "title": "Nemora offers $9 billion for AI lab Kelvane", '
        '"summary": "Nemora has offered 9 billion dollars for Kelvane, an AI lab, it said on Monday."}\n'
    )
    work = (
        f"import sys; sys.path.insert(0, {str(target)!r}); import config; print(config.__file__); "
        "from scheduler.cli.main import main; "
        f"sys.exit(main(['config', 'check', '--config', {str(PACKAGING / 'newsbell.toml')!r}])"
        " or main(['analyze', 'in.jsonl', '-o', 'out.jsonl']))"
    )
    assert run("-P", "-c", work, cwd=elsewhere).startswith(str(target))
    assert '"bid"' in (elsewhere / "out.jsonl").read_text("utf-8")
