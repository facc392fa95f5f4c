"""The general way through a network: its own modules, on batches padded to a few lengths."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import numpy as np

from jdwork.embed.encoder import Vectors
from jdwork.embed.tokenising import LONGEST, Tokenising

_TOKENS_PER_CALL = 192
"""Rows times columns of a model call: enough to keep two cores busy, little enough for a single JD."""
_COLUMNS = (8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, LONGEST)
"""Padded lengths; a text takes the first that holds it."""


class PaddedNetwork:
    """Runs any sentence-transformers network.

    The shape of every call depends on the length of its texts alone, and spare rows are filled: equal text
    gives equal bits in any batch, though not with another number of threads.

    Parameters
    ----------
    network
        A loaded network.
    device
        Where it lies.
    precision
        What its layers run in.
    """

    def __init__(
        self, network: Any, *, device: str = "cpu", precision: Literal["float32", "bfloat16"] = "float32"
    ) -> None:
        import torch

        if precision == "bfloat16":
            network[0].to(dtype=torch.bfloat16)
        self._network = network
        self._device = device
        self._tokens = Tokenising.of(network)

    def vectors(self, texts: list[str]) -> Iterator[tuple[list[int], Vectors]]:
        """Encode distinct texts.

        Yields
        ------
        tuple
            Positions of some texts, and their vectors as the network gives them, shape (n, dimension).
        """
        for columns, group in self._by_columns(texts).items():
            size = max(1, _TOKENS_PER_CALL // columns)
            for start in range(0, len(group), size):
                places = group[start : start + size]
                yield places, self._call([texts[place] for place in places], size, columns)

    def _by_columns(self, texts: list[str]) -> dict[int, list[int]]:
        """Group the positions of texts by the padded length that they need."""
        longest = self._tokens.longest
        groups: dict[int, list[int]] = {}
        for place, pieces in enumerate(self._tokens.pieces(texts)):
            columns = next((size for size in _COLUMNS if len(pieces) <= size < longest), longest)
            groups.setdefault(columns, []).append(place)
        return groups

    def _call(self, texts: list[str], size: int, columns: int) -> Vectors:
        import torch

        filled = texts + texts[:1] * (size - len(texts))
        features = dict(self._tokens.padded(filled, columns).to(self._device))
        with torch.inference_mode():
            layers, *after = self._network
            features = layers(features)
            # Whatever the layers ran in, pooling adds up in float32.
            features["token_embeddings"] = features["token_embeddings"].float()
            for module in after:
                features = module(features)
            raw = features["sentence_embedding"].cpu().numpy()
        return np.asarray(raw, dtype=np.float32)[: len(texts)]
