"""Fixtures: the same test on both databases, a new store for each."""

import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import postgreskit
from hasila.store import Store, open_store

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


#: Gives the address of a copy of a store that a function fills; it is filled once for all tests of a run.
Copied = Callable[[Callable[[Store], object]], str]


@pytest.fixture(scope="session")
def filled() -> dict[tuple[str, Callable[[Store], object]], str]:
    """The stores that copies are made of."""
    return {}


@pytest.fixture(params=["sqlite", "postgresql"])
def copied(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory,
    filled: dict[tuple[str, Callable[[Store], object]], str],
) -> Copied:  # fmt: skip
    """Copies of filled stores."""
    kind = request.param
    server = request.getfixturevalue("postgres") if kind == "postgresql" else ""

    def copy(fill: Callable[[Store], object]) -> str:
        if (kind, fill) not in filled:
            first = str(tmp_path_factory.mktemp("filled") / "store.db")
            if server:
                first = postgreskit.fresh_database(server, f"store{next(_numbers)}")
            with open_store(first) as store:
                fill(store)
            filled[kind, fill] = first
        first = filled[kind, fill]
        if server:
            return postgreskit.fresh_database(server, f"store{next(_numbers)}", first.rsplit("/", 1)[1])
        return str(shutil.copy(first, tmp_path_factory.mktemp("copied") / "store.db"))

    return copy
