"""Evaluating run folders: their decisions, their labels or some brought along, their copies."""

from __future__ import annotations

import json
import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from jdwork.catalog import CatalogSnapshot
from jdwork.errors import JdworkWarning, RunError, did_you_mean
from jdwork.evaluate import (
    PRECISIONS,
    RESAMPLES,
    Comparison,
    Evaluation,
    LabelledDecisions,
    compare_decisions,
    evaluate_decisions,
)
from jdwork.runs.columns import read_frame
from jdwork.runs.files import RunFolder, write_atomically
from jdwork.runs.manifest import read_manifest
from jdwork.runs.reopening import open_snapshot

_NAMED = 8
"""Unknown labels that a message lists."""


def read_labelled_decisions(
    folder: RunFolder, *, labels: Mapping[str, str] | None = None, snapshot: CatalogSnapshot | None = None
) -> LabelledDecisions:
    """Read the decisions of a run on JDs whose role is known.

    Parameters
    ----------
    folder
        A complete run.
    labels
        Label by id, instead of those of the run; a role's slug, a slug that it had, or its name.
    snapshot
        The run's catalog, where it is open already.

    Returns
    -------
    LabelledDecisions
        A label that no role of the run's catalog carries stays, is marked as not known, and is always
        wrong. Runs of earlier versions have no support.

    Raises
    ------
    RunError
        If the run never finished, a file is missing or damaged, no JD has a label, or none of the
        labels is a role.

    Warns
    -----
    JdworkWarning
        Of labels that no role carries, with their counts, and of labels for JDs that the run lacks.
    """
    manifest = read_manifest(folder.manifest)
    if manifest.status != "complete":
        raise RunError("The run never finished.", where=str(folder.path), hint="Run the job again.")
    columns = ["id", "title", "role", "confidence", "case", "candidates", "label"]
    if _has_support(folder):
        columns.append("support")
    frame = read_frame(folder.decisions, columns)
    texts = ["id", "title", "role", "case", "label"]
    frame[texts] = frame[texts].astype(object)  # read one by one below, for which Arrow's columns are slow
    snapshot = snapshot or open_snapshot(folder)
    given = {
        str(name): label
        for name, label in zip(frame["id"], frame["label"], strict=True)
        if isinstance(label, str) and label
    }
    if labels is not None:
        given = _brought(labels, {str(name) for name in frame["id"]}, folder)
    if not given:
        field = manifest.parameters.get("label_field")
        raise RunError(
            f"No JD of this run has a label in the field '{field}'."
            if field
            else "This run has no labels: it was made without naming the field that holds them.",
            where=str(folder.path),
            hint="Bring labels (--labels FILE --label-field FIELD), or run the job again with --label-field.",
        )
    labelled = frame[[str(name) in given for name in frame["id"]]]
    gold = [_slug(given[str(name)], snapshot) for name in labelled["id"]]
    _check_known(gold, snapshot, folder)
    return LabelledDecisions.of(
        gold,
        [_text(role) for role in labelled["role"]],
        labelled["confidence"].to_numpy(dtype=float),
        [[] if one is None else list(one) for one in labelled["candidates"]],
        ids=[str(name) for name in labelled["id"]],
        titles=[_text(title) for title in labelled["title"]],
        cases=[str(case) for case in labelled["case"]],
        known=[label in snapshot.role_index for label in gold],
        support=labelled["support"].to_numpy(dtype=float) if "support" in labelled else None,
    )


def copies_in(folder: RunFolder, ids: Sequence[str]) -> dict[str, int]:
    """Group the JDs of a run by what they say: near-duplicates are one group.

    Parameters
    ----------
    folder
        A run.
    ids
        The JDs asked for.

    Returns
    -------
    dict
        Group by id. A JD without text goes by its title.
    """
    from jdwork.text.near_duplicates import near_duplicate_groups

    frame = read_frame(folder.jds, ["id", "title", "text"])
    said = {
        str(name): _text(text) or _text(title) or ""
        for name, title, text in zip(frame["id"], frame["title"], frame["text"], strict=True)
    }
    groups = near_duplicate_groups(said.get(name, "") for name in ids)
    return dict(zip(ids, groups.tolist(), strict=True))


def evaluate_run(
    folder: RunFolder,
    *,
    labels: Mapping[str, str] | None = None,
    copies: bool = True,
    precisions: Sequence[float] = PRECISIONS,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Evaluation:
    """Evaluate a run; the figures are those of its ``metrics.json``, with intervals.

    Parameters
    ----------
    folder
        A complete run.
    labels
        Label by id, instead of those of the run.
    copies
        Find near-duplicates, and resample them together.
    precisions, resamples, seed
        As for `jdwork.evaluate.evaluate_decisions`.

    Returns
    -------
    Evaluation

    Raises
    ------
    JdworkError
        As `read_labelled_decisions` and `evaluate_decisions` do.
    """
    decisions = read_labelled_decisions(folder, labels=labels)
    groups = copies_in(folder, decisions.ids) if copies else None
    return evaluate_decisions(
        decisions,
        groups=None if groups is None else [groups[name] for name in decisions.ids],
        precisions=precisions,
        resamples=resamples,
        seed=seed,
    )


def compare_runs(
    before: RunFolder,
    after: RunFolder,
    *,
    labels: Mapping[str, str] | None = None,
    copies: bool = True,
    precisions: Sequence[float] = PRECISIONS,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Comparison:
    """Compare two runs on the JDs that both labelled alike; copies are those of the later run.

    Parameters
    ----------
    before, after
        Complete runs.
    labels
        Label by id, instead of those of the runs.
    copies
        Find near-duplicates, and resample them together.
    precisions, resamples, seed
        As for `jdwork.evaluate.compare_decisions`.

    Returns
    -------
    Comparison

    Raises
    ------
    JdworkError
        As `read_labelled_decisions` and `compare_decisions` do.
    """
    old, new = (read_labelled_decisions(folder, labels=labels) for folder in (before, after))
    return compare_decisions(
        old,
        new,
        groups=copies_in(after, new.ids) if copies else None,
        precisions=precisions,
        resamples=resamples,
        seed=seed,
    )


def write_evaluation(
    folder: RunFolder,
    evaluation: Evaluation,
    *,
    labels: str | None = None,
    against: tuple[str, Comparison] | None = None,
) -> dict[str, Any]:
    """Write ``evaluation.json`` into a run folder.

    Parameters
    ----------
    folder
        The run that was evaluated.
    evaluation
        Its figures.
    labels
        Name of the file that the labels came from; None where they are the run's own.
    against
        Name of another run and the comparison with it.

    Returns
    -------
    dict
        What was written.

    Raises
    ------
    RunError
        If it cannot be written.
    """
    body: dict[str, Any] = {"run": folder.path.resolve().name, "labels": labels, **evaluation.to_dict()}
    if against is not None:
        body["against"] = {"run": against[0], **against[1].to_dict()}
    text = json.dumps(body, indent=1, ensure_ascii=False, allow_nan=False)
    write_atomically(folder.evaluation, (text + "\n").encode())
    return body


def _has_support(folder: RunFolder) -> bool:
    """Whether the decisions were made with support; a file that cannot be read is told by who reads it."""
    import pyarrow.parquet as pq

    try:
        return "support" in pq.read_schema(folder.decisions).names
    except (OSError, ValueError):
        return False


def _brought(labels: Mapping[str, str], held: set[str], folder: RunFolder) -> dict[str, str]:
    """The labels among those brought along that the run has JDs for."""
    given = {name: label for name, label in labels.items() if name in held}
    if not given:
        raise RunError(
            f"None of the {len(labels):,} labels belongs to a JD of this run: "
            f"the labels are for ids such as {_listed(sorted(labels)[:3])}, "
            f"the run has {_listed(sorted(held)[:3])}.",
            where=str(folder.path),
            hint="Name the column that holds the ids of the run (--id-field).",
        )
    if absent := len(labels) - len(given):
        warnings.warn(
            f"{absent:,} of {len(labels):,} labels belong to no JD of run {folder.path.name}.",
            JdworkWarning,
            stacklevel=3,
        )
    return given


def _check_known(gold: Sequence[str], snapshot: CatalogSnapshot, folder: RunFolder) -> None:
    unknown = Counter(label for label in gold if label not in snapshot.role_index)
    if not unknown:
        return
    total = unknown.total()
    named = ", ".join(f"'{label}' ({n:,})" for label, n in unknown.most_common(_NAMED))
    more = f" and {len(unknown) - _NAMED:,} more" if len(unknown) > _NAMED else ""
    hint = did_you_mean(unknown.most_common(1)[0][0], snapshot.role_index)
    if total == len(gold):
        raise RunError(
            f"No label is a role of the run's catalog: {named}{more}.",
            where=str(folder.path),
            hint=f"Labels are slugs or names of roles. {hint}".strip(),
        )
    warnings.warn(
        f"{total:,} of {len(gold):,} JDs have a label that no role of the run's catalog carries, "
        f"and count as wrong: {named}{more}. {hint}".strip(),
        JdworkWarning,
        stacklevel=3,
    )


def _slug(label: str, snapshot: CatalogSnapshot) -> str:
    return snapshot.role_named(label) or label


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
