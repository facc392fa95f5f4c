"""Who says what of each JD, as the log has it: all voices, not only the one that counts."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, select

from jdwork.annotate.label_conflicts import Conflict, Voice, differ, last_words
from jdwork.annotate.label_log import WITHDRAWN
from jdwork.annotate.labels import current_labels
from jdwork.annotate.model import LabelInForce
from jdwork.annotate.taken_back import taken_back
from jdwork.catalog.snapshot import CatalogSnapshot
from jdwork.database.tables import AnnotationRow, JdRow, LabelRow, RunRow
from jdwork.database.transactions import read_transaction

IMPORTED = "import"
"""Key in the facts of an annotation that was read from a file: its source, key, votes and whether named."""

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class LabelledJd:
    """A JD with the label in force and everything that is said of it.

    Parameters
    ----------
    name
        An id that it came under; the beginning of its hash where it came under none.
    held
        The label in force.
    source
        Where that comes from: the source of an import, ``annotation`` or ``review``.
    voices
        What everybody says, the last word of each, the earliest first.
    """

    name: str
    held: LabelInForce
    source: str
    voices: tuple[Voice, ...]

    @property
    def said(self) -> str:
        """The role in force, or another verdict."""
        return self.held.label or self.held.verdict

    @property
    def disputed(self) -> bool:
        """Whether people differ."""
        return differ(self.voices)


def labelled_jds(engine: Engine, *, snapshot: CatalogSnapshot | None = None) -> list[LabelledJd]:
    """List all labelled JDs with what everybody says of them.

    Parameters
    ----------
    engine
        The database.
    snapshot
        With it, the slugs are those of today.

    Returns
    -------
    list of LabelledJd
        By name. JDs whose label was withdrawn are left out.
    """
    held = current_labels(engine, snapshot=snapshot)
    with read_transaction(engine) as connection:
        rows = connection.execute(select(JdRow.id, JdRow.content_hash).where(JdRow.id.in_(_labelled()))).all()
        keys = {row.id: row.content_hash for row in rows if row.content_hash in held}
        said = voices_in_log(connection, None, snapshot=snapshot)
        names = known_names(connection)
    short = {jd_hash: name for name, hashes in sorted(names.items(), reverse=True) for jd_hash in hashes}
    found = []
    for jd_id, jd_hash in keys.items():
        label = held[jd_hash]
        words = last_words(said.get(jd_id, ()))
        now = label.label or label.verdict
        fits = [voice for voice in words if voice.said == now and voice.at == label.at]
        source = fits[-1].source if fits else label.source
        found.append(LabelledJd(short.get(jd_hash, jd_hash[:12]), label, source, words))
    return sorted(found, key=lambda one: (one.name, one.held.jd_hash))


def label_conflicts(engine: Engine, *, snapshot: CatalogSnapshot | None = None) -> list[Conflict]:
    """List the JDs of which people say different things; the winner is what is in force."""
    return [
        Conflict(one.held.jd_hash, one.name, one.voices, one.said)
        for one in labelled_jds(engine, snapshot=snapshot)
        if one.disputed
    ]


def voices_in_log(
    connection: Connection, jd_ids: Collection[int] | None, *, snapshot: CatalogSnapshot | None = None
) -> dict[int, list[Voice]]:
    """Read what was said of JDs and not taken back since; a withdrawal ends what was said before it.

    Parameters
    ----------
    connection
        A transaction.
    jd_ids
        Keys of the JDs; None for all.
    snapshot
        With it, the slugs are those of today.

    Returns
    -------
    dict
        By key of the JD; in the order of the log.
    """
    logs: dict[int, list[Any]] = {}
    for row in _rows(connection, jd_ids):
        logs.setdefault(row.jd_id, []).append(row)
    found: dict[int, list[Voice]] = {}
    for jd_id, rows in logs.items():
        gone = taken_back((row.id, row.takes_back) for row in rows if row.takes_back is not None)
        voices: list[Voice] = []
        for row in rows:
            if row.takes_back is not None or row.id in gone:
                continue
            if row.verdict == WITHDRAWN:
                voices = []
                continue
            voices.append(_voice(row, snapshot))
        found[jd_id] = voices
    return found


def imported_keys(connection: Connection, jd_ids: Collection[int]) -> dict[int, set[str]]:
    """Keys of the labels that were ever imported, by JD, whether or not they were undone since."""
    found: dict[int, set[str]] = {}
    for some in _chunks(jd_ids):
        query = select(AnnotationRow.jd_id, AnnotationRow.facts).where(
            AnnotationRow.kind == "relabel", AnnotationRow.jd_id.in_(some)
        )
        for jd_id, facts in connection.execute(query):
            if jd_id is not None and IMPORTED in facts:
                found.setdefault(jd_id, set()).add(facts[IMPORTED]["key"])
    return found


def known_names(connection: Connection) -> dict[str, set[str]]:
    """Content hashes of the JDs that ever came under an id, by that id."""
    known: dict[str, set[str]] = {}
    for row in (AnnotationRow, RunRow):
        query = select(row.jd_name, JdRow.content_hash).join(JdRow, JdRow.id == row.jd_id).distinct()
        for name, jd_hash in connection.execute(query):
            if name:
                known.setdefault(name, set()).add(jd_hash)
    return known


def _rows(connection: Connection, jd_ids: Collection[int] | None) -> Iterator[Any]:
    query = (
        select(
            LabelRow.id,
            LabelRow.jd_id,
            LabelRow.verdict,
            LabelRow.role_slug,
            LabelRow.labelled_by,
            LabelRow.labelled_at,
            LabelRow.takes_back,
            AnnotationRow.facts,
        )
        .outerjoin(AnnotationRow, (AnnotationRow.label_id == LabelRow.id) & (AnnotationRow.kind == "relabel"))
        .order_by(LabelRow.id)
    )
    if jd_ids is None:
        yield from connection.execute(query)
        return
    for some in _chunks(jd_ids):
        yield from connection.execute(query.where(LabelRow.jd_id.in_(some)))


def _voice(row: Any, snapshot: CatalogSnapshot | None) -> Voice:
    slug = row.role_slug
    if slug is not None and snapshot is not None:
        slug = snapshot.role_named(slug) or slug
    brought = (row.facts or {}).get(IMPORTED)
    if brought is None:
        source = "review" if row.facts is None else "annotation"
        return Voice(slug or row.verdict, row.labelled_by, source, row.labelled_at, order=row.id)
    by = row.labelled_by if brought["named"] else ""
    votes = int(brought["votes"])
    return Voice(slug or row.verdict, by, brought["source"], row.labelled_at, votes=votes, order=row.id)


def _labelled() -> Any:
    return select(LabelRow.jd_id)


def _chunks(numbers: Collection[int]) -> Iterator[list[int]]:
    ordered = sorted(numbers)
    for start in range(0, len(ordered), _CHUNK):
        yield ordered[start : start + _CHUNK]
