"""A catalog of three trades, small enough to reason about."""

from jdwork.catalog import CatalogSnapshot, Domain, Role, RoleSkill, Skill, SkillAlias
from jdwork.catalog.canonical import with_hash


def skill(number, slug, name, *aliases):
    texts = (SkillAlias(name, "CANONICAL"), *(SkillAlias(text) for text in aliases))
    return Skill(number, slug, name, "Craft", "General", texts)


def role(number, slug, name, domain, aliases, kras, skills):
    links = tuple(RoleSkill(one, weight) for one, weight in skills.items())
    return Role(
        number, slug, name, domain, "Trades", f"Works as a {name.lower()}.", (name, *aliases), kras, (), links
    )


def trades() -> CatalogSnapshot:
    """Baker, pastry chef and locksmith."""
    return with_hash(
        CatalogSnapshot(
            domains=(Domain("kitchen", "Kitchen"), Domain("metal", "Metal")),
            roles=(
                role(1, "baker", "Baker", "kitchen", ("bread baker", "head baker"),
                     ("Kneads dough and shapes loaves of bread before dawn.",
                      "Fires the bread oven and watches its heat.",
                      "Weighs flour, yeast and salt for every batch of bread."),
                     {"sourdough": 0.9, "oven": 0.5}),
                role(2, "pastry-chef", "Pastry Chef", "kitchen", ("patissier", "cake and pastry maker"),
                     ("Tempers chocolate and fills eclairs with custard cream.",
                      "Decorates wedding cakes with marzipan roses and icing."),
                     {"chocolate": 0.9, "oven": 0.3}),
                role(3, "locksmith", "Locksmith", "metal", ("key cutter", "safe and lock engineer"),
                     ("Cuts keys and opens jammed locks for customers.",
                      "Installs safes and electronic door locks."),
                     {"key-cutting": 0.9}),
            ),
            skills=(skill(1, "sourdough", "Sourdough", "sour dough"), skill(2, "oven", "Deck Oven"),
                    skill(3, "chocolate", "Chocolate Tempering"), skill(4, "key-cutting", "Key Cutting")),
            dimensions=(),
        )
    )  # fmt: skip
