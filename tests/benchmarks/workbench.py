"""How long an analyst waits at notebook 04, over a run of any size, in a real JupyterLab in Chromium.

``python -m tests.benchmarks.workbench --jds 50000 --from RUN`` prints a table, and JSON with ``--json``.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from jdwork.runs import RunFolder, execute_run
from jdwork.workbench import open_workbench
from jdwork.workspace import Workspace, create_workspace
from tests.benchmarks.resampled import write_resampled_run
from tests.browser.lab import LabPage, browser, lab_server, open_notebook, write_notebook

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
NOTEBOOK = "04_misclassifications.ipynb"
REPEATS = 7
PATIENCE = 120_000
BOUNDS = {"open": 15.0, "filter": 0.3, "selection": 0.3, "next": 0.3, "map click": 0.3}
"""Seconds that an analyst should wait at most."""

_WAIT_FOR = """async ([act, read]) => {
    // Time from the act to the first frame in which what is read has become another.
    const look = () => { const found = document.querySelector(read); return found ? found.textContent : ''; };
    const before = look(), start = performance.now();
    (0, eval)(act);
    while (look() === before) {
        if (performance.now() - start > 60000) return null;
        await new Promise(requestAnimationFrame);
    }
    return (performance.now() - start) / 1000;
}"""
_WATCH_CLICK = """read => {
    // As above, from a click that the mouse does.
    const look = () => document.querySelector(read)?.textContent ?? '';
    const before = look();
    window.jdTook = null;
    addEventListener('mouseup', () => {
        const start = performance.now();
        const again = () => {
            if (look() !== before) window.jdTook = (performance.now() - start) / 1000;
            else if (performance.now() - start < 20000) requestAnimationFrame(again);
        };
        requestAnimationFrame(again);
    }, {once: true, capture: true});
}"""
_TABLE, _LENS = ".jd-errors", ".jd-inspector .jd-badges .jd-id"
_TYPE = """{ const field = document.querySelector('.jd-errors .jd-search'); field.value = %s;
    field.dispatchEvent(new Event('input', {bubbles: true})); }"""
_POINTS = """() => {
    const plot = document.querySelector('.jd-map .js-plotly-plot'), layout = plot._fullLayout;
    const box = plot.getBoundingClientRect(), points = [];
    for (const trace of plot._fullData) {
        const xs = Array.from(trace.x ?? []), ys = Array.from(trace.y ?? []);
        for (let place = 0; place < xs.length && points.length < 4000; place += 1) points.push([
            box.left + layout.xaxis._offset + layout.xaxis.l2p(xs[place]),
            box.top + layout.yaxis._offset + layout.yaxis.l2p(ys[place])]);
    }
    return points;
}"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and say by the exit code whether all bounds are kept."""
    asked = read_arguments(arguments, name="workbench", jds=50_000, about=__doc__)
    with tempfile.TemporaryDirectory(prefix="jdwork-bench-") as folder:
        home = Path(folder)
        root = asked.workspace or create_workspace(home / "workspace").root
        workspace = Workspace(root.resolve())
        run = run_folder(asked.run, workspace, asked.jds)
        measured = measure(workspace, run, home, pictures=asked.pictures or home)
    return report(asked, NOTEBOOK, measured)


def measure(workspace: Workspace, run: RunFolder, home: Path, *, pictures: Path) -> list[dict[str, Any]]:
    """Open the notebook on a run and measure each thing that is done there.

    Returns
    -------
    list of dict
        What, seconds (median, most, number of times), and the bound.
    """
    target = workspace.notebooks / "benchmark.ipynb"
    write_notebook(NOTEBOOKS / NOTEBOOK, target, {"run": run.path.name})
    found: list[dict[str, Any]] = []
    with lab_server(workspace.root, home / "lab") as address, browser() as driver:
        page = open_notebook(driver, address, f"notebooks/{target.name}", pictures=pictures)
        try:
            begun = time.monotonic()
            page.run_all(timeout=600_000)
            page.page.wait_for_selector(f"{_TABLE} tbody tr[data-key]")
            found.append(row("open", [time.monotonic() - begun]))
            for place, seconds in enumerate(page.seconds()):
                if seconds is not None and seconds >= 0.1:
                    found.append(row(f"  cell {place}", [seconds]))
            for name, act in ACTS.items():
                page.wait_idle()
                found.append(row(name, act(page)))
            page.check()
            page.screenshot("benchmark", whole=True)
        finally:
            page.close()
            target.unlink(missing_ok=True)
    return found


def table(measured: Sequence[dict[str, Any]]) -> list[str]:
    """Lay out what `measure` found."""
    lines = [f"{'what':<36}{'median':>9}{'most':>9}{'times':>7}{'bound':>8}"]
    for row in measured:
        bound = "" if row["bound"] is None else f"{row['bound']:.1f}"
        late = row["bound"] is not None and row["median"] > row["bound"]
        lines.append(
            f"{row['what']:<36}{row['median']:>8.2f}s{row['most']:>8.2f}s{row['times']:>7}{bound:>8}"
            + ("  LATE" if late else "")
        )
    return lines


def _typing(page: LabPage) -> list[float]:
    """Search: typed to rows changed, what waits for the next key included."""
    words = ["engineer", "manager", "data", "sales", "nurse", "design", "account"][:REPEATS]
    times = [_timed(page, _TYPE % json.dumps(word), f"{_TABLE} .jd-found") for word in words]
    _timed(page, _TYPE % '""', f"{_TABLE} .jd-found")
    return times


def _selecting(page: LabPage) -> list[float]:
    """A click on a row, to the inspector showing that JD."""
    return [
        _timed(page, f"document.querySelectorAll('{_TABLE} tbody tr[data-key]')[{row}].click()", _LENS)
        for row in range(1, REPEATS + 1)
    ]


def _going_on(page: LabPage) -> list[float]:
    """The inspector's button for the next JD."""
    return [
        _timed(page, "document.querySelector('.jd-inspector .jd-forth').click()", _LENS)
        for _ in range(REPEATS)
    ]


def _clicking(page: LabPage) -> list[float]:
    """A click on a point of the map, to the inspector showing that JD."""
    page.page.locator(".jd-map").first.scroll_into_view_if_needed()
    points = page.page.evaluate(_POINTS)
    times: list[float] = []
    for x, y in points[:: max(len(points) // (4 * REPEATS), 1)]:
        page.page.mouse.move(x, y)
        hovered = page.page.locator(".jd-map .hoverlayer .hovertext")
        if not _soon(lambda hovered=hovered: hovered.count() > 0):
            continue  # covered by another or out of sight
        page.page.evaluate(_WATCH_CLICK, _LENS)
        page.page.mouse.down()
        page.page.mouse.up()
        if _soon(lambda: page.page.evaluate("window.jdTook") is not None, patience=20.0):
            times.append(float(page.page.evaluate("window.jdTook")))
        if len(times) == REPEATS:
            break
    return times


ACTS: dict[str, Callable[[LabPage], list[float]]] = {
    "filter": _typing,
    "selection": _selecting,
    "next": _going_on,
    "map click": _clicking,
}


def _timed(page: LabPage, act: str, read: str) -> float:
    seconds = page.page.evaluate(_WAIT_FOR, [act, read])
    return float("inf") if seconds is None else float(seconds)


def _soon(true: Callable[[], bool], *, patience: float = 2.0) -> bool:
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.01)
    return False


def row(what: str, times: Sequence[float], bound: float | None = None) -> dict[str, Any]:
    """Sum up how long something took."""
    return {
        "what": what,
        "median": statistics.median(times) if times else float("inf"),
        "most": max(times, default=float("inf")),
        "times": len(times),
        "bound": bound or BOUNDS.get(what),
    }


def run_folder(source: Path | None, workspace: Workspace, jds: int) -> RunFolder:
    """Give the run that is looked at: drawn from another, or from one of the samples."""
    target = RunFolder(workspace.runs / f"resampled-{jds}")
    if target.manifest.exists():
        return target
    if source is None:
        from jdwork.runs import new_run_folder, without_names
        from jdwork.text import read_jds

        workbench = open_workbench(workspace.root)
        samples = read_jds(workspace.catalog / "samples" / "samples.jsonl", label_field="label")
        made = new_run_folder(workspace.runs, "samples")
        execute_run(without_names(samples, workbench.snapshot), workbench.pipeline, made, name="samples")
        source = made.path
    return write_resampled_run(RunFolder(source), target, jds=jds)


def report(asked: argparse.Namespace, notebook: str, measured: list[dict[str, Any]]) -> int:
    """Print what was measured, and write it as JSON where asked for; 1 if a bound was missed."""
    sys.stdout.write("\n".join(table(measured)) + "\n")
    if asked.json:
        body = {"jds": asked.jds, "notebook": notebook, "measured": measured}
        asked.json.write_text(json.dumps(body, indent=2) + "\n")
    return int(any(row["median"] > row["bound"] for row in measured if row["bound"] is not None))


def read_arguments(
    arguments: Sequence[str] | None, *, name: str, jds: int, about: str | None
) -> argparse.Namespace:
    """Read what a benchmark in JupyterLab is asked on the command line."""
    parser = argparse.ArgumentParser(prog=f"python -m tests.benchmarks.{name}", description=about)
    parser.add_argument("--jds", type=int, default=jds, help="how many JDs the run has")
    parser.add_argument(
        "--from", dest="run", type=Path, help="folder of a labelled run to draw from; else one of the samples"
    )
    parser.add_argument("--workspace", type=Path, help="workspace to open it in; else a new one")
    parser.add_argument("--json", type=Path, help="where the figures go as JSON")
    parser.add_argument("--pictures", type=Path, help="folder for a picture of how it looked")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
