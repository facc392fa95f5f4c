"""A small catalog with four known defects, and ads to measure it against."""

from __future__ import annotations

from dataclasses import replace

from jdwork.catalog import CatalogSnapshot, Dimension, Domain, Role, RoleSkill, Skill, SkillAlias
from jdwork.catalog.canonical import with_hash
from jdwork.catalog.lint import Background, make_background
from jdwork.text import JobDescription

HUB = "Works with the team and other people on the tasks of the day."

ROLES = {
    "baker": ("Bread Baker", ["loaf baker", "oven baker"], [
        "Kneads sourdough and shapes loaves of bread before dawn.",
        "Bakes loaves of bread in a stone oven and checks the crust.",
        "Mixes flour, yeast and salt into dough for bread.",
    ], {"sourdough": 0.9, "oven-firing": 0.6}, ["baking"]),
    "bread-maker": ("Bread Bakers", ["maker of loaves"], [
        "Shapes loaves of bread and kneads sourdough before dawn.",
        "Checks the crust of loaves of bread baked in a stone oven.",
        "Mixes flour, yeast and salt into bread dough.",
    ], {"sourdough": 0.8, "oven-firing": 0.6}, ["baking"]),
    "locksmith": ("Locksmith", ["key cutter"], [
        "Cuts keys on a key machine and opens jammed locks.",
        "Installs door locks, safes and key cabinets.",
        HUB,
    ], {"key-cutting": 0.9, "lathe-work": 0.3}, ["metalwork"]),
    "welder": ("Welder", ["arc welder"], [
        "Welds steel plates and pipes with an arc torch.",
        "Grinds welds and checks steel seams for cracks.",
        "Reads welding drawings and sets the arc current.",
    ], {"arc-welding": 0.9, "lathe-work": 0.4}, ["metalwork"]),
    "gardener": ("Gardener", ["groundskeeper"], [
        "Prunes roses, hedges and fruit trees in the garden.",
        "Sows lawns and waters flower beds in the garden.",
        "Digs garden beds and plants bulbs and hedges.",
    ], {"pruning": 0.9}, []),
}  # fmt: skip

SKILLS = {
    "sourdough": "Sourdough Bread",
    "oven-firing": "Bread Oven Firing",
    "key-cutting": "Key Cutting",
    "lathe-work": "Metal Lathe Work",
    "arc-welding": "Arc Welding",
    "pruning": "Rose Pruning",
}

DIMENSIONS = {
    "baking": (
        "Bread Baking",
        "Firing a bread oven and raising sourdough for loaves.",
        ["sourdough", "oven-firing"],
    ),
    "metalwork": (
        "Metal Work",
        "Cutting keys, arc welding and turning metal on a lathe.",
        ["key-cutting", "lathe-work", "arc-welding", "pruning"],
    ),
}

SHARED_LINES = (
    "You work with the team and with other people.",
    "Tasks of the day are planned with the team.",
    "You help other people on the team with tasks.",
)
ADS = {
    "baker": "You knead sourdough and shape loaves of bread.",
    "welder": "You weld steel plates and grind seams.",
    "gardener": "You prune roses and water the flower beds.",
    "bread-maker": "You mix flour and salt into dough.",
    "plumber": "You solder copper pipes and mend taps.",
    "tailor": "You sew suits and take measurements.",
}


def skill(slug: str, name: str, number: int, *aliases: SkillAlias, **more: object) -> Skill:
    """A skill with its name as first alias."""
    own = SkillAlias(name, "CANONICAL")
    return replace(Skill(number, slug, name, "Craft", "General", (own, *aliases)), **more)  # type: ignore[arg-type]


def workshop() -> CatalogSnapshot:
    """Two entries for one job, a hub KRA, a skill in the wrong dimension."""
    return with_hash(
        CatalogSnapshot(
            domains=(Domain("trades", "Trades"),),
            roles=tuple(
                Role(
                    id=number,
                    slug=slug,
                    display_name=name,
                    domain="trades",
                    archetype="Trades",
                    description="",
                    aliases=(name, *aliases),
                    kras=tuple(kras),
                    dimensions=tuple(dimensions),
                    skills=tuple(RoleSkill(one, weight) for one, weight in skills.items()),
                )
                for number, (slug, (name, aliases, kras, skills, dimensions)) in enumerate(ROLES.items(), 1)
            ),
            skills=tuple(skill(slug, name, number) for number, (slug, name) in enumerate(SKILLS.items(), 1)),
            dimensions=tuple(
                Dimension(number, slug, name, rationale, "trades", skills=tuple(skills))
                for number, (slug, (name, rationale, skills)) in enumerate(DIMENSIONS.items(), 1)
            ),
        )
    )


def ads() -> Background:
    """Ads of several roles that all speak of the team and its tasks."""
    return make_background(
        JobDescription(
            id=label, text="Duties:\n" + "\n".join(f"- {line}" for line in (own, *SHARED_LINES)), label=label
        )
        for label, own in ADS.items()
    )


def with_role(snapshot: CatalogSnapshot, slug: str, **changes: object) -> CatalogSnapshot:
    """The catalog with one role changed."""
    roles = tuple(
        replace(role, **changes) if role.slug == slug else role  # type: ignore[arg-type]
        for role in snapshot.roles
    )
    return replace(snapshot, roles=roles)


def with_skills(snapshot: CatalogSnapshot, *more: Skill) -> CatalogSnapshot:
    """The catalog with more skills."""
    return replace(snapshot, skills=(*snapshot.skills, *more))
