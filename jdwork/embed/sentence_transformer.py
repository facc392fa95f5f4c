"""The default encoder: a sentence-transformers model from this machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from jdwork.embed.bundled import BUNDLED, ModelFolder, find_model
from jdwork.embed.encoder import Vectors
from jdwork.embed.precision import BFLOAT16_MARK, Precision, resolve
from jdwork.errors import EncoderError

_TOKENS_PER_CALL = 192
"""Rows times columns of a model call: enough to keep two cores busy, little enough for a single JD."""
_COLUMNS = (8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512)
"""Padded lengths; a text takes the first that holds it."""


class SentenceTransformerEncoder:
    """Encodes with a sentence-transformers model, on the CPU by default.

    Neither torch nor the weights are loaded before the first `encode`; `encoder_id` and `dimension` are
    read from the model's files.

    Matrix products round differently for differently shaped batches. Therefore the shape of every model
    call depends on the length of its texts alone, and spare rows are filled: equal text gives the same
    vector to the last bit, alone or in any batch, on machines of one kind with one number of threads
    (elsewhere components differ by some 3e-7).

    Parameters
    ----------
    model
        ``"bundled"`` (all-MiniLM-L6-v2, 384 dimensions, texts cut after 256 word pieces), a local folder,
        or a hub name.
    local_files_only
        Whether a hub name may only be taken from the local hub cache. The other two never need a network.
    precision
        ``float32``, ``bfloat16``, or ``auto``: bfloat16 where the processor multiplies it in hardware.
        The transformer's layers run in it; pooling is always float32.
    device
        Torch device; by default the CPU, where results do not depend on the machine's GPU.
    """

    def __init__(
        self,
        model: str = BUNDLED,
        *,
        local_files_only: bool = True,
        precision: Precision = "auto",
        device: str = "cpu",
    ) -> None:
        self._model = model
        self._precision = resolve(precision, device=device)
        self._local_files_only = local_files_only
        self._device = device

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._model!r})"

    def __getstate__(self) -> dict[str, Any]:
        # Worker processes load their own copy: a loaded network is neither small nor safe to send.
        return {key: value for key, value in self.__dict__.items() if key != "_network"}

    @cached_property
    def folder(self) -> ModelFolder:
        """Where the weights lie, checked once (0.1 to 0.3 s for 90 MB)."""
        return find_model(self._model, local_files_only=self._local_files_only)

    @property
    def encoder_id(self) -> str:
        """Name, weight hash and precision, such as ``all-MiniLM-L6-v2@53aa51172d14+bf16``."""
        mark = BFLOAT16_MARK if self._precision == "bfloat16" else ""
        return f"{self.folder.encoder_id}{mark}"

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self.folder.dimension

    @cached_property
    def _network(self) -> Any:
        network = _load_network(self.folder, device=self._device, precision=self._precision)
        named = getattr(network, "get_embedding_dimension", None) or network.get_sentence_embedding_dimension
        if named() != self.dimension:
            raise EncoderError(
                f"The model gives vectors of {named()} numbers; its config files say {self.dimension}.",
                where=str(self.folder.folder),
                hint="The folder mixes files of two models: download it afresh.",
            )
        return network

    def encode(self, texts: Sequence[str], *, progress: Callable[[int, int], None] | None = None) -> Vectors:
        """Encode texts; each distinct text goes through the model once.

        Parameters
        ----------
        texts
            ``n`` texts, in any order, with or without repeats.
        progress
            Called after each model call with ``(texts done, texts in all)``, counting distinct texts.

        Returns
        -------
        ndarray of float32, shape (n, dimension)
            Rows of unit length; the row of a blank text is all zero.

        Raises
        ------
        EncoderError
            If the model cannot be found or loaded, or answers something that is not a finite number.
        """
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        positions: dict[str, list[int]] = {}
        for position, text in enumerate(texts):
            if text.strip():
                positions.setdefault(_encodable(text), []).append(position)
        done = 0
        for columns, group in self._by_columns(list(positions)).items():
            size = max(1, _TOKENS_PER_CALL // columns)
            for start in range(0, len(group), size):
                batch = group[start : start + size]
                for text, vector in zip(batch, self._encode_batch(batch, size, columns), strict=False):
                    rows[positions[text]] = vector
                done += len(batch)
                if progress is not None:
                    progress(done, len(positions))
        return rows

    def _by_columns(self, texts: list[str]) -> dict[int, list[str]]:
        """Group texts by the padded length that they need."""
        if not texts:
            return {}
        longest = self._longest
        lengths = [
            len(pieces) for pieces in self._tokens(texts, truncation=True, max_length=longest)["input_ids"]
        ]
        groups: dict[int, list[str]] = {}
        for text, length in zip(texts, lengths, strict=True):
            columns = next((size for size in _COLUMNS if length <= size < longest), longest)
            groups.setdefault(columns, []).append(text)
        return groups

    @property
    def _longest(self) -> int:
        stated = self._network.max_seq_length or self._network.tokenizer.model_max_length
        return int(min(stated, _COLUMNS[-1]))

    def _tokens(self, texts: list[str], **options: Any) -> Any:
        network = self._network
        prompt = network.prompts.get(network.default_prompt_name or "", "")
        worded = [prompt + text.strip() for text in texts]
        if getattr(network[0], "do_lower_case", False):
            worded = [text.lower() for text in worded]
        return network.tokenizer(worded, verbose=False, **options)

    def _encode_batch(self, texts: list[str], size: int, columns: int) -> Vectors:
        import torch

        filled = texts + texts[:1] * (size - len(texts))
        tokens = self._tokens(
            filled, padding="max_length", truncation=True, max_length=columns, return_tensors="pt"
        ).to(self._device)
        with torch.inference_mode():
            raw = self._forward(dict(tokens))["sentence_embedding"]
        vectors = np.asarray(raw.cpu().numpy(), dtype=np.float32)[: len(texts)]
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not np.all(np.isfinite(lengths)) or np.any(lengths == 0):
            raise EncoderError(
                "The model answered a vector without a direction (zero or not a number).",
                where=self.encoder_id,
                hint="The weights may be damaged: install or download them again.",
            )
        return vectors / lengths

    def _forward(self, features: dict[str, Any]) -> dict[str, Any]:
        """Run the model's modules; whatever the layers ran in, pooling adds up in float32."""
        layers, *after = self._network
        features = layers(features)
        features["token_embeddings"] = features["token_embeddings"].float()
        for module in after:
            features = module(features)
        return features


def _encodable(text: str) -> str:
    """Replace lone surrogates, which tokenizers refuse."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _load_network(model: ModelFolder, *, device: str, precision: str) -> Any:
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()
    try:
        # A folder without modules.json gets mean pooling from the library; rows are normalised by us.
        network = SentenceTransformer(str(model.folder), device=device, local_files_only=True)
    except Exception as error:  # Any of a dozen library errors: all mean that this folder is no usable model.
        raise EncoderError(
            f"The model cannot be loaded: {type(error).__name__}: {error}.",
            where=str(model.folder),
            hint="Check that the folder holds config.json, tokenizer files and model.safetensors.",
        ) from error
    network.eval()
    network.to(dtype=torch.float32)
    if precision == "bfloat16":
        network[0].to(dtype=torch.bfloat16)
    return network
