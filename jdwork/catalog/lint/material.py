"""What the checks read: the catalog, its vectors, and the background, each measured at most once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from jdwork.catalog.lint.background import Background
from jdwork.catalog.lint.near import KraNearness, kra_nearness
from jdwork.catalog.lint.places import Places
from jdwork.catalog.lint.settings import LintSettings
from jdwork.catalog.snapshot import CatalogSnapshot, Skill
from jdwork.embed import Encoder, Vectors
from jdwork.errors import EncoderError


@dataclass(frozen=True)
class Material:
    """Everything that a check may look at.

    Parameters
    ----------
    snapshot
        The catalog.
    encoder
        None where only checks that need none are run.
    background
        Ads to measure against; may be empty.
    settings
        Thresholds.
    places
        Where the entries stand.
    """

    snapshot: CatalogSnapshot
    encoder: Encoder | None = None
    background: Background = field(default_factory=Background)
    settings: LintSettings = field(default_factory=LintSettings)
    places: Places = field(default_factory=Places)

    def encode(self, texts: list[str]) -> Vectors:
        """Encode texts.

        Raises
        ------
        EncoderError
            If there is no encoder.
        """
        if self.encoder is None:
            raise EncoderError("This check needs an encoder.", hint="Run it without --no-encoder.")
        if not texts:
            return np.zeros((0, self.encoder.dimension), dtype=np.float32)
        return self.encoder.encode(texts)

    @cached_property
    def kra_texts(self) -> tuple[str, ...]:
        """KRAs of all roles, role after role."""
        return tuple(kra for role in self.snapshot.roles for kra in role.kras)

    @cached_property
    def kra_starts(self) -> NDArray[np.int64]:
        """KRAs of role ``r`` are ``kra_starts[r]`` up to ``kra_starts[r + 1]``; shape (n_roles + 1,)."""
        counts = [len(role.kras) for role in self.snapshot.roles]
        return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])

    @cached_property
    def kra_roles(self) -> NDArray[np.int64]:
        """Position of each KRA's role, shape (n_kras,)."""
        return np.repeat(np.arange(len(self.snapshot.roles)), np.diff(self.kra_starts))

    @cached_property
    def kra_vectors(self) -> Vectors:
        """Unit vectors of the KRAs, shape (n_kras, d)."""
        return self.encode(list(self.kra_texts))

    @cached_property
    def nearness(self) -> KraNearness:
        """How the KRAs lie to one another."""
        from jdwork.signals.kra import hubness

        return kra_nearness(
            self.kra_vectors,
            self.kra_starts,
            same_from=self.settings.same_kra,
            correction=hubness(self.kra_vectors, self.kra_roles),
        )

    @cached_property
    def sentence_vectors(self) -> Vectors:
        """Unit vectors of the background's sentences, shape (n_sentences, d)."""
        return self.encode([text for _, text in self.background.sentences])

    @cached_property
    def skill_vectors(self) -> Vectors:
        """Unit vectors of the skills: name, aliases, sub-category and category; shape (n_skills, d)."""
        return self.encode([_skill_text(skill) for skill in self.snapshot.skills])

    @cached_property
    def skill_name_vectors(self) -> Vectors:
        """Unit vectors of the skills' names, shape (n_skills, d)."""
        return self.encode([skill.display_name for skill in self.snapshot.skills])

    @cached_property
    def dimension_vectors(self) -> Vectors:
        """Unit vectors of the dimensions: name and rationale; shape (n_dimensions, d)."""
        return self.encode(
            [
                f"{one.display_name}. {one.rationale}" if one.rationale else one.display_name
                for one in self.snapshot.dimensions
            ]
        )

    @cached_property
    def labels(self) -> tuple[str | None, ...]:
        """Label of each ad of the background; one that names a merged role is read as what took its place."""
        snapshot = self.snapshot
        known = snapshot.redirects.keys() - snapshot.role_index.keys()
        return tuple(
            snapshot.role(label).slug if label in known else label
            for label in (document.jd.label for document in self.background.documents)
        )

    @property
    def groups(self) -> tuple[str, ...]:
        """The role each ad belongs to: its label, or a group of its own where it has none."""
        ads = zip(self.labels, self.background.documents, strict=True)
        return tuple(label or f"ad {document.jd.id}" for label, document in ads)

    @cached_property
    def carriers(self) -> dict[str, tuple[int, ...]]:
        """Every title in its normal form, and the positions of the roles that carry it."""
        from jdwork.signals.title import build_title_index

        return build_title_index(self.snapshot).roles_of

    @cached_property
    def roles_of_skill(self) -> dict[str, frozenset[int]]:
        """Positions of the roles that list each skill."""
        return _gathered(
            (link.slug, position) for position, role in enumerate(self.snapshot.roles) for link in role.skills
        )

    @cached_property
    def roles_of_dimension(self) -> dict[str, frozenset[int]]:
        """Positions of the roles that carry each dimension."""
        return _gathered(
            (slug, position) for position, role in enumerate(self.snapshot.roles) for slug in role.dimensions
        )

    def kra_key(self, kra: int) -> tuple[str, int]:
        """Return role slug and position within the role of a KRA."""
        role = int(self.kra_roles[kra])
        return self.snapshot.roles[role].slug, kra - int(self.kra_starts[role])


def _gathered(pairs: Iterable[tuple[str, int]]) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for slug, position in pairs:
        found.setdefault(slug, set()).add(position)
    return {slug: frozenset(positions) for slug, positions in found.items()}


def _skill_text(skill: Skill) -> str:
    others = ", ".join(alias.text for alias in skill.aliases if alias.text != skill.display_name)
    # Many aliases would drown the name.
    named = f"{skill.display_name} ({', '.join(others.split(', ')[:3])})" if others else skill.display_name
    return f"{named}, {skill.sub_category}, {skill.category}"
