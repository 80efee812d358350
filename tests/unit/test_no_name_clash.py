"""The packages' plain names are this application's own in its environment."""

from importlib.metadata import packages_distributions

import pytest

OWN = ("config", "pipelines", "crawler", "scheduler", "dashboard")


@pytest.mark.parametrize("name", OWN)
def test_no_dependency_ships_a_package_of_the_same_name(name):
    owners = set(packages_distributions().get(name, ())) - {"newsbell"}
    assert not owners, f"{name} is also shipped by {', '.join(sorted(owners))}"
