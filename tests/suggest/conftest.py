"""The tiny catalog."""

import pytest


@pytest.fixture
def tiny_snapshot(tiny_pipeline):
    return tiny_pipeline.snapshot
