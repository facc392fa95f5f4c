"""All commands, under the names that people type."""

from __future__ import annotations

from typing import Annotated

import typer

from jdwork import __version__
from jdwork.cli import (
    annotate_commands,
    batch_command,
    bench_command,
    catalog_commands,
    config_commands,
    doctor_command,
    evaluate_commands,
    explain_commands,
    gate_commands,
    jd_commands,
    label_commands,
    learn_commands,
    legacy_commands,
    llm_commands,
    new_role_commands,
    notebook_commands,
    review_commands,
    run_commands,
    serve_commands,
    similar_command,
    suggest_commands,
    tune_commands,
    workspace_commands,
)

application = typer.Typer(
    name="jdwork",
    help="Classify job descriptions into roles, see why, and tune what decides.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"jdwork {__version__}")
        raise typer.Exit


@application.callback()
def common(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Classify job descriptions into roles, see why, and tune what decides."""


application.command("demo")(workspace_commands.demo)
application.command("init")(workspace_commands.init)
application.command("lab", context_settings={"ignore_unknown_options": True})(workspace_commands.lab)
application.command("notebook", cls=notebook_commands.ParameterCommand)(notebook_commands.notebook)
application.command("classify")(jd_commands.classify)
application.command("explain")(explain_commands.explain)
application.command("batch")(batch_command.batch)
application.command("bench")(bench_command.bench)
application.command("evaluate")(evaluate_commands.evaluate)
application.command("gate")(gate_commands.gate)
application.command("tune")(tune_commands.tune)
application.command("skills")(jd_commands.skills)
application.command("new-roles")(new_role_commands.new_roles)
application.command("serve")(serve_commands.serve)
application.command("similar")(similar_command.similar)
application.command("suggest")(suggest_commands.suggest)
application.command("fit")(run_commands.fit)
application.command("learn")(learn_commands.learn)
application.command("doctor")(doctor_command.workspace_doctor)
run_commands.application.command("doctor")(doctor_command.doctor)
application.add_typer(run_commands.application, name="runs")
application.add_typer(catalog_commands.application, name="catalog")
application.add_typer(review_commands.application, name="review")
application.add_typer(annotate_commands.application, name="annotate")
application.add_typer(label_commands.application, name="labels")
application.add_typer(config_commands.application, name="config")
application.add_typer(legacy_commands.application, name="legacy")
application.add_typer(llm_commands.application, name="llm")
