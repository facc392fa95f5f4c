"""Anybody's own list of roles, as a table, as a catalog."""

from __future__ import annotations

import html
import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from jdwork.catalog.file_models import Archetype, DomainEntry, RoleFile, SkillEntry
from jdwork.catalog.importing.assembling import Entries, Slugs
from jdwork.catalog.importing.matching import strategy_of
from jdwork.catalog.importing.report import Imported, Ledger, Progress, listed
from jdwork.catalog.importing.rows import Table, at_row, fold_name, open_table
from jdwork.catalog.importing.shared_words import drop_shared_words
from jdwork.catalog.importing.wording import (
    LONGEST_NAME,
    LONGEST_PROSE,
    clean_text,
    shortened,
    split_sentences,
    title_aliases,
    unique,
)
from jdwork.catalog.references import folded
from jdwork.errors import InputError, did_you_mean
from jdwork.text.bullets import BULLET_GLYPHS

USUAL_NAMES: Mapping[str, tuple[str, ...]] = {
    "role": ("role", "role name", "role title", "job title", "title", "occupation", "position", "job",
             "name"),
    "aliases": ("aliases", "alias", "alternate titles", "alternative titles", "other names", "other titles",
                "synonyms", "also known as", "alt labels"),
    "kra": ("kra", "kras", "key responsibility areas", "responsibilities", "key responsibilities", "duties",
            "tasks", "task", "duty", "responsibility", "accountabilities"),
    "skills": ("skills", "skill", "key skills", "technologies", "tools", "competencies", "skill name"),
    "domain": ("domain", "family", "job family", "function", "department", "category", "group", "area"),
    "code": ("code", "id", "role id", "job code", "role code", "soc code", "identifier"),
    "description": ("description", "summary", "role description", "purpose", "definition", "overview"),
    "archetype": ("archetype", "role archetype"),
}  # fmt: skip
"""Field to the column names under which it is found without being mapped; case and spaces do not matter."""

SEPARATORS = ";|"
"""What parts a cell of many values, besides line breaks, where no separator is named."""

NO_DOMAIN = "General"
SUB_CATEGORY = "Skills"
_MOST_CONTEXT = 8
_ARCHETYPES: tuple[Archetype, ...] = get_args(Archetype)


@dataclass
class _Role:
    name: str
    code: str = ""
    domain: str = ""
    description: str = ""
    archetype: str = ""
    aliases: list[str] = field(default_factory=list)
    kras: list[str] = field(default_factory=list)
    skills: list[str] = field(default_factory=list)


def read_table_catalog(
    path: str | Path,
    mapping: Mapping[str, str] | None = None,
    *,
    separator: str | None = None,
    progress: Progress | None = None,
) -> Imported:
    """Make a catalog of a table of roles.

    Parameters
    ----------
    path
        A csv, tsv or txt file with a header, plain or packed as ``.gz``. One row a role, or several: rows
        of the same role (and of no other code) add up.
    mapping
        Field (``role``, ``aliases``, ``kra``, ``skills``, ``domain``, ``code``, ``description``,
        ``archetype``) to the name of its column; fields left out are found under their usual names.
    separator
        What parts the values in a cell of aliases, KRAs or skills; by default line breaks, ``;`` and
        ``|``.
    progress
        Called every 1,000 rows.

    Returns
    -------
    Imported
        Roles without KRAs get the sentences of their description; a skill's weight in a role is
        ``0.3 + 0.7 rarity``, rarity being ``ln(N / n) / ln(N)`` for N roles with skills, n with this one.

    Raises
    ------
    InputError
        If the file cannot be read, a mapped field or column does not exist, or no row names a role.
    """
    file = Path(path).expanduser()
    fields = dict(mapping or {})
    for name in fields:
        if name not in USUAL_NAMES:
            raise InputError(
                f"There is no field '{name}' to map a column to.", hint=did_you_mean(name, USUAL_NAMES)
            )
    ledger = Ledger(f"table {file.name}")
    with open_table(file, ledger, delimiter=_delimiter(file), progress=progress) as table:
        columns = _columns(table, fields)
        ledger.note("Columns: " + ", ".join(f"{name} = '{column}'" for name, column in columns.items()) + ".")
        unread = [column for column in table.columns if column and column not in columns.values()]
        if unread:
            ledger.note(f"Columns not read: {listed(unread)}.")
        roles = _roles(table, columns, separator, ledger)
    if not roles:
        raise InputError("No row names a role.", where=str(file), hint=f"Check column '{columns['role']}'.")
    return ledger.close(_catalog(roles, ledger).snapshot())


def _delimiter(file: Path) -> str | None:
    suffixes = [suffix.lower() for suffix in file.suffixes if suffix.lower() != ".gz"]
    return "\t" if suffixes[-1:] == [".tsv"] else None


def _columns(table: Table, fields: Mapping[str, str]) -> dict[str, str]:
    found = {name: table.need(column) for name, column in fields.items()}
    for name, usual in USUAL_NAMES.items():
        column = table.find(*usual) if name not in found else None
        if column is not None and column not in found.values():
            found[name] = column
    if "role" not in found:
        raise InputError(
            f"No column is recognised as the role's name; the columns are {listed(table.columns)}.",
            where=str(table.path),
            hint="Map it: role=<column>.",
        )
    return {name: found[name] for name in USUAL_NAMES if name in found}


def _roles(table: Table, columns: Mapping[str, str], separator: str | None, ledger: Ledger) -> list[_Role]:
    roles: list[_Role] = []
    by_name: dict[str, list[_Role]] = defaultdict(list)
    for number, row in table:
        cell = {name: row[columns[name]] if name in columns else "" for name in USUAL_NAMES}
        name, code = clean_text(cell["role"]), clean_text(cell["code"])
        if not any(character.isalnum() for character in name):
            ledger.leave_out("row without a role name", at_row(table.name, number, code))
            continue
        if len(name) > LONGEST_NAME:
            ledger.leave_out(
                f"role name of more than {LONGEST_NAME} characters", at_row(table.name, number, name)
            )
            continue
        namesakes = by_name[folded(name)]
        # The same name under another code is another role; a row without a code goes on with the last.
        role = next((one for one in reversed(namesakes) if not code or one.code in ("", code)), None)
        if role is None:
            role = _Role(name)
            namesakes.append(role)
            roles.append(role)
        role.code = role.code or code
        for key in ("domain", "description", "archetype"):
            given, known = clean_text(cell[key]), getattr(role, key)
            if given and known and folded(given) != folded(known):
                ledger.leave_out(f"another {key} for the same role", at_row(table.name, number, given))
            elif given:
                setattr(role, key, given)
        role.aliases += (
            alias for text in _values(cell["aliases"], separator) for alias in title_aliases(text)
        )
        role.kras += _values(cell["kra"], separator)
        role.skills += _values(cell["skills"], separator)
        role.aliases = _fitting(role.aliases, "alias", table.name, number, ledger)
        role.skills = _fitting(role.skills, "skill", table.name, number, ledger)
    return roles


def _values(cell: str, separator: str | None) -> list[str]:
    if not cell.strip():
        return []
    cell = html.unescape(cell)  # The semicolon of "&amp;" parts nothing.
    parts = cell.split(separator) if separator else re.split(f"[{re.escape(SEPARATORS)}\r\n]+", cell)
    values = (clean_text(part).strip(BULLET_GLYPHS + "-*· ") for part in parts)
    return [value for value in values if any(character.isalnum() for character in value)]


def _fitting(texts: list[str], what: str, name: str, number: int, ledger: Ledger) -> list[str]:
    for text in texts:
        if len(text) > LONGEST_NAME:
            reason = f"{what} of more than {LONGEST_NAME} characters"
            ledger.leave_out(reason, at_row(name, number, text))
    return [text for text in texts if len(text) <= LONGEST_NAME]


def _catalog(roles: list[_Role], ledger: Ledger) -> Entries:
    entries = Entries()
    domains: dict[str, DomainEntry] = {}
    slugs, role_slugs = Slugs(), Slugs()
    for role in roles:
        role.domain = shortened(role.domain or NO_DOMAIN, LONGEST_NAME)
        if folded(role.domain) not in domains:
            slug, _ = slugs.new(role.domain, kind="domain")
            domains[folded(role.domain)] = DomainEntry(slug=slug, name=role.domain)
    entries.domains = list(domains.values())
    drop_shared_words({str(number): role.aliases for number, role in enumerate(roles)}, ledger)
    entries.skills, slug_of = _skills(roles)
    weights = _weights(roles, slug_of)
    described = unnamed = 0
    for role, skills in zip(roles, weights, strict=True):
        slug, collided = role_slugs.new(role.name, kind="role")
        if collided:
            ledger.note(
                f"Another role has the slug of '{role.name}': {role.code or 'this one'} became '{slug}'."
            )
        kras = unique(shortened(text, LONGEST_PROSE) for text in role.kras)
        if not kras:
            kras = split_sentences(role.description) or [role.description or role.name]
            described += bool(role.description)
            unnamed += not role.description
        entries.roles.append(
            RoleFile(
                slug=slug,
                name=role.name,
                domain=domains[folded(role.domain)].slug,
                archetype=_archetype(role, ledger),
                description=shortened(role.description or f"{role.name}.", LONGEST_PROSE),
                aliases=unique([role.name, *role.aliases]),
                kras=kras,
                skills=skills,
                source_code=shortened(role.code, LONGEST_NAME) or None,
            )
        )
    if described:
        ledger.note(
            f"{described:,} roles have no duties: the sentences of their descriptions are their KRAs."
        )
    if unnamed:
        ledger.note(
            f"{unnamed:,} roles have neither duties nor a description: their names stand in for both."
        )
    return entries


def _archetype(role: _Role, ledger: Ledger) -> Archetype:
    from jdwork.parse.role import role_archetype

    given = next((one for one in _ARCHETYPES if fold_name(one) == fold_name(role.archetype)), None)
    if given is None and role.archetype:
        ledger.leave_out(
            "unknown archetype (one is chosen by the role's name)", f"{role.archetype} ({role.name})"
        )
    guessed = given or role_archetype(role.name)
    return next((one for one in _ARCHETYPES if one == guessed), "Operations")


def _skills(roles: list[_Role]) -> tuple[dict[str, list[SkillEntry]], dict[str, str]]:
    """Skills by category (the domain that uses each most), and the slug of each folded name."""
    names: dict[str, str] = {}
    domains: dict[str, Counter[str]] = defaultdict(Counter)
    beside: dict[str, Counter[str]] = defaultdict(Counter)
    for role in roles:
        role.skills = unique(role.skills)
        for name in role.skills:
            names.setdefault(folded(name), name)
            domains[folded(name)][role.domain] += 1
        for name in role.skills:
            if _match(name) == "CONTEXT":
                beside[folded(name)].update(other for other in role.skills if other != name)
    slugs = Slugs()
    slug_of: dict[str, str] = {}
    skills: dict[str, list[SkillEntry]] = defaultdict(list)
    for key, name in names.items():
        slug_of[key], _ = slugs.new(name, kind="skill")
        home = min(domains[key], key=lambda domain: (-domains[key][domain], domain))
        skills[home].append(
            SkillEntry(
                slug=slug_of[key],
                name=name,
                sub_category=SUB_CATEGORY,
                match=_match(name),
                context=[other for other, _ in beside[key].most_common(_MOST_CONTEXT)],
            )
        )
    return {category: skills[category] for category in sorted(skills)}, slug_of


def _match(name: str) -> str:
    # A capital tells a product from an activity: "Access" may be either, "planning" is one.
    return strategy_of(name, (), well_known=True) if name[0].isupper() else "CASE_INSENSITIVE"


def _weights(roles: list[_Role], slug_of: Mapping[str, str]) -> list[dict[str, float]]:
    total = sum(bool(role.skills) for role in roles)
    users = Counter(folded(name) for role in roles for name in role.skills)
    found = []
    for role in roles:
        weights = {}
        for key in map(folded, role.skills):
            rarity = math.log(total / users[key]) / math.log(total) if total > 1 else 1.0
            weights[slug_of[key]] = round(0.3 + 0.7 * rarity, 2)
        found.append(weights)
    return found
