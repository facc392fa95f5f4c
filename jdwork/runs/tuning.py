"""Opening a labelled run for tuning, and keeping what came of it beside the run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from jdwork.errors import RunError
from jdwork.runs.files import RunFolder, write_atomically
from jdwork.runs.labelled import read_labelled_signals
from jdwork.tune.labelled import TuningData
from jdwork.tune.proposal import Proposal


def open_tuning_data(
    folder: RunFolder,
    *,
    labels: Mapping[str, str] | None = None,
    unknown: bool = False,
    threads: int | None = None,
) -> TuningData:
    """Read the labelled JDs of a run to try settings on.

    Parameters
    ----------
    folder
        A run.
    labels
        As for `jdwork.runs.labelled.read_labelled_signals`.
    unknown, threads
        As for `jdwork.tune.labelled.TuningData.of`.

    Raises
    ------
    RunError
        If no JD has a label, or a file of the run is missing or damaged.
    """
    return TuningData.of(read_labelled_signals(folder, labels=labels), unknown=unknown, threads=threads)


def write_tuning(
    folder: RunFolder, proposal: Proposal, *, more: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Keep a proposal beside its run as ``tuning.json``, and return what was written.

    Parameters
    ----------
    folder
        The run.
    proposal
        What was found.
    more
        What else is to be kept with it, as plain values for JSON.
    """
    body = proposal.to_dict() | dict(more or {})
    write_atomically(folder.tuning, (json.dumps(body, indent=1, ensure_ascii=False) + "\n").encode())
    return body


def proposed_values(folder: RunFolder) -> dict[str, Any]:
    """Read which settings the last proposal kept beside a run would change, and to what.

    Parameters
    ----------
    folder
        A run.

    Returns
    -------
    dict
        New value by dotted key; empty where the proposal would change nothing.

    Raises
    ------
    RunError
        If none was kept, or the file is damaged.
    """
    try:
        body = json.loads(folder.tuning.read_bytes())
        return {key: one["after"] for key, one in body["changes"].items()}
    except FileNotFoundError:
        raise RunError(
            "Nothing was tuned on this run yet.",
            where=str(folder.path),
            hint=f"Run 'jdwork tune {folder.path.resolve().name}' first.",
        ) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise RunError(
            f"The proposal cannot be read ({type(error).__name__}).",
            where=str(folder.tuning),
            hint="Tune again to replace it.",
        ) from None
