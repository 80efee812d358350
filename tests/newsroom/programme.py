"""What the demo publishes, and when: data in `programme.toml`."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

PROGRAMME = Path(__file__).parent / "programme.toml"


@dataclass(frozen=True, kw_only=True)
class Programme:
    """Ids of articles: what stands on the sites when newsbell comes, and what comes out later, in order."""

    standing: tuple[str, ...] = ()
    order: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        return self.standing + self.order


def load_programme(path: Path = PROGRAMME) -> Programme:
    rows = tomllib.loads(path.read_text("utf8"))
    return Programme(standing=tuple(rows["standing"]), order=tuple(rows["order"]))
