"""The row of a JD: made once, held while something is said about it."""

from __future__ import annotations

from sqlalchemy import Connection, select

from jdwork.database.tables import JdRow
from jdwork.database.transactions import Vanished
from jdwork.record.votes import insert_unless_there
from jdwork.text import JobDescription


def hold_jd(connection: Connection, jd: JobDescription) -> tuple[int, bool]:
    """Return a JD's key with its row locked until the end of the transaction.

    Parameters
    ----------
    connection
        An open write transaction.
    jd
        The JD; its row is made where there is none.

    Returns
    -------
    key
        Key of the row.
    new
        Whether the row was made just now.
    """
    made = connection.execute(
        insert_unless_there(connection, JdRow).returning(JdRow.id),
        {"content_hash": jd.content_hash, "title": jd.title, "text": jd.text},
    ).scalar()
    if made is not None:
        return made, True
    held = connection.scalar(
        select(JdRow.id).where(JdRow.content_hash == jd.content_hash).with_for_update(key_share=True)
    )
    if held is None:  # another process undid its last run in between
        raise Vanished
    return held, False
