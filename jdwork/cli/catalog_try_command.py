"""The command that tries catalog edits on a stored run, before anybody makes them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

if TYPE_CHECKING:
    from jdwork.catalog import CatalogSnapshot
    from jdwork.catalog.edits import CatalogEdit
    from jdwork.whatif import EditEffect

SHOWN = 20
ALL = 1_000_000
HINTS = dict.fromkeys(("alias", "drop-alias", "kra", "drop-kra"), "Write ROLE=TEXT.") | {
    "skill": "Write ROLE=SKILL:0.5.",
    "drop-skill": "Write ROLE=SKILL.",
    "merge": "Write ROLE=INTO.",
}
_Texts = Optional[list[str]]  # noqa: UP045


def _option(metavar: str, words: str) -> Any:
    return typer.Option(metavar=metavar, help=f"{words}; may be given several times.")


def try_command(
    run: Annotated[str, typer.Argument(help="A run: folder, name, part of a name, or 'latest'.")],
    alias: Annotated[_Texts, _option("ROLE=TEXT", "An alias more")] = None,
    drop_alias: Annotated[_Texts, _option("ROLE=TEXT", "An alias less")] = None,
    kra: Annotated[_Texts, _option("ROLE=TEXT", "A KRA more")] = None,
    drop_kra: Annotated[_Texts, _option("ROLE=TEXT", "A KRA less")] = None,
    skill: Annotated[_Texts, _option("ROLE=SKILL:WEIGHT", "A skill of a role, or another weight")] = None,
    drop_skill: Annotated[_Texts, _option("ROLE=SKILL", "A skill less")] = None,
    merge: Annotated[_Texts, _option("ROLE=INTO", "A role that goes up in another")] = None,
    most: Annotated[
        int, typer.Option(min=0, help="JDs decided again at most, those it can reach first; 0: all.")
    ] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the effect as JSON.")] = False,
) -> None:
    """Try edits of the catalog on a run: which JDs they fix, break or change. Nothing is written.

    Only what the edits change is worked out anew; of a run with labels, what is fixed and broken is told.
    """
    from jdwork.cli.console import counting
    from jdwork.runs import find_run
    from jdwork.whatif import TrialRun, effect_of_edits
    from jdwork.workbench import open_workbench

    given = {
        "alias": alias, "drop-alias": drop_alias, "kra": kra, "drop-kra": drop_kra, "skill": skill,
        "drop-skill": drop_skill, "merge": merge,
    }  # fmt: skip
    wanted = {f"--{kind} {text}": _made(kind, text) for kind, texts in given.items() for text in texts or ()}
    if not wanted:
        raise typer.BadParameter("Give an edit, such as --alias waiter=server.")
    workbench = open_workbench()
    folder = find_run(run, workbench.workspace.runs)
    _check_each(wanted, workbench.snapshot)
    with counting("JDs decided again") as count:
        trial = TrialRun(folder, workbench.pipeline)
        effect = effect_of_edits(trial, wanted.values(), most=most or ALL, progress=count)
    if as_json:
        typer.echo(json.dumps(_body(effect), indent=1, ensure_ascii=False))
    else:
        _print(effect)


def _check_each(wanted: Mapping[str, CatalogEdit], snapshot: CatalogSnapshot) -> None:
    """Refuse what would change nothing: mostly a slip of the hand, and its effect would be told as none."""
    from jdwork.catalog.applying import apply_edit
    from jdwork.errors import InputError

    for typed, edit in wanted.items():
        after = apply_edit(snapshot, edit)
        if after == snapshot:
            raise InputError(f"{typed}: the catalog would stay as it is.", hint="jdwork catalog show ROLE")
        snapshot = after


def _print(effect: EditEffect) -> None:
    from rich.text import Text

    from jdwork.cli.console import output, print_table
    from jdwork.output.shown import shown_text

    output.print(Text(effect.in_words()), soft_wrap=True)
    for note in effect.notes:
        output.print(Text(note), soft_wrap=True)
    if effect.labelled:
        output.print(
            f"Right: {effect.right_before:,} of {effect.labelled:,} labelled JDs now, "
            f"{effect.right_after:,} then."
        )
    rows = [
        [shown_text(str(one or "")) for one in (row["id"], row["effect"], row["label"], row["role_before"],
                                               row["role_after"], row["why"])]
        for row in _rows(effect)[:SHOWN]
    ]  # fmt: skip
    if rows:
        more = f"; the first {SHOWN}" if len(effect.changed) > SHOWN else ""
        print_table(
            ["JD", "effect", "label", "role now", "role then", "why"],
            rows,
            title=f"{len(effect.changed):,} JDs change{more}",
        )


def _rows(effect: EditEffect) -> list[dict[str, Any]]:
    """Changed JDs, the fixed and broken ones first; None where there is no value."""
    order = {"fixed": 0, "broken": 1, "moved": 2, "kept": 3}
    frame = effect.changed.sort_values("effect", key=lambda column: column.map(order), kind="stable")
    frame = frame.astype(object).where(frame.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _body(effect: EditEffect) -> dict[str, Any]:
    return {
        "says": effect.in_words(), "labelled": effect.labelled, "right_before": effect.right_before,
        "right_after": effect.right_after, "fixed": effect.fixed, "broken": effect.broken,
        "moved": effect.count("moved"), "kept": effect.count("kept"), "unchanged": effect.unchanged,
        "changed": _rows(effect), "notes": list(effect.notes),
    }  # fmt: skip


def _made(kind: str, text: str) -> CatalogEdit:
    """Make an edit of what was typed for an option."""
    from jdwork.catalog import edits
    from jdwork.errors import InputError

    role, sign, rest = (part.strip() for part in text.partition("="))
    if not (role and sign and rest):
        raise InputError(f"--{kind} {text}: that names no role and what is to be edited.", hint=HINTS[kind])
    if kind == "skill":
        slug, sign, weight = (part.strip() for part in rest.partition(":"))
        try:
            return edits.SetRoleSkill(role, slug, *([float(weight)] if sign else []))
        except ValueError:
            raise InputError(f"--skill {text}: '{weight}' is no weight.", hint=HINTS[kind]) from None
    makers: dict[str, Callable[[str, str], CatalogEdit]] = {
        "alias": edits.AddRoleAlias,
        "drop-alias": edits.DropRoleAlias,
        "kra": edits.AddKra,
        "drop-kra": edits.DropKra,
        "drop-skill": edits.DropRoleSkill,
        "merge": lambda goes, stays: edits.Merge("role", goes, stays),
    }
    return makers[kind](role, rest)
