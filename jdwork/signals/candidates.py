"""Choosing which roles stay in the running for a JD."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from jdwork.signals.table import Floats, Ints


def choose_candidates(signals: Sequence[Floats], alias: Floats, *, limit: int) -> Ints:
    """Keep the roles that any one signal ranks high, whatever the weights of the signals.

    A role's rank is its best rank under any signal (ties: the better mean rank, then catalog order);
    alias roles come first. Since no weight or threshold has a say, a table made once serves every
    setting that is tried on it.

    Parameters
    ----------
    signals
        Signals to rank by, each of shape (n, n_roles).
    alias
        Above 0 where a role carries the title, shape (n, n_roles).
    limit
        Roles to keep.

    Returns
    -------
    ndarray of int32, shape (n, min(limit, n_roles))
        Role positions, ascending.
    """
    n, n_roles = alias.shape
    if n == 0 or n_roles <= limit:
        return np.tile(np.arange(n_roles, dtype=np.int32), (n, 1))
    best = np.full((n, n_roles), n_roles, dtype=np.int64)
    total = np.zeros((n, n_roles), dtype=np.int64)
    place = np.arange(n_roles)
    for signal in signals:
        order = np.argsort(-signal, axis=1, kind="stable")
        rank = np.empty_like(order)
        np.put_along_axis(rank, order, place[None, :], axis=1)
        # A zero says nothing: do not let catalog order stand in for a rank.
        rank[signal <= 0] = n_roles
        best = np.minimum(best, rank)
        total += rank
    best[alias > 0] = -1
    # One integer key in place of a lexicographic sort: best rank first, then mean rank, then position.
    width = n_roles * len(signals) + 1
    key = ((best + 1) * width + total) * n_roles + place
    kept = np.argpartition(key, limit - 1, axis=1)[:, :limit]
    return np.sort(kept, axis=1).astype(np.int32)
