"""Writing a whole catalog as the files that people edit: all of it, or nothing."""

from __future__ import annotations

import os
import shutil
import uuid
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from jdwork.catalog.file_text import (
    derived_alias_ids,
    dimensions_file_text,
    domains_file_text,
    redirects_file_text,
    role_text,
    skills_file_text,
)
from jdwork.catalog.files import load_catalog_files
from jdwork.catalog.importing.assembling import Slugs
from jdwork.catalog.snapshot import CatalogSnapshot, Dimension, Skill
from jdwork.errors import CatalogError


def write_catalog(
    snapshot: CatalogSnapshot, folder: str | Path, *, overwrite: bool = False, readme: str | None = None
) -> Path:
    """Write a catalog folder.

    The files are written beside the folder first, read back, and compared; only then do they take its
    place. A stop on the way leaves what was there as it was.

    Parameters
    ----------
    snapshot
        The catalog.
    folder
        Where; made if need be.
    overwrite
        Whether a folder that holds a catalog may be replaced. Everything in it goes.
    readme
        Text of a ``README.md`` to put beside the files: where the catalog comes from.

    Returns
    -------
    Path
        The folder; `load_catalog_files` reads from it a catalog with the same content hash.

    Raises
    ------
    CatalogError
        If the folder holds something already, cannot be written, or if files cannot express the catalog.
    """
    target = Path(folder).expanduser()
    check_target(target, overwrite=overwrite)
    part = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}.part")
    try:
        for name, text in _texts(snapshot):
            _write(part / name, text)
        if readme is not None:
            _write(part / "README.md", readme)
        _check_written(snapshot, part, target)
        _put_in_place(part, target)
    except OSError as error:
        raise CatalogError(
            f"The catalog cannot be written ({error.strerror or error}).",
            where=str(target),
            hint="Check free space and permissions, or name another folder.",
        ) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return target


def check_target(target: Path, *, overwrite: bool) -> None:
    """Raise the error that `write_catalog` would raise for a folder, before any work is done for it."""
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise CatalogError("This is no folder.", where=str(target), hint="Name a new folder.")
    if not target.is_dir() or not any(target.iterdir()):
        return
    if not overwrite:
        raise CatalogError(
            "The folder is not empty.",
            where=str(target),
            hint="Name a new folder, or allow overwriting (--overwrite), which replaces all of it.",
        )
    # A wrong path given in haste must not cost someone a home folder, or a tuned workspace.
    strange = sorted(entry.name for entry in target.iterdir() if entry.name not in _OURS)
    if strange:
        raise CatalogError(
            f"The folder holds more than a catalog ('{strange[0]}'), so it is not replaced.",
            where=str(target),
            hint="Move that elsewhere, or name a new folder.",
        )


_OURS = frozenset({"domains.yaml", "redirects.yaml", "roles", "skills", "dimensions", "README.md"})


def _texts(snapshot: CatalogSnapshot) -> Iterator[tuple[str, str]]:
    """Name and text of every file."""
    yield "domains.yaml", domains_file_text(snapshot.domains)
    yield "redirects.yaml", redirects_file_text(snapshot.redirections)
    for role in snapshot.roles:
        yield f"roles/{role.domain}/{role.slug}.yaml", role_text(role)
    categories: dict[str, list[Skill]] = defaultdict(list)
    for skill in snapshot.skills:
        categories[skill.category].append(skill)
    slugs, derived = Slugs(), derived_alias_ids(snapshot.skills)
    for category in sorted(categories):
        slug, _ = slugs.new(category, kind="category")
        yield f"skills/{slug}.yaml", skills_file_text(categories[category], derived=derived)
    domains: dict[str, list[Dimension]] = defaultdict(list)
    for dimension in snapshot.dimensions:
        domains[dimension.domain].append(dimension)
    for domain in sorted(domains):
        yield f"dimensions/{domain}.yaml", dimensions_file_text(domain, domains[domain])


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _check_written(snapshot: CatalogSnapshot, part: Path, target: Path) -> None:
    read = load_catalog_files(part)
    if read.content_hash == snapshot.content_hash:
        return
    kinds = ("domains", "roles", "skills", "dimensions", "redirections")
    for kind in kinds:
        for before, after in zip(getattr(snapshot, kind), getattr(read, kind), strict=False):
            if before != after:
                raise CatalogError(
                    f"Files cannot express this catalog: of its {kind}, '{before.slug}' reads back changed.",
                    where=str(target),
                    hint="Files derive the numbers of sub-categories and of names as aliases.",
                )
    raise CatalogError(
        "Files cannot express this catalog: its content hash is not that of its entries.",
        where=str(target),
        hint="Make it with jdwork.catalog.canonical.with_hash.",
    )


def _put_in_place(part: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        part.replace(target)
        return
    old = part.with_suffix(".old")
    target.replace(old)
    try:
        os.replace(part, target)  # noqa: PTH105 - one call that either happens or does not
    except OSError:
        old.replace(target)
        raise
    shutil.rmtree(old, ignore_errors=True)
