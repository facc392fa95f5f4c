"""Centroids as a file of a run folder."""

from __future__ import annotations

from pathlib import Path

from jdwork.errors import RunError
from jdwork.runs.files import write_atomically
from jdwork.signals import Centroids


def write_centroids(path: Path, centroids: Centroids) -> None:
    """Write centroids as safetensors."""
    from safetensors.numpy import save

    write_atomically(path, save({"vectors": centroids.vectors, "counts": centroids.counts}))


def read_centroids(path: Path) -> Centroids:
    """Read centroids back.

    Raises
    ------
    RunError
        If the file is missing or damaged.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        arrays = load(path.read_bytes())
        return Centroids(arrays["vectors"], arrays["counts"])
    except (OSError, KeyError, SafetensorError) as error:
        raise RunError(
            f"{path.name} cannot be read ({error}).", where=str(path.parent), hint="Run the job again."
        ) from None
