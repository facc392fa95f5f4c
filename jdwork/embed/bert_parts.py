"""What a BERT is made of: its weights by name, and how its texts are cut."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jdwork.embed.bundled import BUNDLED_SHA256, ModelFolder, file_hash
from jdwork.embed.tokenising import Cutting, Tokenising, WordPieces

_TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
"""Digest of the word pieces that belong to the bundled weights."""


@dataclass(frozen=True, slots=True)
class BertParts:
    """A BERT without the library that it was saved by.

    Parameters
    ----------
    weights
        Tensors by the names that BERT's files give them (``embeddings.LayerNorm.weight``), float32.
    layers, heads
        How many transformer layers there are, and attention heads in each.
    epsilon
        Added to the variance where rows are normalised.
    cutting
        Cuts texts into the numbers of their pieces.
    """

    weights: Mapping[str, Any]
    layers: int
    heads: int
    epsilon: float
    cutting: Cutting

    @classmethod
    def of(cls, network: Any) -> BertParts:
        """Take them out of a loaded sentence-transformers network.

        Parameters
        ----------
        network
            Of which `jdwork.embed.packed_bert.fits` is true.
        """
        model = network[0].auto_model
        config = model.config
        return cls(
            weights={name: tensor.detach() for name, tensor in model.state_dict().items()},
            layers=config.num_hidden_layers,
            heads=config.num_attention_heads,
            epsilon=config.layer_norm_eps,
            cutting=Tokenising.of(network),
        )


def read_bundled(model: ModelFolder) -> BertParts | None:
    """Read the bundled model straight from its files: the libraries that saved it take seconds to load.

    Parameters
    ----------
    model
        The folder of the bundled model.

    Returns
    -------
    BertParts or None
        None unless weights and word pieces are, to the byte, those known here.
    """
    names = ("tokenizer.json", "config.json", "sentence_bert_config.json")
    tokenizer, configured, cut = (model.folder / name for name in names)
    if not (tokenizer.is_file() and configured.is_file() and cut.is_file()):
        return None
    if model.weight_hash != BUNDLED_SHA256 or file_hash(tokenizer) != _TOKENIZER_SHA256:
        return None
    from safetensors.torch import load_file

    config = json.loads(configured.read_text(encoding="utf-8"))
    longest = json.loads(cut.read_text(encoding="utf-8"))["max_seq_length"]
    return BertParts(
        weights=load_file(model.folder / "model.safetensors"),
        layers=config["num_hidden_layers"],
        heads=config["num_attention_heads"],
        epsilon=config["layer_norm_eps"],
        cutting=WordPieces.read(tokenizer, longest=longest),
    )
