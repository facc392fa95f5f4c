"""The command that tunes settings on a labelled run, and writes them if they stand up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

if TYPE_CHECKING:
    from jdwork.config import Settings
    from jdwork.runs import RunFolder
    from jdwork.runs.annotated import AnalystLabels
    from jdwork.tune.guarantee import Guarantee
    from jdwork.tune.labelled import TuningData
    from jdwork.tune.proposal import Proposal
    from jdwork.tune.request import TuningRequest

SHOWN_ROLES = 8
HOLD_BACK = 0.3
HARD_ONES = (
    "The promise holds for JDs like those labelled: not where analysts picked the hard ones. "
    "'jdwork labels next RUN --random' draws JDs that stand for all."
)


def tune(
    run: Annotated[str, typer.Argument(help="A labelled run: folder, name, part of a name, or 'latest'.")],
    objective: Annotated[
        str,
        typer.Option(
            metavar="accuracy|macro-f1|cost|coverage|new-roles|guarantee",
            help="What there should be more of.",
        ),
    ] = "accuracy",
    dials: Annotated[
        str, typer.Option(help="Settings to turn, separated by commas; 'thresholds', 'weights'.")
    ] = "thresholds",
    precision: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(help="coverage: share of the accepted decisions that must be right; by default 0.95."),
    ] = None,
    wrong: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(help="cost: of a wrong decision that nobody looks at; by default 10."),
    ] = None,
    review: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(help="cost: of a decision that a person looks at; by default 1."),
    ] = None,
    mend: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(help="cost: on top of a look, where what was proposed is wrong; by default 1."),
    ] = None,
    false_alarms: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(help="new-roles: share of known roles that may be taken for new; by default 0.05."),
    ] = None,
    most_wrong: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(help="guarantee: share of the accepted decisions that may be wrong; by default 0.05."),
    ] = None,
    level: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(help="guarantee: how sure the promise is; by default 0.95."),
    ] = None,
    setting: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(metavar="KEY=VALUE", help="Search nothing: try this value; may be given several times."),
    ] = None,
    hold_back: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(help="--setting: share of the labelled JDs that judges the values; by default 0.3."),
    ] = None,
    labels: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="File with the right roles, instead of the run's labels."),
    ] = None,
    label_field: Annotated[str, typer.Option(help="Field of --labels that holds the right role.")] = "role",
    annotated: Annotated[
        bool,
        typer.Option("--annotated", help="Analysts' labels go before the run's, and are told apart by whom."),
    ] = False,
    trials: Annotated[int, typer.Option(min=0, help="Of the search over all dials together.")] = 60,
    seed: Annotated[int, typer.Option(min=0, help="The same seed finds the same.")] = 0,
    study: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="File that keeps the trials, so that a search that was broken off goes on."),
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="Write what was found, if it stands up.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Write it whatever speaks against it, and say what that was.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what tuning.json holds.")] = False,
) -> None:
    """Tune settings on a labelled run, or try values; exit code 1 where the guard objects to --write.

    Each part of the JDs is decided by settings tuned on the others; a setting is written only if it is then
    better beyond chance, and no role loses too much. Writes tuning.json into the run folder. Notebook 05
    does the same.
    """
    from jdwork.cli.console import errors
    from jdwork.config import config_file_hash, load_settings
    from jdwork.errors import InputError
    from jdwork.runs import find_run
    from jdwork.runs.annotated import OWN
    from jdwork.runs.tuning import open_tuning_data, write_tuning
    from jdwork.text.labels import read_labels
    from jdwork.tune.dials import find_dials
    from jdwork.tune.request import GUARANTEE, TuningRequest
    from jdwork.workspace import find_workspace

    workspace = find_workspace()
    given = {
        "precision": precision, "wrong": wrong, "review": review, "mend": mend, "false_alarms": false_alarms,
        "most_wrong": most_wrong, "level": level,
    }  # fmt: skip
    options = {name: value for name, value in given.items() if value is not None}
    if hold_back is not None and not setting:
        raise InputError(
            "--hold-back is for --setting: a search is judged fold by fold.", hint="Leave it out."
        )
    turned = tuple(one.strip() for one in dials.split(",") if one.strip())
    request = TuningRequest(objective, options, turned, trials, seed, study)
    _check_options(objective, options)
    expected = config_file_hash(workspace.config)
    settings = load_settings(workspace.config)
    find_dials(turned, settings)  # before the run is read
    folder = find_run(run, workspace.runs)
    brought = None if labels is None else read_labels(labels, label_field=label_field)
    given_by = _analyst_labels(folder, labels) if annotated else None
    if given_by is not None:
        brought = dict(given_by.labels)
        errors.print(given_by.in_words(), markup=False, soft_wrap=True)
        if objective == GUARANTEE and set(given_by.of) - {OWN}:
            errors.print(HARD_ONES, markup=False, soft_wrap=True)
    with errors.status("Reading the run …"):
        data = open_tuning_data(folder, labels=brought, unknown=request.needs_unknown)
    if setting:
        share = HOLD_BACK if hold_back is None else hold_back
        proposal = _by_hand(request, data, settings, setting, share)
    else:
        proposal = _searched(request, data, settings)
    body = write_tuning(folder, proposal, more=None if given_by is None else {"labels": given_by.to_dict()})
    if as_json:
        typer.echo(json.dumps(body, indent=1, ensure_ascii=False))
    else:
        _print_proposal(proposal, folder)
    if write:
        _write(proposal, workspace.config, expected, run=folder.path.resolve().name, force=force)


def _searched(request: TuningRequest, data: TuningData, settings: Settings) -> Proposal:
    """Look for what is asked, under a bar."""
    from jdwork.cli.console import counting

    with counting("Tuning", total=100) as count:
        return request.propose(
            data, settings, progress=lambda what, share: count(round(100 * share), what=what)
        )


def _by_hand(
    request: TuningRequest, data: TuningData, settings: Settings, typed: list[str], share: float
) -> Proposal:
    """Judge values that somebody chose on JDs that are held back, the same as at the desk of notebook 05."""
    from jdwork.cli.setting_values import typed_values
    from jdwork.tune.by_hand import hold_back, propose_by_hand

    values = typed_values(typed, settings)
    shown, held = hold_back(data, share, seed=request.seed)
    return propose_by_hand(shown, held, settings, values, request.measure(), seed=request.seed)


def _write(proposal: Proposal, config: Path, expected: str, *, run: str, force: bool) -> None:
    """Write a proposal, unless the guard objects or the file changed since."""
    from jdwork.cli.console import errors
    from jdwork.tune.writing import write_proposal

    if not proposal.changes:
        errors.print("Nothing was written: nothing would change.")
        return
    if not proposal.verdict.allowed and not force:
        errors.print("Not written. --force writes it all the same and says in the history what it overrode.")
        raise typer.Exit(1)
    for objection in proposal.verdict.objections:
        errors.print(f"Overridden: {objection}.", markup=False)
    entry = write_proposal(config, proposal, expected_hash=expected, run_id=run, force=force)
    errors.print(f"Written as entry {entry.id}; `jdwork config rollback` takes it back.", markup=False)


def _analyst_labels(folder: RunFolder, labels: Path | None) -> AnalystLabels:
    """Read the labels of analysts and of the run."""
    from jdwork.errors import InputError
    from jdwork.runs.annotated import analyst_labels
    from jdwork.workbench import open_workbench

    if labels is not None:
        raise InputError(
            "Labels come from a file, or from the analysts and the run: not from both.",
            hint=f"Leave --annotated out; or --labels, after 'jdwork labels import {labels.name}'.",
        )
    return analyst_labels(folder, open_workbench().engine)


def _check_options(objective: str, options: dict[str, Any]) -> None:
    """Refuse options that another objective has: they would be ignored."""
    from jdwork.errors import InputError
    from jdwork.tune.request import SOUGHT, option_names

    for name in options:
        if name not in option_names(objective):
            owner = next(one for one in SOUGHT if name in option_names(one))
            raise InputError(
                f"--{name.replace('_', '-')} is for the objective '{owner}', not for '{objective}'.",
                hint=f"Leave it out, or add --objective {owner}.",
            )


def _print_proposal(proposal: Proposal, folder: RunFolder) -> None:
    from rich.text import Text

    from jdwork.cli.console import output, print_table

    output.print(Text(proposal.in_words()), soft_wrap=True)
    if proposal.changes:
        print_table(["setting", "now", "proposed"], [(c.key, c.before, c.after) for c in proposal.changes])
    if proposal.promise is None:
        gain = proposal.improvement
        seen, unseen = ("looked at", "held back") if proposal.by_hand else ("tuned on", "not tuned on")
        print_table(
            ["JDs", "now", "proposed", "difference (95 % interval)"],
            [
                (seen, f"{proposal.before:.4f}", f"{proposal.after:.4f}",
                 f"{proposal.after - proposal.before:+.4f}"),
                (unseen, f"{proposal.unseen_before.value:.4f}", f"{proposal.unseen_after.value:.4f}",
                 f"{gain.value:+.4f} ({gain.low:+.4f} to {gain.high:+.4f})"),
            ],
            title=f"{proposal.said}; {proposal.n:,} JDs, {proposal.groups:,} different ones",
        )  # fmt: skip
    else:
        print_table(["promise", ""], _promise_rows(proposal.promise, proposal))
    if proposal.changes:
        where = (
            "labelled" if proposal.promise is not None else "looked at" if proposal.by_hand else "tuned on"
        )
        output.print(Text(f"On the JDs {where}: {proposal.flips.in_words()}."), soft_wrap=True)
    losing = [one for one in proposal.roles if one.loss > 0][:SHOWN_ROLES]
    if losing:
        print_table(
            ["role", "JDs", "right now", "right then"],
            [(one.role, one.n, f"{one.before:.0%}", f"{one.after:.0%}") for one in losing],
            title="Roles that lose",
        )
    if proposal.verdict.allowed:
        output.print("Nothing speaks against writing it (--write)." if proposal.changes else "")
    for objection in proposal.verdict.objections:
        if objection != proposal.in_words():  # said at the top
            output.print(Text(f"Against it: {objection}."), soft_wrap=True)
    output.print(f"Figures: {folder.tuning}", soft_wrap=True, markup=False)


def _promise_rows(promise: Guarantee, proposal: Proposal) -> list[tuple[str, str]]:
    """What a promise says and rests on; where there is none, what stands in its way."""
    about = "all JDs to come" if promise.ahead is None else f"the next {promise.ahead:,} JDs"
    rows = [
        ("most wrong among the accepted", f"{promise.most_wrong:.1%}, of {about}"),
        ("confidence that it holds", f"{promise.level:.0%}"),
        ("labelled JDs", f"{proposal.n:,}, {proposal.groups:,} different ones"),
        ("accepted now", f"{proposal.unseen_before.value:.1%} of them"),
    ]
    if promise.threshold is not None:
        return [
            *rows,
            ("accepted from confidence", f"{promise.threshold:.4f}"),
            (
                "accepted then",
                f"{promise.coverage:.1%} of the different ones: it rests on these {promise.n:,}",
            ),
            ("wrong among them", f"{promise.wrong:,} ({promise.wrong / promise.n:.1%})"),
            ("most wrong that could be promised there", f"{promise.bound:.1%}"),
        ]
    from jdwork.tune.more_labels import MOST_TIMES

    rows.append(("accepted from confidence", "none keeps it"))
    if promise.needed:
        rows.append(("different labels accepted that it takes", f"{promise.needed:,}, without an error"))
    else:
        least = f"{promise.nearest:.1%} wrong" if promise.nearest < 1 else "nothing"
        rows.append(("what could be promised at best", least))
    few = (
        f"more than {MOST_TIMES} times these, if any"
        if proposal.would_do is None
        else f"about {proposal.would_do:,} like these"
    )
    return [*rows, ("different labels that would do", few)]
