"""Bringing the catalog files to another content, line by line: the author's layout and order stay."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from jdwork.catalog import file_text
from jdwork.catalog.difference import EntryChange, compare_catalogs
from jdwork.catalog.drafts import Drafts, Placed
from jdwork.catalog.file_models import SkillsFile
from jdwork.catalog.files import catalog_of_contents
from jdwork.catalog.numbering import next_free_ids
from jdwork.catalog.references import folded
from jdwork.catalog.slug import one_line, slugify
from jdwork.catalog.snapshot import CatalogSnapshot, Dimension, Redirect, Role, Skill, SkillAlias
from jdwork.catalog.yaml_edits import YamlEditor
from jdwork.errors import CatalogError

BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file before and after; None where it is not there."""

    path: str
    before: str | None
    after: str | None

    def diff(self) -> str:
        """The change as a unified diff with one line of context."""
        lines = difflib.unified_diff(
            (self.before or "").splitlines(keepends=True),
            (self.after or "").splitlines(keepends=True),
            f"a/{self.path}" if self.before is not None else "/dev/null",
            f"b/{self.path}" if self.after is not None else "/dev/null",
            n=1,
        )
        return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def plan_update(contents: Mapping[str, bytes], target: CatalogSnapshot) -> tuple[FileChange, ...]:
    """Work out how the catalog files must change to hold another catalog.

    Parameters
    ----------
    contents
        The files as `jdwork.catalog.files.read_catalog_contents` reads them.
    target
        The catalog they should hold.

    Returns
    -------
    tuple of FileChange
        By path; empty if the files hold it already. Reading the changed files gives the target's
        content hash, which is checked.

    Raises
    ------
    CatalogError
        If the files have problems, or cannot hold the target.
    """
    current, drafts = catalog_of_contents(contents)
    update = _Update(contents, current, drafts, target)
    for change in compare_catalogs(current, target):
        update.note(change)
    changes = update.finished()
    after = dict(contents)
    for one in changes:
        if one.after is None:
            del after[one.path]
        else:
            after[one.path] = one.after.encode("utf-8")
    reached = catalog_of_contents(after)[0] if changes else current
    if reached.content_hash != target.content_hash:
        left = compare_catalogs(reached, target)
        raise CatalogError(
            "The catalog files cannot be brought to the wanted content without rewriting them"
            + (f" ({left[0].kind} '{left[0].slug}')." if left else "."),
            hint="Make this change in the files by hand.",
        )
    return changes


class _Update:
    """Editors of the files that change, and what is still to be done once all entries were seen."""

    def __init__(
        self,
        contents: Mapping[str, bytes],
        current: CatalogSnapshot,
        drafts: Drafts,
        target: CatalogSnapshot,
    ) -> None:
        self._contents = contents
        self._current = current
        self._target = target
        self._drafts = drafts
        self._derived = file_text.derived_alias_ids(target.skills)
        self._editors: dict[str, YamlEditor] = {}
        self._moved: dict[str, str | None] = {}
        self._new: dict[str, str] = {}
        self._gone: list[tuple[str, str, int]] = []
        self._added: list[EntryChange] = []
        self._unnumbered: set[str] = set()
        self._places: dict[str, dict[str, Placed[Any]]] = {
            "domain": {one.entry.slug: one for one in drafts.domains},
            "role": {one.entry.slug: one for one in drafts.roles},
            "skill": {one.entry.slug: one for one in drafts.skills},
            "dimension": {one.entry.slug: one for one in drafts.dimensions},
        }

    def note(self, change: EntryChange) -> None:
        """Take in one change: values at once, comings and goings at the end."""
        if change.what in {"added", "removed"}:
            self._unnumbered.add(change.kind)
        if change.before is None:
            self._added.append(change)
        elif change.kind == "redirect":
            self._drop_redirect(change.before)
        elif change.after is None:
            self._remove(change.kind, change.before.slug)
        else:
            getattr(self, f"_change_{change.kind}")(change)

    def finished(self) -> tuple[FileChange, ...]:
        """Carry out what is left and return the changed files."""
        self._number()
        # New entries go to the end, so the positions of those that go stay true.
        for change in self._added:
            getattr(self, f"_add_{change.kind}")(change.after)
        for path, key, position in sorted(self._gone, key=lambda one: (one[0], one[1], -one[2])):
            self._editor(path).drop_entry(key, position)
        self._order_domains()
        self._tidy()
        changes = []
        for path, editor in self._editors.items():
            before = self._contents[path].decode("utf-8")
            after = BOM + editor.text if before.startswith(BOM) else editor.text
            target = self._moved.get(path, path)
            if target != path:
                changes.append(FileChange(path, before, None))
            if target is not None and (target != path or after != before):
                changes.append(FileChange(target, None if target != path else before, after))
        changes += [FileChange(path, None, text) for path, text in self._new.items()]
        return tuple(sorted(changes, key=lambda one: one.path))

    def _editor(self, path: str) -> YamlEditor:
        if path not in self._editors:
            self._editors[path] = YamlEditor(self._contents[path].decode("utf-8").removeprefix(BOM))
        return self._editors[path]

    def _at(self, kind: str, slug: str) -> tuple[YamlEditor, Placed[Any]]:
        placed = self._places[kind][slug]
        return self._editor(placed.source.file), placed

    def _change_domain(self, change: EntryChange) -> None:
        editor, placed = self._at("domain", change.slug)
        fields = file_text.domain_fields(change.after)
        for key in ("name", "description"):
            if key not in fields:
                editor.drop_field(placed.at, key)
            elif fields[key] != getattr(placed.entry, key):
                editor.set_field(placed.at, key, fields[key])
        if change.field("aliases"):
            editor.set_list(placed.at, "aliases", list(change.after.aliases), same=folded)

    def _change_role(self, change: EntryChange) -> None:
        role: Role = change.after
        editor, placed = self._at("role", change.before.slug)
        names = {"slug": "slug", "display_name": "name", "domain": "domain", "archetype": "archetype",
                 "description": "description", "source_code": "source_code"}  # fmt: skip
        for name, key in names.items():
            if change.field(name):
                _set_text(editor, (), key, getattr(role, name))
        if change.field("id"):
            editor.set_field((), "id", str(role.id))
        if change.field("aliases"):
            name, wanted = folded(role.display_name), file_text.role_aliases(role)
            alone = wanted == (role.display_name,)
            editor.set_list(
                (), "aliases", wanted, same=folded if alone else one_line, block=True,
                ignore=lambda text: not alone and folded(text) == name,
            )  # fmt: skip
        if change.field("kras"):
            editor.set_list((), "kras", role.kras, same=one_line, block=True)
        if change.field("dimensions"):
            editor.set_list((), "dimensions", role.dimensions, block=True)
        if change.field("skills"):
            editor.set_pairs((), "skills", {one.slug: one.weight for one in role.skills})
        if change.field("slug") or change.field("domain"):
            self._moved[placed.source.file] = self._role_path(role, like=placed.source.file)

    def _change_skill(self, change: EntryChange) -> None:
        skill: Skill = change.after
        if change.field("category"):
            self._remove("skill", change.before.slug)
            self._added.append(replace(change, before=None))
            return
        editor, placed = self._at("skill", change.before.slug)
        at = placed.at
        if change.field("category_id"):
            self._number_category(skill)
        if change.field("slug"):
            editor.set_field(at, "slug", skill.slug)
        if change.field("display_name"):
            editor.set_field(at, "name", skill.display_name)
        if change.field("id"):
            editor.set_field(at, "id", str(skill.id))
        if any(change.field(name) for name in (*_SKILL_TRAITS, "sub_category")) or _other_match(change):
            self._change_traits(editor, placed, skill)
        if change.field("aliases"):
            own = skill.aliases[0]
            editor.set_list(
                at, "aliases", file_text.alias_values(skill, self._derived),
                same=_alias_key, ignore=lambda item: _repeats_name(item, own),
            )  # fmt: skip
            if not skill.aliases[1:] and editor.value((*at, "aliases")) == []:
                editor.drop_field(at, "aliases")
        if change.field("context"):
            editor.set_list(at, "context", skill.context, same=one_line)

    def _number_category(self, skill: Skill) -> None:
        for placed in self._drafts.categories:
            if placed.entry.category == skill.category and placed.entry.id != skill.category_id:
                self._editor(placed.source.file).set_field((), "id", str(skill.category_id))

    def _change_traits(self, editor: YamlEditor, placed: Placed[Any], skill: Skill) -> None:
        """Set what the skill's category and sub-category do not say, and drop what they do."""
        header = self._header(placed.source.file)
        fields = file_text.skill_fields(
            skill, given=_given(header, skill.sub_category), derived=self._derived
        )
        own = editor.value(placed.at)
        for key in ("sub_category", *_SKILL_TRAITS, "match"):
            if key in fields and own.get(key) != fields[key]:
                editor.set_field(placed.at, key, fields[key])
            elif key not in fields:
                editor.drop_field(placed.at, key)

    def _change_dimension(self, change: EntryChange) -> None:
        dimension: Dimension = change.after
        if change.field("domain"):
            self._remove("dimension", change.before.slug)
            self._added.append(replace(change, before=None))
            return
        editor, placed = self._at("dimension", change.before.slug)
        names = {"slug": "slug", "display_name": "name", "rationale": "rationale",
                 "difficulty_hint": "difficulty"}  # fmt: skip
        for name, key in names.items():
            if change.field(name):
                _set_text(editor, placed.at, key, getattr(dimension, name))
        if change.field("id"):
            editor.set_field(placed.at, "id", str(dimension.id))
        if change.field("skills"):
            editor.set_list(placed.at, "skills", dimension.skills)

    def _remove(self, kind: str, slug: str) -> None:
        placed = self._places[kind][slug]
        self._editor(placed.source.file)
        if kind == "role":
            self._moved[placed.source.file] = None
        else:
            key, position = placed.at
            self._gone.append((placed.source.file, str(key), int(position)))

    def _drop_redirect(self, redirect: Redirect) -> None:
        listed = self._drafts.role_redirects if redirect.kind == "role" else self._drafts.skill_redirects
        placed = next(one for one in listed if one.entry.slug == redirect.slug)
        self._gone.append((placed.source.file, str(placed.at[0]), int(placed.at[1])))

    def _add_domain(self, domain: Any) -> None:
        self._editor("domains.yaml").add_entry("domains", file_text.domain_fields(domain))

    def _add_role(self, role: Role) -> None:
        self._new[self._role_path(role)] = file_text.role_text(role)

    def _add_skill(self, skill: Skill) -> None:
        homes = [one for one in self._drafts.categories if one.entry.category == skill.category]
        if homes:
            path = homes[-1].source.file
            fields = file_text.skill_fields(
                skill, given=_given(homes[-1].entry, skill.sub_category), derived=self._derived
            )
            self._editor(path).add_entry("skills", fields)
            return
        others = [one for one in self._target.skills if one.category == skill.category]
        if skill.slug == others[0].slug:
            path = self._free_path(f"skills/{slugify(skill.category) or 'category'}.yaml")
            self._new[path] = file_text.skills_file_text(others, derived=self._derived)

    def _add_dimension(self, dimension: Dimension) -> None:
        homes = [one for one in self._drafts.dimensions if one.parent == dimension.domain]
        if homes:
            self._editor(homes[-1].source.file).add_entry("dimensions", file_text.dimension_fields(dimension))
            return
        others = [one for one in self._target.dimensions if one.domain == dimension.domain]
        if dimension.slug == others[0].slug:
            path = self._free_path(f"dimensions/{dimension.domain}.yaml")
            self._new[path] = file_text.dimensions_file_text(dimension.domain, others)

    def _add_redirect(self, redirect: Redirect) -> None:
        if "redirects.yaml" in self._contents:
            fields = file_text.redirect_fields(redirect)
            self._editor("redirects.yaml").add_entry(f"{redirect.kind}s", fields, inline=True)
        else:
            self._new["redirects.yaml"] = file_text.redirects_file_text(self._target.redirections)

    def _number(self) -> None:
        """Write out numbers that were only counted, where coming, going or renaming changes the count."""
        groups: Iterable[tuple[str, Sequence[Any], Callable[[Any], tuple[Any, ...]]]] = (
            ("role", self._drafts.roles, lambda one: ()),
            ("skill", self._drafts.skills, lambda one: one.at),
            ("dimension", self._drafts.dimensions, lambda one: one.at),
        )
        changed: dict[tuple[str, str], str] = {
            (one.kind, one.before.slug): one.after.slug
            for one in compare_catalogs(self._current, self._target)
            if one.before is not None and one.after is not None and one.kind != "redirect"
        }
        for kind, listed, at in groups:
            wanted = {one.slug: one.id for one in getattr(self._target, f"{kind}s")}
            slugs: list[str] = [changed.get((kind, one.entry.slug), one.entry.slug) for one in listed]
            counted = next_free_ids(
                {slug: placed.entry.id for slug, placed in zip(slugs, listed, strict=True)},
                reserved=[one.id for one in self._target.redirections if one.kind == kind and one.id],
            )
            if kind not in self._unnumbered and counted == wanted:
                continue
            for slug, placed in zip(slugs, listed, strict=True):
                number = wanted.get(slug)
                if placed.entry.id is None and number is not None:
                    self._editor(placed.source.file).set_field(at(placed), "id", str(number))

    def _order_domains(self) -> None:
        editor = self._editor("domains.yaml")
        here = [one["slug"] for one in editor.value(("domains",))]
        wanted = [one.slug for one in self._target.domains]
        if sorted(here) == sorted(wanted) and here != wanted:
            editor.order_entries("domains", [here.index(slug) for slug in wanted])

    def _tidy(self) -> None:
        """Take away files and notes that nothing is left to belong to."""
        for path, editor in self._editors.items():
            kind = path.partition("/")[0]
            if kind in {"skills", "dimensions"} and editor.value((kind,)) == []:
                self._moved[path] = None
            elif kind == "skills" and editor.value(("sub_categories",)):
                common = editor.value(("defaults", "sub_category"))
                used = {one_line(one.get("sub_category", common) or "") for one in editor.value(("skills",))}
                for name in editor.value(("sub_categories",)):
                    if one_line(name) not in used:
                        editor.drop_field(("sub_categories",), name)
                if editor.value(("sub_categories",)) == {}:
                    editor.drop_field((), "sub_categories")

    def _header(self, path: str) -> SkillsFile:
        return next(one.entry for one in self._drafts.categories if one.source.file == path)

    def _role_path(self, role: Role, *, like: str | None = None) -> str:
        flat = like is not None and like.count("/") == 1
        return f"roles/{role.slug}.yaml" if flat else f"roles/{role.domain}/{role.slug}.yaml"

    def _free_path(self, path: str) -> str:
        stem, number, free = path.removesuffix(".yaml"), 2, path
        while free in self._contents or free in self._new:
            free, number = f"{stem}-{number}.yaml", number + 1
        return free


_SKILL_TRAITS = (*file_text.TRAITS, "is_extractable", "is_also_category")


def _given(header: SkillsFile, sub_category: str) -> dict[str, Any]:
    """What a file says for all of its skills of a sub-category."""
    shared = header.sub_categories.get(sub_category)
    traits = shared.model_dump(exclude_none=True) if shared else {}
    return {**header.defaults.model_dump(exclude_none=True), **traits}


def _set_text(editor: YamlEditor, at: tuple[Any, ...], key: str, value: str | None) -> None:
    if value is None:
        editor.drop_field(at, key)
    else:
        editor.set_field(at, key, value)


def _other_match(change: EntryChange) -> bool:
    return change.before.aliases[0].match_strategy != change.after.aliases[0].match_strategy


def _alias_key(item: Any) -> tuple[str, str, str, str]:
    value = {"text": item} if isinstance(item, str) else item
    return (
        one_line(value["text"]),
        value.get("type", "SYNONYM"),
        value.get("match", "CASE_INSENSITIVE"),
        str(int(value.get("id", 0))),
    )


def _repeats_name(item: Any, name: SkillAlias) -> bool:
    """Whether an alias of the file says no more than the name does; reading leaves it out."""
    text, _, match, _ = _alias_key(item)
    if match != name.match_strategy:
        return False
    return folded(text) == folded(name.text) if match == "CASE_INSENSITIVE" else text == name.text
