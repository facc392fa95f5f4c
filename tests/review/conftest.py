"""A tiny catalog in files and in a database, on each server in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.fresh_databases import Fill, with_tiny_catalog
from tests.review.making import Bench, make_bench


@pytest.fixture
def bench(tmp_path: Path, fresh_database: Callable[[Fill], str]) -> Iterator[Bench]:
    """A workbench to review in."""
    made = make_bench(tmp_path, fresh_database(with_tiny_catalog))
    yield made
    made.engine.dispose()
