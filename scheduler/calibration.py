"""Is `confidence` worth its number?  Of what was told with 0.9, nine in ten should be right."""

from collections.abc import Sequence
from dataclasses import dataclass, field

BINS = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Bin:
    """Tellings with a confidence from `low` on: how many, their mean confidence, the share that was right."""

    low: float
    count: int
    confidence: float
    right: float


@dataclass(kw_only=True)
class Calibration:
    """What was told as new: each with its confidence and whether it was right."""

    told: list[tuple[float, bool]] = field(default_factory=list)

    def add(self, confidence: float, *, right: bool) -> None:
        self.told.append((confidence, right))

    def bins(self) -> Sequence[Bin]:
        """Ten bins of equal width; the empty ones are left out."""
        rows = []
        for number in range(BINS):
            here = [(c, r) for c, r in self.told if min(int(c * BINS), BINS - 1) == number]
            if here:
                confidence = sum(c for c, _ in here) / len(here)
                right = sum(r for _, r in here) / len(here)
                rows.append(Bin(low=number / BINS, count=len(here), confidence=confidence, right=right))
        return rows

    def error(self) -> float | None:
        """Expected calibration error: how far confidence and truth are apart in a bin, on average over all that was told."""
        if not self.told:
            return None
        return sum(b.count * abs(b.confidence - b.right) for b in self.bins()) / len(self.told)
