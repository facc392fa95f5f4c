"""Labels as people gave them: those in force, for many JDs at once, and as a file."""

from __future__ import annotations

import csv
import io
import json
import warnings
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, Engine, select

from jdwork.annotate.label_log import WITHDRAWN, labels_in_force
from jdwork.annotate.model import LabelInForce
from jdwork.atomic_file import replace_file
from jdwork.catalog.slug import visible_line
from jdwork.catalog.snapshot import CatalogSnapshot
from jdwork.database.tables import AnnotationRow, JdRow, LabelRow, RunRow
from jdwork.database.transactions import read_transaction
from jdwork.errors import AnnotationError, JdworkWarning
from jdwork.text import JobDescription
from jdwork.text.sound import sound_text

FEW = 400
"""JDs up to which a query names them; for more the whole log is read, which is faster."""

NEW_ROLE = "new_role"
"""Label of a JD whose role the catalog lacks: no role carries it, so that it counts as unknown."""

FIELDS = ("id", "title", "label", "verdict", "by", "at", "note", "source", "jd_hash")


def current_labels(
    engine: Engine,
    jds: Iterable[JobDescription | str] | None = None,
    *,
    snapshot: CatalogSnapshot | None = None,
) -> dict[str, LabelInForce]:
    """Find what people say of many JDs.

    Parameters
    ----------
    engine
        The database.
    jds
        The JDs, or their content hashes (which spares working them out); all by default.
    snapshot
        With it, the slugs are those of today.

    Returns
    -------
    dict
        By content hash. JDs that nobody labelled, or whose label was withdrawn, are left out.
    """
    wanted = None if jds is None else {one if isinstance(one, str) else one.content_hash for one in jds}
    if wanted is not None and not wanted:
        return {}
    with read_transaction(engine) as connection:
        latest = _latest(connection, wanted)
        annotated = set(
            connection.scalars(select(AnnotationRow.label_id).where(AnnotationRow.kind == "relabel"))
        )
    slugs: dict[str | None, str | None] = {}
    found = {}
    for jd_hash, (number, verdict, slug, by, at, note) in latest.items():
        if slug not in slugs:
            slugs[slug] = _today(slug, snapshot)
        source: Literal["annotation", "review"] = "annotation" if number in annotated else "review"
        found[jd_hash] = LabelInForce(jd_hash, slugs[slug], verdict, by, at, note, source)
    return found


def label_words(held: LabelInForce) -> str | None:
    """Return a label as an evaluation reads it.

    Returns
    -------
    str or None
        The role's slug; ``new_role`` where the catalog lacks the role, so that the JD counts as one of an
        unknown role; None where nothing can be measured against it (``not_a_jd``, ``unsure``).
    """
    return held.label if held.verdict == "role" else NEW_ROLE if held.verdict == "new_role" else None


def export_labels(
    engine: Engine,
    path: str | Path,
    *,
    snapshot: CatalogSnapshot,
    names: Mapping[str, str] | None = None,
    texts: bool = False,
) -> int:
    """Write the labels in force to a file that ``jdwork evaluate --labels FILE --label-field label`` reads.

    Parameters
    ----------
    engine
        The database.
    path
        A file that ends in ``.jsonl`` or ``.csv``; replaced whole.
    snapshot
        The catalog: labels are its slugs of today.
    names
        Content hash by id: the JDs to write, under these ids. By default all, under every id that they were
        on screen or recorded under; one that two JDs came under means the one that was labelled last.
    texts
        Write the texts of the JDs too, so that the file can be classified.

    Returns
    -------
    int
        Rows written. ``not_a_jd`` and ``unsure`` have no label, and an evaluation passes them over.

    Raises
    ------
    AnnotationError
        If the file cannot be written, or ends in something else.

    Warns
    -----
    JdworkWarning
        Of ids that two labelled JDs came under.
    """
    target = Path(path)
    if target.suffix.lower() not in {".jsonl", ".csv"}:
        raise AnnotationError(
            f"Labels are not written as '{target.suffix or target.name}'.",
            where=str(target),
            hint="End the file's name in .jsonl or .csv.",
        )
    labels = current_labels(engine, None if names is None else set(names.values()), snapshot=snapshot)
    with read_transaction(engine) as connection:
        stored = _stored(connection, labels, texts=texts)
        given = _names(connection, labels) if names is None else names
    fields = [*FIELDS[:2], *(["text"] if texts else []), *FIELDS[2:]]
    rows = []
    for name, jd_hash in sorted(given.items()):
        held = labels.get(jd_hash)
        if held is None:
            continue
        title, text = stored.get(jd_hash, (None, ""))
        rows.append(
            {
                "id": sound_text(name), "title": sound_text(title or ""),
                **({"text": sound_text(text)} if texts else {}),
                "label": label_words(held), "verdict": held.verdict, "by": held.by,
                "at": held.at.isoformat(timespec="seconds"), "note": held.note, "source": held.source,
                "jd_hash": jd_hash,
            }
        )  # fmt: skip
    replace_file(target, _as_bytes(rows, fields, target.suffix.lower()), error=AnnotationError)
    return len(rows)


def _as_bytes(rows: list[dict[str, Any]], fields: list[str], suffix: str) -> bytes:
    out = io.StringIO()
    if suffix == ".jsonl":
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    else:
        table = csv.DictWriter(out, fields, lineterminator="\n")
        table.writeheader()
        # Spreadsheets would run a title that begins like a formula.
        risky = ("title", "text", "note", "by")
        table.writerows(
            {**row, **{name: _plain_cell(row[name]) for name in risky if name in row}} for row in rows
        )
    return out.getvalue().encode("utf-8")


def _plain_cell(text: str) -> str:
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _latest(connection: Connection, wanted: set[str] | None) -> dict[str, tuple[Any, ...]]:
    """The row of the log that counts by content hash: key, verdict, slug, by, at and note."""
    query = (
        select(
            JdRow.content_hash,
            LabelRow.jd_id,
            LabelRow.takes_back,
            LabelRow.id,
            LabelRow.verdict,
            LabelRow.role_slug,
            LabelRow.labelled_by,
            LabelRow.labelled_at,
            LabelRow.note,
        )
        .join(JdRow, JdRow.id == LabelRow.jd_id)
        .order_by(LabelRow.id)
    )
    if wanted is not None and len(wanted) <= FEW:
        query = query.where(JdRow.content_hash.in_(sorted(wanted)))
    latest: dict[str, tuple[Any, ...]] = {}
    changed: dict[int, str] = {}
    # Tens of thousands of rows: each is taken apart once, and nothing is made of those that nobody asked for.
    for jd_hash, jd_id, takes_back, *said in connection.execute(query).all():
        if wanted is None or jd_hash in wanted:
            latest[jd_hash] = tuple(said)
            if takes_back is not None:
                changed[jd_id] = jd_hash
    # Where something was taken back, what counts need not be the last row.
    held = labels_in_force(connection, changed)
    for jd_id, jd_hash in changed.items():
        row = held.get(jd_id)
        if row is None:
            del latest[jd_hash]
        else:
            latest[jd_hash] = (
                row.id, row.verdict, row.role_slug, row.labelled_by, row.labelled_at, row.note,
            )  # fmt: skip
    return {jd_hash: said for jd_hash, said in latest.items() if said[1] != WITHDRAWN}


def _names(connection: Connection, labels: Mapping[str, LabelInForce]) -> dict[str, str]:
    """Content hash of the labelled JDs by every id that they are known under."""
    known: dict[str, set[str]] = {}
    for column, row in ((AnnotationRow.jd_name, AnnotationRow), (RunRow.jd_name, RunRow)):
        query = select(column, JdRow.content_hash).join(JdRow, JdRow.id == row.jd_id).distinct()
        for name, jd_hash in connection.execute(query):
            if name and jd_hash in labels:
                known.setdefault(name, set()).add(jd_hash)
    named = {jd_hash for hashes in known.values() for jd_hash in hashes}
    known |= {jd_hash: {jd_hash} for jd_hash in labels if jd_hash not in named}
    twice = [name for name, hashes in known.items() if len(hashes) > 1]
    if twice:
        warnings.warn(
            f"Two labelled JDs or more came under the id '{visible_line(twice[0])}'"
            + (f" (and so for {len(twice) - 1:,} other ids)" if len(twice) > 1 else "")
            + "; the file has the one that was labelled last. Name a run to have its JDs.",
            JdworkWarning,
            stacklevel=3,
        )
    return {name: max(hashes, key=lambda one: (labels[one].at, one)) for name, hashes in known.items()}


def _stored(
    connection: Connection, labels: Mapping[str, LabelInForce], *, texts: bool
) -> dict[str, tuple[str | None, str]]:
    """Title and, if wanted, text of the labelled JDs."""
    columns = [JdRow.content_hash, JdRow.title, *([JdRow.text] if texts else [])]
    query = select(*columns).where(JdRow.id.in_(select(LabelRow.jd_id)))
    return {
        row.content_hash: (row.title, row.text if texts else "")
        for row in connection.execute(query)
        if row.content_hash in labels
    }


def _today(slug: str | None, snapshot: CatalogSnapshot | None) -> str | None:
    return slug if slug is None or snapshot is None else snapshot.role_named(slug) or slug
