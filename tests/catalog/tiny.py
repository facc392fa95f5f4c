"""A tiny catalog as files, and strategies that make small catalogs."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st

from jdwork.catalog import CatalogSnapshot, Dimension, Domain, Redirect, Role, RoleSkill, Skill, SkillAlias
from jdwork.catalog.canonical import with_hash

FILES = {
    "domains.yaml": """\
domains:
  - slug: kitchen
    name: Kitchen
    description: Where food is made.
    aliases: [cooking]
  - {slug: hall, name: Hall}
""",
    "roles/kitchen/baker.yaml": """\
id: 7
slug: baker
name: Baker
domain: kitchen
archetype: Trades
description: >-
  Bakes bread
  and rolls.
aliases:
  - bread baker
  - baker
kras:
  - Kneads dough and shapes loaves before dawn.
  - Fires the oven and watches its heat.
dimensions: [baking]
skills:
  sourdough: 0.9
  oven: 0.25
""",
    "roles/hall/waiter.yaml": """\
slug: waiter
name: Waiter
domain: hall
archetype: Service
description: Serves guests.
aliases: [server]
kras: [Takes orders and carries plates to the tables.]
""",
    "skills/craft.yaml": """\
id: 3
category: Craft
defaults:
  sub_category: Dough
  nature: PRACTICE
skills:
  - id: 20
    slug: sourdough
    name: Sourdough
    aliases:
      - sour dough
      - {text: SD, type: ABBREVIATION, match: CASE_SENSITIVE}
  - slug: oven
    name: Oven
    sub_category: Heat
    nature: EQUIPMENT
    match: CONTEXT
    context: [bread, heat]
    is_extractable: false
""",
    "dimensions/kitchen-work.yaml": """\
domain: kitchen
dimensions:
  - slug: baking
    name: Baking
    rationale: Dough and fire belong together.
    difficulty: specialised
    skills: [oven, sourdough]
""",
    "redirects.yaml": """\
roles:
  - {slug: bread-maker, id: 99, to: baker}
skills: []
""",
}


def write_catalog(root: Path, changes: dict[str, str | bytes | None] | None = None) -> Path:
    """Write the tiny catalog, with some files replaced, added or (None) left out."""
    files: dict[str, str | bytes | None] = {**FILES, **(changes or {})}
    for name, content in files.items():
        if content is None:
            continue
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def edited(name: str, old: str, new: str) -> dict[str, str | bytes | None]:
    """Replace text in one file of the tiny catalog."""
    assert old in FILES[name]
    return {name: FILES[name].replace(old, new, 1)}


words = st.text(
    st.characters(categories=("L", "N", "P", "S", "Zs"), exclude_characters="\x85\u2028\u2029"),
    min_size=1,
    max_size=12,
)


def _clean(text: str) -> str:
    import unicodedata

    return " ".join(unicodedata.normalize("NFC", text).split())


names = words.map(_clean).filter(bool)


def _unique(minimum: int = 0) -> Any:
    return st.lists(
        names, min_size=minimum, max_size=3, unique_by=lambda text: " ".join(text.casefold().split())
    )


@st.composite
def snapshots(draw: st.DrawFn) -> CatalogSnapshot:
    """Small catalogs such as files could hold."""
    domains = draw(st.lists(st.sampled_from("pqrs"), min_size=1, unique=True))
    skills = draw(st.lists(st.sampled_from(["s1", "s2", "s3", "s4"]), unique=True))
    dimensions = draw(st.lists(st.sampled_from(["d1", "d2"]), unique=True))
    roles = draw(st.lists(st.sampled_from(["r1", "r2", "r3"]), min_size=1, unique=True))
    categories = {"Tools": 4, "Crafts": 9}

    def ids(size: int) -> list[int]:
        return draw(st.lists(st.integers(1, 50), min_size=size, max_size=size, unique=True))

    def some(slugs: list[str]) -> tuple[str, ...]:
        return tuple(draw(st.lists(st.sampled_from(slugs), unique=True))) if slugs else ()

    def make_skill(slug: str, number: int) -> Skill:
        category = draw(st.sampled_from(sorted(categories)))
        name = draw(names)
        texts = [text for text in draw(_unique()) if text.casefold() != name.casefold()]
        return Skill(
            id=number,
            slug=slug,
            display_name=name,
            category=category,
            sub_category="Any",
            aliases=(
                SkillAlias(name, "CANONICAL", "CASE_INSENSITIVE", number * 100),
                *(
                    SkillAlias(
                        text,
                        draw(st.sampled_from(["SYNONYM", "SPELLING"])),
                        "CASE_SENSITIVE",
                        number * 100 + i,
                    )
                    for i, text in enumerate(texts, start=1)
                ),
            ),
            nature=draw(st.sampled_from(["TOOL", "CONCEPT"])),
            context=tuple(draw(_unique())),
            is_also_category=draw(st.booleans()),
            category_id=categories[category],
            sub_category_id=categories[category] * 10,
        )

    def make_role(slug: str, number: int) -> Role:
        weights = st.floats(0, 1, exclude_min=True)
        name = draw(names)
        return Role(
            id=number,
            slug=slug,
            display_name=name,
            domain=draw(st.sampled_from(domains)),
            archetype="Trades",
            description=draw(names),
            aliases=(name, *(text for text in draw(_unique()) if text.casefold() != name.casefold())),
            kras=tuple(draw(_unique(1))),
            dimensions=some(dimensions),
            skills=tuple(RoleSkill(skill, draw(weights)) for skill in some(skills)),
            source_code=draw(st.none() | names),
        )

    made = CatalogSnapshot(
        domains=tuple(Domain(slug, draw(names), draw(names), tuple(draw(_unique()))) for slug in domains),
        skills=tuple(make_skill(slug, number) for slug, number in zip(skills, ids(len(skills)), strict=True)),
        dimensions=tuple(
            Dimension(
                number, slug, draw(names), draw(names), draw(st.sampled_from(domains)), "rare", some(skills)
            )
            for slug, number in zip(dimensions, ids(len(dimensions)), strict=True)
        ),
        roles=tuple(make_role(slug, number) for slug, number in zip(roles, ids(len(roles)), strict=True)),
        redirections=(Redirect("role", "old", roles[0], draw(st.none() | st.integers(60, 90))),)
        if draw(st.booleans())
        else (),
    )
    return with_hash(made)


def as_files(snapshot: CatalogSnapshot, root: Path, *, flow: bool, width: int, split: bool) -> None:
    """Write a catalog as files: the layout may differ, the content does not."""

    def put(name: str, body: object) -> None:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            yaml.safe_dump(
                _text(body), default_flow_style=flow, width=width, allow_unicode=not flow, sort_keys=False
            ),
            encoding="utf-8",
        )

    put("domains.yaml", {"domains": [_renamed(each) for each in snapshot.domains]})
    for role in snapshot.roles:
        body = _renamed(role)
        body["skills"] = {each.slug: each.weight for each in role.skills}
        body["aliases"] = [*role.aliases]
        put(f"roles/{role.domain}/{role.slug}.yaml" if split else f"roles/{role.slug}.yaml", body)
    for category in {each.category for each in snapshot.skills}:
        skills = [each for each in snapshot.skills if each.category == category]
        entries = [
            {
                **{key: value for key, value in _renamed(each).items() if not key.startswith("category")},
                "aliases": [
                    {
                        "text": alias.text,
                        "type": alias.alias_type,
                        "match": alias.match_strategy,
                        "id": alias.id,
                    }
                    for alias in each.aliases[1:]
                ],
            }
            for each in skills
        ]
        for entry in entries:
            del entry["sub_category_id"], entry["maturity"]
        put(
            f"skills/{category.lower()}.yaml",
            {"category": category, "id": skills[0].category_id, "skills": entries},
        )
    for number, dimension in enumerate(snapshot.dimensions):
        body = _renamed(dimension)
        body["difficulty"] = body.pop("difficulty_hint")
        put(f"dimensions/{number}.yaml", {"domain": body.pop("domain"), "dimensions": [body]})
    moved = [{"slug": each.slug, "id": each.id, "to": each.to} for each in snapshot.redirections]
    put("redirects.yaml", {"roles": [{k: v for k, v in each.items() if v is not None} for each in moved]})


def _renamed(entry: Any) -> dict[str, Any]:
    body = {each.name: getattr(entry, each.name) for each in dataclasses.fields(entry)}
    body["name"] = body.pop("display_name")
    return {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in body.items()
        if value is not None
    }


def _text(body: object) -> object:
    """Numbers as their shortest text, so that YAML writes them as people would."""
    if isinstance(body, dict):
        return {key: _text(value) for key, value in body.items()}
    if isinstance(body, list):
        return [_text(value) for value in body]
    return repr(body).lower() if isinstance(body, (bool, float)) else body
