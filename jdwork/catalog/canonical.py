"""One byte form of a catalog: equal content, equal bytes, equal hash."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from typing import Any

from jdwork.catalog.snapshot import (
    CatalogSnapshot,
    Dimension,
    Domain,
    Redirect,
    Role,
    RoleSkill,
    Skill,
    SkillAlias,
)
from jdwork.errors import CatalogError

FORMAT = 1


def content_hash(snapshot: CatalogSnapshot) -> str:
    """Hash all entries of a catalog.

    Parameters
    ----------
    snapshot
        The catalog; its own ``content_hash`` is not read.

    Returns
    -------
    str
        SHA-256 in hex over the canonical JSON of the entries.
    """
    return hashlib.sha256(_dump(_entries(snapshot))).hexdigest()


def with_hash(snapshot: CatalogSnapshot) -> CatalogSnapshot:
    """Return the same catalog in canonical order with its ``content_hash`` filled in."""
    ordered = dataclasses.replace(
        snapshot,
        roles=tuple(sorted(snapshot.roles, key=lambda role: role.id)),
        skills=tuple(sorted(snapshot.skills, key=lambda skill: skill.id)),
        dimensions=tuple(sorted(snapshot.dimensions, key=lambda dimension: dimension.id)),
        redirections=tuple(sorted(snapshot.redirections, key=lambda moved: (moved.kind, moved.slug))),
    )
    return dataclasses.replace(ordered, content_hash=content_hash(ordered))


def snapshot_to_json(snapshot: CatalogSnapshot) -> bytes:
    """Write a catalog as canonical JSON (UTF-8, sorted keys), as kept in run folders.

    Parameters
    ----------
    snapshot
        The catalog.

    Returns
    -------
    bytes
        One line of JSON with a newline at its end.
    """
    body = {"format": FORMAT, "content_hash": snapshot.content_hash, **_entries(snapshot)}
    return _dump(body) + b"\n"


def snapshot_from_json(content: bytes) -> CatalogSnapshot:
    """Read a catalog written by `snapshot_to_json`.

    Parameters
    ----------
    content
        The bytes.

    Returns
    -------
    CatalogSnapshot
        Equal to the one written.

    Raises
    ------
    CatalogError
        If the bytes are not a catalog of this format, or their content does not fit their hash.
    """
    try:
        body = json.loads(content)
        if body["format"] != FORMAT:
            raise CatalogError(
                f"The catalog JSON has format {body['format']}, this version of jdwork reads {FORMAT}.",
                hint="Read it with the version that wrote it.",
            )
        snapshot = CatalogSnapshot(
            domains=tuple(Domain(**_tuples(entry)) for entry in body["domains"]),
            roles=tuple(_role(entry) for entry in body["roles"]),
            skills=tuple(_skill(entry) for entry in body["skills"]),
            dimensions=tuple(Dimension(**_tuples(entry)) for entry in body["dimensions"]),
            redirections=tuple(Redirect(**entry) for entry in body["redirections"]),
            content_hash=body["content_hash"],
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CatalogError(
            f"This is not a catalog in JSON ({type(error).__name__}: {error}).",
            hint="Write one with snapshot_to_json.",
        ) from error
    if snapshot.content_hash and snapshot.content_hash != content_hash(snapshot):
        raise CatalogError(
            "The catalog JSON was changed after it was written: its content does not fit its hash.",
            hint="Take the file from the run that wrote it, or build the catalog again.",
        )
    return snapshot


def _entries(snapshot: CatalogSnapshot) -> dict[str, Any]:
    return {
        "domains": [_plain(entry) for entry in snapshot.domains],
        "roles": [_plain(entry) for entry in snapshot.roles],
        "skills": [_plain(entry) for entry in snapshot.skills],
        "dimensions": [_plain(entry) for entry in snapshot.dimensions],
        "redirections": [_plain(entry) for entry in snapshot.redirections],
    }


def _plain(entry: Any) -> dict[str, Any]:
    """Fields of a value; ``dataclasses.asdict`` copies every string and takes ten times as long."""
    return {
        name: [_plain(item) if dataclasses.is_dataclass(item) else item for item in value]
        if type(value) is tuple
        else value
        for name in entry.__dataclass_fields__
        for value in (getattr(entry, name),)
    }


def _dump(body: dict[str, Any]) -> bytes:
    return json.dumps(
        body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode("utf-8")


def _tuples(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}


def _role(entry: dict[str, Any]) -> Role:
    skills = tuple(RoleSkill(**skill) for skill in entry["skills"])
    return Role(**{**_tuples(entry), "skills": skills})


def _skill(entry: dict[str, Any]) -> Skill:
    aliases = tuple(SkillAlias(**alias) for alias in entry["aliases"])
    return Skill(**{**_tuples(entry), "aliases": aliases})
