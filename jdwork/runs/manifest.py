"""The manifest: what a run was made of, so that anyone can make it again."""

from __future__ import annotations

import json
import platform
from importlib import metadata
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from jdwork.errors import RunError
from jdwork.runs.files import write_atomically

FORMAT = 1
"""Version of the run folder's layout."""

PACKAGES = ("numpy", "pandas", "pyarrow", "scikit-learn", "sentence-transformers", "torch", "transformers")
"""Packages whose versions can move a figure."""


class Manifest(BaseModel):
    """What a run folder says of itself.

    Parameters
    ----------
    status
        ``running`` until the last file is in place: a folder that stays so was cut off.
    input_hash
        SHA-256 over the ids and content hashes of all JDs, in order.
    decisions_hash
        SHA-256 over what of the decisions must reproduce exactly, in order.
    files
        SHA-256 of each file's bytes, by file name; a notebook, which is written last, is not among them.
    parameters
        What the run was asked to do; never a key or an absolute path.
    timings
        Seconds by stage.
    counts
        JDs, rejected rows, decisions by case.
    origin
        ``legacy``: imported from pages of the old service, not made by jdwork; it cannot be executed again.
    llm
        Language models: how many questions were asked, answered before, failed; tokens; US dollars (None
        where a price is unknown). Empty where none was asked.
    resumed
        How often the run went on after it had been interrupted; ``timings.total`` is of the last time.
    """

    model_config = ConfigDict(extra="forbid")

    format: int = FORMAT
    run_id: str
    name: str
    status: Literal["running", "complete"] = "running"
    origin: Literal["jdwork", "legacy"] = "jdwork"
    started: str
    finished: str | None = None
    code_version: str
    catalog_hash: str
    config_hash: str
    encoder_id: str
    centroid_hash: str
    role_model_hash: str = ""
    models_hash: str = ""
    input_hash: str = ""
    decisions_hash: str = ""
    files: dict[str, str] = Field(default_factory=dict)
    parameters: dict[str, Any] = Field(default_factory=dict)
    timings: dict[str, float] = Field(default_factory=dict)
    counts: dict[str, int] = Field(default_factory=dict)
    llm: dict[str, int | float | None] = Field(default_factory=dict)
    resumed: int = 0
    python: str = Field(default_factory=platform.python_version)
    packages: dict[str, str] = Field(default_factory=dict)


def check_executable(folder: Path, manifest: Manifest) -> None:
    """Check that a run was made by jdwork, so that it can be executed again.

    Raises
    ------
    RunError
        If it was imported from pages of the old service.
    """
    if manifest.origin == "legacy":
        raise RunError(
            "This run was imported from pages of the old service; its classifier is not here to run again.",
            where=str(folder),
            hint="Compare it with what jdwork decides: 'jdwork legacy diff RUN'.",
        )


def package_versions() -> dict[str, str]:
    """Versions of the installed packages that can move a figure."""
    found = {}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def write_manifest(path: Path, manifest: Manifest) -> None:
    """Write a manifest, atomically."""
    write_atomically(path, (manifest.model_dump_json(indent=2) + "\n").encode())


def read_manifest(path: Path) -> Manifest:
    """Read a manifest.

    Raises
    ------
    RunError
        If it is missing, no JSON, of another format, or lacks a key.
    """
    hint = "Is this the folder of a run? 'jdwork runs list' shows those of the workspace."
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RunError("There is no manifest.json here.", where=str(path.parent), hint=hint) from None
    except (OSError, ValueError) as error:
        raise RunError(f"The manifest cannot be read ({error}).", where=str(path), hint=hint) from None
    if not isinstance(body, dict) or body.get("format") != FORMAT:
        shown = body.get("format") if isinstance(body, dict) else None
        raise RunError(
            f"The run folder has format {shown!r}; this version of jdwork reads format {FORMAT}.",
            where=str(path),
            hint="Open it with the version of jdwork that made it (its manifest names it), or run it again.",
        )
    try:
        return Manifest.model_validate(body)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise RunError(
            f"The manifest's '{key}' is wrong: {first['msg']}.",
            where=str(path),
            hint="It was edited or damaged; run the job again.",
        ) from None
