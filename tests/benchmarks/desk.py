"""How long an analyst waits at the tuning desk, over a run of any size, in a real JupyterLab in Chromium.

``python -m tests.benchmarks.desk --jds 10000 --from RUN`` prints a table, and JSON with ``--json``.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jdwork.workspace import Workspace, create_workspace
from tests.benchmarks.workbench import NOTEBOOKS, read_arguments, report, row, run_folder
from tests.browser.lab import LabPage, browser, lab_server, open_notebook, write_notebook

NOTEBOOK = "05_tune_thresholds.ipynb"
REPEATS = 12
BOUND = 0.3
"""Seconds after a key until everything has followed."""
TURNED = {"accept.min_confidence": "ArrowRight", "new_role.max": "PageUp"}
"""Keys that turn dials such that decisions change."""

_WATCH = """() => {
    // From the key to the first frame after which nothing that follows the dials changes any more.
    const parts = {
        totals: '.jd-tune-totals', curves: '.jd-tune-curves .scatterlayer', confusions: '.jd-tune-pairs',
        flips: '.jd-tune-flips'};
    window.jdSeen = {};
    window.jdKey = null;
    for (const [name, css] of Object.entries(parts)) {
        new MutationObserver(() => {
            const key = window.jdKey;
            if (key !== null) requestAnimationFrame(() => { window.jdSeen[name] = performance.now() - key; });
        }).observe(document.querySelector(css).closest('.jupyter-widgets, .lm-Widget') ??
            document.querySelector(css),
            {subtree: true, childList: true, characterData: true, attributes: true});
    }
    addEventListener('keydown', () => { window.jdSeen = {}; window.jdKey = performance.now(); },
        {capture: true});
}"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and say by the exit code whether the bound is kept."""
    asked = read_arguments(arguments, name="desk", jds=10_000, about=__doc__)
    with tempfile.TemporaryDirectory(prefix="jdwork-bench-") as folder:
        home = Path(folder)
        root = asked.workspace or create_workspace(home / "workspace").root
        workspace = Workspace(root.resolve())
        run = run_folder(asked.run, workspace, asked.jds)
        measured = measure(workspace, run.path.name, home, pictures=asked.pictures or home)
    return report(asked, NOTEBOOK, measured)


def measure(workspace: Workspace, run: str, home: Path, *, pictures: Path) -> list[dict[str, Any]]:
    """Open the notebook on a run, turn dials by keys, and time what follows.

    Returns
    -------
    list of dict
        What, seconds (median, most, number of times), and the bound.
    """
    target = workspace.notebooks / "benchmark.ipynb"
    # Nearly all of the JDs are to be on the desk.
    write_notebook(NOTEBOOKS / NOTEBOOK, target, {"run": run, "hold_back": 0.05})
    found: list[dict[str, Any]] = []
    with lab_server(workspace.root, home / "lab") as address, browser() as driver:
        page = open_notebook(driver, address, f"notebooks/{target.name}", pictures=pictures)
        try:
            begun = time.monotonic()
            page.run_all(timeout=600_000)
            page.page.locator(".jd-tune-curves .scatterlayer").first.wait_for()
            found.append(row("open", [time.monotonic() - begun]))
            page.wait_idle()
            page.page.evaluate(_WATCH)
            for key, press in TURNED.items():
                found += [
                    row(f"{key}: {name}", times, BOUND) for name, times in turned(page, key, press).items()
                ]
            page.check()
            page.screenshot("benchmark", whole=True)
        finally:
            page.close()
            target.unlink(missing_ok=True)
    return found


def turned(page: LabPage, key: str, press: str) -> dict[str, list[float]]:
    """Turn a dial key by key; seconds until each part has followed, where it changed."""
    page.page.locator(f'.jd-dial[data-key="{key}"] input[type=range]').focus()
    times: dict[str, list[float]] = {}
    for _ in range(REPEATS):
        page.page.keyboard.press(press)
        time.sleep(1.2)  # long after: what follows late is to be seen, too
        for name, taken in page.page.evaluate("window.jdSeen").items():
            times.setdefault(name, []).append(taken / 1000)
    return times


if __name__ == "__main__":
    sys.exit(main())
