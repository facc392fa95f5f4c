"""What an encoder is, and the hashing encoder that tests and dry runs use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


@runtime_checkable
class Encoder(Protocol):
    """Turns texts into unit vectors. Equal text gives an equal vector, alone or in a batch."""

    @property
    def encoder_id(self) -> str:
        """Name and weight hash: vectors of equal ids may be compared, others never."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode texts.

        Parameters
        ----------
        texts
            ``n`` texts, in any order, with or without repeats.

        Returns
        -------
        ndarray of float32, shape (n, dimension)
            Rows of unit length; the row of an empty text is all zero.
        """
        ...
