"""Which recorded JDs are nearest to one, what role each got, and how near it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, func, select

from jdwork.database.columns import AnyText
from jdwork.database.tables import JdEmbeddingRow, JdRow, RunRow
from jdwork.database.transactions import read_transaction, safe_url
from jdwork.errors import DatabaseError, InputError
from jdwork.record.nearest_vectors import nearest_vectors

BEGINNING = 240
"""Characters of a JD's text that are told."""

LEAST_HASH = 6
"""Characters of a content hash that may name a JD."""

MOST = 1000
"""JDs that can be asked for at once."""


@dataclass(frozen=True, slots=True)
class SimilarJd:
    """A recorded JD near another, and what the latest run that was recorded of it decided.

    Attributes
    ----------
    name
        The id that the JD came under in that run; other JDs may have come under the same.
    content_hash
        The JD's own.
    title
        The title that it came with, if any.
    beginning
        The beginning of its text.
    similarity
        Cosine of both vectors, to six decimals.
    role
        Slug of the role; None where it got none.
    confidence
        Of the decision, between 0 and 1.
    case, queued
        As decided.
    run_id
        Id of the run.
    recorded_at
        When.
    """

    name: str
    content_hash: str
    title: str | None
    beginning: str
    similarity: float
    role: str | None
    confidence: float
    case: str
    queued: bool
    run_id: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class FoundSimilar:
    """The recorded JDs nearest to one, the nearest first.

    Attributes
    ----------
    jds
        The JDs.
    compared
        How many recorded vectors were compared with it.
    exact
        Whether these were all; if not, an index of the database chose them, and may have missed a near one.
    """

    jds: tuple[SimilarJd, ...]
    compared: int
    exact: bool


def find_similar(
    engine: Engine,
    vector: NDArray[np.floating],
    encoder_id: str,
    *,
    limit: int = 10,
    exact: bool = False,
) -> FoundSimilar:
    """Find the recorded JDs nearest to a vector.

    Parameters
    ----------
    engine
        A database from `open_database`.
    vector
        Of a JD, shape (d,).
    encoder_id
        The encoder that made it.
    limit
        How many JDs, 1 to 1,000.
    exact
        Compare with every recorded vector, even where the database has an index of them
        (`jdwork.database.vector_index`).

    Returns
    -------
    FoundSimilar
        The same on every database, but for JDs that an index missed. Ties in the order in which the JDs
        were first recorded.

    Raises
    ------
    InputError
        If the vector is all zeros or not finite, or so many cannot be asked for.
    DatabaseError
        If nothing is recorded, or nothing under this encoder; if the database cannot be read.
    """
    if not np.all(np.isfinite(vector)) or not np.any(vector):
        raise InputError(
            "Nothing in this JD can be compared: it has no sentence about the work.",
            hint="Give the whole text of a JD.",
        )
    _check(limit)
    with read_transaction(engine) as connection:
        _must_hold_vectors(connection, encoder_id, len(vector))
        return _found(connection, vector, encoder_id, limit=limit, exact=exact)


def similar_to_recorded(
    engine: Engine, jd: str, encoder_id: str, *, limit: int = 10, exact: bool = False
) -> FoundSimilar:
    """Find the recorded JDs nearest to one of them, which is not among those found.

    Parameters
    ----------
    engine
        A database from `open_database`.
    jd
        The id that it was recorded under, the id of a run of it, or its content hash or the beginning of it.
    encoder_id
        The encoder whose vectors are compared.
    limit, exact
        As for `find_similar`.

    Returns
    -------
    FoundSimilar

    Raises
    ------
    InputError
        If there is no such JD, or there are several.
    DatabaseError
        If that JD has no vector of this encoder; otherwise as for `find_similar`.
    """
    _check(limit)
    with read_transaction(engine) as connection:
        key = _recorded_jd(connection, jd)
        row = connection.execute(
            select(JdEmbeddingRow.vector)
            .where(JdEmbeddingRow.jd_id == key, JdEmbeddingRow.encoder_id == encoder_id)
            .order_by(JdEmbeddingRow.id.desc())
            .limit(1)
        ).first()
        if row is None:
            held = sorted(
                connection.scalars(select(JdEmbeddingRow.encoder_id).where(JdEmbeddingRow.jd_id == key))
            )
            raise DatabaseError(
                f"The recorded JD '{jd}' has no vector of the encoder '{encoder_id}'"
                + (f", only of {_listed(held)}." if held else ": no sentence of it could be compared."),
                where=safe_url(engine.url),
                hint="Record it again under this encoder, with 'jdwork batch FILE --out DIR --record'."
                if held
                else "Ask with a JD that has a text.",
            )
        vector = np.frombuffer(row.vector, dtype="<f4")
        return _found(connection, vector, encoder_id, limit=limit, exact=exact, without=key)


def _found(
    connection: Connection,
    vector: NDArray[np.floating],
    encoder_id: str,
    *,
    limit: int,
    exact: bool,
    without: int | None = None,
) -> FoundSimilar:
    nearest = nearest_vectors(connection, vector, encoder_id, limit=limit, without=without, exact=exact)
    told = _told(connection, [key for key, _ in nearest.jds])
    return FoundSimilar(
        jds=tuple(
            SimilarJd(**told[key], similarity=similarity) for key, similarity in nearest.jds if key in told
        ),
        compared=nearest.compared,
        exact=nearest.exact,
    )


def _told(connection: Connection, keys: list[int]) -> dict[int, dict[str, Any]]:
    """What is told of some JDs, from the latest run of each."""
    latest = (
        select(func.max(RunRow.id).label("id"))
        .where(RunRow.jd_id.in_(keys))
        .group_by(RunRow.jd_id)
        .subquery()
    )
    query = (
        select(
            JdRow.id,
            JdRow.content_hash,
            JdRow.title,
            func.substr(JdRow.text, 1, BEGINNING, type_=AnyText).label("beginning"),
            RunRow.jd_name.label("name"),
            RunRow.role_slug.label("role"),
            RunRow.confidence,
            RunRow.decision_case.label("case"),
            RunRow.queued,
            RunRow.run_id,
            RunRow.recorded_at,
        )
        .join(RunRow, RunRow.jd_id == JdRow.id)
        .join(latest, latest.c.id == RunRow.id)
    )
    rows = (dict(row) for row in connection.execute(query).mappings())
    return {row.pop("id"): row for row in rows}


def _recorded_jd(connection: Connection, jd: str) -> int:
    """Key of the one recorded JD that goes by a name."""
    keys: set[int] = set()
    if jd.isascii() and jd.isprintable():  # as every run's id is; PostgreSQL takes no NUL
        keys = set(connection.scalars(select(RunRow.jd_id).where(RunRow.run_id == jd)))
    if not keys:
        keys = set(connection.scalars(select(RunRow.jd_id).where(RunRow.jd_name == jd).distinct().limit(50)))
    if not keys and re.fullmatch(f"[0-9a-f]{{{LEAST_HASH},}}", jd):
        keys = set(
            connection.scalars(
                select(JdRow.id).where(JdRow.content_hash >= jd, JdRow.content_hash < jd + "g").limit(50)
            )
        )
    if len(keys) == 1:
        return keys.pop()
    where = safe_url(connection.engine.url)
    if not keys:
        raise InputError(
            f"No recorded JD goes by '{jd}'.",
            where=where,
            hint="Name it as its run did ('id' in decisions.parquet), by a run's id, or by the first "
            f"{LEAST_HASH} or more characters of its content hash; 'jdwork batch FILE --out DIR --record' "
            "records JDs.",
        )
    hashes = connection.scalars(
        select(JdRow.content_hash).where(JdRow.id.in_(sorted(keys))).order_by(JdRow.id).limit(5)
    )
    raise InputError(
        f"{'Many' if len(keys) == 50 else len(keys)} recorded JDs go by '{jd}'.",
        where=where,
        hint=f"Name one by its content hash: {_listed(one[:12] for one in hashes)}"
        + (" and so on." if len(keys) > 5 else "."),
    )


def _must_hold_vectors(connection: Connection, encoder_id: str, dimension: int) -> None:
    """Refuse where there is nothing to compare with."""
    here = select(JdEmbeddingRow.dimension).where(JdEmbeddingRow.encoder_id == encoder_id)
    if connection.scalar(here.where(JdEmbeddingRow.dimension == dimension).limit(1)) is not None:
        return
    where = safe_url(connection.engine.url)
    other = connection.scalar(here.limit(1))
    if other is not None:
        raise DatabaseError(
            f"The recorded vectors of the encoder '{encoder_id}' have length {other}, not {dimension}.",
            where=where,
            hint="An encoder id must change with the length of its vectors.",
        )
    held = sorted(connection.scalars(select(JdEmbeddingRow.encoder_id).distinct()))
    raise DatabaseError(
        f"No JD is recorded under the encoder '{encoder_id}', only under {_listed(held)}."
        if held
        else "No JD is recorded yet.",
        where=where,
        hint="Record some with 'jdwork batch FILE --out DIR --record'"
        + (", or set the encoder back in [embed]." if held else "."),
    )


def _check(limit: int) -> None:
    if not 1 <= limit <= MOST:
        raise InputError(f"{limit:,} JDs cannot be listed.", hint=f"Ask for 1 to {MOST:,}.")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
