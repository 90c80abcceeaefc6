"""Fixtures: the same test on both databases, a new store for each."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

import postgreskit

_numbers = itertools.count()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with postgreskit.server(tmp_path_factory.mktemp("postgres")) as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a store that is not there yet."""
    if request.param == "sqlite":
        return str(tmp_path / "store.db")
    return postgreskit.fresh_database(request.getfixturevalue("postgres"), f"store{next(_numbers)}")
