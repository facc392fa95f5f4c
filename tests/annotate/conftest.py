"""A tiny catalog in a database to annotate in: on SQLite alone, or on each server in turn."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.review.making import Bench, make_bench


@pytest.fixture
def bench(tmp_path: Path, sqlite_url: str):
    made: Bench = make_bench(tmp_path, sqlite_url)
    yield made
    made.engine.dispose()


@pytest.fixture
def both(tmp_path: Path, database_url: str):
    """As ``bench``, on SQLite and on PostgreSQL."""
    made: Bench = make_bench(tmp_path, database_url)
    yield made
    made.engine.dispose()
