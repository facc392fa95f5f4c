"""Commands on the settings: show, diff, history, rollback."""

from __future__ import annotations

import json
from typing import Annotated

import typer

application = typer.Typer(
    help="See the thresholds in force, their history, and go back.", no_args_is_help=True
)


@application.command("show")
def show() -> None:
    """Show every setting in force, with what it means."""
    from jdwork.cli.console import output, print_table
    from jdwork.config import load_settings, settings_hash
    from jdwork.workspace import find_workspace

    settings = load_settings(find_workspace().config)
    rows = []
    for section, body in settings:
        for key, field in type(body).model_fields.items():
            rows.append((f"{section}.{key}", getattr(body, key), field.description or ""))
    print_table(["setting", "value", "meaning"], rows)
    output.print(f"config hash {settings_hash(settings)}")


@application.command("diff")
def diff(
    before: Annotated[
        str,
        typer.Argument(
            metavar="[A]",
            help="default, current, a file, or the number of a history entry (0: before the first).",
        ),
    ] = "default",
    after: Annotated[str, typer.Argument(metavar="[B]", help="The same, to compare with.")] = "current",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show which settings differ between two versions, and what they mean."""
    from jdwork.cli.console import output, print_table
    from jdwork.config import explained_changes, settings_hash, settings_version
    from jdwork.workspace import find_workspace

    config = find_workspace().config
    one, other = (settings_version(config, which) for which in (before, after))
    changes = explained_changes(one.settings, other.settings)
    if as_json:
        body = {
            "from": {"name": one.name, "config_hash": settings_hash(one.settings)},
            "to": {"name": other.name, "config_hash": settings_hash(other.settings)},
            "changes": [
                {"key": each.key, "from": each.before, "to": each.after, "meaning": each.meaning}
                for each in changes
            ],
        }
        typer.echo(json.dumps(body, indent=1, ensure_ascii=True, default=str))
        return
    if not changes:
        output.print(f"No setting differs between {one.name} and {other.name}.", markup=False)
        return
    rows = [(each.key, _value(each.before), _value(each.after), each.meaning) for each in changes]
    print_table(["setting", one.name, other.name, "meaning"], rows)


@application.command("history")
def history() -> None:
    """List what was written to the settings, the latest last."""
    from jdwork.cli.console import output, print_table
    from jdwork.config import read_history
    from jdwork.workspace import find_workspace

    entries = read_history(find_workspace().config)
    if not entries:
        output.print("Nothing was written yet.")
        return
    rows = [
        (
            number,
            entry.id,
            entry.time,
            "; ".join(f"{change.key}: {change.before} → {change.after}" for change in entry.changes),
            entry.reason,
        )
        for number, entry in enumerate(entries, 1)
    ]
    print_table(["no", "entry", "time", "changes", "reason"], rows)


@application.command("rollback")
def rollback(
    steps: Annotated[int, typer.Option(min=1, help="How many entries to take back.")] = 1,
) -> None:
    """Restore the settings file as it was before the last entries."""
    from jdwork.cli.console import output
    from jdwork.config import rollback as take_back
    from jdwork.workspace import find_workspace

    entry = take_back(find_workspace().config, steps=steps)
    output.print(f"Restored; written as entry {entry.id}.", markup=False)


def _value(value: object) -> str:
    return "unset" if value is None else str(value)
