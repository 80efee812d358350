"""What a kind's file must be: every fault with the key at which it stands."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from config.places import KeyPath
from config.problems import suggestion

Fault = tuple[KeyPath, str]
Table = Mapping[str, Any]

TABLES = ("kind", "understanding", "trigger", "traps", "context", "phrases", "example")
HEAD = ("name", "stages", "updates", "important", "same_stage", "reprices", "roles", "identity", "acts_for", "window_days")  # fmt: skip
UNDERSTANDING = ("talks", "specific", "late", "marked", "typed", "refuse", "object", "needs", "object_needed", "money", "valuation", "either_side", "people")  # fmt: skip
TRIGGER = ("lang", "stage", "form", "strength", "subject", "object", "words")
EXAMPLE = ("lang", "title", "lead", "body", "published", "expected")
EXPECTED = ("status", "stage", "roles")
PHRASES = ("kind", "stages", "sentences")
FORMS = ("active", "passive", "noun")
STRENGTHS = (1, 2, 3)
STATUSES = ("new", "background", "rumour", "denial", "opinion")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


def faults(table: Table, file_name: str, taken: Collection[str]) -> Iterator[Fault]:
    """What is wrong in a kind's file of this name; `taken` are the names of other kinds."""
    yield from _unknown((), table, TABLES)
    head = table.get("kind")
    if not isinstance(head, dict):
        yield (), "missing; expected a table [kind]"
        return
    before = list(_head(head, file_name, taken))
    yield from before
    if before:
        return
    stages, roles = head["stages"], head["roles"]
    yield from _understanding(table.get("understanding", {}), stages, roles)
    yield from _rows("trigger", table, lambda row: _trigger(row, stages, roles))
    for key in ("traps", "context"):
        for lang, words in _pairs(table.get(key, {})):
            if not (_LANGUAGE.fullmatch(lang) and _texts(words)):
                yield (key, lang), 'expected words by language, such as en = ["…"]'
    yield from _phrases(table.get("phrases", {}), stages)
    yield from _rows("example", table, lambda row: _example(row, stages, roles))


def _head(head: Table, file_name: str, taken: Collection[str]) -> Iterator[Fault]:
    yield from _unknown(("kind",), head, HEAD)
    name = head.get("name")
    if not (isinstance(name, str) and _NAME.fullmatch(name)):
        yield ("kind", "name"), "expected a name of small letters, figures and _"
    elif name != file_name:
        yield ("kind", "name"), f"expected the file's name, {file_name}"
    elif name in taken:
        yield ("kind", "name"), f"there is a kind of the name {name} already"
    for key in ("stages", "roles", "identity"):
        if not _names(head.get(key)) or not head[key]:
            yield ("kind", key), 'expected names, such as ["rumoured", "announced"]'
            return
    for key, within in (("updates", "stages"), ("important", "stages"), ("reprices", "stages"), ("identity", "roles"), ("acts_for", "roles")):  # fmt: skip
        yield from _within(("kind", key), head.get(key, []), head[within], within)
    for stage, like in _pairs(head.get("same_stage", {})):
        yield from _within(("kind", "same_stage", stage), [stage, like], head["stages"], "stages")
    days = head.get("window_days")
    if not isinstance(days, int) or isinstance(days, bool) or days < 1:
        yield ("kind", "window_days"), "expected a number of days"


def _understanding(table: object, stages: Sequence[str], roles: Sequence[str]) -> Iterator[Fault]:
    if not isinstance(table, dict):
        yield ("understanding",), "expected a table"
        return
    yield from _unknown(("understanding",), table, UNDERSTANDING)
    for key in ("specific", "late", "either_side"):
        yield from _within(("understanding", key), table.get(key, []), stages, "stages")
    yield from _within(("understanding", "needs"), table.get("needs", []), roles, "roles")
    yield from _within(("understanding", "talks"), [table["talks"]] if table.get("talks") else [], stages, "stages")
    yield from _within(("understanding", "refuse"), list(table.get("refuse", {})), roles, "roles")
    for name in ("marked", "typed"):
        yield from _within(("understanding", name), list(table.get(name, {}).values()), roles, "roles")
    if table.get("object", "party") not in {"party", "model"}:
        yield ("understanding", "object"), 'expected "party" or "model"'


def _trigger(row: Table, stages: Sequence[str], roles: Sequence[str]) -> Iterator[Fault]:
    yield from _unknown((), row, TRIGGER)
    if not _LANGUAGE.fullmatch(str(row.get("lang", ""))):
        yield ("lang",), 'expected a language, such as "en"'
    yield from _within(("stage",), [row.get("stage")], stages, "stages")
    if row.get("form", "active") not in FORMS:
        yield ("form",), f"expected one of {', '.join(FORMS)}"
    if row.get("strength", 2) not in STRENGTHS:
        yield ("strength",), "expected 1, 2 or 3"
    for key in ("subject", "object"):
        yield from _within((key,), [row[key]] if row.get(key) else [], roles, "roles")
    if not (_texts(row.get("words")) and row["words"]):
        yield ("words",), 'expected patterns, such as ["goes down"]'


def _phrases(table: object, stages: Sequence[str]) -> Iterator[Fault]:
    for lang, words in _pairs(table):
        path: KeyPath = ("phrases", lang)
        if not (_LANGUAGE.fullmatch(lang) and isinstance(words, dict)):
            yield path, "expected a table [phrases.en]"
            continue
        yield from _unknown(path, words, PHRASES)
        for key in ("stages", "sentences"):
            yield from _within((*path, key), list(words.get(key, {})), stages, "stages")
        for stage, sentences in _pairs(words.get("sentences", {})):
            if not _texts(sentences):
                yield (*path, "sentences", stage), "expected an array of sentences"
        for key, text in (("kind", words.get("kind", "-")), *_pairs(words.get("stages", {}))):
            if not isinstance(text, str):
                yield (*path, key), "expected text"


def _example(row: Table, stages: Sequence[str], roles: Sequence[str]) -> Iterator[Fault]:
    """`expected` is empty for a text that tells of no such event."""
    yield from _unknown((), row, EXAMPLE)
    for key in ("lang", "title"):
        if not isinstance(row.get(key), str):
            yield (key,), "missing; expected text"
    wanted = row.get("expected")
    if not isinstance(wanted, dict):
        yield ("expected",), "missing; expected a table, {} for a text that tells of no such event"
        return
    yield from _unknown(("expected",), wanted, EXPECTED)
    if wanted:
        yield from _within(("expected", "stage"), [wanted.get("stage")], stages, "stages")
        yield from _within(("expected", "status"), [wanted.get("status")], STATUSES, "statuses")
        yield from _within(("expected", "roles"), list(wanted.get("roles", {})), roles, "roles")


def _rows(key: str, table: Table, check: Any) -> Iterator[Fault]:  # noqa: ANN401 — one of the checks above
    rows = table.get(key, [])
    if not isinstance(rows, list):
        yield (key,), f"expected tables [[{key}]]"
        return
    for number, row in enumerate(rows):
        for path, message in check(row):
            yield (key, number, *path), message


def _unknown(path: KeyPath, table: Table, known: Sequence[str]) -> Iterator[Fault]:
    for key in table:
        if key not in known:
            yield (*path, key), f"unknown key; {suggestion(key, known)}"


def _within(path: KeyPath, names: object, known: Collection[str], what: str) -> Iterator[Fault]:
    if not isinstance(names, list):
        yield path, f"expected an array of {what}"
        return
    for name in names:
        if not isinstance(name, str) or name not in known:
            yield path, f"{name!r} is none of the {what}: {', '.join(known)}"


def _pairs(table: object) -> Sequence[tuple[str, Any]]:
    return list(table.items()) if isinstance(table, dict) else []


def _names(value: object) -> bool:
    return _texts(value) and all(_NAME.fullmatch(name) for name in value)  # type: ignore[attr-defined]  # it is a list


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) and text for text in value)
