"""For every test: the collector of garbage looks seldom, for the word lists of sixteen languages are long to walk."""

import gc

SELDOM = (100_000, 50, 100)


def pytest_configure() -> None:
    gc.set_threshold(*SELDOM)


def pytest_collection_finish() -> None:
    """What modules and word lists hold stays to the end."""
    gc.collect()
    gc.freeze()
