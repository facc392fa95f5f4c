"""A role model as a file: arrays as safetensors, names as text; no pickle."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from jdwork.atomic_file import replace_file
from jdwork.errors import LearningError
from jdwork.signals import RoleModel
from jdwork.signals.whitening import Whitening

FORMAT = "jdwork-role-model-1"
_NAMES = ("roles", "terms", "skills")
_SPARSE = ("words", "skill_rows")
_PLAIN = (
    "term_idf", "skill_idf", "center", "vectors", "duals", "shares", "part_of", "digests",
)  # fmt: skip


def write_role_model(path: Path, model: RoleModel) -> None:
    """Write a model, all at once.

    Raises
    ------
    LearningError
        If the folder cannot be written.
    """
    from safetensors.numpy import save

    arrays = {name: getattr(model, name) for name in _PLAIN}
    for name in _SPARSE:
        parts = zip(("data", "indices", "indptr"), getattr(model, name), strict=True)
        arrays |= {f"{name}.{part}": array for part, array in parts}
    arrays |= {"whitening.center": model.whitening.center, "whitening.matrix": model.whitening.matrix}
    names = json.dumps({name: getattr(model, name) for name in _NAMES}, ensure_ascii=False)
    arrays["names"] = np.frombuffer(names.encode(), dtype=np.uint8)
    metadata = {"format": FORMAT, "encoder_id": model.encoder_id, "origin": model.origin}
    content = save({name: np.ascontiguousarray(array) for name, array in arrays.items()}, metadata)
    replace_file(path, content, error=LearningError)


def read_role_model(path: Path) -> RoleModel:
    """Read a model back.

    Raises
    ------
    LearningError
        If the file is missing, damaged, or of another format.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy") as file:
            metadata = file.metadata() or {}
            if metadata.get("format") != FORMAT:
                raise ValueError(f"its format is {metadata.get('format')!r}, not {FORMAT!r}")
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - no mapping
        names = json.loads(arrays["names"].tobytes())
        fields: dict[str, Any] = {name: tuple(names[name]) for name in _NAMES}
        fields |= {name: arrays[name] for name in _PLAIN}
        for name in _SPARSE:
            fields[name] = tuple(arrays[f"{name}.{part}"] for part in ("data", "indices", "indptr"))
        return RoleModel(
            **fields,
            whitening=Whitening(arrays["whitening.center"], arrays["whitening.matrix"]),
            encoder_id=metadata["encoder_id"],
            origin=metadata["origin"],
        )
    except FileNotFoundError:
        raise LearningError(
            "There is no role model here.", where=str(path), hint="Make one with 'jdwork learn'."
        ) from None
    except (OSError, KeyError, ValueError, SafetensorError) as error:
        raise LearningError(
            f"The role model cannot be read ({error}).", where=str(path), hint="Learn it again."
        ) from None
