"""Making the encoder that the settings name."""

from __future__ import annotations

from pathlib import Path

from jdwork.config.settings import EmbedSettings
from jdwork.embed.cache import CachedEncoder
from jdwork.embed.encoder import Encoder
from jdwork.embed.hashing import HashingEncoder
from jdwork.embed.openai_encoder import OpenAIEncoder
from jdwork.embed.precision import precision_of
from jdwork.embed.sentence_transformer import SentenceTransformerEncoder


def make_encoder(
    settings: EmbedSettings, *, cache_folder: str | Path | None = None, encoder_id: str | None = None
) -> Encoder:
    """Make the encoder that the settings name; nothing is loaded and no network is used yet.

    Parameters
    ----------
    settings
        The ``embed`` section. ``dimension`` and ``batch_size`` bear on ``openai``, where
        ``dimension`` is the length expected of the server's vectors; ``hashing`` takes ``dimension``.
    cache_folder
        Where vectors are kept between calls; None keeps none.
    encoder_id
        Id of the encoder of a run that is to be executed again: a precision of ``auto`` then means the
        one that the run had, whatever this machine would choose.

    Returns
    -------
    Encoder

    Raises
    ------
    EncoderError
        If the settings contradict themselves; a missing model shows at first use.
    """
    encoder: Encoder
    if settings.encoder == "hashing":
        encoder = HashingEncoder(settings.dimension)
    elif settings.encoder == "openai":
        encoder = OpenAIEncoder(
            settings.model,
            base_url=settings.base_url,
            dimension=settings.dimension,
            batch_size=settings.batch_size,
        )
    else:
        precision = settings.precision
        if encoder_id is not None and precision == "auto":
            precision = precision_of(encoder_id)
        encoder = SentenceTransformerEncoder(settings.model, precision=precision)
    if cache_folder is None:
        return encoder
    return CachedEncoder(encoder, cache_folder, max_bytes=settings.cache_megabytes * 1_000_000)
