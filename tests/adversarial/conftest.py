"""The shipped catalog with the bundled encoder, indexed once for all adversarial advertisements."""

from __future__ import annotations

from pathlib import Path

import pytest

from jdwork.pipeline import Pipeline

CATALOG = Path(__file__).resolve().parents[2] / "catalog"


@pytest.fixture(scope="session")
def pipeline(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    """The classifier as it is shipped."""
    from jdwork.catalog import load_catalog_files
    from jdwork.config import load_settings
    from jdwork.embed import make_encoder

    settings = load_settings(CATALOG / "config.toml", environment=False)
    # Vectors of the catalog's wording are kept between test runs: they are keyed by model and text.
    kept = (
        request.config.cache.mkdir("vectors")
        if hasattr(request.config, "cache")
        else tmp_path_factory.mktemp("vectors")
    )
    return Pipeline(load_catalog_files(CATALOG), settings, make_encoder(settings.embed, cache_folder=kept))
