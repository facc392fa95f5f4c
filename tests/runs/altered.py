"""Runs that differ from one another exactly where a test says so."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jdwork.runs import RunFolder, read_frame


def altered(
    run: RunFolder,
    path: Path,
    *,
    roles: Mapping[str, str | None] | None = None,
    columns: Mapping[str, Mapping[str, Any]] | None = None,
    texts: Mapping[str, str] | None = None,
    labels: Mapping[str, str | None] | None = None,
    **manifest: Any,
) -> RunFolder:
    """Copy a run with other roles, columns (by name and id), texts or labels, and another manifest.

    With other texts the copy has another input hash, as an execution would give it.
    """
    shutil.copytree(run.path, path)
    copy = RunFolder(path)
    changes = {**(columns or {}), "role": roles or {}, "label": labels or {}}
    frame = read_frame(copy.decisions)
    for name, values in changes.items():
        frame[name] = [
            values.get(one, old) for one, old in zip(frame["id"], frame[name].astype(object), strict=True)
        ]
    frame.to_parquet(copy.decisions)
    body = json.loads(copy.manifest.read_text())
    if texts:
        jds = read_frame(copy.jds)
        jds["text"] = [texts.get(one, old) for one, old in zip(jds["id"], jds["text"], strict=True)]
        jds.to_parquet(copy.jds)
        body["input_hash"] = "other"
    copy.manifest.write_text(json.dumps({**body, "run_id": path.name, **manifest}))
    return copy
