"""What a catalog is after edits: pure, and each edit applied twice is applied once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, Literal, TypeVar

from jdwork.catalog import edits
from jdwork.catalog.canonical import with_hash
from jdwork.catalog.edits import CatalogEdit
from jdwork.catalog.numbering import derived_ids
from jdwork.catalog.references import folded
from jdwork.catalog.slug import is_slug, one_line
from jdwork.catalog.snapshot import CatalogSnapshot, Redirect, Role, RoleSkill, Skill, SkillAlias
from jdwork.errors import CatalogError


def apply_edits(snapshot: CatalogSnapshot, wanted: Iterable[CatalogEdit]) -> CatalogSnapshot:
    """Return the catalog after edits, in the order given.

    Parameters
    ----------
    snapshot
        The catalog before.
    wanted
        The edits. Slugs that were renamed or merged are followed; an edit whose outcome holds already
        changes nothing.

    Returns
    -------
    CatalogSnapshot
        With its content hash.

    Raises
    ------
    CatalogError
        If an edit does not fit the catalog: an unknown slug, a slug that is taken, the last KRA.
    """
    for edit in wanted:
        snapshot = apply_edit(snapshot, edit)
    return with_hash(snapshot)


def apply_edit(snapshot: CatalogSnapshot, edit: CatalogEdit) -> CatalogSnapshot:
    """Return the catalog after one edit, not put in order and without its hash (see `apply_edits`)."""
    return _HANDLERS[type(edit)](snapshot, _tidied(edit))


def next_id(snapshot: CatalogSnapshot, kind: Literal["role", "skill"]) -> int:
    """Return the next free number, above all that living and redirected entries have or had."""
    entries: Sequence[Role | Skill] = snapshot.roles if kind == "role" else snapshot.skills
    moved = (each.id for each in snapshot.redirections if each.kind == kind and each.id is not None)
    return max((*(each.id for each in entries), *moved), default=0) + 1


def _add_role(snapshot: CatalogSnapshot, edit: edits.AddRole) -> CatalogSnapshot:
    role = edit.role
    if role.slug in snapshot.role_index:
        return snapshot
    _free_slug(snapshot, "role", role.slug)
    snapshot.domain(role.domain)
    role = replace(
        role,
        id=role.id or next_id(snapshot, "role"),
        aliases=_united((role.display_name,), role.aliases),
        dimensions=tuple(snapshot.dimension(slug).slug for slug in role.dimensions),
        skills=tuple(RoleSkill(snapshot.skill(one.slug).slug, one.weight) for one in role.skills),
    )
    if not role.kras:
        raise CatalogError(f"The role '{role.slug}' has no KRA.", hint="Give it at least one.")
    return replace(snapshot, roles=(*snapshot.roles, role))


def _add_skill(snapshot: CatalogSnapshot, edit: edits.AddSkill) -> CatalogSnapshot:
    skill = edit.skill
    if skill.slug not in snapshot.skill_index:
        _free_slug(snapshot, "skill", skill.slug)
        first, *rest = skill.aliases or (SkillAlias(skill.display_name, "CANONICAL"),)
        if first.text != skill.display_name:
            first, rest = SkillAlias(skill.display_name, "CANONICAL"), list(skill.aliases)
        skill = replace(
            skill,
            id=skill.id or next_id(snapshot, "skill"),
            aliases=(replace(first, alias_type="CANONICAL"), *rest),
        )
        snapshot = replace(snapshot, skills=(*snapshot.skills, skill))
        snapshot = _numbered(snapshot, skill.slug)
    for dimension in edit.dimensions:
        snapshot = _link_skill(snapshot, edits.LinkSkillDimension(dimension, skill.slug))
    return snapshot


def _add_role_alias(snapshot: CatalogSnapshot, edit: edits.AddRoleAlias) -> CatalogSnapshot:
    role = snapshot.role(edit.role)
    return _with_role(snapshot, replace(role, aliases=_united(role.aliases, (edit.alias,))))


def _drop_role_alias(snapshot: CatalogSnapshot, edit: edits.DropRoleAlias) -> CatalogSnapshot:
    role = snapshot.role(edit.role)
    if folded(edit.alias) == folded(role.display_name):
        raise CatalogError(
            f"'{edit.alias}' is the name of the role '{role.slug}', which is always an alias.",
            hint="Rename the role instead.",
        )
    kept = tuple(alias for alias in role.aliases if folded(alias) != folded(edit.alias))
    return _with_role(snapshot, replace(role, aliases=kept))


def _add_kra(snapshot: CatalogSnapshot, edit: edits.AddKra) -> CatalogSnapshot:
    role = snapshot.role(edit.role)
    return _with_role(snapshot, replace(role, kras=_united(role.kras, (edit.kra,))))


def _drop_kra(snapshot: CatalogSnapshot, edit: edits.DropKra) -> CatalogSnapshot:
    role = snapshot.role(edit.role)
    kept = tuple(kra for kra in role.kras if folded(kra) != folded(edit.kra))
    if not kept:
        raise CatalogError(
            f"'{edit.kra}' is the only KRA of the role '{role.slug}'.", hint="Add another one first."
        )
    return _with_role(snapshot, replace(role, kras=kept))


def _set_role_skill(snapshot: CatalogSnapshot, edit: edits.SetRoleSkill) -> CatalogSnapshot:
    role, skill = snapshot.role(edit.role), snapshot.skill(edit.skill)
    if not 0 < edit.weight <= 1:
        raise CatalogError(
            f"The weight {edit.weight} of '{skill.slug}' is out of range.",
            hint="Give a number above 0 and up to 1.",
        )
    link = RoleSkill(skill.slug, edit.weight)
    listed = any(one.slug == skill.slug for one in role.skills)
    skills = tuple(link if one.slug == skill.slug else one for one in role.skills)
    return _with_role(snapshot, replace(role, skills=skills if listed else (*skills, link)))


def _drop_role_skill(snapshot: CatalogSnapshot, edit: edits.DropRoleSkill) -> CatalogSnapshot:
    role, skill = snapshot.role(edit.role), snapshot.skill(edit.skill)
    kept = tuple(one for one in role.skills if one.slug != skill.slug)
    return _with_role(snapshot, replace(role, skills=kept))


def _add_skill_alias(snapshot: CatalogSnapshot, edit: edits.AddSkillAlias) -> CatalogSnapshot:
    skill = snapshot.skill(edit.skill)
    alias = SkillAlias(edit.text, edit.alias_type, edit.match_strategy)
    aliases = _united_aliases(skill.aliases, (alias,))
    return _numbered(_with_skill(snapshot, replace(skill, aliases=aliases)), skill.slug)


def _drop_skill_alias(snapshot: CatalogSnapshot, edit: edits.DropSkillAlias) -> CatalogSnapshot:
    skill = snapshot.skill(edit.skill)
    first, *rest = skill.aliases
    if edit.text == first.text:
        raise CatalogError(
            f"'{edit.text}' is the name of the skill '{skill.slug}', which is always an alias.",
            hint="Rename the skill instead.",
        )
    kept = tuple(alias for alias in rest if alias.text != edit.text)
    return _with_skill(snapshot, replace(skill, aliases=(first, *kept)))


def _link_role(snapshot: CatalogSnapshot, edit: edits.LinkRoleDimension) -> CatalogSnapshot:
    role, dimension = snapshot.role(edit.role), snapshot.dimension(edit.dimension)
    return _with_role(snapshot, replace(role, dimensions=_distinct((*role.dimensions, dimension.slug))))


def _unlink_role(snapshot: CatalogSnapshot, edit: edits.UnlinkRoleDimension) -> CatalogSnapshot:
    role, dimension = snapshot.role(edit.role), snapshot.dimension(edit.dimension)
    kept = tuple(slug for slug in role.dimensions if slug != dimension.slug)
    return _with_role(snapshot, replace(role, dimensions=kept))


def _link_skill(snapshot: CatalogSnapshot, edit: edits.LinkSkillDimension) -> CatalogSnapshot:
    slug = snapshot.skill(edit.skill).slug
    return _with_dimension(snapshot, edit.dimension, lambda held: _distinct((*held, slug)))


def _unlink_skill(snapshot: CatalogSnapshot, edit: edits.UnlinkSkillDimension) -> CatalogSnapshot:
    slug = snapshot.skill(edit.skill).slug
    return _with_dimension(snapshot, edit.dimension, lambda held: tuple(one for one in held if one != slug))


def _rename(snapshot: CatalogSnapshot, edit: edits.Rename) -> CatalogSnapshot:
    entry = snapshot.role(edit.slug) if edit.kind == "role" else snapshot.skill(edit.slug)
    old, new = entry.slug, edit.to or entry.slug
    if new != old:
        _free_slug(snapshot, edit.kind, new, unless_from=old)
        back = [each for each in snapshot.redirections if (each.kind, each.slug) != (edit.kind, new)]
        # A slug that comes back to life may have stood for a merged entry: its id has to live on.
        ids = [each.id for each in snapshot.redirections if (each.kind, each.slug) == (edit.kind, new)]
        moved = Redirect(edit.kind, old, new, ids[0] if ids else None)
        snapshot = replace(snapshot, redirections=(*back, moved))
    name = edit.name or entry.display_name
    if isinstance(entry, Role):
        aliases = _united((name,), entry.aliases)
        renamed = replace(entry, slug=new, display_name=name, aliases=aliases)
        return replace(snapshot, roles=_replaced(snapshot.roles, old, renamed))
    first, *rest = entry.aliases
    kept = [first, *rest] if name == entry.display_name else [
        replace(first, text=name, id=0), replace(first, alias_type="SYNONYM"), *rest
    ]  # fmt: skip
    skill = replace(entry, slug=new, display_name=name, aliases=_united_aliases((), kept))
    snapshot = replace(snapshot, skills=_replaced(snapshot.skills, old, skill))
    if new != old:
        snapshot = _with_skill_slug(snapshot, old, new)
    return _numbered(snapshot, new, was=old)


def _merge(snapshot: CatalogSnapshot, edit: edits.Merge) -> CatalogSnapshot:
    if edit.kind == "role":
        return _merge_roles(snapshot, edit)
    gone, heir = snapshot.skill(edit.slug), snapshot.skill(edit.into)
    if gone.slug == heir.slug:
        return _already(snapshot, edit)
    name, *rest = (replace(alias, id=0) for alias in gone.aliases)
    aliases = _united_aliases(heir.aliases, (replace(name, alias_type="SYNONYM"), *rest))
    merged = replace(heir, aliases=aliases, context=_united(heir.context, gone.context))
    skills = tuple(one for one in _replaced(snapshot.skills, heir.slug, merged) if one.slug != gone.slug)
    redirections = (*snapshot.redirections, Redirect("skill", gone.slug, heir.slug, gone.id))
    snapshot = replace(snapshot, skills=skills, redirections=redirections)
    return _numbered(_with_skill_slug(snapshot, gone.slug, heir.slug), heir.slug)


def _merge_roles(snapshot: CatalogSnapshot, edit: edits.Merge) -> CatalogSnapshot:
    gone, heir = snapshot.role(edit.slug), snapshot.role(edit.into)
    if gone.slug == heir.slug:
        return _already(snapshot, edit)
    held = {one.slug for one in heir.skills}
    merged = replace(
        heir,
        aliases=_united(heir.aliases, gone.aliases),
        kras=_united(heir.kras, gone.kras) if edit.keep_kras else heir.kras,
        dimensions=_distinct((*heir.dimensions, *gone.dimensions)),
        skills=(*heir.skills, *(one for one in gone.skills if one.slug not in held)),
    )
    roles = tuple(one for one in _replaced(snapshot.roles, heir.slug, merged) if one.slug != gone.slug)
    redirections = (*snapshot.redirections, Redirect("role", gone.slug, heir.slug, gone.id))
    return replace(snapshot, roles=roles, redirections=redirections)


def _split_role(snapshot: CatalogSnapshot, edit: edits.SplitRole) -> CatalogSnapshot:
    role = snapshot.role(edit.role)
    if edit.slug in snapshot.role_index:
        return _already_split(snapshot, "role", edit.slug, edit.name)
    _free_slug(snapshot, "role", edit.slug)
    aliases = _chosen(edit.aliases, role.aliases[1:], f"The role '{role.slug}' has no alias")
    kras = _chosen(edit.kras, role.kras, f"The role '{role.slug}' has no KRA")
    slugs = tuple(one.slug for one in role.skills)
    skills = _chosen(
        [snapshot.skill(slug).slug for slug in edit.skills], slugs, f"The role '{role.slug}' lists no skill"
    )
    if not kras or len(kras) == len(role.kras):
        raise CatalogError(
            f"Splitting '{role.slug}' would leave one of the two roles without a KRA.",
            hint="Name some of its KRAs for the new role, not none and not all.",
        )
    part = Role(
        id=next_id(snapshot, "role"),
        slug=edit.slug,
        display_name=edit.name,
        domain=role.domain,
        archetype=role.archetype,
        description=edit.description or role.description,
        aliases=_united((edit.name,), aliases),
        kras=kras,
        dimensions=role.dimensions,
        skills=tuple(one for one in role.skills if one.slug in skills),
        source_code=role.source_code,
    )
    moved = {folded(alias) for alias in (edit.name, *aliases)} - {folded(role.display_name)}
    rest = replace(
        role,
        aliases=tuple(alias for alias in role.aliases if folded(alias) not in moved),
        kras=tuple(kra for kra in role.kras if kra not in kras),
        skills=tuple(one for one in role.skills if one.slug not in skills),
    )
    return replace(snapshot, roles=(*_replaced(snapshot.roles, role.slug, rest), part))


def _split_skill(snapshot: CatalogSnapshot, edit: edits.SplitSkill) -> CatalogSnapshot:
    skill = snapshot.skill(edit.skill)
    if edit.slug in snapshot.skill_index:
        return _already_split(snapshot, "skill", edit.slug, edit.name)
    _free_slug(snapshot, "skill", edit.slug)
    spellings = tuple(alias.text for alias in skill.aliases[1:])
    chosen = _chosen(edit.aliases, spellings, f"The skill '{skill.slug}' has no alias")
    name = SkillAlias(edit.name, "CANONICAL")
    # The name takes every spelling along that finds the same words: both skills would match them.
    moved = {*chosen, edit.name} | {
        one.text
        for one in skill.aliases[1:]
        if one.match_strategy == name.match_strategy and folded(one.text) == folded(edit.name)
    }
    part = replace(
        skill,
        id=next_id(snapshot, "skill"),
        slug=edit.slug,
        display_name=edit.name,
        aliases=_united_aliases(
            (name,), [replace(one, id=0) for one in skill.aliases[1:] if one.text in moved]
        ),
    )
    rest = replace(
        skill,
        aliases=(skill.aliases[0], *(one for one in skill.aliases[1:] if one.text not in moved)),
    )
    snapshot = replace(snapshot, skills=(*_replaced(snapshot.skills, skill.slug, rest), part))
    for dimension in snapshot.dimensions:
        if skill.slug in dimension.skills:
            snapshot = _link_skill(snapshot, edits.LinkSkillDimension(dimension.slug, part.slug))
    for role in snapshot.roles:
        for link in role.skills:
            if link.slug == skill.slug:
                snapshot = _set_role_skill(snapshot, edits.SetRoleSkill(role.slug, part.slug, link.weight))
    return _numbered(snapshot, part.slug)


_HANDLERS: dict[type, Callable[[CatalogSnapshot, Any], CatalogSnapshot]] = {
    edits.AddRole: _add_role,
    edits.AddSkill: _add_skill,
    edits.AddRoleAlias: _add_role_alias,
    edits.DropRoleAlias: _drop_role_alias,
    edits.AddKra: _add_kra,
    edits.DropKra: _drop_kra,
    edits.SetRoleSkill: _set_role_skill,
    edits.DropRoleSkill: _drop_role_skill,
    edits.AddSkillAlias: _add_skill_alias,
    edits.DropSkillAlias: _drop_skill_alias,
    edits.LinkRoleDimension: _link_role,
    edits.UnlinkRoleDimension: _unlink_role,
    edits.LinkSkillDimension: _link_skill,
    edits.UnlinkSkillDimension: _unlink_skill,
    edits.Rename: _rename,
    edits.Merge: _merge,
    edits.SplitRole: _split_role,
    edits.SplitSkill: _split_skill,
}

Entry = TypeVar("Entry", Role, Skill)


def _tidied(value: Any) -> Any:
    """Write every text as reading it from a file would give it."""
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, tuple):
        return tuple(_tidied(one) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: _tidied(getattr(value, one.name)) for one in fields(value)})
    return value


def _free_slug(snapshot: CatalogSnapshot, kind: str, slug: str, *, unless_from: str = "") -> None:
    if not is_slug(slug):
        raise CatalogError(
            f"'{slug}' is not a slug.", hint="Use lower-case letters and digits joined by single hyphens."
        )
    index = snapshot.role_index if kind == "role" else snapshot.skill_index
    if slug in index:
        raise CatalogError(
            f"There is already a {kind} '{slug}'.", hint="Choose another slug, or merge the two."
        )
    for each in snapshot.redirections:
        if (each.kind, each.slug) == (kind, slug) and each.to != unless_from:
            raise CatalogError(
                f"The slug '{slug}' already leads to the {kind} '{each.to}'.",
                hint="Choose another slug, or remove the redirect from redirects.yaml.",
            )


def _already(snapshot: CatalogSnapshot, edit: edits.Merge) -> CatalogSnapshot:
    if edit.slug in (snapshot.role_index if edit.kind == "role" else snapshot.skill_index):
        raise CatalogError(
            f"The {edit.kind} '{edit.slug}' cannot be merged into itself.", hint="Name two entries."
        )
    return snapshot


def _already_split(snapshot: CatalogSnapshot, kind: str, slug: str, name: str) -> CatalogSnapshot:
    entry = snapshot.role(slug) if kind == "role" else snapshot.skill(slug)
    if entry.display_name != name:
        raise CatalogError(f"There is already an entry '{slug}'.", hint="Choose another slug.")
    return snapshot


def _chosen(wanted: Iterable[str], held: Sequence[str], problem: str) -> tuple[str, ...]:
    """Find texts among those held, by their folded form, in the order held."""
    keys = {folded(text): text for text in held}
    found = set()
    for text in wanted:
        if folded(text) not in keys:
            raise CatalogError(f"{problem} '{text}'.", hint="'jdwork catalog show SLUG' lists what it has.")
        found.add(keys[folded(text)])
    return tuple(text for text in held if text in found)


def _united(held: Iterable[str], more: Iterable[str]) -> tuple[str, ...]:
    texts: dict[str, str] = {}
    for text in (*held, *more):
        texts.setdefault(folded(text), text)
    return tuple(texts.values())


def _united_aliases(held: Iterable[SkillAlias], more: Iterable[SkillAlias]) -> tuple[SkillAlias, ...]:
    """Join spellings; one adds nothing where the same search is there already."""
    aliases: dict[tuple[bool, str], SkillAlias] = {}
    for alias in (*held, *more):
        any_case = alias.match_strategy == "CASE_INSENSITIVE"
        aliases.setdefault((any_case, folded(alias.text) if any_case else alias.text), alias)
    return tuple(aliases.values())


def _distinct(slugs: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(slugs))


def _replaced(entries: tuple[Entry, ...], slug: str, new: Entry) -> tuple[Entry, ...]:
    return tuple(new if entry.slug == slug else entry for entry in entries)


def _with_role(snapshot: CatalogSnapshot, role: Role) -> CatalogSnapshot:
    return replace(snapshot, roles=_replaced(snapshot.roles, role.slug, role))


def _with_skill(snapshot: CatalogSnapshot, skill: Skill) -> CatalogSnapshot:
    return replace(snapshot, skills=_replaced(snapshot.skills, skill.slug, skill))


def _with_dimension(
    snapshot: CatalogSnapshot, slug: str, change: Callable[[tuple[str, ...]], tuple[str, ...]]
) -> CatalogSnapshot:
    target = snapshot.dimension(slug).slug
    changed = tuple(
        replace(one, skills=change(one.skills)) if one.slug == target else one for one in snapshot.dimensions
    )
    return replace(snapshot, dimensions=changed)


def _with_skill_slug(snapshot: CatalogSnapshot, old: str, new: str) -> CatalogSnapshot:
    """Let roles and dimensions name a skill by another slug; a link that the new slug has already wins."""

    def links(held: tuple[RoleSkill, ...]) -> tuple[RoleSkill, ...]:
        if any(one.slug == new for one in held):
            return tuple(one for one in held if one.slug != old)
        return tuple(RoleSkill(new, one.weight) if one.slug == old else one for one in held)

    return replace(
        snapshot,
        roles=tuple(
            replace(role, skills=links(role.skills)) if any(one.slug == old for one in role.skills) else role
            for role in snapshot.roles
        ),
        dimensions=tuple(
            replace(each, skills=_distinct(new if one == old else one for one in each.skills))
            if old in each.skills
            else each
            for each in snapshot.dimensions
        ),
    )


def _numbered(snapshot: CatalogSnapshot, slug: str, *, was: str | None = None) -> CatalogSnapshot:
    """Give a skill the numbers that reading it from a file would: derived ones for what has none.

    Aliases that had the number derived from the slug ``was`` get the one derived from the new slug.
    """
    skill = snapshot.skill(slug)
    others = [alias.id for one in snapshot.skills if one.slug != slug for alias in one.aliases]
    if was is not None:
        old = derived_ids(((was, one.match_strategy, one.text) for one in skill.aliases), reserved=others)
    else:
        old = {}
    stale = {
        alias
        for alias in skill.aliases
        if alias.id in (0, old.get((was or "", alias.match_strategy, alias.text)))
    }
    kept = [alias.id for alias in skill.aliases if alias not in stale]
    numbers = derived_ids(((slug, one.match_strategy, one.text) for one in stale), reserved=[*others, *kept])
    aliases = tuple(
        replace(one, id=numbers[slug, one.match_strategy, one.text]) if one in stale else one
        for one in skill.aliases
    )
    category = next(
        (one.category_id for one in snapshot.skills if one.category == skill.category and one.category_id),
        0,
    )
    placed = (skill.category, skill.sub_category)
    sub = next(
        (
            one.sub_category_id
            for one in snapshot.skills
            if (one.category, one.sub_category) == placed and one.sub_category_id
        ),
        0,
    )
    return _with_skill(
        snapshot,
        replace(
            skill,
            aliases=aliases,
            category_id=category
            or derived_ids([(skill.category,)], reserved=[one.category_id for one in snapshot.skills])[
                (skill.category,)
            ],
            sub_category_id=sub
            or derived_ids([placed], reserved=[one.sub_category_id for one in snapshot.skills])[placed],
        ),
    )
