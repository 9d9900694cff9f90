"""One sandbox for this folder; every test begins with its seeded register and no calls."""

from collections.abc import Iterator

import pytest

from tests.sides.notion.desk import Mirror, Sandbox, running_sandbox


@pytest.fixture(scope="session")
def _sandbox() -> Iterator[Sandbox]:
    with running_sandbox() as control:
        yield Sandbox(control)


@pytest.fixture
def sandbox(_sandbox: Sandbox) -> Sandbox:
    _sandbox.reset()
    return _sandbox


@pytest.fixture
def mirror(sandbox: Sandbox) -> Mirror:
    return Mirror(sandbox)
