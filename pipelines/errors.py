"""One root for all errors: `config.errors.NewsbellError`.  The tree says what happens next:

NewsbellError
├── ConfigError          the start (or SIGHUP) is refused; exit 2
├── StoreUnavailable     work waits and tries again; nothing is lost
├── StoreInUse           another daemon has this data_dir; exit 2
├── StoreRefused         the store's data are not what this program can go on with; exit 2
├── PollError(reason)    the source is paused, its health says why; the next poll comes
└── BadInput             this document or line is refused, the next goes on
"""

from config.errors import NewsbellError


class StoreUnavailable(NewsbellError):
    """Redis does not answer, is full or read-only: the work waits."""


class StoreInUse(NewsbellError):
    """A second daemon on one data_dir."""

    exit_code = 2


class StoreRefused(NewsbellError):
    """What lies in the store: written by a newer newsbell, put back by half, or in the way of a restore."""

    exit_code = 2


class PollError(NewsbellError):
    """A poll gave no entries; `reason` is a short label for metrics and `sources list`."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason, detail)  # both, so that it can be pickled: it comes out of worker processes
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}"


class BadInput(NewsbellError):
    """A document or a line that cannot be read."""
