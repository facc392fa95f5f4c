"""Reading the rows of a Parquet file in bounded memory, whatever its packing unfolds to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jdwork.errors import InputError
from jdwork.text.limits import LONGEST_ROW, MAX_PACKING, MAX_UNPACKED_COLUMN

if TYPE_CHECKING:
    import pyarrow
    import pyarrow.parquet

_BATCH_ROWS = 64
"""Rows decoded together: few, since nothing bounds a single row before it is decoded."""

_AT_ONCE = 32_000_000
"""Bytes of text of one batch that are turned into Python objects together; else row by row."""

_DICTIONARY = 4_000_000
"""Bytes of a dictionary that may unfold within a batch; writers keep to one million by default."""

_DICTIONARY_PAGE = 2
"""Kind of a page that holds a dictionary."""

_UNKNOWN = 1 << 31


def parquet_rows(path: Path) -> Iterator[tuple[dict[str, Any] | None, str | None]]:
    """Read the rows of a Parquet file one after another.

    Repeated values stay in the file's dictionary until their row is reached: a dictionary of a few long
    texts can otherwise unfold to any size. Columns of lists and structures are not read, since nothing of a
    JD is one: each row has an empty list or mapping in their place.

    Parameters
    ----------
    path
        The file.

    Yields
    ------
    values, reason
        Values by column name and None; or None and why the row cannot be read.

    Raises
    ------
    InputError
        If the file is damaged, or packed so tightly that it must be an attack.
    """
    import pyarrow
    import pyarrow.parquet
    from pyarrow import types

    number = 0
    try:
        schema = pyarrow.parquet.read_schema(path)
        nested: dict[str, Any] = {
            field.name: [] if _is_list(field.type) else {} for field in schema if _is_nested(field.type)
        }
        texts = [
            field.name
            for field in schema
            if types.is_string(field.type) or types.is_large_string(field.type) or types.is_binary(field.type)
        ]
        with pyarrow.parquet.ParquetFile(path) as plain:
            _check_packing(plain.metadata, path)
            groups = range(plain.metadata.num_row_groups)
            folded = [name for name in texts if _largest_dictionary(plain.metadata, name, path) > _DICTIONARY]
            rows = [_rows_at_once(plain.metadata.row_group(group)) for group in groups]
        with pyarrow.parquet.ParquetFile(path, read_dictionary=folded) as file:
            columns = [name for name in schema.names if name not in nested]
            # A batch never spans row groups: their dictionaries would be put together.
            for group in groups:
                for batch in file.iter_batches(rows[group], row_groups=[group], columns=columns):
                    for values, reason in _rows_of(batch):
                        number += 1
                        yield (None if values is None else {**values, **nested}), reason
    except (pyarrow.ArrowException, UnicodeDecodeError, OSError, MemoryError) as error:
        where = f"is damaged after row {number}" if number else "is no Parquet file, or is damaged"
        raise InputError(f"The file {where} ({error}).", where=str(path), hint="Write it again.") from error


def _check_packing(metadata: pyarrow.parquet.FileMetaData, path: Path) -> None:
    for group in range(metadata.num_row_groups):
        for index in range(metadata.num_columns):
            column = metadata.row_group(group).column(index)
            unpacked, packed = column.total_uncompressed_size, column.total_compressed_size
            if unpacked > MAX_UNPACKED_COLUMN and unpacked > MAX_PACKING * packed:
                raise InputError(
                    f"Column '{column.path_in_schema}' unpacks from {packed:,} to {unpacked:,} bytes.",
                    where=str(path),
                    hint="No table of job descriptions packs as tightly; write it again with smaller row "
                    "groups if it is one.",
                )


def _rows_at_once(group: pyarrow.parquet.RowGroupMetaData) -> int:
    """One row where each may repeat the beginning of the one before it, which unfolds like a dictionary."""
    columns = [group.column(index) for index in range(group.num_columns)]
    repeats = any(
        "DELTA_BYTE_ARRAY" in one.encodings and one.total_uncompressed_size > _DICTIONARY for one in columns
    )
    return 1 if repeats else _BATCH_ROWS


def _largest_dictionary(metadata: pyarrow.parquet.FileMetaData, name: str, path: Path) -> int:
    """Bytes that the dictionary of a column unpacks to, as the headers of its pages say."""
    largest = 0
    with path.open("rb") as file:
        for group in range(metadata.num_row_groups):
            for index in range(metadata.num_columns):
                column = metadata.row_group(group).column(index)
                if column.path_in_schema != name or column.total_uncompressed_size <= _DICTIONARY:
                    continue
                file.seek(min(column.dictionary_page_offset or column.data_page_offset, 1 << 62))
                largest = max(largest, _dictionary_bytes(file.read(16)))
    return largest


def _dictionary_bytes(header: bytes) -> int:
    """Read the unpacked size off the beginning of a page header: 0 if the page is no dictionary.

    The header is a structure of Thrift's compact protocol: field 1 is the kind of the page, field 2 its
    unpacked size, both zigzag integers (https://parquet.apache.org/docs/file-format/data-pages/). What
    cannot be read counts as large.
    """
    if len(header) < 4 or header[0] != 0x15 or header[2] != 0x15:
        return _UNKNOWN
    if header[1] != 2 * _DICTIONARY_PAGE:
        return 0
    size = 0
    for place, byte in enumerate(header[3:8]):
        size |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return size >> 1
    return _UNKNOWN


def _rows_of(batch: pyarrow.RecordBatch) -> Iterator[tuple[dict[str, Any] | None, str | None]]:
    import pyarrow.compute

    longest = {}
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        values = column.dictionary if hasattr(column, "dictionary") else column
        if _has_length(values.type):
            longest[name] = pyarrow.compute.max(pyarrow.compute.binary_length(values)).as_py() or 0
    if sum(longest.values()) * batch.num_rows <= _AT_ONCE and max(longest.values(), default=0) <= LONGEST_ROW:
        for values in batch.to_pylist():
            yield values, None
        return
    for index in range(batch.num_rows):
        row = batch.slice(index, 1)
        too_long = next((name for name in longest if _length(row.column(name)) > LONGEST_ROW), None)
        if too_long is None:
            yield row.to_pylist()[0], None
        else:
            yield None, f"'{too_long}' is longer than {LONGEST_ROW:,} bytes."


def _length(cell: Any) -> int:
    """Bytes of the text in a column of one row."""
    import pyarrow.compute

    if not cell[0].is_valid:
        return 0
    if hasattr(cell, "dictionary"):
        cell = cell.dictionary.slice(cell.indices[0].as_py(), 1)
    return int(pyarrow.compute.binary_length(cell)[0].as_py() or 0)


def _has_length(kind: pyarrow.DataType) -> bool:
    from pyarrow import types

    return bool(
        types.is_string(kind)
        or types.is_large_string(kind)
        or types.is_binary(kind)
        or types.is_large_binary(kind)
    )


def _is_list(kind: pyarrow.DataType) -> bool:
    from pyarrow import types

    return bool(types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind))


def _is_nested(kind: pyarrow.DataType) -> bool:
    from pyarrow import types

    return bool(types.is_nested(kind))
