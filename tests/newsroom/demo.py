import tomllib
from pathlib import Path


def load_programme():
    return tomllib.loads((Path(__file__).parent / "programme.toml").read_text("utf8"))["order"]
