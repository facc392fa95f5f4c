"""Word pieces of texts, as the model's own tokenizer cuts them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

LONGEST = 512
"""Pieces of a text that are read at most, whatever a model allows."""


class Cutting(Protocol):
    """Cuts texts into the numbers of their pieces."""

    @property
    def longest(self) -> int:
        """Pieces after which a text is cut."""

    def pieces(self, texts: list[str]) -> list[list[int]]:
        """Cut texts, special pieces included, all in one call."""


@dataclass(frozen=True, slots=True)
class WordPieces:
    """How the tokenizers library cuts texts by itself.

    Parameters
    ----------
    tokenizer
        Of the tokenizers library; it cuts at ``longest`` and pads nothing.
    longest
        Pieces after which a text is cut.
    """

    tokenizer: Any
    longest: int

    @classmethod
    def read(cls, path: Path, *, longest: int) -> WordPieces:
        """Read a ``tokenizer.json``."""
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(path))
        tokenizer.enable_truncation(longest)
        tokenizer.no_padding()
        return cls(tokenizer, longest)

    def pieces(self, texts: list[str]) -> list[list[int]]:
        """Cut texts, special pieces included, all in one call."""
        return [one.ids for one in self.tokenizer.encode_batch_fast([text.strip() for text in texts])]


@dataclass(frozen=True, slots=True)
class Tokenising:
    """How a sentence-transformers network wants its texts cut.

    Parameters
    ----------
    tokenizer
        Of the transformers library.
    prompt
        What the network puts before every text.
    lower
        Whether texts are put in small letters first.
    longest
        Pieces after which a text is cut.
    """

    tokenizer: Any
    prompt: str
    lower: bool
    longest: int

    @classmethod
    def of(cls, network: Any) -> Tokenising:
        """Read a loaded network."""
        stated = network.max_seq_length or network.tokenizer.model_max_length
        return cls(
            tokenizer=network.tokenizer,
            prompt=network.prompts.get(network.default_prompt_name or "", ""),
            lower=bool(getattr(network[0], "do_lower_case", False)),
            longest=int(min(stated, LONGEST)),
        )

    def pieces(self, texts: list[str]) -> list[list[int]]:
        """Cut texts into the numbers of their pieces, special ones included, all in one call."""
        if not texts:
            return []
        cut = self._cut(
            texts,
            truncation=True,
            max_length=self.longest,
            return_attention_mask=False,
            return_token_type_ids=False,
        )
        return list(cut["input_ids"])

    def padded(self, texts: list[str], columns: int) -> Any:
        """Cut texts into tensors of shape (n, columns), for the network's own modules."""
        return self._cut(
            texts, padding="max_length", truncation=True, max_length=columns, return_tensors="pt"
        )

    def _cut(self, texts: list[str], **options: Any) -> Any:
        worded = [self.prompt + text.strip() for text in texts]
        if self.lower:
            worded = [text.lower() for text in worded]
        return self.tokenizer(worded, verbose=False, **options)
