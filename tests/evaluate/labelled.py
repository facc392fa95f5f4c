"""Labelled signals whose right roles are drawn from planted weights."""

import numpy as np

from jdwork.evaluate import LabelledSignals
from jdwork.signals import SIGNALS, SignalTable


def labelled(n=600, k=6, *, weights, seed=0, name="run", first=0):
    """JDs whose right role is drawn from the softmax of planted weights."""
    rng = np.random.default_rng(seed)
    columns = {signal: rng.uniform(size=(n, k)).astype(np.float32) for signal in SIGNALS}
    for signal in SIGNALS:
        if signal not in weights:
            columns[signal][:] = 0
    odds = sum(weight * columns[signal] for signal, weight in weights.items())
    noisy = odds + rng.gumbel(size=(n, k))
    table = SignalTable(
        ids=tuple(str(number) for number in range(first, first + n)),
        passed=np.ones(n, bool),
        roles=np.tile(np.arange(k, dtype=np.int32), (n, 1)),
        domains=np.zeros((n, k), np.int32),
        **columns,
    )
    slugs = tuple(f"role-{number}" for number in range(k))
    return LabelledSignals(table, noisy.argmax(axis=1).astype(np.int32), name, roles=slugs)
