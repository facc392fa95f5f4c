"""JD vectors of a run, in half precision."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jdwork.errors import RunError
from jdwork.record import RunRecord

if TYPE_CHECKING:
    import pyarrow as pa


def vector_schema(dimension: int) -> pa.Schema:
    """Columns of ``vectors.parquet``: JD vectors in half precision."""
    import pyarrow as pa

    return pa.schema([("id", pa.string()), ("vector", pa.list_(pa.float16(), dimension))])


def vector_columns(records: Sequence[RunRecord]) -> dict[str, list[Any]]:
    """Lay out the vectors of records; a JD that was rejected has zeros."""
    return {
        "id": [record.jd.id for record in records],
        "vector": [np.asarray(record.vector, dtype=np.float16) for record in records],
    }


def read_vectors(path: Path) -> dict[str, NDArray[np.float16]]:
    """Read ``vectors.parquet``: vectors by id of the JD.

    Raises
    ------
    RunError
        If it is missing (runs of before it was kept have none) or damaged.
    """
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(path).read()
        vectors = table["vector"].combine_chunks()
        rows = vectors.flatten().to_numpy().reshape(len(vectors), -1)
        return dict(zip(table["id"].to_pylist(), rows, strict=True))
    except FileNotFoundError:
        raise RunError(
            f"The run folder lacks {path.name}, the JDs' vectors.",
            where=str(path.parent),
            hint="Run the job again.",
        ) from None
    except (OSError, ValueError, KeyError) as error:
        raise RunError(
            f"{path.name} cannot be read ({error}).", where=str(path.parent), hint="Run the job again."
        ) from None
