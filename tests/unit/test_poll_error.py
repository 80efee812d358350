"""A poll's error is raised in a worker process: it must survive the way back, or it takes the whole pool with it."""

import pickle

from pipelines.errors import PollError


def test_a_poll_error_crosses_a_process_border():
    error = pickle.loads(pickle.dumps(PollError("not_a_feed", "a page of HTML")))
    assert (error.reason, error.detail, str(error)) == ("not_a_feed", "a page of HTML", "not_a_feed: a page of HTML")
