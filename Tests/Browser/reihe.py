"""Steps of one story: each stands on the one before it. A module imports the fixtures it wants."""

from types import SimpleNamespace

import pytest


@pytest.fixture(scope="module")
def lage():
    """What one step leaves for the next."""
    return SimpleNamespace(kaputt=None)


@pytest.fixture(autouse=True)
def der_reihe_nach(request, lage):
    """After a step that failed the rest is skipped."""
    if lage.kaputt:
        pytest.skip(f"{lage.kaputt} ist misslungen")
    yield
    if getattr(request.node, "misslungen", False):
        lage.kaputt = request.node.name
