"""Numbers of things, for a reader: "1 rule", "2 rules"."""


def counted(number: int, one: str, many: str = "") -> str:
    """`number` with its noun; `many` where the noun does not merely take an s ("entries")."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
