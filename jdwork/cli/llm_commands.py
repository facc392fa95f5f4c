"""Commands about language models: trying the server, and the answers that are kept."""

from __future__ import annotations

from typing import Annotated

import typer

application = typer.Typer(
    no_args_is_help=True, help="Language models: try the server, look after kept answers."
)


@application.command()
def check() -> None:
    """Ask the server of [llm] one small question: does it answer, in which form, how fast, at what cost?"""
    from jdwork.cli.console import errors, output, print_table
    from jdwork.config import load_settings
    from jdwork.llm import open_models
    from jdwork.llm.checking import check_models
    from jdwork.workspace import find_workspace

    workspace = find_workspace()
    settings = load_settings(workspace.config).llm
    models = open_models(settings, prices_file=workspace.catalog / "prices.toml")
    asked = [name for name, value in settings.model_dump().items() if value == "openai"]
    output.print(f"Model {settings.model} at {settings.base_url or 'the OpenAI server'}", markup=False)
    output.print(
        f"Asked for: {', '.join(asked) or 'nothing yet; set a stage of [llm] to openai'}", markup=False
    )
    with errors.status("Asking …"):
        answer = check_models(models)
    rows = [
        (
            attempt.response_format or "plain",
            attempt.outcome,
            f"{attempt.prompt_tokens:,} + {attempt.completion_tokens:,}",
            "unknown" if attempt.cost_usd is None else f"${attempt.cost_usd:.6f}",
            f"{attempt.seconds:.2f} s",
        )
        for attempt in answer.call.attempts
    ]
    if rows:
        print_table(["form", "outcome", "tokens", "cost", "time"], rows)
    if answer.value is None:
        errors.print(f"error: {answer.call.note}", style="red", markup=False)
        raise typer.Exit(2)
    output.print("It answers as asked.", style="green")


@application.command()
def cache(
    clear: Annotated[
        bool, typer.Option("--clear", help="Forget all answers; they are asked, and paid, anew.")
    ] = False,
) -> None:
    """Say how many answers are kept, and where; --clear forgets them."""
    from jdwork.cli.console import output
    from jdwork.llm import AnswerCache
    from jdwork.workspace import find_workspace

    answers = AnswerCache(find_workspace().state / "answers")
    if clear:
        count = len(answers)
        answers.clear()
        output.print(f"{count:,} answers forgotten.")
        return
    output.print(
        f"{len(answers):,} answers, {answers.size / 1e6:.1f} MB: {answers.path}", soft_wrap=True, markup=False
    )
