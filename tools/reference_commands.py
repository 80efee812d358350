"""The commands' part of the reference, from the parser itself."""

import argparse
from collections.abc import Iterator


def commands(parser: argparse.ArgumentParser) -> str:
    """One heading for each command, with its arguments.  Written without argparse's own layout: that differs by version."""
    return "\n".join(section for name, part, help_text in _walk(parser) for section in _section(name, part, help_text))


def _walk(parser: argparse.ArgumentParser, help_text: str = "") -> Iterator[tuple[str, argparse.ArgumentParser, str]]:
    """The commands that do something, each with its line of help."""
    subs = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]  # noqa: SLF001 - there is no public way to walk a parser
    if not subs:
        yield parser.prog, parser, parser.description or help_text
    for action in subs:
        helps = {choice.dest: choice.help or "" for choice in action._choices_actions}  # noqa: SLF001 - see above
        for name, part in action.choices.items():
            yield from _walk(part, helps.get(name, ""))


def _section(name: str, parser: argparse.ArgumentParser, help_text: str) -> Iterator[str]:
    actions = [action for action in parser._actions if not isinstance(action, argparse._HelpAction)]  # noqa: SLF001 - see above
    usage = " ".join([name.partition(" [")[0], *(_usage(action) for action in actions)])
    yield f"## {name}\n\n{_sentence(help_text)}\n\n    {usage}\n"
    if actions:
        yield "| argument | | default |\n|---|---|---|"
        for action in actions:
            yield f"| `{cell(_names(action))}` | {cell(action.help or '')} | {_default(action)} |"
        yield ""


def _usage(action: argparse.Action) -> str:
    value = _value(action)
    if action.option_strings:
        inner = f"{action.option_strings[0]} {value}".rstrip()
        return inner if action.required else f"[{inner}]"
    match action.nargs:
        case "?":
            return f"[{value}]"
        case "*":
            return f"[{value} …]"
        case "+":
            return f"{value} [{value} …]"
        case _:
            return value


def _names(action: argparse.Action) -> str:
    if not action.option_strings:
        return _value(action)
    return f"{', '.join(action.option_strings)} {_value(action)}".rstrip()


def _value(action: argparse.Action) -> str:
    """The placeholder; nothing for a flag."""
    if action.nargs == 0:
        return ""
    if action.choices and not action.metavar:
        return "|".join(str(choice) for choice in action.choices)
    return str(action.metavar or (action.dest.upper() if action.option_strings else action.dest))


def _default(action: argparse.Action) -> str:
    if action.default is None or action.default is argparse.SUPPRESS or action.nargs == 0 or action.default in ([], ""):
        return ""
    return f"`{cell(str(action.default))}`"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if not text or text.endswith((".", "?")) else ".")


def cell(text: str) -> str:
    """Text inside a table of Markdown."""
    return " ".join(text.split()).replace("|", "\\|")
