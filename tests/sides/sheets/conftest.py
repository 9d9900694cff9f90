"""One sandbox for this folder; every test begins with its seeded register and no calls."""

from collections.abc import Iterator

import pytest

from tests.sides.sheets.desk import Mirror, Sandbox, running_sandbox


@pytest.fixture(scope="session")
def _sandbox() -> Iterator[Sandbox]:
    with running_sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(_sandbox: Sandbox) -> Sandbox:
    _sandbox.reset()
    return _sandbox


@pytest.fixture
def mirror(sandbox: Sandbox) -> Mirror:
    return Mirror(sandbox)
