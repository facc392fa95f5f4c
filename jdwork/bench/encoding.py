"""The default encoder beside the library that it is built on, and beside the machine's matrix products."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, NamedTuple

from jdwork.bench.figures import Figure, seconds
from jdwork.embed import SentenceTransformerEncoder
from jdwork.embed.bundled import find_model
from jdwork.embed.linear import Linear
from jdwork.embed.packed_bert import BLOCK_TOKENS
from jdwork.embed.precision import resolve
from jdwork.embed.tokenising import Tokenising
from jdwork.signals.sentences import role_sentences
from jdwork.text import JobDescription, read_structure

Format = Literal["float32", "bfloat16"]
ROOFLINE_SECONDS = 1.0


class Shape(NamedTuple):
    """What a BERT's cost depends on."""

    layers: int
    width: int
    inner: int

    @property
    def products(self) -> tuple[tuple[int, int], ...]:
        """Inputs and outputs of a layer's matrix products: query, key and value in one, then the others."""
        width, inner = self.width, self.inner
        return ((width, 3 * width), (width, width), (width, inner), (inner, width))

    def operations(self, lengths: Sequence[int]) -> float:
        """Floating-point operations of texts of so many tokens: 2 per multiply-add, attention included."""
        linear = 2 * sum(inputs * outputs for inputs, outputs in self.products)
        return float(self.layers * sum(n * linear + 4 * n * n * self.width for n in lengths))


def distinct_sentences(jds: Iterable[JobDescription], most: int) -> list[str]:
    """Cut JDs into the sentences that are encoded of them, each once, at most so many."""
    seen: dict[str, None] = {}
    for jd in jds:
        seen.update(dict.fromkeys(role_sentences(read_structure(jd)).texts))
        if len(seen) >= most:
            break
    return list(seen)[:most]


def time_encoding(
    texts: Sequence[str], *, naive: int = 200, rounds: int = 3, told: Callable[[str], object] = lambda _: None
) -> tuple[list[Figure], dict[str, Any]]:
    """Time the encoder with the bundled weights.

    Parameters
    ----------
    texts
        Distinct texts.
    naive
        Evenly spread texts on which the one-at-a-time call is timed.
    rounds
        Each times everything in turn, so that a busy machine slows all alike; the best of each counts.
    told
        Called with what is being timed.

    Returns
    -------
    figures : list of Figure
        Ours in each precision of this machine: against the library one text at a time, and against its
        batches of 32; the limit is what matrix products of the model's own shapes reach.
    made_of : dict
        Counts of texts and tokens, threads, roofline in operations a second.
    """
    import torch

    network = _library()
    tokens = Tokenising.of(network)
    lengths = [len(pieces) for pieces in tokens.pieces(list(texts))]
    few = list(texts[:: max(len(texts) // naive, 1)])
    auto = resolve("auto")
    formats: tuple[Format, ...] = ("float32",) if auto == "float32" else ("float32", auto)
    encoders = {one: SentenceTransformerEncoder(precision=one) for one in formats}
    for encoder in encoders.values():
        encoder.encode(texts[:1])
    config = network[0].auto_model.config
    shape = Shape(config.num_hidden_layers, config.hidden_size, config.intermediate_size)
    timed: list[tuple[str, int, Callable[[], object]]] = [
        ("one at a time", len(few), lambda: _encode_singly(network, few)),
        ("batches of 32", len(texts), lambda: _encode(network, texts)),
        *((one, len(texts), _encoding(encoders[one], texts)) for one in formats),
    ]
    rates: dict[str, float] = {}
    roofs: dict[Format, float] = {}
    for _ in range(rounds):
        for one in formats:
            roofs[one] = max(roofs.get(one, 0.0), roofline(shape, one))
        for name, count, call in timed:
            told(f"encoding, {name}")
            rates[name] = max(rates.get(name, 0.0), count / seconds(call))
    each = shape.operations(lengths) / len(texts)
    figures = []
    for one in formats:
        for way in ("one at a time", "batches of 32"):
            figures.append(
                Figure(
                    f"encoding ({one})",
                    rates[one],
                    "sentences",
                    naive=rates[way],
                    naive_way=f"the library, float32, {way}",
                    limit=roofs[one] / each,
                    limit_is=f"matrix products in {one}",
                )
            )
    made_of = {
        "sentences": len(texts),
        "tokens": sum(lengths),
        "threads": torch.get_num_threads(),
        "default_precision": auto,
        "roofline_operations_per_second": dict(roofs),
    }
    return figures, made_of


def roofline(shape: Shape, precision: Format, *, rows: int = BLOCK_TOKENS) -> float:
    """Operations per second of a layer's bare matrix products, with weights as they are or laid out for it.

    The best of repeats for about two seconds.

    Parameters
    ----------
    shape
        Of the model.
    precision
        Number format.
    rows
        Rows of each product.
    """
    import torch

    kind = torch.bfloat16 if precision == "bfloat16" else torch.float32
    made = [(torch.randn(rows, k).to(kind), torch.randn(n, k).to(kind)) for k, n in shape.products]
    laid_out = [(x, Linear(weight, torch.zeros(len(weight)).to(kind), rows=rows)) for x, weight in made]

    def plain() -> None:
        for x, weight in made:
            torch.nn.functional.linear(x, weight)

    def fused() -> None:
        for x, product in laid_out:
            product(x)

    operations = 2 * rows * sum(k * n for k, n in shape.products)
    best = float("inf")
    with torch.inference_mode():
        for layer in (plain, fused):
            layer()
            end = time.perf_counter() + ROOFLINE_SECONDS
            while time.perf_counter() < end:
                best = min(best, seconds(layer))
    return operations / best


def _library() -> Any:
    """Load the bundled model as a user of the library would, in float32."""
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()
    return SentenceTransformer(str(find_model("bundled").folder), device="cpu", local_files_only=True)


def _encode(network: Any, texts: Sequence[str]) -> None:
    network.encode(list(texts), batch_size=32, normalize_embeddings=True, show_progress_bar=False)


def _encode_singly(network: Any, texts: Sequence[str]) -> None:
    for text in texts:
        _encode(network, [text])


def _encoding(encoder: SentenceTransformerEncoder, texts: Sequence[str]) -> Callable[[], object]:
    return lambda: encoder.encode(texts)
