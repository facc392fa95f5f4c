"""What a decision is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from jdwork.catalog.slug import slugify

Case = Literal["A", "B", "C", "D", "DOMAIN", "E", "REJECT"]
CASES: tuple[Case, ...] = ("A", "B", "C", "D", "DOMAIN", "E", "REJECT")
CASE_MEANING: dict[Case, str] = {
    "A": "title is an alias of one role",
    "B": "alias, but the text speaks for another role",
    "C": "KRAs and skills agree",
    "D": "title is an alias of several roles",
    "DOMAIN": "best role of the leading domain",
    "E": "no role fits: new role proposed",
    "REJECT": "not a job description",
}
"""Each case in a few words, wherever it is shown."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A role in the running, with its fused evidence (log-odds), probability, and signal table column."""

    slug: str
    evidence: float
    probability: float
    column: int = -1
    display_name: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """Which role a JD got, by which rule, and how sure that is.

    Parameters
    ----------
    case
        The rule of the decision table that fired.
    role
        Slug of the chosen role; None in case E and REJECT.
    confidence
        Calibrated probability that the choice is right, 0 to 1; case E: that no known role fits.
    queued
        Whether a person should look (low confidence, or a new role).
    reason
        One sentence in plain words.
    candidates
        Roles in the running, best first.
    domain
        Slug of the domain that carried case DOMAIN.
    alias_roles
        Slugs of the roles that carry the title, in catalog order.
    adjudicated
        Whether an adjudicator had to choose (cases B and D).
    new_role_name
        Case E: the title under which a new role is proposed.
    candidate_set
        Slugs of the roles that are still possible, best first, the chosen one among them: a set that
        holds the right role in ``calibration.set_coverage`` of JDs. Empty where no role was chosen.
    support
        Probability that some role of the catalog fits, 0 to 1.
    picked
        Whether a language model's pick was followed.
    """

    case: Case
    role: str | None
    confidence: float
    queued: bool
    reason: str
    candidates: tuple[Candidate, ...] = ()
    domain: str | None = None
    alias_roles: tuple[str, ...] = ()
    adjudicated: bool = False
    new_role_name: str | None = None
    candidate_set: tuple[str, ...] = ()
    support: float = 0.0
    picked: bool = False

    @property
    def new_role_slug(self) -> str | None:
        """Slug that the new role would have."""
        return slugify(self.new_role_name) or None if self.new_role_name else None
