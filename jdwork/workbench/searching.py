"""Searching what was recorded with a workbench: the JDs that are nearest to one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jdwork.errors import InputError
from jdwork.text import JobDescription
from jdwork.workbench.classifying import NOT_OWN_RUNS, Classifying

if TYPE_CHECKING:
    from jdwork.workbench.similar import SimilarJds


class Searching(Classifying):
    """From a JD to those like it that were recorded."""

    def similar(
        self,
        text: str | JobDescription | None = None,
        *,
        title: str | None = None,
        jd: str | None = None,
        limit: int = 10,
        exact: bool = False,
    ) -> SimilarJds:
        """Find the recorded JDs that are nearest to a JD, and the role that each got.

        Parameters
        ----------
        text
            The JD, as for `classify`; nothing of it is recorded, and no language model is asked.
        title
            Its title, as for `classify`.
        jd
            Instead of a text: a recorded JD, by the id that it was recorded under, the id of a run of it, or
            the beginning of its content hash. It is not among those found.
        limit
            How many JDs, 1 to 1,000.
        exact
            Compare with all of them, even where the database has an index (``jdwork similar --index``).

        Returns
        -------
        SimilarJds
            Shows itself in a notebook; ``.frame`` has a row per JD, the nearest first. ``similarity`` is the
            cosine of the vectors that the encoder of the settings made of both.

        Raises
        ------
        InputError
            If neither or both were given, nothing in the text can be compared, or ``jd`` names no recorded
            JD or several.
        DatabaseError
            If nothing is recorded under this encoder.
        """
        from jdwork.annotate import current_labels
        from jdwork.record import find_similar, similar_to_recorded
        from jdwork.workbench.similar import SimilarJds

        self._must_be_own(NOT_OWN_RUNS)
        if (text is None) == (jd is None):
            raise InputError("similar takes a text, or jd= with a recorded JD: one of both.")
        encoder_id = self.encoder.encoder_id
        if jd is not None:
            found = similar_to_recorded(self.engine, jd, encoder_id, limit=limit, exact=exact)
        else:
            if not isinstance(text, str | JobDescription):
                raise InputError(
                    f"similar takes one JD as text, not a {type(text).__name__}.",
                    hint="Name a recorded JD with jd=.",
                )
            one = self._one(text, title)
            vector = self.pipeline.signals([one.id], self.pipeline.read([one])).details[0].vector
            found = find_similar(self.engine, vector, encoder_id, limit=limit, exact=exact)
        labels = current_labels(
            self.engine, [near.content_hash for near in found.jds], snapshot=self.snapshot
        )
        return SimilarJds(found, labels)

    def index_vectors(self) -> str | None:
        """Make an index of the recorded vectors in the database, so that `similar` need not compare all.

        From then on every vector that is recorded goes into it, which makes recording slower. PostgreSQL with
        the extension pgvector can.

        Returns
        -------
        str or None
            Why there can be none; None where there is one now.
        """
        from jdwork.database.vector_index import make_vector_index

        self._must_be_own(NOT_OWN_RUNS)
        return make_vector_index(self.engine, self.encoder.encoder_id, dimension=self.encoder.dimension)

    def unindex_vectors(self) -> bool:
        """Drop that index, so that recording is as fast as without; says whether there was one."""
        from jdwork.database.vector_index import drop_vector_index

        self._must_be_own(NOT_OWN_RUNS)
        return drop_vector_index(self.engine, self.encoder.encoder_id, dimension=self.encoder.dimension)
