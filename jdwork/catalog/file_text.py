"""The text of catalog entries, laid out as a person would write them."""

from __future__ import annotations

import json
import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import yaml

from jdwork.catalog.numbering import derived_ids
from jdwork.catalog.references import folded
from jdwork.catalog.snapshot import Dimension, Domain, Redirect, Role, Skill

WIDTH = 100
"""Columns that text is wrapped to."""

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _/()+.;'&%–—-]*(?<! )")
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

TRAITS = ("nature", "volatility", "lifespan", "version_strategy", "maturity")
"""Values of a skill that a category or sub-category may set for all of its skills."""


def scalar(text: str, *, flow: bool = False) -> str:
    """Write a text as a YAML value on one line, quoted only where it must be.

    Parameters
    ----------
    text
        Without line breaks.
    flow
        Whether it stands inside ``[…]`` or ``{…}``, where commas and brackets need quotes too.
    """
    if _PLAIN.fullmatch(text):
        return text
    frame = "[{}]" if flow else "- {}"
    try:
        if yaml.load(frame.format(text), Loader=_Loader) == [text]:  # noqa: S506
            return text
    except yaml.YAMLError:
        pass
    return json.dumps(text, ensure_ascii=not text.isprintable())


def number(value: float) -> str:
    """Write a weight so that reading it gives the same number."""
    return repr(float(value))


def flow(value: object) -> str:
    """Write text, a list or a mapping inside ``[…]`` or ``{…}``."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    return scalar(str(value), flow=True)


def field(key: str, value: object, *, block: bool = False) -> str:
    """Write one key of an entry with its value, unindented and without a final line break.

    Parameters
    ----------
    key
        Its name.
    value
        Text, a mapping, or a list of texts and mappings.
    block
        Whether a list gets a line per item even where it would fit on one.
    """
    if isinstance(value, Mapping):
        return "\n".join([f"{key}:", *(f"  {name}: {flow(item)}" for name, item in value.items())])
    if isinstance(value, list | tuple):
        if not value:
            return f"{key}: []"
        if block:
            lines = (line for item in value for line in f"- {list_item(item)}".split("\n"))
            return "\n".join([f"{key}:", *(f"  {line}" for line in lines)])
        line = f"{key}: {flow(value)}"
        return line if len(line) <= WIDTH else f"{key}: [\n{_filled(value)}\n]"
    line = f"{key}: {scalar(str(value))}"
    return line if len(line) <= WIDTH or not _foldable(str(value)) else f"{key}: {_folded(str(value))}"


def list_item(value: object) -> str:
    """Write an item of a list that has a line per item, unindented and without its dash."""
    if not isinstance(value, str):
        return flow(value)
    line = scalar(value)
    return line if len(line) <= WIDTH or not _foldable(value) else _folded(value)


def role_text(role: Role) -> str:
    """Write a role as the file ``roles/<domain>/<slug>.yaml``."""
    fields: list[str] = [
        f"id: {role.id}",
        f"slug: {role.slug}",
        field("name", role.display_name),
        f"domain: {role.domain}",
        field("archetype", role.archetype),
        field("description", role.description),
        field("aliases", role_aliases(role), block=True),
        field("kras", role.kras, block=True),
    ]
    if role.dimensions:
        fields.append(field("dimensions", role.dimensions, block=True))
    if role.skills:
        fields.append(field("skills", {one.slug: number(one.weight) for one in role.skills}))
    if role.source_code is not None:
        fields.append(field("source_code", role.source_code))
    return "\n".join(fields) + "\n"


def role_aliases(role: Role) -> tuple[str, ...]:
    """Aliases as a role's file lists them: without the name, unless there is no other."""
    others = tuple(alias for alias in role.aliases if folded(alias) != folded(role.display_name))
    return others or (role.display_name,)


def derived_alias_ids(skills: Iterable[Skill]) -> dict[tuple[str, ...], int]:
    """Number all aliases as reading them without explicit ids would: by slug, match and text."""
    return derived_ids(
        (skill.slug, alias.match_strategy, alias.text) for skill in skills for alias in skill.aliases
    )


def alias_values(skill: Skill, derived: Mapping[tuple[str, ...], int]) -> list[str | dict[str, str]]:
    """Return the aliases of a skill as its file lists them, the name left out.

    Parameters
    ----------
    skill
        The skill.
    derived
        From `derived_alias_ids`; an alias with another id carries it in the file.

    Returns
    -------
    list
        A text for each alias that says no more than its text, else a mapping.
    """
    values: list[str | dict[str, str]] = []
    for alias in skill.aliases[1:]:
        value = {"text": alias.text}
        if alias.alias_type != "SYNONYM":
            value["type"] = alias.alias_type
        if alias.match_strategy != "CASE_INSENSITIVE":
            value["match"] = alias.match_strategy
        if alias.id not in (0, derived[skill.slug, alias.match_strategy, alias.text]):
            value["id"] = str(alias.id)
        values.append(value if len(value) > 1 else alias.text)
    return values


def skill_fields(
    skill: Skill, *, given: Mapping[str, Any], derived: Mapping[tuple[str, ...], int]
) -> dict[str, Any]:
    """Return the keys of a skill's entry.

    Parameters
    ----------
    skill
        The skill.
    given
        What its category and sub-category say already (``sub_category``, `TRAITS`, ``match``,
        ``is_extractable``, ``is_also_category``).
    derived
        As for `alias_values`.
    """
    values: dict[str, Any] = {"id": str(skill.id), "slug": skill.slug, "name": skill.display_name}
    if given.get("sub_category") != skill.sub_category:
        values["sub_category"] = skill.sub_category
    defaults = {"nature": "CONCEPT", "volatility": "STABLE", "lifespan": "EVERGREEN",
                "version_strategy": "NOT_APPLICABLE", "maturity": ""}  # fmt: skip
    for name in TRAITS:
        if getattr(skill, name) != given.get(name, defaults[name]):
            values[name] = getattr(skill, name)
    for name, otherwise in (("is_extractable", True), ("is_also_category", False)):
        if getattr(skill, name) != given.get(name, otherwise):
            values[name] = "true" if getattr(skill, name) else "false"
    if skill.aliases[0].match_strategy != given.get("match", "CASE_INSENSITIVE"):
        values["match"] = skill.aliases[0].match_strategy
    if len(skill.aliases) > 1:
        values["aliases"] = alias_values(skill, derived)
    if skill.context:
        values["context"] = list(skill.context)
    return values


def dimension_fields(dimension: Dimension) -> dict[str, Any]:
    """Return the keys of a dimension's entry."""
    values: dict[str, Any] = {
        "id": str(dimension.id),
        "slug": dimension.slug,
        "name": dimension.display_name,
        "rationale": dimension.rationale,
        "difficulty": dimension.difficulty_hint,
    }
    return {**values, "skills": list(dimension.skills)} if dimension.skills else values


def domain_fields(domain: Domain) -> dict[str, Any]:
    """Return the keys of a domain's entry."""
    values: dict[str, Any] = {"slug": domain.slug, "name": domain.display_name}
    if domain.description:
        values["description"] = domain.description
    return {**values, "aliases": list(domain.aliases)} if domain.aliases else values


def redirect_fields(redirect: Redirect) -> dict[str, Any]:
    """Return the keys of a redirect's entry."""
    number = {} if redirect.id is None else {"id": str(redirect.id)}
    return {"slug": redirect.slug, **number, "to": redirect.to}


def entry_text(fields: Mapping[str, Any]) -> str:
    """Write an entry of a list, unindented, starting with its dash and ending in a line break."""
    lines = "\n".join(field(key, value) for key, value in fields.items()).split("\n")
    return f"- {lines[0]}\n" + "".join(f"  {line}\n" for line in lines[1:])


def skills_file_text(skills: Sequence[Skill], *, derived: Mapping[tuple[str, ...], int]) -> str:
    """Write one category of skills as the file ``skills/<category>.yaml``.

    Parameters
    ----------
    skills
        At least one, all of one category. What most of them share becomes the file's ``defaults``.
    derived
        As for `alias_values`.
    """
    first = skills[0]
    common = {name: _most_common(getattr(one, name) for one in skills) for name in TRAITS[:-1]}
    fields = [field("category", first.category), f"id: {first.category_id}", field("defaults", common)]
    entries = (skill_fields(one, given=common, derived=derived) for one in skills)
    return "\n".join(fields) + "\nskills:\n" + _listed(entries)


def dimensions_file_text(domain: str, dimensions: Iterable[Dimension]) -> str:
    """Write the dimensions of one domain as a file in ``dimensions/``."""
    return f"domain: {domain}\ndimensions:\n" + _listed(dimension_fields(one) for one in dimensions)


def domains_file_text(domains: Iterable[Domain]) -> str:
    """Write ``domains.yaml``."""
    return "domains:\n" + _listed(domain_fields(one) for one in domains)


def redirects_file_text(redirects: Sequence[Redirect]) -> str:
    """Write ``redirects.yaml``."""
    text = ""
    for kind in ("role", "skill"):
        moved = [f"  - {flow(redirect_fields(one))}\n" for one in redirects if one.kind == kind]
        text += f"{kind}s:\n{''.join(moved)}" if moved else f"{kind}s: []\n"
    return text


def _listed(entries: Iterable[Mapping[str, Any]]) -> str:
    texts = (textwrap.indent(entry_text(entry), "  ") for entry in entries)
    return "\n".join(texts)


def _most_common(values: Iterable[Any]) -> Any:
    return Counter(values).most_common(1)[0][0]


def _folded(text: str) -> str:
    return ">-\n" + textwrap.fill(
        text, WIDTH - 4, initial_indent="  ", subsequent_indent="  ", break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip


def _foldable(text: str) -> bool:
    """Whether a folded block keeps the text: words that YAML can print, none of them indenting it."""
    return text.isprintable() and not any(character in text for character in "\t\u00a0\ufeff")


def _filled(items: Iterable[object]) -> str:
    """Items of a flow list on lines of at most `WIDTH` columns, each ending in a comma."""
    lines, line = [], " "
    for item in items:
        text = f" {flow(item)},"
        if len(line) + len(text) > WIDTH and line.strip():
            lines.append(line)
            line = " "
        line += text
    return "\n".join([*lines, line])
