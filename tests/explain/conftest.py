"""The tiny catalog's ads, classified."""

import pytest

from tests.runs.making import ads


@pytest.fixture(scope="session")
def records(tiny_pipeline):
    """Records of the tiny workspace's ads, by id."""
    return {made.jd.id: made for made in tiny_pipeline.classify_batch(ads())}


@pytest.fixture(scope="session")
def explained(records, tiny_pipeline):
    """Their explanations, with all that is behind them."""
    from jdwork.explain import explain

    return {
        name: explain(made, tiny_pipeline.settings, pipeline=tiny_pipeline) for name, made in records.items()
    }
