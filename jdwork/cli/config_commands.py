"""Commands on the settings: show, history, rollback."""

from __future__ import annotations

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
            entry.id,
            entry.time,
            "; ".join(f"{change.key}: {change.before} → {change.after}" for change in entry.changes),
            entry.reason,
        )
        for entry in entries
    ]
    print_table(["entry", "time", "changes", "reason"], rows)


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
