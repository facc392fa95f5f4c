"""All bodies of one run together, as JSON values."""

from __future__ import annotations

from typing import Any

from jdwork.catalog import CatalogSnapshot
from jdwork.output.api1 import api1_body
from jdwork.output.api2 import api2_body
from jdwork.output.api3 import api3_body
from jdwork.output.client import client_output
from jdwork.record import RunRecord


def bodies(record: RunRecord, snapshot: CatalogSnapshot) -> dict[str, Any]:
    """Lay a run out as the three APIs and the client output answer.

    Parameters
    ----------
    record
        A classified JD with its details; what storing it did stands in it once it was recorded.
    snapshot
        The catalog that it was classified with.

    Returns
    -------
    dict
        Keys ``api1``, ``api2``, ``api3`` and ``client``; equal records give equal JSON, byte for byte.
    """
    return {
        "api1": api1_body(record).model_dump(mode="json"),
        "api2": api2_body(record, snapshot).model_dump(mode="json"),
        "api3": api3_body(record, snapshot).model_dump(mode="json"),
        "client": client_output(record, snapshot).model_dump(mode="json"),
    }
