"""The fast way through a BERT: texts laid end to end, no padding, one shape for every matrix product."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import numpy as np

from jdwork.embed.bert_parts import BertParts
from jdwork.embed.encoder import Vectors
from jdwork.embed.linear import Activation, Linear
from jdwork.embed.packing import Block, pack
from jdwork.embed.tokenising import Tokenising

BLOCK_TOKENS = 256
"""Tokens of a block. Matrix products of 256 rows are as fast per row as larger ones; a short text alone
costs a whole block, so it is no larger."""

_HEAD_MULTIPLE = 16
"""Attention of other head widths (8, for one) rounds differently by thread; of these it does not."""


class PackedBert:
    """Runs a BERT with mean pooling on blocks of a fixed number of tokens.

    Linear layers work on whole blocks, whatever texts lie in them; attention works on the texts of one length
    at a time. A row of a matrix product of one shape, and a text's attention, come out alike to the last bit
    wherever they lie and with any number of threads, so equal text gives equal bits always.

    Parameters
    ----------
    parts
        Its weights.
    precision
        What linear layers compute in. Attention, embeddings, pooling are float32 in any case.
    """

    def __init__(self, parts: BertParts, *, precision: Literal["float32", "bfloat16"]) -> None:
        import torch

        self._cutting = parts.cutting
        self.block_tokens = max(BLOCK_TOKENS, parts.cutting.longest)
        self._dtype = torch.bfloat16 if precision == "bfloat16" else torch.float32
        weights = parts.weights
        self._words = weights["embeddings.word_embeddings.weight"]
        kinds = weights["embeddings.token_type_embeddings.weight"]
        self._places = weights["embeddings.position_embeddings.weight"] + kinds[0]
        self._start = _norm(parts, "embeddings.LayerNorm", torch.float32)
        self._layers = [
            _Layer(parts, f"encoder.layer.{number}", rows=self.block_tokens, dtype=self._dtype)
            for number in range(parts.layers)
        ]

    def vectors(self, texts: list[str]) -> Iterator[tuple[list[int], Vectors]]:
        """Encode distinct texts.

        Yields
        ------
        tuple
            Positions of the texts of one block, and the means of their tokens, shape (n, dimension).
        """
        pieces = self._cutting.pieces(texts)
        for block in pack([len(one) for one in pieces], self.block_tokens):
            places = [text for group in block for text in group.texts]
            yield places, self._means(block, [pieces[text] for text in places])

    def _means(self, block: Block, pieces: list[list[int]]) -> Vectors:
        """Run a block and average the tokens of each text."""
        import torch

        lengths = np.array([len(one) for one in pieces])
        starts = np.cumsum(lengths) - lengths
        used = int(lengths.sum())
        words = np.zeros(self.block_tokens, dtype=np.int64)
        words[:used] = np.concatenate(pieces)
        places = np.zeros(self.block_tokens, dtype=np.int64)
        places[:used] = np.arange(used) - np.repeat(starts, lengths)
        shapes = [(len(group.texts), group.length) for group in block]
        with torch.inference_mode():
            rows = self._words[torch.from_numpy(words)] + self._places[torch.from_numpy(places)]
            rows = self._start(rows).to(self._dtype)
            for layer in self._layers:
                rows = layer(rows, shapes)
            tokens = rows[:used].float().numpy()
        # One row after the other: the order of the sum, and so its bits, depend on the text alone.
        sums = np.add.reduceat(tokens, starts, axis=0)
        return np.asarray(sums / lengths[:, None].astype(np.float32), dtype=np.float32)


class _Layer:
    """One transformer layer (post-norm, as in BERT): attention, then two linear layers with GELU between."""

    def __init__(self, parts: BertParts, name: str, *, rows: int, dtype: Any) -> None:
        import torch

        def linear(*names: str, activation: Activation = "none") -> Linear:
            weight, bias = (
                torch.cat([parts.weights[f"{name}.{one}.{kind}"] for one in names]).to(dtype)
                for kind in ("weight", "bias")
            )
            return Linear(weight, bias, rows=rows, activation=activation)

        own = "attention.self"
        self._heads = parts.heads
        self._queries_keys_values = linear(f"{own}.query", f"{own}.key", f"{own}.value")
        self._mixed = linear("attention.output.dense")
        self._mixed_norm = _norm(parts, f"{name}.attention.output.LayerNorm", dtype)
        self._wide = linear("intermediate.dense", activation="gelu")
        self._narrow = linear("output.dense")
        self._narrow_norm = _norm(parts, f"{name}.output.LayerNorm", dtype)

    def __call__(self, rows: Any, shapes: list[tuple[int, int]]) -> Any:
        rows = self._mixed_norm(self._mixed.added(self._attention(rows, shapes), rows))
        return self._narrow_norm(self._narrow.added(self._wide(rows), rows))

    def _attention(self, rows: Any, shapes: list[tuple[int, int]]) -> Any:
        """Attend within each text; rows of no text are left zero."""
        import torch
        from torch.nn.functional import scaled_dot_product_attention

        mixed = torch.zeros_like(rows)
        # Small products are no slower in float32, and exact.
        three = self._queries_keys_values(rows).float()
        start = 0
        for texts, length in shapes:
            end = start + texts * length
            parts = three[start:end].view(texts, length, 3, self._heads, -1).permute(2, 0, 3, 1, 4)
            answer = scaled_dot_product_attention(*parts).transpose(1, 2)
            mixed[start:end] = answer.reshape(end - start, -1)
            start = end
        return mixed


def _norm(parts: BertParts, name: str, dtype: Any) -> Any:
    from functools import partial

    from torch.nn.functional import layer_norm

    weight, bias = (parts.weights[f"{name}.{kind}"].to(dtype) for kind in ("weight", "bias"))
    return partial(
        layer_norm, normalized_shape=tuple(weight.shape), weight=weight, bias=bias, eps=parts.epsilon
    )


def fits(network: Any) -> bool:
    """Whether a network is a plain BERT with mean pooling, and nothing else that changes its vectors.

    Parameters
    ----------
    network
        A loaded sentence-transformers network.
    """
    from torch import nn

    modules = list(network)
    model = getattr(modules[0], "auto_model", None)
    config = getattr(model, "config", None)
    if model is None or config is None:
        return False
    kinds = [type(module).__name__ for module in modules]
    if kinds not in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"]):
        return False
    plain = (
        type(model).__name__ == "BertModel"
        and config.model_type == "bert"
        and config.hidden_act == "gelu"
        and not config.is_decoder
        and config.hidden_size % (config.num_attention_heads * _HEAD_MULTIPLE) == 0
        and getattr(config, "position_embedding_type", "absolute") == "absolute"
        and _pooling(modules[1]) == "mean"
        and (modules[1].include_prompt or not Tokenising.of(network).prompt)
        and Tokenising.of(network).longest <= config.max_position_embeddings
    )
    # Adapters and quantised layers take the place of the plain ones.
    return plain and all(
        type(part) in (nn.Linear, nn.LayerNorm, nn.Embedding)
        for part in model.modules()
        if next(part.parameters(recurse=False), None) is not None
    )


def _pooling(module: Any) -> str:
    mode = module.pooling_mode if hasattr(module, "pooling_mode") else module.get_pooling_mode_str()
    return mode if isinstance(mode, str) else "+".join(mode)
