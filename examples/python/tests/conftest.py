"""What the tests of the scripts are given."""

import sys
from pathlib import Path
from typing import Iterator

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from running import Simulator, empty, free_port, program  # noqa: E402


@pytest.fixture()
def simulator() -> Iterator[Simulator]:
    port = free_port()
    with program("simulator", {"WEBHOOKS": f"http://127.0.0.1:{port}"}) as line:
        yield Simulator(line.split(",")[0], port)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    with program("postgresql", {}) as address:
        yield address


@pytest.fixture()
def sqlite(tmp_path: Path) -> str:
    """An empty SQLite."""
    return str(tmp_path / "refunds.sqlite")


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, sqlite: str) -> str:
    """The same, and an empty PostgreSQL: for what rests on the database."""
    return sqlite if request.param == "sqlite" else empty(request.getfixturevalue("postgres"))
