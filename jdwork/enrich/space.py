"""Where the catalog's skills lie: their names as vectors, and what lies near."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from jdwork.catalog.snapshot import Skill
from jdwork.embed import Encoder, Vectors

Floats = NDArray[np.floating]


class SkillSpace:
    """The names of all catalog skills, encoded once.

    Parameters
    ----------
    skills
        In catalog order.
    encoder
        Encodes their names, and terms later on.
    """

    def __init__(self, skills: Sequence[Skill], encoder: Encoder) -> None:
        self.skills = tuple(skills)
        self._encoder = encoder
        names = [skill.display_name for skill in skills]
        self.vectors: Vectors = (
            encoder.encode(names) if names else np.zeros((0, encoder.dimension), dtype=np.float32)
        )
        """Unit rows, shape (n, d)."""

    def encode(self, terms: Sequence[str]) -> Vectors:
        """Encode terms; each distinct one goes through the encoder once, whatever stands beside it."""
        distinct = list(dict.fromkeys(terms))
        rows = self._encoder.encode(distinct)
        place = {term: at for at, term in enumerate(distinct)}
        return rows[[place[term] for term in terms]]

    def similarities(self, vector: NDArray[np.float32]) -> Floats:
        """Cosine of one unit vector with every skill, shape (n,)."""
        return np.einsum("ij,j->i", self.vectors, vector)

    def nearest(self, vector: NDArray[np.float32], count: int) -> tuple[tuple[str, float], ...]:
        """Find the skills nearest in meaning.

        Parameters
        ----------
        vector
            Unit vector of a term, shape (d,).
        count
            Skills to find.

        Returns
        -------
        tuple of tuple
            (slug, cosine), nearest first; equals in catalog order. None of a term without a meaning.
        """
        cosines = self.similarities(vector)
        order = np.argsort(-cosines, kind="stable")[:count]
        return tuple((self.skills[at].slug, round(float(cosines[at]), 4)) for at in order if cosines[at] > 0)
