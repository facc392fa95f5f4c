"""Keeping legacy runs as a run folder, beside those that jdwork makes."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from jdwork.errors import InputError, JdworkError, RunError
from jdwork.legacy.imported_rows import decision_row, metrics_of, signal_columns
from jdwork.legacy.labels import label_of
from jdwork.legacy.model import LegacyRun
from jdwork.legacy.reading import parse_run_pages
from jdwork.legacy.roles import Today
from jdwork.runs import Manifest, RunFolder, read_manifest

if TYPE_CHECKING:
    import pyarrow as pa

    from jdwork.workbench import Workbench

PAGES = "legacy.jsonl"
"""File of the run folder with the pages themselves and their JSON blocks, a run a line."""
NOT_OURS = "the old service's"
"""Stands in the manifest for what of the old service is not known."""


@dataclass(frozen=True)
class ImportedRun:
    """A run folder of legacy runs.

    ``fresh``: whether it was written now; else it held the same already. ``notes``: what was left out.
    """

    folder: RunFolder
    manifest: Manifest
    fresh: bool
    notes: tuple[str, ...] = ()


def import_runs(
    runs: Sequence[LegacyRun],
    workbench: Workbench,
    *,
    name: str = "legacy",
    labels: Mapping[str, str] | None = None,
) -> ImportedRun:
    """Keep legacy runs as one run folder of the workspace; nothing goes into the database.

    Parameters
    ----------
    runs
        As `read_run_pages` reads them.
    workbench
        Its catalog tells what the legacy roles are today; its settings go along, for comparisons.
    name
        What the run is called.
    labels
        Right role by run id or by hash of the text; a legacy decision is no label.

    Returns
    -------
    ImportedRun
        The folder's name follows from the content: importing the same again changes nothing.

    Raises
    ------
    InputError
        If there is no run, or the labels fit none.
    RunError
        If a file cannot be written.
    """
    from jdwork.catalog import snapshot_to_json
    from jdwork.config import settings_to_toml
    from jdwork.runs.columns import decision_schema, jd_rows, jd_schema, signal_schema
    from jdwork.runs.files import file_hashes, make_folder, write_atomically
    from jdwork.runs.manifest import write_manifest
    from jdwork.runs.merging import decisions_digest
    from jdwork.runs.reading import input_digest
    from jdwork.text.storable import sound

    if not runs:
        raise InputError("There is no legacy run to import.", hint="Give at least one saved run page.")
    snapshot, today = workbench.snapshot, Today(workbench.snapshot)
    known = {run.run_id: label for run in runs if (label := _label(run, labels or {}, today))}
    if labels and not known:
        raise InputError(
            "None of the labels belongs to these runs.",
            hint="Labels are found by run id, or by the SHA-256 of the job description's text.",
        )
    lines = [_line(run, known.get(run.run_id)) for run in runs]
    pages = ("\n".join(lines) + "\n").encode()
    folder = RunFolder(workbench.workspace.runs / _folder_name(name, pages))
    held = _held(folder)
    if held is not None:
        return ImportedRun(folder, held, fresh=False)
    rows = [decision_row(run, today, known.get(run.run_id)) for run in runs]
    signals, left_out = signal_columns(runs, today)
    masking = workbench.settings.privacy.mask_contacts
    inputs = [sound(run.jd, masking=masking) for run in runs]
    make_folder(folder.path)
    folder.clear()
    write_atomically(folder.catalog, snapshot_to_json(snapshot))
    write_atomically(folder.config, settings_to_toml(workbench.settings).encode())
    write_atomically(
        folder.jds,
        _parquet([{**row, "label": known.get(row["id"])} for row in jd_rows(inputs)], jd_schema()),
    )
    write_atomically(folder.decisions, _parquet(rows, decision_schema()))
    write_atomically(folder.signals, _parquet(signals, signal_schema()))
    write_atomically(folder.metrics, (json.dumps(metrics_of(rows), indent=2) + "\n").encode())
    write_atomically(folder.path / PAGES, pages)
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    cases = Counter(row["case"] for row in rows if row["case"])
    manifest = Manifest(
        run_id=folder.path.name,
        name=name if "legacy" in name.lower() else f"{name} (legacy)",
        status="complete",
        origin="legacy",
        started=now,
        finished=now,
        code_version=NOT_OURS,
        catalog_hash=NOT_OURS,
        config_hash=NOT_OURS,
        encoder_id=NOT_OURS,
        centroid_hash=NOT_OURS,
        input_hash=_digest(input_digest(one) for one in inputs),
        decisions_hash=_digest(decisions_digest(row) for row in rows),
        files={**file_hashes(folder), PAGES: hashlib.sha256(pages).hexdigest()},
        parameters={"pages": [run.where for run in runs]},
        timings={"total": round(sum(call.seconds or 0.0 for run in runs for call in run.calls), 3)},
        counts={
            "jds": len(rows),
            "unreadable": 0,
            "queued": sum(row["queued"] for row in rows),
            "labelled": len(known),
            **{f"case_{case}": count for case, count in sorted(cases.items())},
        },
    )
    write_manifest(folder.manifest, manifest)
    notes = []
    if left_out:
        notes.append(f"The catalog lacks roles that the pages name; their signals are left out: {left_out}.")
    return ImportedRun(folder, manifest, fresh=True, notes=tuple(notes))


def read_imported(folder: RunFolder) -> tuple[tuple[LegacyRun, ...], dict[str, str]]:
    """Read imported runs back, and the labels that came with them.

    Parameters
    ----------
    folder
        Of an imported run.

    Returns
    -------
    runs, labels
        As `read_run_pages` reads the pages today; right role by run id.

    Raises
    ------
    RunError
        If this is no imported run, or its pages are missing or damaged.
    """
    manifest = read_manifest(folder.manifest)
    path = folder.path / PAGES
    if manifest.origin != "legacy":
        raise RunError(
            "This run was made by jdwork; it holds no pages of the old service.",
            where=str(folder.path),
            hint="Import saved run pages with 'jdwork legacy import PAGE.txt'.",
        )
    runs: list[LegacyRun] = []
    labels: dict[str, str] = {}
    try:
        for text in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(text)
            runs.append(parse_run_pages(row["page"], where=row["where"])[0])
            if row["label"]:
                labels[runs[-1].run_id] = row["label"]
    except (OSError, ValueError, KeyError, TypeError, JdworkError) as error:
        raise RunError(
            f"The pages of this run cannot be read ({error}).",
            where=f"{path}:{len(runs) + 1}",
            hint="Import the saved run pages again.",
        ) from None
    return tuple(runs), labels


def _label(run: LegacyRun, labels: Mapping[str, str], today: Today) -> str | None:
    label = label_of(run, labels)
    return None if label is None else today.role(label) or label


def _line(run: LegacyRun, label: str | None) -> str:
    body = {
        "run_id": run.run_id,
        "where": run.where,
        "label": label,
        "page": run.page,
        **{name: getattr(run, name) for name in ("nano_parsed", "api1", "api2", "api3")},
        "calls": [asdict(call) for call in run.calls],
        "notes": list(run.notes),
    }
    return json.dumps(body, separators=(",", ":"))


def _folder_name(name: str, pages: bytes) -> str:
    safe = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40] or "run"
    kind = safe if "legacy" in safe else f"legacy-{safe}"
    return f"{kind}-{hashlib.sha256(pages).hexdigest()[:10]}"


def _held(folder: RunFolder) -> Manifest | None:
    """The manifest of an import of the same pages whose files are as they were written."""
    from jdwork.runs.files import file_hashes

    try:
        manifest = read_manifest(folder.manifest)
        pages = hashlib.sha256((folder.path / PAGES).read_bytes()).hexdigest()
    except (OSError, JdworkError):
        return None
    whole = manifest.status == "complete" and manifest.files == {**file_hashes(folder), PAGES: pages}
    return manifest if whole else None


def _digest(parts: Any) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()


def _parquet(rows: list[dict[str, Any]] | dict[str, list[Any]], schema: pa.Schema) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    made = pa.Table.from_pydict(rows, schema=schema) if isinstance(rows, dict) else pa.Table.from_pylist(
        rows, schema=schema
    )  # fmt: skip
    buffer = io.BytesIO()
    pq.write_table(made, buffer, compression="zstd")
    return buffer.getvalue()
