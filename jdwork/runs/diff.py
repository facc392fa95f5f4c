"""Comparing two runs: which JDs changed, and what changed them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from jdwork.config import SettingChange, diff_settings
from jdwork.config.compare import AFTERWARDS
from jdwork.decide import CASES, decide
from jdwork.errors import RunError
from jdwork.runs.columns import read_frame, read_signals
from jdwork.runs.files import RunFolder
from jdwork.runs.manifest import read_manifest
from jdwork.runs.reopening import open_settings, open_snapshot

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
    same_catalog, same_encoder, same_centroids, same_input
        Whether the rest of what they are made of is equal.
    """

    changed: pd.DataFrame
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    settings: tuple[SettingChange, ...]
    same_catalog: bool
    same_encoder: bool
    same_centroids: bool
    same_input: bool


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
        If either is missing, damaged, or never finished.
    """
    made_a, made_b = read_manifest(a.manifest), read_manifest(b.manifest)
    for folder, made in ((a, made_a), (b, made_b)):
        if made.status != "complete":
            raise RunError("The run never finished.", where=str(folder.path), hint="Run the job again.")
    left, right = (read_frame(folder.decisions).set_index("id", drop=False) for folder in (a, b))
    shared = left.index.intersection(right.index, sort=False)
    before, after = left.loc[shared], right.loc[shared]
    differs = np.zeros(len(shared), dtype=bool)
    for name in CHANGED:
        old, new = before[name].astype(object), after[name].astype(object)
        differs |= ~((old == new) | (old.isna() & new.isna())).to_numpy()
    settings = diff_settings(open_settings(a), open_settings(b))
    changed = _changed_frame(before[differs], after[differs])
    deciding = [one for one in settings if one.key.partition(".")[0] not in AFTERWARDS]
    changed["why"] = _reasons(a, b, after[differs], settings=bool(deciding))
    return RunDiff(
        changed=changed,
        only_a=tuple(str(one) for one in left.index.difference(right.index, sort=False)),
        only_b=tuple(str(one) for one in right.index.difference(left.index, sort=False)),
        settings=settings,
        same_catalog=made_a.catalog_hash == made_b.catalog_hash,
        same_encoder=made_a.encoder_id == made_b.encoder_id,
        same_centroids=made_a.centroid_hash == made_b.centroid_hash,
        same_input=made_a.input_hash == made_b.input_hash,
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
    frame["effect"] = np.select(
        [labelled & ~right_a & right_b, labelled & right_a & ~right_b], ["fixed", "broken"], ""
    )
    return frame


def _reasons(a: RunFolder, b: RunFolder, after: pd.DataFrame, *, settings: bool) -> list[str]:
    """Say of each changed JD whether its signals, the settings, or both moved it.

    A's signals are decided under B's settings: where that gives B's role, case and queueing, the
    settings did it.
    """
    if not len(after):
        return []
    if not settings:
        return ["its signals changed"] * len(after)
    snapshot = open_snapshot(a)
    table = read_signals(a.signals, snapshot)
    position = {name: row for row, name in enumerate(table.ids)}
    ids = [str(name) for name in after["id"]]
    rows = [position[name] for name in ids if name in position]
    tried = decide(table.take(rows), open_settings(b))
    replayed = {
        table.ids[row]: (None if role < 0 else snapshot.roles[role].slug, CASES[case], bool(queued))
        for row, role, case, queued in zip(rows, tried.role, tried.case, tried.queued, strict=True)
    }
    reasons = []
    for name, role, case, queued in zip(ids, after["role"], after["case"], after["queued"], strict=True):
        now = (role if isinstance(role, str) else None, case, bool(queued))
        if name not in replayed:
            reasons.append("the JD had no signals in A")
        else:
            alone = replayed[name] == now
            reasons.append("the settings alone" if alone else "its signals and the settings changed")
    return reasons
