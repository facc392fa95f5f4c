"""Writing the tables of a run: row group by row group, and a file appears only when it is whole."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jdwork.errors import RunError

if TYPE_CHECKING:
    import pyarrow as pa

COMPRESSION = "zstd"


def table_bytes(rows: Any, schema: pa.Schema) -> bytes:
    """Lay rows, or columns, out as a Parquet file of one row group.

    Parameters
    ----------
    rows
        A list of rows, or a dict of columns.
    schema
        Their columns.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    make = pa.Table.from_pydict if isinstance(rows, dict) else pa.Table.from_pylist
    held = io.BytesIO()
    pq.write_table(make(rows, schema=schema), held, compression=COMPRESSION)
    return held.getvalue()


class TableFile:
    """A Parquet file to which tables are added, a row group each; used in a ``with`` block.

    Parameters
    ----------
    path
        Its name, under which it appears when the block ends well.
    schema
        Its columns.

    Raises
    ------
    RunError
        If the disk is full or the folder cannot be written.
    """

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._path, self._schema = path, schema
        self._part = path.with_name(f".{path.name}.part")

    def __enter__(self) -> TableFile:
        import pyarrow.parquet as pq

        with self._explained():
            self._file = self._part.open("wb")
            self._writer = pq.ParquetWriter(self._file, self._schema, compression=COMPRESSION)
        return self

    def add(self, table: pa.Table) -> None:
        """Write one row group."""
        with self._explained():
            self._writer.write_table(table)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                with self._explained():
                    self._writer.close()
                    self._file.flush()
                    os.fsync(self._file.fileno())
                    self._file.close()
                    self._part.replace(self._path)
        finally:
            # The writer first: left open, it would write to the closed file when it is collected.
            with contextlib.suppress(OSError, ValueError):
                self._writer.close()
            with contextlib.suppress(OSError):
                self._file.close()
            with contextlib.suppress(OSError):
                self._part.unlink(missing_ok=True)

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise RunError(
                f"{self._path.name} cannot be written ({error.strerror or error}).",
                where=str(self._path.parent),
                hint="Check free space and permissions.",
            ) from None
