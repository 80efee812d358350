"""The parts of a configuration that come many times: sources, rules, channels."""

from config.checks import check_channel, check_source, check_unique
from config.places import KeyPath
from config.problems import described, suggestion
from config.reading import Reading, read_table
from config.schema import CHANNEL_TYPES, Channel, Rule, Source


def read_sources(raw: object, reading: Reading) -> tuple[Source, ...]:
    found = []
    for path, item in _array("sources", raw, reading):
        source = read_table(Source, item, path, reading)
        if source is not None:
            check_source(source, path, reading)
            found.append(source)
    check_unique(named_items("sources", raw), reading)
    return tuple(found)


def read_rules(raw: object, reading: Reading) -> tuple[Rule, ...]:
    found = [read_table(Rule, item, path, reading) for path, item in _array("rules", raw, reading)]
    check_unique(named_items("rules", raw), reading)
    return tuple(rule for rule in found if rule is not None)


def read_channels(raw: object, reading: Reading) -> tuple[Channel, ...]:
    if not isinstance(raw, dict):
        reading.problems.add(("channels",), f"expected tables [channels.NAME], got {described(raw)}")
        return ()
    found = [_channel(name, table, reading) for name, table in raw.items()]
    return tuple(channel for channel in found if channel is not None)


def _channel(name: str, raw: object, reading: Reading) -> Channel | None:
    path: KeyPath = ("channels", name)
    if not isinstance(raw, dict):
        reading.problems.add(path, f"expected a table [channels.{name}], got {described(raw)}")
        return None
    rest = dict(raw)
    kind = rest.pop("type", None)
    wanted = "expected one of " + ", ".join(CHANNEL_TYPES)
    if kind is None:
        reading.problems.add((*path, "type"), f"missing; {wanted}")
        return None
    if not isinstance(kind, str) or kind not in CHANNEL_TYPES:
        close = f"; {suggestion(kind, CHANNEL_TYPES)}" if isinstance(kind, str) else ""
        reading.problems.add((*path, "type"), f"{wanted}, got {described(kind)}{close}")
        return None
    channel = read_table(CHANNEL_TYPES[kind], rest, path, reading, name=name)
    if channel is not None:
        check_channel(channel, path, reading)
    return channel


def _array(key: str, raw: object, reading: Reading) -> list[tuple[KeyPath, object]]:
    if not isinstance(raw, list):
        reading.problems.add((key,), f"expected tables [[{key}]], got {described(raw)}")
        return []
    return [((key, number), item) for number, item in enumerate(raw)]


def named_items(key: str, raw: object) -> list[tuple[str, KeyPath]]:
    items = raw if isinstance(raw, list) else []
    return [
        (item["name"], (key, number, "name"))
        for number, item in enumerate(items)
        if isinstance(item, dict) and isinstance(item.get("name"), str)
    ]
