"""The shipped catalog with the bundled encoder, indexed once, and the golden JDs run through it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from jdwork.record import RunRecord
from tests.output.contract import GOLDEN, NAMES

CATALOG = Path(__file__).resolve().parents[2] / "catalog"


@pytest.fixture(scope="session")
def golden_records(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, RunRecord]:
    """The golden JDs, classified and recorded."""
    if not GOLDEN.is_dir():
        pytest.skip("the reference runs are not here")
    from jdwork.catalog import build_catalog, load_catalog_files
    from jdwork.config import load_settings
    from jdwork.database.engine import open_database
    from jdwork.embed import make_encoder
    from jdwork.pipeline import Pipeline
    from jdwork.record import record
    from jdwork.text import JobDescription

    settings = load_settings(CATALOG / "config.toml")
    # Vectors of the catalog's wording are kept between test runs: they are keyed by model and text.
    kept = (
        request.config.cache.mkdir("vectors") if request.config.cache else tmp_path_factory.mktemp("vectors")
    )
    pipeline = Pipeline(
        load_catalog_files(CATALOG), settings, make_encoder(settings.embed, cache_folder=kept)
    )
    engine = open_database(f"sqlite:///{tmp_path_factory.mktemp('golden') / 'jdwork.sqlite'}")
    build_catalog(CATALOG, engine)
    made = {}
    for name in NAMES:
        text = (GOLDEN / name / "jd.txt").read_text(encoding="utf-8")
        found = pipeline.classify(JobDescription(id=name, text=text))
        made[name] = replace(found, updates=record(found, engine, settings=settings))
    engine.dispose()
    return made
