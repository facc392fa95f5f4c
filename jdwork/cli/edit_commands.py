"""Commands that change the catalog files: merge, rename, split, and taking that back."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Optional

import typer

if TYPE_CHECKING:
    from jdwork.catalog.edits import CatalogEdit


class Kind(StrEnum):
    """What an edit is of."""

    role = "role"
    skill = "skill"


NOTHING_TO_DO = "The catalog holds all of this already; nothing was changed."

DryRun = Annotated[bool, typer.Option("--dry-run", help="Show the change as a diff; write nothing.")]


def merge(
    kind: Annotated[Kind, typer.Argument(help="role or skill.")],
    slug: Annotated[str, typer.Argument(help="The one that goes.")],
    into: Annotated[str, typer.Argument(help="The one that stays.")],
    drop_kras: Annotated[
        bool, typer.Option("--drop-kras", help="Leave the KRAs of the role that goes behind.")
    ] = False,
    dry_run: DryRun = False,
) -> None:
    """Let one role or skill go up in another; its slug and id keep leading there."""
    from jdwork.catalog.edits import Merge

    edit = Merge(kind.value, slug, into, keep_kras=not drop_kras)
    _carry_out([edit], f"merge {kind.value} {slug} into {into}", dry_run=dry_run)


def rename(
    kind: Annotated[Kind, typer.Argument(help="role or skill.")],
    slug: Annotated[str, typer.Argument(help="Its slug now.")],
    to: Annotated[Optional[str], typer.Option(help="The new slug; the old one keeps leading there.")] = None,  # noqa: UP045
    name: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="The new display name; the old one stays as an alias."),
    ] = None,
    dry_run: DryRun = False,
) -> None:
    """Give a role or skill another slug, another name, or both."""
    from jdwork.catalog.edits import Rename

    if to is None and name is None:
        raise typer.BadParameter("Give --to SLUG, --name NAME, or both.")
    words = [f"rename {kind.value} {slug}", f"to {to}" if to else "", f"as '{name}'" if name else ""]
    _carry_out([Rename(kind.value, slug, to, name)], " ".join(filter(None, words)), dry_run=dry_run)


def split(
    kind: Annotated[Kind, typer.Argument(help="role or skill.")],
    slug: Annotated[str, typer.Argument(help="The one that is split; its id and slug stay with the rest.")],
    new_slug: Annotated[str, typer.Argument(help="Slug of the new one.")],
    name: Annotated[str, typer.Option(help="Display name of the new one.")],
    alias: Annotated[Optional[list[str]], typer.Option(help="An alias that moves; repeatable.")] = None,  # noqa: UP045
    kra: Annotated[
        Optional[list[int]],  # noqa: UP045
        typer.Option(help="Number of a KRA that moves, as 'catalog show' counts them; repeatable."),
    ] = None,
    skill: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(help="Slug of a skill that moves; repeatable."),
    ] = None,
    description: Annotated[str, typer.Option(help="Description of the new role.")] = "",
    dry_run: DryRun = False,
) -> None:
    """Make a part of a role or skill an entry of its own."""
    from jdwork.catalog import load_catalog_files
    from jdwork.catalog.edits import SplitRole, SplitSkill
    from jdwork.workspace import find_workspace

    aliases = tuple(alias or ())
    edit: CatalogEdit
    if kind is Kind.skill:
        if kra or skill or description:
            raise typer.BadParameter(
                "A skill has aliases only: --kra, --skill and --description are for roles."
            )
        edit = SplitSkill(slug, new_slug, name, aliases)
    else:
        kras = load_catalog_files(find_workspace().catalog).role(slug).kras
        wrong = [number for number in kra or () if not 1 <= number <= len(kras)]
        if wrong:
            raise typer.BadParameter(f"'{slug}' has the KRAs 1 to {len(kras)}, not {wrong[0]}.")
        moved = tuple(kras[number - 1] for number in kra or ())
        edit = SplitRole(slug, new_slug, name, aliases, moved, tuple(skill or ()), description)
    _carry_out([edit], f"split {kind.value} {new_slug} off {slug}", dry_run=dry_run)


def undo(
    number: Annotated[
        Optional[int],  # noqa: UP045
        typer.Argument(help="Which change, as 'catalog journal' counts them; the latest without one."),
    ] = None,
) -> None:
    """Take a change of the catalog files back."""
    from jdwork.catalog.journal import undo_edit
    from jdwork.cli.console import output
    from jdwork.database.engine import open_database
    from jdwork.review import take_back_export
    from jdwork.review.exporting import EXPORT
    from jdwork.workspace import find_workspace

    workspace = find_workspace()
    entry = undo_edit(workspace.catalog, journal=workspace.catalog_journal, number=number)
    output.print(f"{entry.number}: {entry.what}", markup=False)
    for change in entry.files:
        output.print(f"  {change.path}", markup=False)
    if entry.undoes is not None and EXPORT in entry.what:
        items = take_back_export(open_database(workspace.database_url), entry.undoes)
        if items:
            many = f"{len(items)} review items are" if len(items) > 1 else "1 review item is"
            output.print(f"{many} approved, not exported, again.")


def journal() -> None:
    """List the changes that merge, rename, split, export and undo made."""
    from jdwork.catalog.journal import changes_in_force, read_journal
    from jdwork.cli.console import output, print_table
    from jdwork.workspace import find_workspace

    entries = read_journal(find_workspace().catalog_journal)
    if not entries:
        output.print("No changes yet. 'jdwork catalog merge', 'rename', 'split' and 'export' make them.")
        return
    held = changes_in_force(entries)
    rows = [
        (one.number, one.time, one.by, one.what, len(one.files), "" if one.number in held else "undone")
        for one in entries
    ]
    print_table(["", "when", "who", "what", "files", ""], rows)


def diff(
    first: Annotated[
        str, typer.Argument(help="A catalog: 'files', 'database', a folder, a run, or git:REVISION.")
    ],
    second: Annotated[str, typer.Argument(help="Another one.")] = "files",
) -> None:
    """List what differs between two catalogs, entry by entry."""
    from jdwork.catalog.difference import change_in_words, compare_catalogs
    from jdwork.cli.console import output
    from jdwork.workbench import open_workbench

    workbench = open_workbench()
    changes = compare_catalogs(workbench.catalog(first), workbench.catalog(second))
    for change in changes:
        for line in change_in_words(change):
            output.print(line, markup=False, soft_wrap=True)
    output.print(f"{len(changes):,} entries differ." if changes else "The catalogs are equal.")


def _carry_out(edits: list[CatalogEdit], what: str, *, dry_run: bool) -> None:
    from jdwork.catalog.applying import apply_edits
    from jdwork.catalog.file_update import plan_update
    from jdwork.catalog.files import catalog_of_contents, read_catalog_contents
    from jdwork.catalog.journal import edit_files
    from jdwork.cli.console import output
    from jdwork.workspace import find_workspace

    workspace = find_workspace()
    if dry_run:
        contents = read_catalog_contents(workspace.catalog)
        changes = plan_update(contents, apply_edits(catalog_of_contents(contents)[0], edits))
        for change in changes:
            output.print(change.diff(), markup=False, soft_wrap=True, end="")
        if not changes:
            output.print(NOTHING_TO_DO)
        return
    entry = edit_files(workspace.catalog, edits, journal=workspace.catalog_journal, what=what)
    if entry is None:
        output.print(NOTHING_TO_DO)
        return
    output.print(f"{entry.number}: {what}", markup=False)
    for change in entry.files:
        mark = "+" if change.before is None else "−" if change.after is None else "~"
        output.print(f"  {mark} {change.path}", markup=False)
    output.print("The database follows with the next command. Take it back with 'jdwork catalog undo'.")
