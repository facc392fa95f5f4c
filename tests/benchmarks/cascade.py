# ruff: noqa: T201
"""What a cascade would win: decisions by cheap static vectors, beside those of the encoder.

``python -m tests.benchmarks.cascade ADS --text-field masked --no-title --label-field role``: a static vector
is the weighted mean of one vector per word piece, made once by the encoder itself (weights fall with the
frequency of a piece, as in smooth inverse frequency: Arora, Liang and Ma, 2017). Where static vectors are
surest, how often do they decide as the encoder does, and how many JDs could be left to them?
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

import numpy as np
from tokenizers import Tokenizer

from jdwork.embed import CachedEncoder, Encoder, SentenceTransformerEncoder, Vectors, make_encoder
from jdwork.embed.bundled import find_model
from jdwork.pipeline import Pipeline
from jdwork.record import RunRecord
from jdwork.signals.table import unit_rows
from jdwork.workbench import open_workbench
from tests.benchmarks.ads_classified import classified, outcome, read_ads, right

EQUAL = 0.995
"""Share of decisions that must be those of the encoder."""
SMOOTHING = 1e-3


class StaticEncoder:
    """Vectors of texts as weighted means of vectors of their word pieces.

    Parameters
    ----------
    encoder
        Gives a vector for each piece, once.
    tokenizer
        Cuts texts into pieces.
    """

    def __init__(self, encoder: Encoder, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        pieces = [piece for piece, _ in sorted(tokenizer.get_vocab().items(), key=lambda one: one[1])]
        vectors = encoder.encode([piece.removeprefix("##") for piece in pieces])
        # The vocabulary is in falling order of frequency, which by Zipf's law is about 1 / rank.
        share = 1 / np.arange(1, len(pieces) + 1)
        weights = SMOOTHING / (SMOOTHING + share / share.sum())
        centred = vectors - vectors.mean(axis=0)
        self._vectors = (centred * weights[:, None]).astype(np.float32)
        self.encoder_id = f"static of {encoder.encoder_id}"
        self.dimension = encoder.dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode texts."""
        made = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, cut in enumerate(self._tokenizer.encode_batch(list(texts), add_special_tokens=False)):
            if cut.ids:
                made[row] = self._vectors[cut.ids].sum(axis=0)
        return unit_rows(made)


def main(arguments: Sequence[str] | None = None) -> int:
    """Decide both ways and print the comparison."""
    jds = read_ads(arguments, name="cascade", about=__doc__)
    workbench = open_workbench()
    embed = workbench.settings.embed
    tokenizer = Tokenizer.from_file(str(find_model(embed.model).folder / "tokenizer.json"))
    static = StaticEncoder(SentenceTransformerEncoder(embed.model), tokenizer)
    full = CachedEncoder(make_encoder(embed), workbench.workspace.state / "vectors")
    made = []
    for name, encoder in (("static vectors", static), ("the encoder", full)):
        pipeline = Pipeline(workbench.snapshot, workbench.settings, encoder).ready()
        started = time.perf_counter()
        made.append(classified(jds, pipeline))
        print(f"{name}: {time.perf_counter() - started:.1f} s{right(made[-1])}", flush=True)
    print(_compared(*made))
    return 0


def _compared(cheap: Sequence[RunRecord], full: Sequence[RunRecord]) -> str:
    """Say how many decisions are equal, and for how many of the surest nearly all are."""
    sure = np.array([record.decision.confidence for record in cheap])
    equal = np.array([outcome(one) == outcome(other) for one, other in zip(cheap, full, strict=True)])
    running = np.cumsum(equal[np.argsort(-sure, kind="stable")]) / np.arange(1, len(equal) + 1)
    enough = np.flatnonzero(running >= EQUAL)
    left = int(enough[-1]) + 1 if len(enough) else 0
    return (
        f"{len(equal):,} JDs: equal role, case and queueing {equal.mean():.2%}; of the surest tenth "
        f"{running[max(len(equal) // 10 - 1, 0)]:.2%}, of the surest half "
        f"{running[len(equal) // 2 - 1]:.2%}; {EQUAL:.1%} hold among "
        f"the {left:,} surest ({left / len(equal):.1%})"
    )


if __name__ == "__main__":
    sys.exit(main())
