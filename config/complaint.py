"""A complaint about a setting that shows only when it is used: with file and line, as the loader's own."""

from config.places import KeyPath, Places
from config.problems import Problems
from config.schema import Config

_DEFAULTS = "newsbell.toml"


def complaint(config: Config, path: KeyPath, message: str) -> str:
    """`FILE:LINE: KEY: MESSAGE`; line 1 where the file is gone meanwhile."""
    text = ""
    if config.file is not None:
        try:
            text = config.file.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            text = ""
    problems = Problems(str(config.file or _DEFAULTS), Places(text))
    problems.add(path, message)
    return problems.lines()[0]
