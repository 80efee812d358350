"""The rules of the house that no linter knows."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
OWN = ("config", "pipelines", "crawler", "scheduler", "dashboard")
MODULES = sorted(file for name in OWN for file in (ROOT / name).rglob("*.py"))
TEXTS = sorted(
    [
        file
        for name in (*OWN, "docs", "tools", "bench", "requirements", ".ci")
        for file in (ROOT / name).rglob("*")
        if file.is_file()
    ]
    + [file for file in ROOT.iterdir() if file.suffix in {".md", ".toml", ".cfg"} or file.name == "Makefile"]
)
MACHINE = re.compile(r"(?<![\w./:-])/(?:home|root|Users|work|mnt|media)/\w|\b[A-Z]:\\Users\\")
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))
LONGEST_MODULE = 300
LONGEST_PACKAGE = 3
LONGEST_FUNCTION = 50

Function = ast.FunctionDef | ast.AsyncFunctionDef


def name_of(file):
    return str(file.relative_to(ROOT))


def functions(file):
    return [node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, Function)]


def test_there_is_something_to_look_at():
    assert len(MODULES) > 50
    assert {file.name for file in LOCKS} == {"runtime.lock", "demo.lock", "dev.lock"}


def test_imports_stand_at_the_top():
    inner = {
        f"{name_of(file)}:{node.lineno}"
        for file in MODULES
        for function in functions(file)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert not inner


def test_modules_are_short():
    sizes = {name_of(file): len(file.read_text("utf-8").splitlines()) for file in MODULES}
    assert {name: size for name, size in sizes.items() if size > LONGEST_MODULE} == {}
    packages = {name: size for name, size in sizes.items() if name.endswith("__init__.py")}
    assert {name: size for name, size in packages.items() if size > LONGEST_PACKAGE} == {}


def test_functions_are_short():
    sizes = {
        f"{name_of(file)}:{function.lineno} {function.name}": function.end_lineno - function.lineno + 1
        for file in MODULES
        for function in functions(file)
    }
    assert {name: size for name, size in sizes.items() if size > LONGEST_FUNCTION} == {}


def test_nothing_names_a_place_on_one_machine():
    found = []
    for file in TEXTS:
        if "__pycache__" in file.parts or file.suffix in {".png", ".gz", ".svg"}:
            continue
        text = file.read_text("utf-8", errors="replace")
        found += [f"{name_of(file)}: {match[0]}" for match in MACHINE.finditer(text)]
    assert not found


@pytest.mark.parametrize("lock", LOCKS, ids=name_of)
def test_a_lock_names_versions_and_hashes_and_no_place(lock):
    text = lock.read_text("utf-8")
    assert not re.search(r"://|--index|--extra-index|--find-links|--trusted-host|^-r |@ ", text, re.MULTILINE)
    requirements = re.split(r"(?m)^(?=\w)", text)[1:]
    assert len(requirements) > 10
    for requirement in requirements:
        assert re.match(r"[\w.-]+(\[[\w,-]+\])?==\S+", requirement), requirement[:80]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", requirement), requirement[:80]


def test_the_locks_agree_with_each_other():
    pins = [dict(re.findall(r"(?m)^([\w.-]+)(?:\[[\w,-]+\])?==([^\s;\\]+)", lock.read_text("utf-8"))) for lock in LOCKS]
    for first in pins:
        for second in pins:
            assert {n: v for n, v in first.items() if n in second and second[n] != v} == {}
