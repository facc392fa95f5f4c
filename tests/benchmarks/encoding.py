"""Time the default encoder: ``python -m tests.benchmarks.encoding --data FILE.jsonl --texts 3000``.

Takes the distinct sentences of JDs, as the pipeline cuts them, and measures in one run: the library called
with one text at a time, its batches of 32, ours in the precision of this machine and in float32, tokenising
alone, and what matrix products of the model's own shapes reach. Prints sentences a second, ratios, and the
share of that roofline.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

from jdwork.embed import SentenceTransformerEncoder
from jdwork.embed.bundled import find_model
from jdwork.embed.packed_bert import BLOCK_TOKENS
from jdwork.embed.precision import resolve
from jdwork.embed.tokenising import Tokenising
from jdwork.signals.sentences import role_sentences
from jdwork.text import JobDescription, read_structure

Format = Literal["float32", "bfloat16"]
REPEATS = 3
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


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.encoding", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="JSON lines with 'text' and maybe 'title'")
    parser.add_argument("--texts", type=int, default=3000)
    parser.add_argument("--naive", type=int, default=300, help="of which the one-at-a-time call is timed on")
    parser.add_argument("--repeats", type=int, default=REPEATS)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    texts = distinct_sentences(asked.data, asked.texts)
    found = measured(texts, naive=asked.naive, repeats=asked.repeats)
    sys.stdout.write(f"{table(found)}\n")
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 0


def distinct_sentences(data: Path, count: int) -> list[str]:
    """Cut JDs into the sentences that the pipeline encodes, until there are enough."""
    seen: dict[str, None] = {}
    with data.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            ad = json.loads(line)
            jd = JobDescription(id=str(number), text=ad["text"], title=ad.get("title"))
            seen.update(dict.fromkeys(role_sentences(read_structure(jd)).texts))
            if len(seen) >= count:
                break
    return list(seen)[:count]


def measured(texts: list[str], *, naive: int, repeats: int) -> dict[str, Any]:
    """Measure everything in turn, several times over, and keep the best of each.

    Parameters
    ----------
    texts
        Distinct texts.
    naive
        Evenly spread texts on which the one-at-a-time call is timed.
    repeats
        Rounds; every round times everything, so that a busy machine slows all alike.
    """
    import torch

    network = load_library()
    tokens = Tokenising.of(network)
    lengths = [len(pieces) for pieces in tokens.pieces(texts)]
    few = texts[:: max(len(texts) // naive, 1)]
    auto = resolve("auto")
    formats: tuple[Format, ...] = ("float32",) if auto == "float32" else ("float32", auto)
    encoders = {one: SentenceTransformerEncoder(precision=one) for one in formats}
    for encoder in encoders.values():
        encoder.encode(texts[:1])
    config = network[0].auto_model.config
    shape = Shape(config.num_hidden_layers, config.hidden_size, config.intermediate_size)
    runs: dict[str, list[float]] = {}
    roofs: dict[str, list[float]] = {}
    for _ in range(repeats):
        for one in formats:
            roofs.setdefault(one, []).append(roofline(shape, one))
        for name, count, call in (
            ("one at a time", len(few), lambda: one_at_a_time(network, few)),
            ("batches of 32", len(texts), lambda: batches_of_32(network, texts)),
            ("tokenising alone", len(texts), lambda: tokens.pieces(texts)),
            *((f"ours, {one}", len(texts), _encoding(encoders[one], texts)) for one in formats),
        ):
            runs.setdefault(name, []).append(count / seconds(call))
            sys.stderr.write(f"{name:20s}{runs[name][-1]:10.0f} sentences/s\n")
    best = {name: max(values) for name, values in runs.items()}
    roof = {name: max(values) for name, values in roofs.items()}
    each = shape.operations(lengths) / len(texts)
    return {
        "texts": len(texts),
        "tokens": sum(lengths),
        "threads": torch.get_num_threads(),
        "auto": auto,
        "operations_per_token": shape.operations(lengths) / sum(lengths),
        "sentences_per_second": best,
        "sentences_per_second_of_each_round": runs,
        "roofline": roof,
        "roofline_sentences_per_second": {name: value / each for name, value in roof.items()},
        "share_of_roofline": {one: best[f"ours, {one}"] * each / roof[one] for one in formats},
        "library_share_of_roofline": best["batches of 32"] * each / roof["float32"],
        "ratio_to_one_at_a_time": {one: best[f"ours, {one}"] / best["one at a time"] for one in formats},
        "ratio_to_batches_of_32": {one: best[f"ours, {one}"] / best["batches of 32"] for one in formats},
    }


def load_library() -> Any:
    """Load the bundled model as a user of the library would, in float32."""
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()
    return SentenceTransformer(str(find_model("bundled").folder), device="cpu", local_files_only=True)


def one_at_a_time(network: Any, texts: Sequence[str]) -> None:
    """Encode the naive way."""
    for text in texts:
        network.encode(text, normalize_embeddings=True, show_progress_bar=False)


def batches_of_32(network: Any, texts: Sequence[str]) -> None:
    """Encode as the library does by itself."""
    network.encode(list(texts), batch_size=32, normalize_embeddings=True, show_progress_bar=False)


def _encoding(encoder: SentenceTransformerEncoder, texts: Sequence[str]) -> Callable[[], object]:
    return lambda: encoder.encode(texts)


def seconds(call: Callable[[], object]) -> float:
    """Time a call by the wall clock."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def roofline(shape: Shape, precision: Format, *, rows: int = BLOCK_TOKENS) -> float:
    """Operations per second of a layer's bare matrix products: the best of repeats for about a second.

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
    pairs = [(torch.randn(rows, k).to(kind), torch.randn(n, k).to(kind)) for k, n in shape.products]

    def layer() -> None:
        for x, weight in pairs:
            torch.nn.functional.linear(x, weight)

    operations = 2 * rows * sum(k * n for k, n in shape.products)
    best = float("inf")
    with torch.inference_mode():
        layer()
        end = time.perf_counter() + ROOFLINE_SECONDS
        while time.perf_counter() < end:
            best = min(best, seconds(layer))
    return operations / best


def table(found: dict[str, Any]) -> str:
    """Lay the figures out."""
    rates = found["sentences_per_second"]
    lines = [
        f"{found['texts']:,} sentences, {found['tokens']:,} tokens, {found['threads']} threads; "
        f"'auto' is {found['auto']}; best of the rounds",
        f"{'':22s}{'sentences/s':>12s}{'x naive':>10s}{'x batch 32':>12s}{'of roofline':>13s}",
    ]
    for name, rate in rates.items():
        share = found["share_of_roofline"].get(name.removeprefix("ours, "))
        share = found["library_share_of_roofline"] if name == "batches of 32" else share
        lines.append(
            f"{name:22s}{rate:12,.0f}{rate / rates['one at a time']:10.1f}"
            f"{rate / rates['batches of 32']:12.2f}" + (f"{share:13.2f}" if share is not None else "")
        )
    for name, value in found["roofline"].items():
        lines.append(
            f"roofline of {name}: {value / 1e9:,.0f} GFLOP/s, "
            f"{found['roofline_sentences_per_second'][name]:,.0f} sentences/s"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
