"""The default encoder: a sentence-transformers model from this machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from jdwork.embed.bert_parts import BertParts, read_bundled
from jdwork.embed.bundled import BUNDLED, ModelFolder, find_model
from jdwork.embed.encoder import Vectors
from jdwork.embed.packed_bert import PackedBert, fits
from jdwork.embed.padded import PaddedNetwork
from jdwork.embed.precision import BFLOAT16_MARK, Precision, resolve
from jdwork.errors import EncoderError


class SentenceTransformerEncoder:
    """Encodes with a sentence-transformers model, on the CPU by default.

    Neither torch nor the weights are loaded before the first `encode`; `encoder_id` and `dimension` are
    read from the model's files.

    Matrix products round differently for differently shaped batches. Therefore every model call has a shape
    that does not depend on the texts beside it, and spare rows are filled: equal text gives the same vector
    to the last bit, alone or in any batch, on machines of one kind. A BERT with mean pooling, as the bundled
    model is, runs without any padding (see `PackedBert`), and its vectors do not depend on the number of
    threads either; any other network runs padded, through its own modules. On machines of another kind
    components differ by about 3e-7 in float32, 1e-3 in bfloat16.

    Parameters
    ----------
    model
        ``"bundled"`` (all-MiniLM-L6-v2, 384 dimensions, texts cut after 256 word pieces), a local folder,
        or a hub name.
    local_files_only
        Whether a hub name may only be taken from the local hub cache. The other two never need a network.
    precision
        ``float32``, ``bfloat16``, or ``auto``: bfloat16 where the processor multiplies it in hardware.
        The transformer's linear layers run in it; pooling is always float32.
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
        return {key: value for key, value in self.__dict__.items() if key != "_forward"}

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
    def _forward(self) -> PackedBert | PaddedNetwork:
        plain = read_bundled(self.folder) if (self._model, self._device) == (BUNDLED, "cpu") else None
        if plain is not None:
            return PackedBert(plain, precision=self._precision)
        network = _load_network(self.folder, device=self._device)
        named = getattr(network, "get_embedding_dimension", None) or network.get_sentence_embedding_dimension
        if named() != self.dimension:
            raise EncoderError(
                f"The model gives vectors of {named()} numbers; its config files say {self.dimension}.",
                where=str(self.folder.folder),
                hint="The folder mixes files of two models: download it afresh.",
            )
        if self._device == "cpu" and fits(network):
            return PackedBert(BertParts.of(network), precision=self._precision)
        return PaddedNetwork(network, device=self._device, precision=self._precision)

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
        distinct = list(positions)
        done = 0
        for places, raw in self._forward.vectors(distinct) if distinct else ():
            for place, vector in zip(places, self._unit(raw), strict=True):
                rows[positions[distinct[place]]] = vector
            done += len(places)
            if progress is not None:
                progress(done, len(distinct))
        return rows

    def _unit(self, raw: Vectors) -> Vectors:
        lengths = np.linalg.norm(raw, axis=1, keepdims=True)
        if not np.all(np.isfinite(lengths)) or np.any(lengths == 0):
            raise EncoderError(
                "The model answered a vector without a direction (zero or not a number).",
                where=self.encoder_id,
                hint="The weights may be damaged: install or download them again.",
            )
        return np.asarray(raw / lengths, dtype=np.float32)


def _encodable(text: str) -> str:
    """Replace lone surrogates, which tokenizers refuse."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _load_network(model: ModelFolder, *, device: str) -> Any:
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
    return network
