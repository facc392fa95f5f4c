"""Which KRAs draw the sentences of many JDs, and which of them draw everybody's: hubs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from jdwork.catalog.lint import make_background
from jdwork.catalog.lint.kras import KraPull, hubs_among, kra_pulls, nearest_kras
from jdwork.catalog.lint.material import Material
from jdwork.pipeline import Pipeline
from jdwork.signals.table import Floats
from jdwork.signals.whitening import Whitening
from jdwork.text import JobDescription


@dataclass(frozen=True, slots=True)
class DrawnSentence:
    """A sentence that a KRA draws: no other KRA of the catalog resembles it as much.

    Parameters
    ----------
    text, similarity
        The sentence, and its cosine.
    jd, role
        Id of its JD, and that JD's role: labelled, or else decided; empty where it has none.
    """

    text: str
    similarity: float
    jd: str
    role: str


@dataclass(frozen=True, slots=True)
class HubChange:
    """What one KRA draws of other roles' sentences, before and after the correction.

    Parameters
    ----------
    role, text, column
        The KRA, and its place among all.
    raw, corrected
        Foreign sentences drawn; 0 where it draws none.
    raw_hub, corrected_hub
        Whether the linter would call it a hub.
    roles
        Different roles of the JDs that it draws from, before the correction (or after, where none before).
    """

    role: str
    text: str
    column: int
    raw: int
    corrected: int
    raw_hub: bool
    corrected_hub: bool
    roles: int


class KraDraws:
    """What every KRA draws out of some JDs.

    Parameters
    ----------
    material
        Catalog, encoder, and the JDs as background; their labels are their roles.
    whitening
        The correction.
    """

    def __init__(self, material: Material, whitening: Whitening) -> None:
        self.material = material
        self.whitening = whitening

    def __len__(self) -> int:
        return len(self.material.background.sentences) if len(self.material.background) else 0

    @property
    def n_jds(self) -> int:
        """JDs that were read."""
        return len(self.material.background)

    def drawn(self, column: int, *, corrected: bool) -> tuple[DrawnSentence, ...]:
        """Sentences that a KRA draws, the nearest first."""
        if not len(self):
            return ()
        best, how = self._nearest(corrected)
        rows = np.flatnonzero(best == column)
        rows = rows[np.argsort(-how[rows], kind="stable")]
        documents = self.material.background.documents
        found = []
        for row in rows.tolist():
            ad, text = self.material.background.sentences[row]
            role = self.material.labels[ad] or ""
            found.append(DrawnSentence(text, float(how[row]), documents[ad].jd.id, role))
        return tuple(found)

    def occurrences(self, *, corrected: bool) -> NDArray[np.int64]:
        """Sentences that each KRA draws (its k-occurrence with k = 1), shape (n_kras,)."""
        best = self._nearest(corrected)[0] if len(self) else np.zeros(0, dtype=np.int64)
        return np.bincount(best, minlength=len(self.material.kra_texts))

    @cached_property
    def raw(self) -> tuple[KraPull, ...]:
        """What each KRA draws of foreign sentences by raw cosine."""
        return kra_pulls(self.material)

    @cached_property
    def corrected(self) -> tuple[KraPull, ...]:
        """The same after whitening, of the same sentences."""
        return kra_pulls(self.material, whitening=self.whitening)

    def n_hubs(self, *, corrected: bool) -> int:
        """KRAs that the linter would call hubs."""
        return len(hubs_among(self.material, self.corrected if corrected else self.raw))

    def skewness(self, *, corrected: bool) -> float:
        """Skewness of what the KRAs draw: 0 where all draw alike, the larger the more a few draw of all.

        The usual measure of hubness (Radovanović et al., 2010, "Hubs in Space"), with k = 1.
        """
        from scipy.stats import skew

        counts = self.occurrences(corrected=corrected)
        return float(skew(counts)) if counts.any() else 0.0

    def hubs(self, *, most: int = 12) -> tuple[HubChange, ...]:
        """List the KRAs that draw the most foreign sentences, before or after the correction.

        Parameters
        ----------
        most
            KRAs listed at most.

        Returns
        -------
        tuple of HubChange
            Those that the linter would call a hub, then the others; by the larger of both counts.
        """
        before = {(pull.role, pull.position): pull for pull in self.raw}
        after = {(pull.role, pull.position): pull for pull in self.corrected}
        hubs = [
            {(pull.role, pull.position) for pull in hubs_among(self.material, pulls)}
            for pulls in (self.raw, self.corrected)
        ]
        found = []
        for key in before.keys() | after.keys():
            one = before.get(key) or after[key]
            start = int(self.material.kra_starts[self.material.snapshot.role_index[one.role]])
            found.append(
                HubChange(
                    role=one.role,
                    text=one.text,
                    column=start + one.position,
                    raw=before[key].drawn if key in before else 0,
                    corrected=after[key].drawn if key in after else 0,
                    raw_hub=key in hubs[0],
                    corrected_hub=key in hubs[1],
                    roles=one.roles,
                )
            )
        found.sort(
            key=lambda one: (not (one.raw_hub or one.corrected_hub), -max(one.raw, one.corrected), one.column)
        )
        return tuple(found[:most])

    @cached_property
    def _raw_nearest(self) -> tuple[NDArray[np.int64], Floats]:
        return nearest_kras(self.material.sentence_vectors, self.material.kra_vectors)

    @cached_property
    def _corrected_nearest(self) -> tuple[NDArray[np.int64], Floats]:
        return nearest_kras(
            self.whitening(self.material.sentence_vectors), self.whitening(self.material.kra_vectors)
        )

    def _nearest(self, corrected: bool) -> tuple[NDArray[np.int64], Floats]:
        return self._corrected_nearest if corrected else self._raw_nearest


def measure_draws(
    jds: Iterable[tuple[JobDescription, str | None]], pipeline: Pipeline, *, source: str = "the run"
) -> KraDraws:
    """Find out what every KRA draws.

    Parameters
    ----------
    jds
        JDs with the role that was decided; a JD's label goes before it.
    pipeline
        Its catalog and encoder count.
    source
        Where the JDs come from, in words.
    """
    known = [jd if jd.label else replace(jd, label=role) for jd, role in jds]
    background = make_background(known, source=source)
    material = Material(pipeline.snapshot, encoder=pipeline.encoder, background=background)
    return KraDraws(material, pipeline.index.kra.whitening)
