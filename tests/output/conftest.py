"""The shipped catalog with the bundled encoder, indexed once, and the golden JDs run through it."""

from __future__ import annotations

from pathlib import Path

import pytest

from jdwork.catalog import CatalogSnapshot
from jdwork.record import RunRecord
from tests.output.contract import GOLDEN, NAMES

CATALOG = Path(__file__).resolve().parents[2] / "catalog"


@pytest.fixture(scope="session")
def shipped_catalog() -> CatalogSnapshot:
    """The shipped catalog, from its files."""
    from jdwork.catalog import load_catalog_files

    return load_catalog_files(CATALOG)


@pytest.fixture(scope="session")
def golden_records(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    shipped_catalog: CatalogSnapshot,
) -> dict[str, RunRecord]:
    """The golden JDs, classified, worked out in detail and recorded."""
    if not GOLDEN.is_dir():
        pytest.skip("the reference runs are not here")
    from jdwork.catalog import build_catalog
    from jdwork.config import load_settings
    from jdwork.database.engine import open_database
    from jdwork.embed import make_encoder
    from jdwork.pipeline import Pipeline
    from jdwork.record import recorded
    from jdwork.text import JobDescription

    settings = load_settings(CATALOG / "config.toml")
    # Vectors of the catalog's wording are kept between test runs: they are keyed by model and text.
    kept = (
        request.config.cache.mkdir("vectors") if request.config.cache else tmp_path_factory.mktemp("vectors")
    )
    pipeline = Pipeline(shipped_catalog, settings, make_encoder(settings.embed, cache_folder=kept))
    engine = open_database(f"sqlite:///{tmp_path_factory.mktemp('golden') / 'jdwork.sqlite'}")
    build_catalog(CATALOG, engine)
    made = {}
    for name in NAMES:
        text = (GOLDEN / name / "jd.txt").read_text(encoding="utf-8")
        found = pipeline.detail([pipeline.classify(JobDescription(id=name, text=text))])
        (made[name],) = recorded(found, engine, settings=settings)
    engine.dispose()
    return made
