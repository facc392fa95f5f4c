"""From the folder of catalog files to a snapshot, or to a list of everything that is wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from jdwork.catalog.canonical import with_hash
from jdwork.catalog.drafts import Drafts, Placed
from jdwork.catalog.file_models import RedirectEntry, SkillEntry
from jdwork.catalog.numbering import derived_ids, next_free_ids
from jdwork.catalog.problems import Problem, catalog_error
from jdwork.catalog.references import check_references, folded
from jdwork.catalog.snapshot import (
    AliasType,
    CatalogSnapshot,
    Dimension,
    Domain,
    MatchStrategy,
    Redirect,
    Role,
    RoleSkill,
    Skill,
    SkillAlias,
)
from jdwork.catalog.yaml_nodes import read_yaml
from jdwork.errors import CatalogError

FOLDERS = ("dimensions", "roles", "skills")
SINGLE_FILES = ("domains.yaml", "redirects.yaml")


def load_catalog_files(folder: str | Path) -> CatalogSnapshot:
    """Read the catalog that people edit.

    Parameters
    ----------
    folder
        The catalog folder (see catalog/README.md for its files).

    Returns
    -------
    CatalogSnapshot
        Entries in id order, ids given to those that have none: the next free numbers above the highest
        explicit one, in slug order; categories, sub-categories and aliases by a digest of their name.

    Raises
    ------
    CatalogError
        If anything is wrong: one problem in full, or the number of problems and the first 20, each
        with file, line, key and hint.
    """
    root = Path(folder)
    drafts = read_drafts(root)
    problems = drafts.problems
    if problems:
        raise catalog_error(problems, folder=str(root))
    return assemble(drafts)


def read_catalog_contents(folder: str | Path) -> dict[str, bytes]:
    """Read the bytes of all catalog files, domains first, then by path.

    Raises
    ------
    CatalogError
        If there is no such folder, or a file in it cannot be read.
    """
    root, drafts = Path(folder), Drafts()
    _folder_must_be_there(root)
    contents = dict(_contents(root, drafts))
    if drafts.problems:
        raise catalog_error(drafts.problems, folder=str(root))
    return contents


def catalog_of_contents(
    contents: Mapping[str, bytes], *, folder: str = "catalog"
) -> tuple[CatalogSnapshot, Drafts]:
    """Make the catalog of files that were read, or of what they would be after a change.

    Parameters
    ----------
    contents
        Path relative to the catalog folder to the bytes of the file; domains.yaml first.
    folder
        Name of the folder for messages.

    Returns
    -------
    snapshot, drafts
        The catalog as by `load_catalog_files`, and where each of its entries stands.

    Raises
    ------
    CatalogError
        As `load_catalog_files`.
    """
    drafts = _drafted(contents.items(), Drafts())
    if drafts.problems:
        raise catalog_error(drafts.problems, folder=folder)
    return assemble(drafts), drafts


def check_catalog_files(folder: str | Path) -> tuple[Problem, ...]:
    """Find every problem in the catalog files, without raising an error for them.

    Parameters
    ----------
    folder
        The catalog folder.

    Returns
    -------
    tuple of Problem
        By file and line; empty if the catalog loads.

    Raises
    ------
    CatalogError
        If there is no such folder.
    """
    problems = read_drafts(Path(folder)).problems
    return tuple(sorted(problems, key=lambda problem: (problem.file, problem.line or 0, problem.key)))


def files_hash(folder: str | Path) -> str:
    """Hash the catalog files byte by byte: a quick way to see that nothing was touched.

    Parameters
    ----------
    folder
        The catalog folder.

    Returns
    -------
    str
        SHA-256 in hex over names and bytes of all catalog files (not config.toml, README.md or samples).
    """
    digest = hashlib.sha256()
    for name, content in _contents(Path(folder), Drafts()):
        digest.update(f"{name}\x00{len(content)}\x00".encode())
        digest.update(content)
    return digest.hexdigest()


def read_drafts(root: Path) -> Drafts:
    """Read and check every entry of a catalog folder; what is wrong stands in ``Drafts.problems``.

    Raises
    ------
    CatalogError
        If there is no such folder.
    """
    drafts = Drafts()
    _folder_must_be_there(root)
    return _drafted(_contents(root, drafts), drafts)


def _drafted(contents: Iterable[tuple[str, bytes]], drafts: Drafts) -> Drafts:
    names = set()
    for name, content in contents:
        names.add(name)
        drafts.add(read_yaml(content, file=name))
    if "domains.yaml" not in names:
        drafts.loose.append(
            Problem("domains.yaml", "The file is missing.", hint="Every role needs a domain listed there.")
        )
    if not drafts.declared["role"]:
        drafts.loose.append(Problem("roles/", "There are no roles.", hint="Add roles/<domain>/<slug>.yaml."))
    check_references(drafts)
    return drafts


def _folder_must_be_there(root: Path) -> None:
    if not root.is_dir():
        raise CatalogError(
            "There is no such catalog folder.",
            where=str(root),
            hint="Name the folder that holds domains.yaml.",
        )


def _contents(root: Path, drafts: Drafts) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each catalog file, domains first, then by path."""
    paths = [root / name for name in SINGLE_FILES if (root / name).is_file()]
    for name in FOLDERS:
        paths += sorted((root / name).rglob("*"), key=lambda path: path.relative_to(root).as_posix())
    for path in paths:
        name = path.relative_to(root).as_posix()
        if path.suffix in {".yml", ".YAML", ".YML"}:
            drafts.loose.append(
                Problem(
                    name,
                    "The file's name does not end in '.yaml', so it would not be read.",
                    hint="Rename it.",
                )
            )
        if path.suffix != ".yaml" or path.name.startswith(".") or path.is_dir():
            continue
        try:
            content = path.read_bytes()
        except OSError as error:
            drafts.loose.append(
                Problem(name, f"The file cannot be read ({error.strerror}).", hint="Check its permissions.")
            )
            continue
        yield name, content


def assemble(drafts: Drafts) -> CatalogSnapshot:
    """Make the snapshot of entries without problems."""
    redirections = (*_redirects("role", drafts.role_redirects), *_redirects("skill", drafts.skill_redirects))
    role_ids = next_free_ids(
        {placed.entry.slug: placed.entry.id for placed in drafts.roles},
        reserved=_reserved(drafts.role_redirects),
    )
    dimension_ids = next_free_ids({placed.entry.slug: placed.entry.id for placed in drafts.dimensions})
    return with_hash(
        CatalogSnapshot(
            domains=tuple(
                Domain(each.entry.slug, each.entry.name, each.entry.description, tuple(each.entry.aliases))
                for each in drafts.domains
            ),
            roles=tuple(
                Role(
                    id=role_ids[each.entry.slug],
                    slug=each.entry.slug,
                    display_name=each.entry.name,
                    domain=each.entry.domain,
                    archetype=each.entry.archetype,
                    description=each.entry.description,
                    aliases=_named_first(each.entry.name, each.entry.aliases),
                    kras=tuple(each.entry.kras),
                    dimensions=tuple(each.entry.dimensions),
                    skills=tuple(RoleSkill(slug, weight) for slug, weight in each.entry.skills.items()),
                    source_code=each.entry.source_code,
                )
                for each in drafts.roles
            ),
            skills=tuple(_skills(drafts)),
            dimensions=tuple(
                Dimension(
                    id=dimension_ids[each.entry.slug],
                    slug=each.entry.slug,
                    display_name=each.entry.name,
                    rationale=each.entry.rationale,
                    domain=each.parent,
                    difficulty_hint=each.entry.difficulty,
                    skills=tuple(each.entry.skills),
                )
                for each in drafts.dimensions
            ),
            redirections=redirections,
        )
    )


def _skills(drafts: Drafts) -> Iterator[Skill]:
    ids = next_free_ids(
        {placed.entry.slug: placed.entry.id for placed in drafts.skills},
        reserved=_reserved(drafts.skill_redirects),
    )
    given = {one.entry.category: one.entry.id for one in drafts.categories if one.entry.id is not None}
    names = {one.entry.category for one in drafts.categories}
    derived = derived_ids(((name,) for name in names - given.keys()), reserved=given.values())
    categories = given | {name: number for (name,), number in derived.items()}
    subs = derived_ids((placed.parent, placed.entry.sub_category or "") for placed in drafts.skills)
    listed = {placed.entry.slug: _skill_aliases(placed.entry) for placed in drafts.skills}
    numbers = derived_ids(
        ((slug, alias[2], alias[0]) for slug, aliases in listed.items() for alias in aliases if not alias[3]),
        reserved=[alias[3] for aliases in listed.values() for alias in aliases if alias[3]],
    )
    for placed in drafts.skills:
        entry = placed.entry
        optional = entry.model_dump(
            include={
                "nature",
                "volatility",
                "lifespan",
                "version_strategy",
                "maturity",
                "is_extractable",
                "is_also_category",
            },
            exclude_none=True,
        )
        yield Skill(
            id=ids[entry.slug],
            slug=entry.slug,
            display_name=entry.name,
            category=placed.parent,
            sub_category=entry.sub_category or "",
            aliases=tuple(
                SkillAlias(text, kind, match, number or numbers[entry.slug, match, text])
                for text, kind, match, number in listed[entry.slug]
            ),
            context=tuple(entry.context),
            category_id=categories[placed.parent],
            sub_category_id=subs[placed.parent, entry.sub_category or ""],
            **optional,
        )


def _skill_aliases(entry: SkillEntry) -> list[tuple[str, AliasType, MatchStrategy, int]]:
    """Aliases with the name first; one that says no more than the name does is left out."""
    own = entry.match or "CASE_INSENSITIVE"
    found: list[tuple[str, AliasType, MatchStrategy, int]] = [(entry.name, "CANONICAL", own, 0)]
    for alias in entry.aliases:
        repeats = (
            folded(alias.text) == folded(entry.name)
            if own == "CASE_INSENSITIVE"
            else alias.text == entry.name
        )
        if repeats and alias.match == own:
            continue
        found.append((alias.text, alias.type, alias.match, alias.id or 0))
    return found


def _named_first(name: str, aliases: list[str]) -> tuple[str, ...]:
    return (name, *(alias for alias in aliases if folded(alias) != folded(name)))


def _redirects(kind: str, redirects: list[Placed[RedirectEntry]]) -> Iterator[Redirect]:
    for placed in redirects:
        yield Redirect(
            "role" if kind == "role" else "skill", placed.entry.slug, placed.entry.to, placed.entry.id
        )


def _reserved(redirects: list[Placed[RedirectEntry]]) -> list[int]:
    return [placed.entry.id for placed in redirects if placed.entry.id is not None]
