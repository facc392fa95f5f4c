"""Signal tables made by hand."""

import numpy as np

from jdwork.signals import SIGNALS, SignalTable


def table(rows, *, passed=None, domains=None):
    """Make a table from one dict of signals per candidate, per JD (``role`` defaults to its position)."""
    n, k = len(rows), max((len(row) for row in rows), default=0)
    roles = np.full((n, k), -1, dtype=np.int32)
    domain = np.full((n, k), -1, dtype=np.int32)
    columns = {name: np.zeros((n, k), dtype=np.float32) for name in SIGNALS}
    for i, row in enumerate(rows):
        for j, candidate in enumerate(row):
            roles[i, j] = candidate.get("role", j)
            domain[i, j] = candidate.get("domain", 0 if domains is None else domains[roles[i, j]])
            for name in SIGNALS:
                columns[name][i, j] = candidate.get(name, 0.0)
    return SignalTable(
        ids=tuple(str(i) for i in range(n)),
        passed=np.array([True] * n if passed is None else passed, dtype=bool),
        roles=roles,
        domains=domain,
        **columns,
    )
