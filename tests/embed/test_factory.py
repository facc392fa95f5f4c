"""From the settings to the encoder they name."""

from pathlib import Path

import numpy as np
import pytest

from jdwork.config import Settings
from jdwork.config.settings import EmbedSettings
from jdwork.embed import (
    CachedEncoder,
    HashingEncoder,
    OpenAIEncoder,
    SentenceTransformerEncoder,
    make_encoder,
)


@pytest.mark.parametrize(
    ("settings", "kind"),
    [
        (Settings().embed, SentenceTransformerEncoder),
        (EmbedSettings(encoder="hashing", dimension=32), HashingEncoder),
        (EmbedSettings(encoder="openai", model="m", dimension=32, base_url="http://x/v1"), OpenAIEncoder),
    ],
)
def test_settings_choose_the_encoder(settings: EmbedSettings, kind: type) -> None:
    encoder = make_encoder(settings)
    assert type(encoder) is kind
    if settings.encoder != "sentence-transformers":
        assert encoder.dimension == 32


def test_a_cache_folder_adds_the_cache(tmp_path: Path) -> None:
    encoder = make_encoder(EmbedSettings(encoder="hashing"), cache_folder=tmp_path)
    assert isinstance(encoder, CachedEncoder)
    assert np.array_equal(encoder.encode(["a"]), HashingEncoder(384).encode(["a"]))
    assert len(encoder) == 1


def test_a_run_is_executed_again_in_its_own_precision() -> None:
    for mark in ("", "+bf16"):
        wanted = f"{SentenceTransformerEncoder(precision='float32').encoder_id}{mark}"
        assert make_encoder(EmbedSettings(), encoder_id=wanted).encoder_id == wanted
        stated = EmbedSettings(precision="float32")
        assert make_encoder(stated, encoder_id=wanted).encoder_id == wanted.removesuffix("+bf16")
