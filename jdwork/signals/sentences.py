"""Which sentences of a JD speak of the role, and how much each counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jdwork.text import BOILERPLATE, Document, SectionKind, Sentence

SECTION_WEIGHT: dict[SectionKind, float] = {
    "duties": 1.0,
    "summary": 0.8,
    "requirements": 0.6,
    "skills": 0.6,
    "other": 0.5,
    "perks": 0.0,
    "company": 0.0,
    "equal_opportunity": 0.0,
    "logistics": 0.0,
}
"""Weight of a sentence in the JD vector: what the role does counts most, boilerplate nothing."""

MIN_WORDS = 3


@dataclass(frozen=True)
class RoleSentences:
    """The role-bearing sentences of one JD.

    Parameters
    ----------
    sentences
        Sentences outside boilerplate (all of them where there are no others).
    weights
        Weight of each in the JD vector, shape (n,).
    duties
        Whether each counts for KRA similarity, shape (n,).
    """

    sentences: tuple[Sentence, ...]
    weights: NDArray[np.float32]
    duties: NDArray[np.bool_]

    @property
    def texts(self) -> list[str]:
        """The sentences' texts."""
        return [sentence.text for sentence in self.sentences]


def role_sentences(document: Document) -> RoleSentences:
    """Pick the sentences that classification reads.

    KRA similarity is taken on duties; a JD without any is read on every role-bearing sentence.
    """
    long_enough = [sentence for sentence in document.sentences if len(sentence.text.split()) >= MIN_WORDS]
    kept = [sentence for sentence in long_enough if sentence.section not in BOILERPLATE]
    kept = kept or long_enough or list(document.sentences)
    weights = np.array([SECTION_WEIGHT[sentence.section] or 0.1 for sentence in kept], dtype=np.float32)
    duties = np.array([sentence.section == "duties" for sentence in kept], dtype=bool)
    if not duties.any():
        duties[:] = True
    return RoleSentences(tuple(kept), weights, duties)
