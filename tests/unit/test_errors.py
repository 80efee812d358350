"""Errors raised in a worker process must survive the way back, or they take the whole pool with them."""

import pickle

from config.errors import ConfigError
from pipelines.errors import PollError


def test_a_poll_error_crosses_a_process_border():
    error = pickle.loads(pickle.dumps(PollError("not_a_feed", "a page of HTML")))
    assert (error.reason, error.detail, str(error)) == ("not_a_feed", "a page of HTML", "not_a_feed: a page of HTML")


def test_a_configuration_error_crosses_it_too():
    error = pickle.loads(pickle.dumps(ConfigError(("a: one", "b: two"))))
    assert (error.problems, str(error)) == (("a: one", "b: two"), "a: one\nb: two")
