"""Catalog entries as read from files, before their references are checked and their ids given."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar

from jdwork.catalog.file_models import (
    DimensionEntry,
    DimensionsFile,
    DomainEntry,
    DomainsFile,
    RedirectEntry,
    RedirectsFile,
    RoleFile,
    SkillEntry,
    SkillsFile,
    checked,
)
from jdwork.catalog.problems import Location, Problem
from jdwork.catalog.yaml_nodes import YamlFile
from jdwork.errors import did_you_mean

Draft = TypeVar("Draft")
Kind = Literal["domain", "role", "skill", "dimension"]
KINDS: tuple[Kind, ...] = ("domain", "role", "skill", "dimension")


@dataclass(frozen=True, slots=True)
class Placed(Generic[Draft]):
    """An entry, the file it stands in and its location there; ``parent`` is its category or domain."""

    entry: Draft
    source: YamlFile
    at: Location = ()
    parent: str = ""

    def problem(self, text: str, *keys: str | int, hint: str | None = None, code: str = "CAT001") -> None:
        """Add a problem with this entry, or with a value of it, to its file."""
        self.source.problems.append(self.source.problem(text, (*self.at, *keys), hint=hint, code=code))

    @property
    def place(self) -> str:
        """File and line, to point another entry's message at."""
        return f"{self.source.file}:{self.source.line(self.at)}"


@dataclass
class Drafts:
    """All entries of a catalog folder that could be read.

    ``declared`` also has the slugs of entries with problems, so that one mistake in an entry does not
    make every reference to it look wrong too.
    """

    domains: list[Placed[DomainEntry]] = field(default_factory=list)
    roles: list[Placed[RoleFile]] = field(default_factory=list)
    categories: list[Placed[SkillsFile]] = field(default_factory=list)
    skills: list[Placed[SkillEntry]] = field(default_factory=list)
    dimensions: list[Placed[DimensionEntry]] = field(default_factory=list)
    role_redirects: list[Placed[RedirectEntry]] = field(default_factory=list)
    skill_redirects: list[Placed[RedirectEntry]] = field(default_factory=list)
    declared: dict[Kind, set[str]] = field(default_factory=lambda: {kind: set() for kind in KINDS})
    sources: list[YamlFile] = field(default_factory=list)
    loose: list[Problem] = field(default_factory=list)

    @property
    def problems(self) -> list[Problem]:
        """Every problem found so far."""
        return [*self.loose, *(problem for source in self.sources for problem in source.problems)]

    def add(self, source: YamlFile) -> None:
        """Take in one parsed file; its path says what it holds."""
        self.sources.append(source)
        folder, _, rest = source.file.partition("/")
        if folder == "roles":
            self.declared["role"].add(rest.rpartition("/")[2].removesuffix(".yaml"))
        if source.data is None:
            return
        if folder == "roles":
            self._add_role(source)
        elif folder == "skills":
            self._add_skills(source)
        elif folder == "dimensions":
            self._add_dimensions(source)
        elif source.file == "domains.yaml":
            header = checked(DomainsFile, source.data, source)
            for position, data in enumerate(header.domains if header else _items(source, "domains")):
                self._declare("domain", data)
                domain = checked(DomainEntry, data, source, ("domains", position))
                if domain:
                    self.domains.append(Placed(domain, source, ("domains", position)))
        elif source.file == "redirects.yaml":
            self._add_redirects(source)

    def _add_role(self, source: YamlFile) -> None:
        role = checked(RoleFile, source.data, source)
        if role is None:
            return
        placed = Placed(role, source)
        self.roles.append(placed)
        *folders, name = source.file.split("/")[1:]
        if f"{role.slug}.yaml" != name:
            placed.problem(
                f"The slug '{role.slug}' does not fit the file's name.",
                "slug",
                hint=f"Name the file {role.slug}.yaml.",
            )
        if folders and folders != [role.domain]:
            placed.problem(
                f"The role's domain is '{role.domain}', but its file lies in roles/{'/'.join(folders)}/.",
                "domain",
                hint=f"Move the file to roles/{role.domain}/ or change the domain.",
            )

    def _add_skills(self, source: YamlFile) -> None:
        header = checked(SkillsFile, source.data, source)
        if header:
            self.categories.append(Placed(header, source))
        for position, data in enumerate(header.skills if header else _items(source, "skills")):
            self._declare("skill", data)
            at = ("skills", position)
            skill = checked(SkillEntry, data, source, at)
            if skill is None or header is None:
                continue
            placed = Placed(_with_shared_traits(skill, header), source, at, header.category)
            self.skills.append(placed)
            if placed.entry.sub_category is None:
                placed.problem(
                    f"The skill '{skill.slug}' has no sub_category.",
                    hint="Give it one, or set one for the whole file under 'defaults'.",
                )
        if header:
            used = {placed.entry.sub_category for placed in self.skills if placed.source is source}
            for name in header.sub_categories.keys() - used:
                source.problems.append(
                    source.problem(
                        f"No skill of this file is of the sub-category '{name}'.",
                        ("sub_categories", name),
                        hint=did_you_mean(name, (each for each in used if each)),
                    )
                )

    def _add_dimensions(self, source: YamlFile) -> None:
        header = checked(DimensionsFile, source.data, source)
        for position, data in enumerate(header.dimensions if header else _items(source, "dimensions")):
            self._declare("dimension", data)
            at = ("dimensions", position)
            dimension = checked(DimensionEntry, data, source, at)
            if dimension and header:
                self.dimensions.append(Placed(dimension, source, at, header.domain))
        if header and header.domain not in self.declared["domain"]:
            # Files are read with domains.yaml first, so a domain unknown here is unknown altogether.
            source.problems.append(unknown_reference(source, ("domain",), "domain", header.domain, self))

    def _add_redirects(self, source: YamlFile) -> None:
        header = checked(RedirectsFile, source.data, source)
        if header is None:
            return
        kept = (("roles", header.roles, self.role_redirects), ("skills", header.skills, self.skill_redirects))
        for key, entries, found in kept:
            for position, data in enumerate(entries):
                redirect = checked(RedirectEntry, data, source, (key, position))
                if redirect:
                    found.append(Placed(redirect, source, (key, position)))

    def _declare(self, kind: Kind, data: object) -> None:
        slug = data.get("slug") if isinstance(data, dict) else None
        if isinstance(slug, str):
            self.declared[kind].add(slug)


def _with_shared_traits(skill: SkillEntry, header: SkillsFile) -> SkillEntry:
    """Fill in what the skill leaves open, from its sub-category and then from the whole file."""
    own, common = skill.model_dump(exclude_none=True), header.defaults.model_dump(exclude_none=True)
    shared = header.sub_categories.get({**common, **own}.get("sub_category", ""))
    traits = shared.model_dump(exclude_none=True) if shared else {}
    return SkillEntry.model_validate({**common, **traits, **own})


def _items(source: YamlFile, key: str) -> list[object]:
    """Entries of a file whose head is malformed: worth checking, so that all problems show at once."""
    items = source.data.get(key) if isinstance(source.data, dict) else None
    return items if isinstance(items, list) else []


def unknown_reference(source: YamlFile, at: Location, kind: Kind, slug: str, drafts: Drafts) -> Problem:
    """Make the problem of a reference to a slug that no file declares.

    Parameters
    ----------
    source, at
        Where the reference stands.
    kind
        What it should refer to.
    slug
        The unknown slug.
    drafts
        For the slugs that exist.

    Returns
    -------
    Problem
        With close spellings in its hint, where there are any.
    """
    # difflib would take seconds over a large catalog with many mistakes.
    from rapidfuzz import process

    close = [match for match, _, _ in process.extract(slug, drafts.declared[kind], limit=3, score_cutoff=75)]
    home = {"domain": "domains.yaml", "role": "roles/", "skill": "skills/", "dimension": "dimensions/"}[kind]
    if close:
        hint = "Did you mean " + " or ".join(f"'{name}'" for name in close) + "?"
    else:
        hint = f"Add it to {home} or remove it here."
    return source.problem(f"There is no {kind} '{slug}'.", at, hint=hint, code="CAT002")
