"""A run as one page that works offline: what it is, its pictures, and a table of all decisions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jdwork.decide import CASE_MEANING
from jdwork.errors import RunError
from jdwork.evaluate import evaluate_decisions
from jdwork.output.palette import role_color
from jdwork.output.security import content_policy
from jdwork.output.shown import shown_text
from jdwork.runs.columns import read_frame
from jdwork.runs.evaluation import read_labelled_decisions
from jdwork.runs.files import RunFolder, make_folder, write_atomically
from jdwork.runs.manifest import Manifest, read_manifest
from jdwork.view.confusion import confusion_matrix
from jdwork.view.evaluation import reliability_diagram, risk_coverage_picture, role_f1_picture
from jdwork.view.figures import case_mix, confidence_picture, confusions
from jdwork.view.notebook import jdwork_template

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

RESAMPLES = 200
"""For the intervals in its pictures: enough to draw them."""
FIGURE_WIDTH = 1000
"""Pixels of a figure that is written to a file."""


def export_run(folder: RunFolder, path: Path, *, with_text: bool = False) -> Path:
    """Write a run as one HTML page that needs nothing but itself.

    Parameters
    ----------
    folder
        A complete run, with labels or without.
    path
        File to write; one that is there is replaced.
    with_text
        Whether the JDs' texts go into the page. Without them it holds their ids, titles and labels only.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    RunError
        If the run is not complete, or the file cannot be written.
    """
    page = run_export_page(folder, with_text=with_text)
    make_folder(path.parent)
    write_atomically(path, page.encode("utf-8", "replace"))
    return path


def run_export_page(folder: RunFolder, *, with_text: bool = False) -> str:
    """Render the page of `export_run`.

    Nothing of a JD is markup in it: the table's data is JSON that the page's own script puts in as text,
    and no script but the page's own may run.
    """
    from importlib.resources import files

    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup
    from plotly.offline import get_plotlyjs

    manifest = _complete(folder)
    decisions = read_frame(folder.decisions)
    environment = Environment(
        loader=PackageLoader("jdwork.view", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    drawn = [
        figure.to_html(
            full_html=False,
            include_plotlyjs=False,
            div_id=f"picture-{name}",
            config={"displaylogo": False, "responsive": True},
        )
        for name, figure in run_figures(folder).items()
    ]
    table = files("jdwork.view").joinpath("templates/run_export.js").read_text(encoding="utf-8")
    scripts = [get_plotlyjs(), table]
    allowed = "".join(f"<script>{one}</script>" for one in scripts) + "".join(drawn)
    page: str = environment.get_template("run_export.html.j2").render(
        policy=content_policy(allowed),
        name=shown_text(folder.path.name),
        facts=_facts(manifest, folder),
        plotly=Markup(scripts[0]),  # noqa: S704 - the library
        pictures=[Markup(one) for one in drawn],  # noqa: S704 - drawn by plotly, texts in it escaped
        data=Markup(_script_json(_table(folder, decisions, with_text=with_text))),  # noqa: S704 - escaped
        script=Markup(table),  # noqa: S704 - our own
        with_text=with_text,
    )
    return page


def run_figures(folder: RunFolder) -> dict[str, go.Figure]:
    """Draw the pictures of a run by name; those of how good it is only where there are labels.

    Parameters
    ----------
    folder
        A complete run.
    """
    from jdwork.runs.reopening import open_settings

    decisions = read_frame(folder.decisions)
    figures = {
        "cases": case_mix(decisions),
        "confidence": confidence_picture(decisions, accept=open_settings(folder).accept.min_confidence),
    }
    evaluation = None
    if decisions["label"].notna().any():
        figures["confusions"] = confusions(decisions)
        try:
            evaluation = evaluate_decisions(read_labelled_decisions(folder), resamples=RESAMPLES)
        except RunError:
            # No label is a role of the catalog: there is nothing to be right about.
            evaluation = None
    if evaluation is not None:
        figures |= {
            "confusion-matrix": confusion_matrix(evaluation),
            "reliability": reliability_diagram(evaluation),
            "risk-coverage": risk_coverage_picture(evaluation),
            "f1": role_f1_picture(evaluation),
        }
    for figure in figures.values():
        figure.update_layout(template=jdwork_template())
    return figures


def write_figures(folder: RunFolder, target: Path, *, form: str = "png") -> list[Path]:
    """Write each picture of a run to a file.

    Parameters
    ----------
    folder
        A complete run.
    target
        Folder; made if need be.
    form
        ``png`` or ``svg``.

    Raises
    ------
    RunError
        If the form is another, or there is no kaleido or no Chrome to draw with.
    """
    if form not in ("png", "svg"):
        raise RunError(f"There is no form '{form}'.", hint="Say png or svg.")
    _complete(folder)
    try:
        import kaleido
        from kaleido.errors import ChromeNotFoundError
    except ImportError:
        raise RunError(
            "Drawing figures into files needs the package kaleido.", hint="pip install 'jdwork[export]'"
        ) from None
    make_folder(target)
    hint = "Install chromium or Google Chrome, or write the page instead: --html FILE."
    try:
        # One browser for all pictures: each would start one of its own.
        kaleido.start_sync_server(silence_warnings=True)
        try:
            written = []
            for name, figure in run_figures(folder).items():
                path = target / f"{name}.{form}"
                drawn = kaleido.calc_fig_sync(
                    figure,
                    opts={"format": form, "width": FIGURE_WIDTH, "height": figure.layout.height or 420},
                )
                write_atomically(path, drawn)
                written.append(path)
            return written
        finally:
            kaleido.stop_sync_server(silence_warnings=True)
    except ChromeNotFoundError:
        raise RunError("There is no Chrome to draw figures with.", hint=hint) from None


def _complete(folder: RunFolder) -> Manifest:
    manifest = read_manifest(folder.manifest)
    if manifest.status != "complete":
        raise RunError("This run never finished.", where=str(folder.path), hint="Run it again.")
    return manifest


def _facts(manifest: Manifest, folder: RunFolder) -> list[tuple[str, str]]:
    counts = manifest.counts
    facts = [
        ("run", manifest.run_id),
        ("started", manifest.started),
        ("JDs", f"{counts.get('jds', 0):,}"),
        ("wait for a person", f"{counts.get('queued', 0):,}"),
        ("encoder", manifest.encoder_id),
        ("catalog", manifest.catalog_hash[:12]),
        ("settings", manifest.config_hash[:12]),
        ("jdwork", manifest.code_version),
    ]
    try:
        metrics = json.loads(folder.metrics.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        metrics = {}
    if metrics.get("labelled"):
        facts.insert(4, ("labelled", f"{metrics['labelled']:,}"))
        facts.insert(5, ("got their role", f"{metrics['accuracy']:.1%}"))
        facts.insert(6, ("role among the first five", f"{metrics['top5']:.1%}"))
    return [(name, shown_text(str(value))) for name, value in facts]


def _table(folder: RunFolder, decisions: pd.DataFrame, *, with_text: bool) -> dict[str, Any]:
    """The decisions as columns; what repeats is a place in a list of names."""
    names: dict[str, int] = {}

    def place(name: Any) -> int | None:
        return None if name is None else names.setdefault(shown_text(str(name)), len(names))

    frame = decisions.astype(object).where(decisions.notna(), None)

    def plain(name: str) -> list[str | None]:
        return [None if value is None else shown_text(str(value)) for value in frame[name]]

    table: dict[str, Any] = {
        "id": plain("id"),
        "title": plain("title"),
        "role": [place(value) for value in frame["role"]],
        "label": [place(value) for value in frame["label"]],
        "case": [place(value) for value in frame["case"]],
        "confidence": [round(float(value or 0.0), 4) for value in frame["confidence"]],
        "queued": [int(bool(value)) for value in frame["queued"]],
        "candidates": [
            [[place(role), round(float(share), 3)] for role, share in zip(roles, shares, strict=True)][:5]
            for roles, shares in zip(decisions["candidates"], decisions["probabilities"], strict=True)
        ],
        "reason": plain("reason"),
    }
    if with_text:
        texts = read_frame(folder.jds, ["text"])["text"]
        table["text"] = [shown_text(value) if isinstance(value, str) else None for value in texts]
    table["names"] = list(names)
    table["colors"] = [role_color(name) for name in names]
    table["meaning"] = dict(CASE_MEANING)
    return table


def _script_json(body: Any) -> str:
    """JSON that may stand in a script element: nothing in it can end that element."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
