"""What a JD that no role fits brings along, and what a proposal of a new role says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of a JD that speaks of the role; ``start`` and ``end`` are offsets in the JD's text."""

    text: str
    start: int
    end: int
    duty: bool = True


@dataclass(frozen=True, slots=True)
class Fit:
    """How far one known role fits one JD: support, and the signals behind it, each 0 to 1."""

    slug: str
    support: float
    kra: float = 0.0
    skill: float = 0.0
    title: float = 0.0


@dataclass(frozen=True, eq=False)
class UnknownJd:
    """A JD that no role fits.

    Parameters
    ----------
    key
        Its content hash; JDs are ordered by it, so that no result depends on the order they came in.
    id
        How to show it.
    title
        Handed in or read in the text; may be empty, and holds whatever somebody wrote.
    said
        Its role-bearing sentences.
    vector
        Unit vector, shape (d,); zeros where there is none.
    novelty
        1 less the best known role's support, 0 to 1.
    fits
        The known roles that fit best, the best first.
    skills
        Slugs of the catalog skills found in it.
    """

    key: str
    id: str
    title: str
    said: tuple[Said, ...]
    vector: NDArray[np.float32]
    novelty: float = 1.0
    fits: tuple[Fit, ...] = ()
    skills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NearRole:
    """A known role near a cluster.

    Parameters
    ----------
    slug, display_name
        The role.
    support
        Mean over the cluster's JDs, 0 where it was no candidate.
    why_not
        Why it does not fit, in words.
    """

    slug: str
    display_name: str
    support: float
    why_not: str


@dataclass(frozen=True, slots=True)
class TypicalDuty:
    """A sentence that stands for what a cluster's JDs say is done.

    Parameters
    ----------
    text
        As it stands in the JD.
    jd
        Id of the JD.
    start, end
        Where it stands in that JD's text.
    jds
        JDs that say something alike.
    """

    text: str
    jd: str
    start: int
    end: int
    jds: int


@dataclass(frozen=True, slots=True)
class NewRole:
    """A role that the catalog may lack, with what speaks for it.

    Parameters
    ----------
    name, slug
        What it would be called.
    normal
        The name in the normal form under which titles are compared.
    jds
        Ids of its JDs, in the order of their content hashes.
    keys
        Their content hashes.
    titles
        Titles in normal form with the number of JDs, the commonest first.
    terms
        Words and pairs of words that set the JDs apart, the most telling first.
    duties
        Sentences that stand for what is done: drafts of KRAs.
    skills
        JDs per catalog skill found in them, the commonest first; soft skills and languages left out.
    nearest
        Known roles that fit best, and why none does.
    cohesion
        Mean likeness of two of its JDs, 0 to 1; 1 for a JD alone.
    confidence
        That it is one role of its own, 0 to 1; see `jdwork.discover.proposing.confidence_of`.
    looks_like
        Slug of a known role that carries the name already: then an alias or a KRA is missing, no role.
    """

    name: str
    slug: str
    normal: str
    jds: tuple[str, ...]
    keys: tuple[str, ...]
    titles: Mapping[str, int]
    terms: tuple[str, ...]
    duties: tuple[TypicalDuty, ...]
    skills: Mapping[str, int]
    nearest: tuple[NearRole, ...]
    cohesion: float
    confidence: float
    looks_like: str | None = None

    @property
    def n(self) -> int:
        """JDs in the cluster."""
        return len(self.jds)

    def to_dict(self) -> dict[str, Any]:
        """The proposal as JSON values."""
        return {"n": self.n, **asdict(self), "titles": dict(self.titles), "skills": dict(self.skills)}
