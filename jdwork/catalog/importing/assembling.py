"""Making a catalog of imported entries, through the same checks and numbering as files go through."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from jdwork.catalog.drafts import Drafts, Placed
from jdwork.catalog.file_models import DimensionEntry, DomainEntry, RoleFile, SkillEntry, SkillsFile
from jdwork.catalog.files import assemble
from jdwork.catalog.problems import catalog_error
from jdwork.catalog.references import check_references
from jdwork.catalog.slug import slugify
from jdwork.catalog.snapshot import CatalogSnapshot
from jdwork.catalog.yaml_nodes import YamlFile

_LONGEST_SLUG = 100


class Slugs:
    """Gives every entry of one kind a slug of its own."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def __contains__(self, slug: str) -> bool:
        return slug in self._taken

    def new(self, name: str, *, kind: str) -> tuple[str, bool]:
        """Make a slug of a name.

        Parameters
        ----------
        name
            The entry's name.
        kind
            Begins the slug of a name without Latin letters or digits.

        Returns
        -------
        slug : str
            The slugified name, with ``-2``, ``-3``, … where that is taken.
        collided : bool
            Whether it was taken.
        """
        wanted = slug_of(name, kind=kind)
        slug, copies = wanted, 1
        while slug in self._taken:
            copies += 1
            slug = f"{wanted}-{copies}"
        self._taken.add(slug)
        return slug, copies > 1


def slug_of(name: str, *, kind: str) -> str:
    """The slug of a name; names in other scripts are told apart by a digest."""
    slug = slugify(name)[:_LONGEST_SLUG].strip("-")
    return slug or f"{kind}-{hashlib.sha256(name.encode('utf-8')).hexdigest()[:8]}"


@dataclass
class Entries:
    """The entries of a catalog in the making, as files would hold them."""

    domains: list[DomainEntry] = field(default_factory=list)
    roles: list[RoleFile] = field(default_factory=list)
    skills: dict[str, list[SkillEntry]] = field(default_factory=dict)
    """By category."""
    dimensions: dict[str, list[DimensionEntry]] = field(default_factory=dict)
    """By domain."""

    def snapshot(self) -> CatalogSnapshot:
        """Check the entries against each other and number them.

        Raises
        ------
        CatalogError
            If they contradict each other.
        """
        drafts = Drafts()
        source = YamlFile("import", {}, None)
        drafts.sources.append(source)
        drafts.domains += (Placed(domain, source) for domain in self.domains)
        drafts.roles += (Placed(role, source) for role in self.roles)
        for category, skills in self.skills.items():
            header = SkillsFile(category=category, skills=[skill.slug for skill in skills])
            drafts.categories.append(Placed(header, source, parent=category))
            drafts.skills += (Placed(skill, source, parent=category) for skill in skills)
        for domain, dimensions in self.dimensions.items():
            drafts.dimensions += (Placed(dimension, source, parent=domain) for dimension in dimensions)
        drafts.declared["domain"].update(_slugs(self.domains))
        drafts.declared["role"].update(_slugs(self.roles))
        drafts.declared["skill"].update(skill.slug for some in self.skills.values() for skill in some)
        drafts.declared["dimension"].update(each.slug for some in self.dimensions.values() for each in some)
        check_references(drafts)
        if drafts.problems:
            raise catalog_error(drafts.problems, folder="import")
        return assemble(drafts)


def _slugs(entries: Iterable[DomainEntry] | Iterable[RoleFile]) -> Sequence[str]:
    return [entry.slug for entry in entries]
