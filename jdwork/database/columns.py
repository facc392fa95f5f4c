"""Column types and naming rules that every table shares."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Dialect, Integer, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import JSON, TypeDecorator

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
"""Constraint names, fixed so that a migration can name what it alters on either server."""

_UNSTORABLE = re.compile("[\x00\ud800-\udfff\ufffe]")
_ESCAPED = re.compile("\ufffe([0-9a-f]{4})")


class AnyText(TypeDecorator[str]):
    """Text that may hold anything a Python string can.

    PostgreSQL refuses NUL characters and neither server takes lone surrogates, yet both turn up in
    text extracted from PDF files. They are stored as U+FFFE (a code point that no text may contain)
    and four hex digits, and come back as they were.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Escape on the way in."""
        return None if value is None else _UNSTORABLE.sub(lambda hit: f"\ufffe{ord(hit.group()):04x}", value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Undo the escape on the way out."""
        if value is None or "\ufffe" not in value:  # nearly always, and many rows are read at once
            return value
        return _ESCAPED.sub(lambda hit: chr(int(hit.group(1), 16)), value)


class Instant(TypeDecorator[datetime]):
    """A moment, always in UTC and always aware: SQLite would otherwise drop the time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn into UTC; a naive moment is refused, since nobody can tell which one it is."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"the moment {value.isoformat()} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Say that it is UTC, in case the server did not."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def now() -> datetime:
    """Return this moment in UTC."""
    return datetime.now(UTC)


LONG = BigInteger().with_variant(Integer, "sqlite")
"""64-bit whole number; SQLite counts rows by itself only in a column called INTEGER."""

Key = Annotated[int, mapped_column(LONG, primary_key=True)]
Long = Annotated[int, mapped_column(LONG)]
Words = Annotated[str, mapped_column(AnyText)]
Name = Annotated[str, mapped_column(Text)]
Moment = Annotated[datetime, mapped_column(Instant, default=now)]
Facts = Annotated[dict[str, Any], mapped_column(JSON, default=dict)]
MaybeFacts = Annotated[dict[str, Any] | None, mapped_column(JSON(none_as_null=True))]
Lines = Annotated[list[str], mapped_column(JSON, default=list)]


class Table(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {str: Text}


def one_of(column: str, words: Iterable[str]) -> CheckConstraint:
    """Constrain a text column to a fixed vocabulary.

    Parameters
    ----------
    column
        Name of the column; the constraint is called after it.
    words
        The vocabulary, plain words without quotes.

    Returns
    -------
    CheckConstraint
    """
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def between(column: str, low: float, high: float) -> CheckConstraint:
    """Constrain a number to ``low`` … ``high``, both included; NULL passes."""
    return CheckConstraint(f"{column} BETWEEN {low} AND {high}", name=column)


def at_least(column: str, low: int) -> CheckConstraint:
    """Constrain a number to ``low`` or more; NULL passes."""
    return CheckConstraint(f"{column} >= {low}", name=column)
