"""Which JDs the labels of a file are about, and their rows in the database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Connection, select

from jdwork.annotate.label_file import GivenLabel, RejectedLabel
from jdwork.annotate.label_voices import known_names
from jdwork.catalog.slug import visible_line
from jdwork.database.tables import JdRow
from jdwork.errors import did_you_mean
from jdwork.record.jds import hold_jd
from jdwork.text import JobDescription

_CHUNK = 500
_SUGGESTIONS = 20  # looking for close spellings among many ids takes time


def labels_by_jd(
    connection: Connection, given: Iterable[GivenLabel], jds: Mapping[str, JobDescription] | None
) -> tuple[dict[str, list[GivenLabel]], list[RejectedLabel]]:
    """Find the JDs that labels are about.

    Parameters
    ----------
    connection
        A transaction.
    given
        The labels.
    jds
        JDs of a run by id, to look ids up in; None for all ids that are on record.

    Returns
    -------
    found
        The labels by content hash of their JD.
    unknown
        Those whose JD is not known, or could be one of several, with the reason.
    """
    labels = list(given)
    in_run = None if jds is None else {name: jd.content_hash for name, jd in jds.items()}
    names = known_names(connection) if in_run is None else {name: {it} for name, it in in_run.items()}
    hashes = {label.jd_hash for label in labels if label.jd_hash is not None}
    known = _stored(connection, hashes).keys() | (set() if in_run is None else set(in_run.values()))
    place = "that was recorded or annotated" if in_run is None else "in the run"
    found: dict[str, list[GivenLabel]] = {}
    unknown: list[RejectedLabel] = []
    for label in labels:
        fits = {label.jd_hash} & known if label.jd_hash is not None else names.get(label.name, set())
        if len(fits) == 1:
            (jd_hash,) = fits
            assert jd_hash is not None
            found.setdefault(jd_hash, []).append(label)
            continue
        shown = visible_line(label.name, most=80)
        if len(fits) > 1:
            reason = f"{len(fits)} JDs came under the id '{shown}': name the run, or give 'jd_hash'."
        elif label.jd_hash is not None:
            other = label.name in names
            reason = f"There is no JD {place} with this content hash" + (
                f"; the one that is known as '{shown}' has another title or text." if other else "."
            )
        else:
            hint = did_you_mean(label.name, names) if len(unknown) < _SUGGESTIONS else ""
            hint = hint if hint.startswith("Did") else "Name its run." if in_run is None else ""
            reason = f"There is no JD '{shown}' {place}. {hint}".rstrip()
        unknown.append(RejectedLabel(label.row, shown, label.source, reason))
    return found, unknown


def jd_keys(
    connection: Connection, wanted: Collection[str], jds: Mapping[str, JobDescription], *, hold: bool
) -> dict[str, int]:
    """Find the rows of JDs.

    Parameters
    ----------
    connection
        A transaction; one that writes with ``hold``.
    wanted
        Content hashes.
    jds
        JDs by content hash, to make rows of.
    hold
        Lock the rows until the end of the transaction, and make those that are missing.

    Returns
    -------
    dict
        Key by content hash; without ``hold`` only of JDs that have a row.
    """
    keys = _stored(connection, wanted, lock=hold)
    if hold:
        for jd_hash in sorted(set(wanted) - keys.keys()):
            keys[jd_hash], _ = hold_jd(connection, jds[jd_hash])
    return keys


def _stored(connection: Connection, hashes: Collection[str | None], *, lock: bool = False) -> dict[str, int]:
    ordered = sorted(one for one in hashes if one is not None)
    found: dict[str, int] = {}
    for start in range(0, len(ordered), _CHUNK):
        query = select(JdRow.content_hash, JdRow.id).where(
            JdRow.content_hash.in_(ordered[start : start + _CHUNK])
        )
        if lock:
            query = query.order_by(JdRow.content_hash).with_for_update(key_share=True)
        found.update((row.content_hash, row.id) for row in connection.execute(query))
    return found
