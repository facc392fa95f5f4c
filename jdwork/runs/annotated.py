"""A run's JDs under the labels that analysts gave them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jdwork.annotate import current_labels, label_words, labelled_jds
from jdwork.catalog.slug import visible_line
from jdwork.runs.columns import read_frame
from jdwork.runs.files import RunFolder
from jdwork.runs.reopening import open_snapshot
from jdwork.text import JobDescription

if TYPE_CHECKING:
    from sqlalchemy import Engine

OWN = "the run"
"""Who is named for labels that came with the JDs."""


@dataclass(frozen=True, slots=True)
class AnalystLabels:
    """The labels of a run's JDs, those that people gave over those of the run, and whom they are of.

    Parameters
    ----------
    labels
        As from `annotated_labels`, by id.
    of
        How many of them are of whom: a person, with the source where that is not the annotation itself.
    overruled
        Ids whose own label people replaced by another.
    left_out
        Ids that people call no JD, or are unsure of.
    disputed
        Ids of which people say different things; the label in force counts.
    """

    labels: Mapping[str, str]
    of: Mapping[str, int]
    overruled: tuple[str, ...]
    left_out: tuple[str, ...]
    disputed: tuple[str, ...]

    def in_words(self) -> str:
        """Say how many are of whom, and what was settled."""
        said = "Labels: " + (", ".join(f"{n:,} of {who}" for who, n in self.of.items()) or "none") + "."
        for ids, one, more in (
            (self.overruled, "replaces the run's", "replace the run's"),
            (self.left_out, "JD is left out: people call it none, or are unsure",
             "JDs are left out: people call them none, or are unsure"),
            (self.disputed, "JD is disputed; the label in force counts",
             "JDs are disputed; the labels in force count"),
        ):  # fmt: skip
            if ids:
                said += f" {len(ids):,} {one if len(ids) == 1 else more}."
        return said

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON, without the labels themselves."""
        return {
            "of": dict(self.of),
            "overruled": list(self.overruled),
            "left_out": list(self.left_out),
            "disputed": list(self.disputed),
        }


def content_hashes(folder: RunFolder) -> dict[str, str]:
    """Work out what tells the JDs of a run apart, whatever their ids.

    Parameters
    ----------
    folder
        A run.

    Returns
    -------
    dict
        Content hash by id, in the order of the run; rows that could not be read are left out.

    Raises
    ------
    RunError
        If the run's JDs are missing or damaged.
    """
    return {name: jd.content_hash for name, jd in jds_by_id(folder).items()}


def jds_by_id(folder: RunFolder) -> dict[str, JobDescription]:
    """Read the JDs of a run by id; rows that could not be read are left out.

    Raises
    ------
    RunError
        If the run's JDs are missing or damaged.
    """
    frame = read_frame(folder.jds, ["id", "title", "text"])
    return {
        name: JobDescription(name, text, title if isinstance(title, str) else None)
        for name, title, text in zip(frame["id"], frame["title"], frame["text"], strict=True)
        if isinstance(text, str)
    }


def annotated_labels(folder: RunFolder, engine: Engine, *, with_own: bool = False) -> dict[str, str]:
    """Read the labels that people gave the JDs of a run, to hand to `jdwork.runs.evaluate_run`.

    Parameters
    ----------
    folder
        A run.
    engine
        The database that the labels are in.
    with_own
        Take the run's own labels for JDs that nobody relabelled. Of one that people call no JD, or are
        unsure of, neither counts.

    Returns
    -------
    dict
        By id: a slug of the run's catalog, or ``new_role`` where people say that the catalog lacks the role.

    Raises
    ------
    RunError
        If a file of the run is missing or damaged.
    """
    snapshot = open_snapshot(folder)
    hashes = content_hashes(folder)
    said = current_labels(engine, set(hashes.values()), snapshot=snapshot)
    labels = own_labels(folder) if with_own else {}
    for name, jd_hash in hashes.items():
        held = said.get(jd_hash)
        if held is None:
            continue
        words = label_words(held)
        if words is not None:
            labels[name] = words
        else:
            labels.pop(name, None)
    return labels


def analyst_labels(folder: RunFolder, engine: Engine) -> AnalystLabels:
    """Read the labels that people gave the JDs of a run over the run's own, and tell whom they are of.

    Parameters
    ----------
    folder
        A run.
    engine
        The database that people's labels are in.

    Raises
    ------
    RunError
        If a file of the run is missing or damaged.
    """
    labels, own = annotated_labels(folder, engine, with_own=True), own_labels(folder)
    said = {one.held.jd_hash: one for one in labelled_jds(engine, snapshot=open_snapshot(folder))}
    of: Counter[str] = Counter()
    overruled, left_out, disputed = [], [], []
    for name, jd_hash in content_hashes(folder).items():
        one = said.get(jd_hash)
        if one is None:
            if name in labels:
                of[OWN] += 1
            continue
        if one.disputed:
            disputed.append(name)
        if name not in labels:
            left_out.append(name)
            continue
        who = one.held.by if one.source == "annotation" else f"{one.held.by} ({one.source})"
        of[visible_line(who)] += 1
        if name in own and own[name] != labels[name]:
            overruled.append(name)
    return AnalystLabels(labels, dict(of.most_common()), tuple(overruled), tuple(left_out), tuple(disputed))


def own_labels(folder: RunFolder) -> dict[str, str]:
    """Read the labels that came with the JDs of a run, by id.

    Raises
    ------
    RunError
        If its decisions are missing or damaged.
    """
    frame = read_frame(folder.decisions, ["id", "label"])
    return {
        name: label
        for name, label in zip(frame["id"], frame["label"], strict=True)
        if isinstance(label, str) and label
    }
