"""Labelled JDs of a run: what suggestions are mined from, and what they are checked on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jdwork.catalog import CatalogSnapshot
from jdwork.errors import RunError
from jdwork.evaluate.folds import grouped_folds
from jdwork.parse import normalize_title
from jdwork.runs import RunFolder, read_frame
from jdwork.runs.evaluation import copies_in


@dataclass(frozen=True, slots=True)
class LabelledJd:
    """A JD whose role is known.

    Parameters
    ----------
    id
        In its run.
    form
        Its title in the form under which titles are compared; empty where it has none.
    gold
        Slug of its label.
    role
        Slug of the role that the run gave it, if any.
    skills
        Slugs of the skills that were found in it.
    group
        Near-copies share one: a suggestion counts each group once.
    """

    id: str
    form: str
    gold: str
    role: str | None
    skills: frozenset[str]
    group: int

    @property
    def is_right(self) -> bool:
        """Whether it got its label's role."""
        return self.role == self.gold


def read_labelled_jds(folder: RunFolder, snapshot: CatalogSnapshot) -> tuple[LabelledJd, ...]:
    """Read the JDs of a run whose label is a role of a catalog.

    Parameters
    ----------
    folder
        A complete run.
    snapshot
        The catalog that is to be edited; labels and roles are taken under the names they have there.

    Raises
    ------
    RunError
        If there is none.
    """
    frame = read_frame(folder.decisions, ["id", "title", "role", "label", "skills"])
    rows = []
    for name, title, role, label, skills in frame.itertuples(index=False):
        gold = snapshot.role_named(label) if isinstance(label, str) else None
        if gold is None:
            continue
        given = (snapshot.role_named(role) or role) if isinstance(role, str) else None
        form = normalize_title(title) if isinstance(title, str) and title.strip() else ""
        rows.append((str(name), form, gold, given, frozenset(str(skill) for skill in skills)))
    if not rows:
        raise RunError(
            "No JD of this run has a label that is a role of the catalog.",
            where=str(folder.path),
            hint="Run the batch with --label-field, the labels being role slugs.",
        )
    copies = copies_in(folder, [row[0] for row in rows])
    return tuple(LabelledJd(*row, copies[row[0]]) for row in rows)


def halves(
    jds: Sequence[LabelledJd], *, seed: int = 0
) -> tuple[tuple[LabelledJd, ...], tuple[LabelledJd, ...]]:
    """Split JDs into two halves with like labels; near-copies stay together.

    Parameters
    ----------
    jds
        The JDs.
    seed
        Another one splits otherwise.

    Raises
    ------
    JdworkError
        If all are copies of one another.
    """
    fold = grouped_folds([jd.gold for jd in jds], [jd.group for jd in jds], folds=2, seed=seed)
    first = tuple(jd for jd, part in zip(jds, fold, strict=True) if part == 0)
    second = tuple(jd for jd, part in zip(jds, fold, strict=True) if part == 1)
    return first, second


def groups_of(jds: Iterable[LabelledJd]) -> int:
    """How many JDs there are, near-copies counted once."""
    return len({jd.group for jd in jds})


def ids_of(jds: Iterable[LabelledJd]) -> tuple[str, ...]:
    """Their ids, each once."""
    return tuple(dict.fromkeys(jd.id for jd in jds))
