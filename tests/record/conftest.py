"""Databases with the little catalog of `tests.record.factory`, on each server in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine

from jdwork.database.engine import open_database
from tests.fresh_databases import Fill
from tests.record.factory import with_little_catalog


@pytest.fixture
def little_database(fresh_database: Callable[[Fill], str]) -> Iterator[Callable[[], Engine]]:
    """Opens fresh databases that hold the little catalog."""
    opened: list[Engine] = []

    def make() -> Engine:
        opened.append(open_database(fresh_database(with_little_catalog), create=False))
        return opened[-1]

    yield make
    for engine in opened:
        engine.dispose()


@pytest.fixture
def engine(little_database: Callable[[], Engine]) -> Engine:
    """A fresh database that holds the little catalog."""
    return little_database()
