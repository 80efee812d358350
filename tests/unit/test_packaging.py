"""What is shipped for running newsbell: nothing in it names a file, a command or a right that is not there."""

import re
import shlex
import shutil
import subprocess
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

from config.loader import load
from scheduler.cli.main import COMMANDS, parser

ROOT = Path(__file__).parents[2]
PACKAGING = ROOT / "packaging"
CONTAINERFILE = PACKAGING / "Containerfile"
UNIT = PACKAGING / "newsbell.service"
EXPOSURE = 2.5
"""The most that `systemd-analyze security` may find, of 10."""


def instructions():
    text = CONTAINERFILE.read_text("utf-8").replace("\\\n", " ")
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return [tuple(line.split(None, 1)) for line in lines]


def copied():
    """Sources of COPY from the project's folder."""
    words = [shlex.split(rest) for name, rest in instructions() if name == "COPY"]
    return [source for one in words if not one[0].startswith("--from=") for source in one[:-1]]


def test_what_is_copied_is_there_and_part_of_the_build():
    allowed = [line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")]
    assert copied()
    for source in copied():
        assert (ROOT / source).exists(), source
        assert source in allowed, f"{source} is left out by .dockerignore"
    assert sorted(allowed) == sorted(copied()), "nothing else is sent to the build"


def test_every_package_is_copied():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    patterns = project["tool"]["setuptools"]["packages"]["find"]["include"]
    packages = [path.parent.name for path in ROOT.glob("*/__init__.py") if any(fnmatch(path.parent.name, p) for p in patterns)]  # fmt: skip
    assert set(packages) <= set(copied())
    assert {project["project"]["readme"], "pyproject.toml"} <= set(copied())


def test_the_image_is_pinned_small_and_without_root():
    found = instructions()
    bases = [rest.split()[0] for name, rest in found if name == "FROM"]
    assert all(re.search(r":\d+\.\d+-slim-\w+$", base) for base in bases), bases
    assert not [rest for name, rest in found if name == "ADD"]
    final = found[max(number for number, (name, _) in enumerate(found) if name == "FROM") :]
    users = [rest for name, rest in final if name == "USER"]
    assert users
    assert re.fullmatch(r"[1-9]\d+:[1-9]\d+", users[-1]), "by number: an orchestrator can see that it is not root"
    assert "apt-get" not in " ".join(rest for _, rest in final), "no compiler in the image that runs"
    for name, rest in found:
        if name == "RUN" and "apt-get install" in rest:
            assert "--no-install-recommends" in rest
            assert "rm -rf /var/lib/apt/lists/*" in rest
        if "pip install" in rest:
            assert "--require-hashes" in rest or "--no-deps" in rest
    assert not re.search(r"(?i)password|token|secret", CONTAINERFILE.read_text("utf-8"))


def test_its_commands_are_commands():
    found = dict(instructions())
    entry, default = yaml.safe_load(found["ENTRYPOINT"]), yaml.safe_load(found["CMD"])
    assert entry == ["newsbell"]
    parser().parse_args(default)
    health = yaml.safe_load(found["HEALTHCHECK"].partition("CMD ")[2])
    assert health[0] == "newsbell"
    parser().parse_args(health[1:])


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((PACKAGING / "compose.yaml").read_text("utf-8"))


def test_the_services_may_do_little(compose):
    for name, service in compose["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert "ports" not in service, "nothing is published unasked"
        for volume in service["volumes"]:
            source = volume.split(":")[0]
            there = (PACKAGING / source).exists() if source.startswith(".") else source in compose["volumes"]
            assert there, volume


def test_its_redis_keeps_everything(compose):
    words = shlex.split(compose["services"]["redis"]["command"])
    options = dict(zip(words[1::2], words[2::2], strict=True))
    assert (options["--appendonly"], options["--appendfsync"]) == ("yes", "always")
    assert options["--maxmemory-policy"] == "noeviction"


def test_its_build_and_its_configuration(compose):
    build = compose["services"]["newsbell"]["build"]
    assert (PACKAGING / build["context"] / build["dockerfile"]).resolve() == CONTAINERFILE
    config = load(PACKAGING / "newsbell.toml")
    assert config.notes == ()
    assert config.redis.url.reveal().startswith("redis://redis:")
    volumes = dict(reversed(volume.split(":")[:2]) for volume in compose["services"]["newsbell"]["volumes"])
    assert volumes[str(config.data_dir)] == "newsbell"
    environment = compose["services"]["newsbell"]["environment"]
    assert volumes[environment["NEWSBELL_CONFIG"]] == "./newsbell.toml"


def unit():
    lines = UNIT.read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith(("#", "[")))


def test_the_unit_starts_what_there_is():
    found = unit()
    words = shlex.split(found["ExecStart"])
    assert Path(words[0]).name == "newsbell"
    assert words[1] in COMMANDS
    parser().parse_args(words[1:])
    assert found["Type"] == "notify"
    assert found["WatchdogSec"]
    assert found["KillMode"] == "mixed", "the private Redis server is stopped by the daemon, after its last write"


def test_the_unit_is_hardened():
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("no systemd-analyze on this machine")
    ran = subprocess.run(
        [program, "security", "--offline=true", "--no-pager", str(UNIT)], capture_output=True, text=True, check=False, timeout=30
    )  # fmt: skip
    if "nrecognized option" in ran.stderr:
        pytest.skip("this systemd-analyze cannot look at files: it is older than 250")
    level = re.search(r"Overall exposure level for newsbell.service: (\d+\.\d+)", ran.stdout)
    assert level, ran.stdout + ran.stderr
    assert float(level[1]) <= EXPOSURE


def test_the_log_that_is_rotated_is_the_one_that_the_unit_allows():
    text = (PACKAGING / "newsbell.logrotate").read_text("utf-8")
    assert re.search(rf"^/var/log/{unit()['LogsDirectory']}/newsbell\.log {{$", text, re.MULTILINE)
    assert "--kill-whom=main newsbell.service" in text
