"""From a TOML file to a `Config`: everything that is wrong is said at once, with file, line, key and what was expected."""

import os
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

from config.channels import ConsoleChannel
from config.checks import check_dashboard, check_llm, check_redis, note_unused
from config.errors import ConfigError
from config.expand import Expander
from config.kinds import Kind, adopt, kinds_with
from config.places import Places
from config.placing import placed
from config.problems import Problems
from config.reading import Reading, read_table
from config.rule_checks import check_rules
from config.schema import SPIDERS, Config, Rule, Source
from config.sections import named_items, read_channels, read_rules, read_sources

DEFAULT_FILE = "newsbell.toml"
DEFAULT_CHANNEL = "console"
VARIABLE = "NEWSBELL_CONFIG"
CATALOGUE = "config/data/sources.toml"

_PLACE = re.compile(r"(.*) \(at (?:line (\d+), column \d+|end of document)\)", re.DOTALL)

Table = dict[str, object]


def load(path: Path | None = None, *, environ: Mapping[str, str] = os.environ) -> Config:
    """The configuration in `path`, else in the file that NEWSBELL_CONFIG names, else in ./newsbell.toml, else the defaults.

    A relative `data_dir` starts from the file's folder, without a file from the current folder.  From now on the process
    knows the kinds that the configuration names.  Raises ConfigError.
    """
    file = _find(path, environ)
    text = "" if file is None else _text(file)
    folder = Path.cwd() if file is None else file.parent.absolute()
    name = DEFAULT_FILE if file is None else str(file)
    config = read(text, name, folder=folder, environ=environ)
    adopt(config.kinds)
    return replace(config, file=file)


def own_kinds(path: Path | None = None, *, environ: Mapping[str, str] = os.environ) -> Path | None:
    """The folder of kinds that the configuration names; nothing else of the file is looked at.  Raises ConfigError."""
    file = _find(path, environ)
    return None if file is None else _kinds_folder(_parse(_text(file), str(file)), file.parent.absolute())


def _kinds_folder(table: Table, folder: Path) -> Path | None:
    named = table.get("kinds")
    return folder / named if isinstance(named, str) and named else None


def read(text: str, name: str, *, folder: Path, environ: Mapping[str, str]) -> Config:
    """The configuration in a TOML text; `name` is what messages call it.  Raises ConfigError."""
    table = _parse(text, name)
    shipped = catalogue() if table.get("shipped_sources") is True or not table.get("sources") else ()
    problems = Problems(name, Places(text))
    kinds = kinds_with(_kinds_folder(table, folder))
    reading = Reading(
        problems=problems, expand=Expander(environ, folder), known=_known(table, shipped, kinds), notes=[], kinds=kinds
    )
    config = _config(table, reading)
    if config is None or len(problems):
        raise ConfigError(problems.lines())
    config = _with_defaults(config, shipped)
    note_unused(config, reading)
    config = placed(config, folder)
    check_rules(config, reading)
    if len(problems):
        raise ConfigError(problems.lines())
    return replace(config, notes=tuple(reading.notes))


def catalogue() -> tuple[Source, ...]:
    """The shipped sources.  Raises ConfigError: their file is held to the same rules as a user's."""
    file = files("config").joinpath("data/sources.toml")
    if not file.is_file():
        raise ConfigError((f"{CATALOGUE}: missing: newsbell is not installed as a whole",))
    text = file.read_text("utf-8")
    table = _parse(text, CATALOGUE)
    problems = Problems(CATALOGUE, Places(text))
    reading = Reading(problems=problems, expand=Expander({}, Path()), known={"spider": SPIDERS}, notes=[])
    sources = read_sources(table.pop("sources", []), reading)
    for key in table:
        problems.add((key,), "unknown key; known: sources")
    if len(problems):
        raise ConfigError(problems.lines())
    return sources


def _known(table: Table, shipped: tuple[Source, ...], kinds: Mapping[str, Kind]) -> Mapping[str, Collection[str]]:
    """The names that the file's parts may refer to, whether or not those parts are right themselves."""
    channels = table.get("channels")
    own = [name for name, _ in named_items("sources", table.get("sources"))]
    sources = table.get("sources")
    groups = [item.get("group") for item in sources if isinstance(item, dict)] if isinstance(sources, list) else []
    return {
        "stage": tuple(dict.fromkeys(stage for kind in kinds.values() for stage in kind.stages)),
        "group": {*(str(group) for group in groups if group), *(source.group for source in shipped if source.group)},
        "kind": kinds.keys(),
        "spider": SPIDERS,
        "channel": tuple(channels) if isinstance(channels, dict) and channels else (DEFAULT_CHANNEL,),
        "source": {*own, *(source.name for source in shipped)},
    }


def _find(path: Path | None, environ: Mapping[str, str]) -> Path | None:
    if path is not None:
        return path
    if environ.get(VARIABLE):
        return Path(environ[VARIABLE])
    default = Path(DEFAULT_FILE)
    return default if default.exists() else None


def _text(file: Path) -> str:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise ConfigError((f"{file}: cannot be read: {error.strerror}",)) from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigError((f"{file}:{line}: expected text in UTF-8",)) from None


def _parse(text: str, name: str) -> Table:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _PLACE.fullmatch(str(error))
        message, line = (found[1], found[2]) if found else (str(error), None)
        line = line or str(len(text.splitlines()) or 1)
        raise ConfigError((f"{name}:{line}: expected TOML: {message}",)) from None


def _config(table: Table, reading: Reading) -> Config | None:
    sources = read_sources(table.get("sources", []), reading)
    channels = read_channels(table.get("channels", {}), reading)
    rules = read_rules(table.get("rules", []), reading)
    config = read_table(Config, table, (), reading, sources=sources, channels=channels, rules=rules)
    if config is not None:
        check_dashboard(config.dashboard, ("dashboard",), reading)
        check_redis(config.redis, ("redis",), reading)
        check_llm(config.llm, ("llm",), reading)
    return config


def _with_defaults(config: Config, shipped: tuple[Source, ...]) -> Config:
    """What is left out: the shipped sources, a console channel, a rule for everything new."""
    own = {source.name for source in config.sources}
    channels = config.channels or (ConsoleChannel(name=DEFAULT_CHANNEL),)
    everything = Rule(name="everything", channels=tuple(channel.name for channel in channels))
    return replace(
        config,
        sources=(*config.sources, *(source for source in shipped if source.name not in own)),
        channels=channels,
        rules=config.rules or (everything,),
    )
