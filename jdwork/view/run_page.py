"""The run page with everything on it: bodies, client output, and its pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jdwork.output import bodies, run_page
from jdwork.output.client import client_output
from jdwork.view.client_output import client_figures_html

if TYPE_CHECKING:
    from jdwork.catalog import CatalogSnapshot
    from jdwork.explain import Explanation
    from jdwork.record import RunRecord


def whole_run_page(
    record: RunRecord,
    snapshot: CatalogSnapshot,
    *,
    explanation: Explanation | None = None,
    pictures: bool = True,
) -> str:
    """Render all that is known of a run.

    Parameters
    ----------
    record
        A classified JD, with its details or without.
    snapshot
        The catalog that it was classified with.
    explanation
        Why it was decided so.
    pictures
        Whether the client output is drawn as well; the library that draws it adds about 5 MB to the page,
        which then works offline all the same.

    Returns
    -------
    str
        A whole HTML document.
    """
    client = client_output(record, snapshot)
    return run_page(
        record,
        explanation=explanation,
        snapshot=snapshot,
        client=client,
        api_bodies=bodies(record, snapshot) if record.details is not None else None,
        figures_html=client_figures_html(client) if pictures else "",
    )
