"""The settings' part of the reference, from the schema."""

from collections.abc import Iterator

from config.documented import descriptions, toml
from config.schema import CHANNEL_TYPES, Config, Rule, Source
from config.settings import Setting, expected, settings
from tools.reference_commands import cell

_WAYS = """\
newsbell reads the file that `--config` names, else the one that `NEWSBELL_CONFIG` names, else `./newsbell.toml`, else the
shipped defaults. `newsbell init` writes a file with every setting; `newsbell config check` names everything that is wrong
in one, with line and key.

Any text may take values from outside: `${NAME}` reads the environment, `${file:PATH}` a file (from the configuration's
folder; the line end at its end is taken off), and `$${` is a plain `${`. A variable that is not set stops the start, except
in `sentry.dsn`: there it means off, as Sentry's own libraries have it, and `config check` says so.

Durations are numbers with units, the longest first: `ms`, `s`, `m`, `h`, `d`, `w`, as in `30s`, `1h30m`, `7d`.
"""


def configuration() -> str:
    """A table of keys for every table of the file."""
    top = settings(Config)
    parts = [_WAYS, "## The top of the file\n", *_table(Config, [s for s in top.values() if not (s.table or s.apart)])]
    for setting in top.values():
        if setting.table:
            parts += _part(f"[{setting.key}]", setting.table)
    parts += _part("[[sources]]", Source, _said("sources"))
    parts.append(f"\n## `[channels.NAME]`\n\nWhere alerts go; rules name it. {_said('channels')}\n")
    for kind, shape in CHANNEL_TYPES.items():
        key = f'| `type` | `"{kind}"` | **required** | |'
        parts += _part(f'type = "{kind}"', shape, level=3, first=(key,))
    parts += _part("[[rules]]", Rule, _said("rules"))
    return "\n".join(parts)


def _said(field: str) -> str:
    return descriptions(Config)[field]


def _part(heading: str, kind: type, more: str = "", *, level: int = 2, first: tuple[str, ...] = ()) -> list[str]:
    words = " ".join([*(kind.__doc__ or "").split(), *more.split()])
    return [f"\n{'#' * level} `{heading}`\n\n{words}\n", *_table(kind, list(settings(kind).values()), first)]


def _table(kind: type, rows: list[Setting], first: tuple[str, ...] = ()) -> Iterator[str]:
    said = descriptions(kind)
    yield "| key | takes | default | |\n|---|---|---|---|"
    yield from first
    for setting in rows:
        default = "**required**" if setting.required else f"`{cell(toml(setting.default))}`"
        if setting.default is None:
            default = ""
        yield f"| `{setting.key}` | {cell(expected(setting, example=False))} | {default} | {cell(said.get(setting.field, ''))} |"
