"""The shipped models are those that the corpus gives: training again changes nothing."""

import pytest

from tools.train import main


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_training_again_gives_the_same_models() -> None:
    assert main(["--check"]) == 0
