import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.store.index import MOST_STORIES, Shelf, candidates, extended, ids

PLAIN = Shelf(bound=3, seconds=100)
FOUNDER = Shelf(bound=3, seconds=100, founder=True)


def filled(shelf, *names, value=None, start=1000.0):
    for number, name in enumerate(names):
        value = extended(value, name, start + number, shelf)
    return value


@pytest.mark.parametrize(
    ("shelf", "names", "expected"),
    [
        (PLAIN, ["a"], ["a"]),
        (PLAIN, ["a", "b", "c"], ["a", "b", "c"]),
        (PLAIN, ["a", "b", "c", "d"], ["b", "c", "d"]),
        (FOUNDER, ["a", "b", "c", "d"], ["a", "c", "d"]),
        (FOUNDER, ["a", "b", "c", "d", "e"], ["a", "d", "e"]),
        (PLAIN, ["a", "b", "a"], ["a", "b"]),
        (Shelf(bound=1, seconds=100), ["a", "b"], ["b"]),
        (Shelf(bound=1, seconds=100, founder=True), ["a", "b"], ["a"]),
    ],
)
def test_a_shelf_keeps_what_it_promises(shelf, names, expected):
    assert ids(filled(shelf, *names), 0) == expected


def test_what_is_too_old_is_not_seen_and_not_kept():
    value = filled(PLAIN, "old", start=1000)
    value = extended(value, "new", 1099, PLAIN)
    assert ids(value, 1099 - 100) == ["old", "new"]
    assert ids(value, 1101 - 100) == ["new"]
    assert b"old" not in extended(value, "newer", 1150, PLAIN)


def test_an_id_that_comes_again_is_new_again():
    value = filled(PLAIN, "a", start=1000)
    value = extended(value, "a", 1090, PLAIN)
    assert ids(value, 1050) == ["a"]


def test_nothing_stands_under_an_unknown_key():
    assert ids(None, 0) == []


@pytest.mark.parametrize("name", ["plain", "with@sign", "a:b|c", "ngày"])
def test_ids_of_any_shape(name):
    assert ids(filled(PLAIN, name, "x"), 0) == [name, "x"]


@given(st.lists(st.sampled_from("abcdefgh"), min_size=1), st.integers(1, 5), st.booleans())
def test_never_more_than_the_bound_and_the_newest_is_there(names, bound, founder):
    shelf = Shelf(bound=bound, seconds=10_000, founder=founder)
    kept = ids(filled(shelf, *names), 0)
    assert len(kept) <= bound
    assert len(set(kept)) == len(kept)
    assert names[-1] in kept or (founder and bound == 1)
    assert not founder or kept[0] == names[0]


def test_candidates_begin_with_those_under_an_address():
    assert candidates([["u1"], ["u2"]], [["b1", "b2"], ["b2"], ["u2"]]) == ["u1", "u2", "b2", "b1"]


def test_candidates_are_bounded_and_the_best_stay():
    many = [f"s{number}" for number in range(200)]
    found = candidates([["url"]], [many, ["s150"], ["s150", "s199"], ["s199"]])
    assert len(found) == MOST_STORIES
    assert found[:3] == ["url", "s150", "s199"]
