"""That the store was put back from a backup."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Restored:
    """`taken` is the moment of the backup, `at` that of the restore.  `said`: the daemon has told of it in its log."""

    taken: datetime
    at: datetime
    said: bool = False
