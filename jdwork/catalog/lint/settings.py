"""Thresholds of the checks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LintSettings:
    """Where each check draws its line; the defaults suit the bundled encoder.

    Parameters
    ----------
    duplicate_name
        Likeness of two display names (0 to 1, rapidfuzz token sort ratio) that speaks for one role.
    duplicate_kras
        Mean best cosine of two roles' KRAs that speaks for one role.
    duplicate_skills
        Weighted Jaccard of two roles' skills that speaks for one role.
    duplicate_titles
        Shared share of the shorter list of titles that speaks for one role.
    same_kra
        Cosine from which two KRAs say the same.
    hub_lift, hub_roles
        A hub KRA draws this many times its even share of foreign sentences, from ads of this many roles.
    hub_spread
        It also comes from this share of all the background's roles.
    hub_cosine
        Sentences that resemble no KRA this much are drawn by none: they move no decision.
    length_ratio
        Longest over shortest KRA of a role, from which they are uneven; half as much again is a warning.
    short_words
        A KRA of fewer words is too short.
    few_kras
        A role with fewer has little evidence.
    link_standing
        Share of skills nearer to the dimension, from which a link is suspected.
    link_cosine
        In a catalog too small for a share: a skill less similar than this to its dimension is suspected.
    link_skills
        Skills from which a catalog is large enough for a share.
    common_skill
        A skill that this share of the roles lists (and at least five) says nothing of any one of them.
    treacherous_roles
        Roles in whose ads a plain word must be taken for a skill that they do not list.
    reach_rank
        Rank among all roles that a held-out KRA should give its own role.
    """

    duplicate_name: float = 0.9
    duplicate_kras: float = 0.62
    duplicate_skills: float = 0.4
    duplicate_titles: float = 0.25
    same_kra: float = 0.92
    hub_lift: float = 4.0
    hub_roles: int = 5
    hub_spread: float = 0.03
    hub_cosine: float = 0.35
    length_ratio: float = 3.0
    short_words: int = 5
    few_kras: int = 3
    link_standing: float = 0.08
    link_cosine: float = 0.22
    link_skills: int = 200
    common_skill: float = 0.2
    treacherous_roles: int = 3
    reach_rank: int = 5
