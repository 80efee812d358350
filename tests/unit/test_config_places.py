"""The line of every key, whatever way TOML has of writing it."""

import json
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.places import Places
from config.problems import spelled

TEXT = '''# a comment with a [table] and key = "value"
plain = 1
dotted.key . deep = 2
"quoted key" = 'a # no comment'
'literal.key' = "escaped \\" quote"   # = [x]
multi = """
[not.a.table]
key = 1
still \\""" open""""
after = 1979-05-27 07:32:00
literal = \'\'\'
"""
\'\'\'
array = [ 1, # one ]
  "two ]",
  { inline = 3, more.dotted = [4,
      5] },
  # and a comment
]
empty = []
none = {}

[table]
key = 1
[ table . "sub table" ]
key = 2
[[items]]
name = "first"
[items.detail]
key = 3
[[items.parts]]
x = 1
[[items.parts]]
x = 2
[[items]]
name = "second"
[[items.parts]]
x = 3
'''
LINES = [
    (("plain",), 2),
    (("dotted", "key", "deep"), 3),
    (("quoted key",), 4),
    (("literal.key",), 5),
    (("multi",), 6),
    (("after",), 10),
    (("literal",), 11),
    (("array",), 14),
    (("array", 0), 14),
    (("array", 1), 15),
    (("array", 2, "inline"), 16),
    (("array", 2, "more", "dotted", 1), 17),
    (("empty",), 20),
    (("none",), 21),
    (("table",), 23),
    (("table", "key"), 24),
    (("table", "sub table"), 25),
    (("table", "sub table", "key"), 26),
    (("items",), 27),
    (("items", 0), 27),
    (("items", 0, "name"), 28),
    (("items", 0, "detail", "key"), 30),
    (("items", 0, "parts", 0, "x"), 32),
    (("items", 0, "parts", 1, "x"), 34),
    (("items", 1, "name"), 36),
    (("items", 1, "parts", 0), 37),
    (("items", 1, "parts", 0, "x"), 38),
    (("items", 1, "missing"), 35),
    (("table", "missing"), 23),
    (("missing",), 1),
]


def paths(value, path=()):
    """Every path in a value that `tomllib` read."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        yield (*path, key)
        yield from paths(part, (*path, key))


@pytest.mark.parametrize(("path", "line"), LINES)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines(path, line, end):
    assert Places(TEXT.replace("\n", end)).line(path) == line


def test_every_key_of_the_text_is_found():
    table = tomllib.loads(TEXT)
    found = Places(TEXT)
    assert all(path in found._lines for path in paths(table))


keys = st.text(min_size=1, max_size=8).filter(lambda text: text.isprintable())
scalars = st.integers(-9, 9).map(str) | st.text(max_size=12).map(
    lambda text: json.dumps(text, ensure_ascii=True)
).filter(lambda text: "\\u" not in text)


@given(st.dictionaries(keys, st.dictionaries(keys, st.lists(scalars, max_size=3), max_size=3), max_size=4))
def test_any_document_of_one_key_a_line(tables):
    lines, expected = [], []
    for table, pairs in tables.items():
        lines.append(f"[{json.dumps(table, ensure_ascii=False)}] # ]")
        expected.append(((table,), len(lines)))
        for key, items in pairs.items():
            lines.append(f"{json.dumps(key, ensure_ascii=False)} = [")
            expected.append(((table, key), len(lines)))
            for number, item in enumerate(items):
                lines.append(f"  {item}, # , ] }}")
                expected.append(((table, key, number), len(lines)))
            lines.append("]")
    text = "\n".join(lines)
    tomllib.loads(text)
    found = Places(text)
    assert [found.line(path) for path, _ in expected] == [line for _, line in expected]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("sources", 0, "every"), "sources[0].every"),
        (("channels", "team mail", "to", 1), 'channels."team mail".to[1]'),
        (("channels", "a\nb"), 'channels."a\\nb"'),
    ],
)
def test_a_keys_full_name(path, text):
    assert spelled(path) == text
