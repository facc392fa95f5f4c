"""What working terms out needs of one catalog, fitted and encoded when it is first used."""

from __future__ import annotations

from functools import cached_property

from jdwork.catalog.snapshot import CatalogSnapshot
from jdwork.embed import Encoder
from jdwork.enrich.deriving import Places
from jdwork.enrich.names import KnownNames
from jdwork.enrich.space import SkillSpace
from jdwork.enrich.voting import SkillVote
from jdwork.signals import PreparedArrays


class CatalogGround:
    """The catalog's skills as names, as vectors, and as voters; shared by all orchestrators over it.

    Parameters
    ----------
    snapshot
        The catalog.
    encoder
        Encodes the names of its skills.
    prepared
        Where what is fitted is kept between processes.
    """

    def __init__(
        self, snapshot: CatalogSnapshot, encoder: Encoder, *, prepared: PreparedArrays | None = None
    ) -> None:
        self._snapshot = snapshot
        self._encoder = encoder
        self._prepared = prepared

    @cached_property
    def known(self) -> KnownNames:
        """The catalog's skill names."""
        return KnownNames.of(self._snapshot)

    @cached_property
    def space(self) -> SkillSpace:
        """The names' vectors."""
        return SkillSpace(self._snapshot.skills, self._encoder)

    @cached_property
    def vote(self) -> SkillVote:
        """What the catalog's skills say of others."""
        made_of = f"{self._snapshot.content_hash} {self._encoder.encoder_id}"
        return SkillVote(
            self._snapshot.skills,
            self.space.vectors,
            dimensions=self._snapshot.dimensions,
            prepared=self._prepared,
            identity=made_of if self._snapshot.content_hash else "",
        )

    @cached_property
    def places(self) -> Places:
        """Categories, and what goes with which nature."""
        return Places(self._snapshot)
