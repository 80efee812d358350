"""The root of newsbell's errors, and the one that configuration raises."""


class NewsbellError(Exception):
    """Root of newsbell's errors.  The message is for people and holds no secret."""

    exit_code = 1
    """Of a command that ends with it."""


class ConfigError(NewsbellError):
    """The configuration cannot be used.  `problems` has one line each: file, line, key, what was expected."""

    exit_code = 2

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__(problems)  # as given, so that the error can cross a process border
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(self.problems)
