"""Comparing two runs: which JDs changed, and what changed them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from jdwork.config import SettingChange, diff_settings
from jdwork.decide import decide
from jdwork.runs.columns import read_frame, read_signals
from jdwork.runs.files import RunFolder
from jdwork.runs.manifest import read_manifest
from jdwork.runs.verify import open_settings, open_snapshot

if TYPE_CHECKING:
    import pandas as pd

CHANGED = ("role", "case", "queued")
"""What counts as a change; confidence alone does not."""


@dataclass(frozen=True)
class RunDiff:
    """How run B differs from run A.

    Parameters
    ----------
    changed
        One row per JD whose role, case or queueing changed: ``id, title, role_a, role_b, case_a, case_b,
        queued_a, queued_b, confidence_a, confidence_b, label, effect`` (fixed, broken or empty) and ``why``.
    only_a, only_b
        Ids that one run has alone.
    settings
        Settings that differ.
    same_catalog, same_encoder, same_centroids
        Whether the rest of what they are made of is equal.
    """

    changed: pd.DataFrame
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    settings: tuple[SettingChange, ...]
    same_catalog: bool
    same_encoder: bool
    same_centroids: bool


def diff_runs(a: RunFolder, b: RunFolder) -> RunDiff:
    """Compare two runs JD by JD.

    Parameters
    ----------
    a, b
        Run folders, A the earlier.

    Returns
    -------
    RunDiff

    Raises
    ------
    RunError
        If either is missing or damaged.
    """
    made_a, made_b = read_manifest(a.manifest), read_manifest(b.manifest)
    left, right = (read_frame(folder.decisions).set_index("id", drop=False) for folder in (a, b))
    shared = left.index.intersection(right.index, sort=False)
    before, after = left.loc[shared], right.loc[shared]
    differs = np.zeros(len(shared), dtype=bool)
    for name in CHANGED:
        old, new = before[name].astype(object), after[name].astype(object)
        differs |= ~((old == new) | (old.isna() & new.isna())).to_numpy()
    settings = diff_settings(open_settings(a), open_settings(b))
    changed = _changed_frame(before[differs], after[differs])
    changed["why"] = _reasons(a, b, [str(one) for one in changed["id"]], settings=bool(settings))
    return RunDiff(
        changed=changed,
        only_a=tuple(str(one) for one in left.index.difference(right.index, sort=False)),
        only_b=tuple(str(one) for one in right.index.difference(left.index, sort=False)),
        settings=settings,
        same_catalog=made_a.catalog_hash == made_b.catalog_hash,
        same_encoder=made_a.encoder_id == made_b.encoder_id,
        same_centroids=made_a.centroid_hash == made_b.centroid_hash,
    )


def _changed_frame(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame({"id": before["id"].to_numpy(), "title": before["title"].to_numpy()})
    for name in ("role", "case", "queued", "confidence"):
        frame[f"{name}_a"] = before[name].to_numpy()
        frame[f"{name}_b"] = after[name].to_numpy()
    frame["label"] = after["label"].to_numpy()
    labelled = frame["label"].notna()
    right_a, right_b = frame["role_a"] == frame["label"], frame["role_b"] == frame["label"]
    frame["effect"] = np.select([labelled & ~right_a & right_b, labelled & right_a & ~right_b], ["fixed", "broken"], "")
    return frame


def _reasons(a: RunFolder, b: RunFolder, ids: list[str], *, settings: bool) -> list[str]:
    """Say of each JD whether its signals, or only the settings, moved it.

    A's signals are decided under B's settings: where that gives B's role and case, the settings did it.
    """
    if not ids:
        return []
    snapshot_a = open_snapshot(a)
    table = read_signals(a.signals, snapshot_a)
    position = {name: row for row, name in enumerate(table.ids)}
    rows = [position[name] for name in ids if name in position]
    tried = decide(table.take(rows), open_settings(b))
    replayed = {
        table.ids[row]: None if role < 0 else snapshot_a.roles[role].slug
        for row, role in zip(rows, tried.role, strict=True)
    }
    after = read_frame(b.decisions, ["id", "role"]).set_index("id")["role"]
    reasons = []
    for name in ids:
        role = after.loc[name]
        role = role if isinstance(role, str) else None
        if name not in replayed:
            reasons.append("the JD had no signals in A")
        elif not settings:
            reasons.append("its signals changed")
        elif replayed[name] == role:
            reasons.append("the settings alone")
        else:
            reasons.append("its signals and the settings changed")
    return reasons
