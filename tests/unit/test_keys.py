import inspect

import pytest

from pipelines.store import keys

BUILDERS = {
    name: function
    for name, function in inspect.getmembers(keys, inspect.isfunction)
    if function.__module__ == keys.__name__ and name not in {"digest", "spec", "table_markdown", "dataclass"}
}


@pytest.mark.parametrize("name", BUILDERS)
def test_every_builder_makes_a_key_of_the_table(name):
    arguments = ["x:y" for _ in inspect.signature(BUILDERS[name]).parameters]
    key = BUILDERS[name](*arguments)
    assert key.startswith("nb:")
    assert keys.spec(key) is not None


def test_every_row_of_the_table_has_a_builder():
    made = {keys.spec(b(*["x" for _ in inspect.signature(b).parameters])).pattern for b in BUILDERS.values()}
    assert made | {keys.spec(keys.events()).pattern} == {key.pattern for key in keys.TABLE}


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("nb:events", "nb:events"),
        ("nb:events:bid", "nb:events:{kind}"),
        ("nb:event:1", "nb:event:{event_id}"),
        ("nb:alerts", "nb:alerts"),
        ("nb:alert:1", "nb:alert:{alert_id}"),
        ("nb:alert-deliveries:1", "nb:alert-deliveries:{alert_id}"),
        ("nb:seen:", None),
        ("nb:other", None),
        ("events", None),
    ],
)
def test_a_key_is_found_under_its_own_row(name, pattern):
    found = keys.spec(name)
    assert (found and found.pattern) == pattern


def test_the_table_says_everything_of_every_key():
    text = keys.table_markdown()
    for key in keys.TABLE:
        assert all((key.pattern, key.type, key.owner, key.bound, key.holds))
        assert f"| `{key.pattern}` | {key.type} |" in text
    assert len({line.count("|") for line in text.strip().splitlines()}) == 1


def test_no_two_patterns_are_one():
    assert len({key.pattern for key in keys.TABLE}) == len(keys.TABLE)


def test_addresses_of_any_length_make_short_keys():
    assert len(keys.url("https://harbour.example/" + "x" * 5000)) == len(keys.url("a"))
    assert keys.url("a") != keys.url("b")
    assert keys.url("\ud800") != keys.url("\ud801")
