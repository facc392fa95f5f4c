"""A real JupyterLab in a real browser: starting it, opening a notebook, running it, reading its cells."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
         "--disable-background-networking", "--disable-component-update",
         "--disable-dev-shm-usage"]  # fmt: skip
PATIENCE = 240_000
"""Milliseconds that a step may take on a busy machine; nothing waits so long that is ready sooner."""

LATE = "[anywidget] Failed to initialize model."
"""Said where a widget's script takes longer than two seconds, as on a busy machine; the widget is drawn all
the same, and one that is not shows an error in its place."""

_SUBSHELL = re.compile(
    r"Task was destroyed but it is pending!\n"
    r"task: <Task pending [^\n]*_async_in_context[^\n]*ipykernel[^\n]*>\n?"
    r"|[^\n]*RuntimeWarning: coroutine '_async_in_context[^\n]*' was never awaited\n(?:  [^\n]*\n?)?"
    r"|RuntimeWarning: Enable tracemalloc to get the object allocation traceback\n?"
)
"""Said by ipykernel where JupyterLab closes a subshell, the thread that serves a widget's messages, while a
last message is on its way; the widget that it belonged to is gone by then."""

_READY = """name => {
    const panel = window.jupyterapp?.shell.currentWidget;
    return panel?.context?.isReady && panel.context.path === name && panel.content?.widgets?.length > 0
        && panel.sessionContext?.session?.kernel?.status === 'idle';
}"""
_ALL_THE_WIDTH = """() => {
    window.jupyterapp.shell.collapseLeft();
    window.jupyterapp.shell.collapseRight();
}"""
_START = """() => {
    window.jdRun = {done: false};
    window.jupyterapp.commands.execute('notebook:run-all-cells')
        .finally(() => { window.jdRun.done = true; });
}"""
_DONE = """() => window.jdRun?.done
    && window.jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status === 'idle'"""
_IDLE = "() => window.jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status === 'idle'"
_OUTPUTS = """() => window.jupyterapp.shell.currentWidget.content.widgets.map(
    cell => cell.model.sharedModel.toJSON().outputs ?? [])"""
_SECONDS = """() => window.jupyterapp.shell.currentWidget.content.widgets.map(cell => {
    const told = cell.model.getMetadata('execution') ?? {};
    const begun = Date.parse(told['iopub.execute_input']), ended = Date.parse(told['shell.execute_reply']);
    return Number.isFinite(ended - begun) ? (ended - begun) / 1000 : null;
})"""
_HEIGHT = """() => {
    const widget = window.jupyterapp.shell.currentWidget.content.node;
    const inner = widget.querySelector('.jp-WindowedPanel-outer') ?? widget;
    inner.scrollTop = 0;
    const cells = [...inner.querySelectorAll('.jp-Cell')].map(cell => cell.getBoundingClientRect());
    return Math.ceil(Math.max(...cells.map(one => one.bottom)) + 80);
}"""
_DRAWN = """() => [...document.querySelectorAll('.js-plotly-plot')].every(
    plot => plot.querySelector('.main-svg, .gl-container'))"""


class LabError(AssertionError):
    """JupyterLab did not start, or a cell of a notebook complained."""


def chromium() -> str | None:
    """Find the browser: ``JDWORK_CHROMIUM``, else one on the path."""
    return os.environ.get("JDWORK_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


@contextlib.contextmanager
def lab_server(root: Path, folder: Path, *, environment: Mapping[str, str] | None = None) -> Iterator[str]:
    """Serve a JupyterLab of its own: own port, own settings, nothing of the user's.

    Parameters
    ----------
    root
        What it serves: a workspace, or a folder of workspaces. A notebook finds the workspace that it
        lies in, since no ``JDWORK_`` variable of this process reaches it.
    folder
        For its settings and its log; made where absent.
    environment
        Variables for the kernels, such as ``JDWORK_EMBED__ENCODER``.

    Yields
    ------
    str
        Its address.
    """
    _write_settings(folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JDWORK_", "JUPYTER"))}
    variables = {
        **kept,
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"),
        "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
        "HF_HUB_OFFLINE": "1",
        **(environment or {}),
    }
    options = [
        f"--ServerApp.root_dir={root}", "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0", "--IdentityProvider.token=", "--LabApp.expose_app_in_browser=True",
        "--no-browser", "--allow-root",
    ]  # fmt: skip
    log = folder / "lab.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options],
            env=variables, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}"
        for _ in range(480):
            with contextlib.suppress(urllib.error.URLError, OSError):
                urllib.request.urlopen(f"{address}/api", timeout=2).close()
                break
            if process.poll() is not None:
                raise LabError(f"JupyterLab ended:\n{log.read_text()[-2000:]}")
            time.sleep(0.25)
        else:
            raise LabError(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")
        yield address
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(20)
        # Its own process group only: the server and the kernels that it left.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


@contextlib.contextmanager
def browser() -> Iterator[Any]:
    """Start headless Chromium, as `chromium` finds it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=chromium(), args=FLAGS)
        try:
            yield started
        finally:
            started.close()


class LabPage:
    """A notebook that is open in JupyterLab.

    Attributes
    ----------
    page
        The browser's page; anything that playwright does can be done with it.
    console_errors
        What the page's scripts complained of so far.
    """

    def __init__(self, page: Any, name: str, pictures: Path) -> None:
        self.page = page
        self.name = name
        self.pictures = pictures
        self.console_errors: list[str] = []
        page.on("pageerror", lambda error: self._complained(str(error)))
        page.on("console", self._told)

    def _told(self, said: Any) -> None:
        # What the browser could not load is a response, which the server's log has; JupyterLab asks for
        # files that need not be there.
        if said.type == "error" and not said.text.startswith("Failed to load resource"):
            self._complained(said.text)

    def _complained(self, text: str) -> None:
        if LATE not in text:
            self.console_errors.append(text)

    def run_all(self, *, timeout: int = PATIENCE) -> None:
        """Run every cell and wait until all is done and drawn.

        Raises
        ------
        LabError
            If a cell failed or wrote to stderr, with what it said.
        """
        self.page.evaluate(_START)
        self.page.wait_for_function(_DONE, timeout=timeout)
        self.check()
        self.page.wait_for_function(_DRAWN, timeout=timeout)

    def check(self) -> None:
        """Fail on any error or stderr output of any cell, those out of sight too."""
        for place, outputs in enumerate(self.outputs()):
            for output in outputs:
                if output["output_type"] == "error":
                    raise LabError(f"{self.name}, cell {place}: {output['ename']}: {output['evalue']}")
                said = _SUBSHELL.sub("", _text(output.get("text", "")))
                if output.get("name") == "stderr" and said.strip():
                    raise LabError(f"{self.name}, cell {place} wrote to stderr: {said}")
        broken = self.page.locator(".jp-OutputArea-output", has_text="Error displaying widget")
        if broken.count():
            raise LabError(f"{self.name}: {broken.first.inner_text()}")

    def wait_idle(self, *, timeout: int = PATIENCE) -> None:
        """Wait until the kernel has nothing to do."""
        self.page.wait_for_function(_IDLE, timeout=timeout)

    def outputs(self) -> list[list[dict[str, Any]]]:
        """Read every cell's outputs as the notebook's model holds them, by the cell's place."""
        return list(self.page.evaluate(_OUTPUTS))

    def seconds(self) -> list[float | None]:
        """How long the kernel took for each cell, by the cell's place; None where it was not run."""
        return list(self.page.evaluate(_SECONDS))

    def printed(self) -> str:
        """Give all that the cells printed."""
        streams = (one for outputs in self.outputs() for one in outputs if one["output_type"] == "stream")
        return "".join(_text(one["text"]) for one in streams)

    def cell(self, place: int) -> Any:
        """Locate a cell by its place among all cells, from 0."""
        return self.page.locator(".jp-Notebook .jp-Cell").nth(place)

    def figure(self, css: str = "", *, place: int = 0) -> Any:
        """Locate a plotly figure, inside the element that ``css`` names or anywhere."""
        return self.page.locator(f"{css} .js-plotly-plot".strip()).nth(place)

    def figures(self) -> Any:
        """Locate all plotly figures."""
        return self.page.locator(".js-plotly-plot")

    def screenshot(self, name: str, *, whole: bool = False) -> Path:
        """Take a picture of what is in sight, or of the whole notebook; gives its file."""
        self.pictures.mkdir(parents=True, exist_ok=True)
        path = self.pictures / f"{name}.png"
        before = self.page.viewport_size
        if whole:
            self._make_tall()
        self.page.screenshot(path=str(path))
        if whole:
            self.page.set_viewport_size(before)
        return path

    def picture_of(self, locator: Any, path: Path) -> Path:
        """Take a picture of one element, whole even where it is longer than the window."""
        before = self.page.viewport_size
        self._make_tall()
        locator.screenshot(path=str(path))
        self.page.set_viewport_size(before)
        return path

    def _make_tall(self) -> None:
        width = self.page.viewport_size["width"]
        self.page.set_viewport_size({"width": width, "height": min(self.page.evaluate(_HEIGHT), 16_000)})
        self.page.evaluate(_HEIGHT)  # back to the top
        self.page.wait_for_function(_DRAWN)

    def close(self) -> None:
        """Stop the kernel and close the page."""
        with contextlib.suppress(Exception):
            self.page.evaluate("async () => await window.jupyterapp.serviceManager.sessions.shutdownAll()")
        self.page.close()


def open_notebook(
    driver: Any, address: str, name: str, *, width: int = 1400, height: int = 1100, pictures: Path
) -> LabPage:
    """Open a notebook and wait for its kernel.

    Parameters
    ----------
    driver
        From `browser`.
    address
        From `lab_server`.
    name
        Path of the notebook below the server's root, with slashes.
    width, height
        Of the window, in CSS pixels.
    pictures
        Where its screenshots go.
    """
    opened = LabPage(driver.new_page(viewport={"width": width, "height": height}), name, pictures)
    page = opened.page
    page.set_default_timeout(PATIENCE)
    page.goto(f"{address}/lab/tree/{name}?reset", wait_until="domcontentloaded")
    page.wait_for_function(_READY, arg=name, timeout=PATIENCE)
    # The list of files takes a quarter of the window from what is looked at.
    page.evaluate(
        "() => { window.jupyterapp.shell.collapseLeft(); window.jupyterapp.shell.collapseRight(); }"
    )
    return opened


def write_notebook(source: Path, target: Path, parameters: Mapping[str, Any]) -> Path:
    """Copy a notebook with other values for its parameters, in a cell behind them, as papermill does."""
    import nbformat
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    from jdwork.runs.notebook import check_parameters

    check_parameters(source, parameters)
    book = load_notebook_node(str(source))
    if parameters:
        book = parameterize_notebook(book, dict(parameters))
    book.metadata.pop("papermill", None)
    target.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(book, target)
    return target


def _text(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)


def _write_settings(folder: Path) -> None:
    """Settings under which nothing pops up and every cell is in the page, those out of sight too."""
    settings = {
        "config/labconfig/page_config.json": {
            "disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}
        },
        "settings/@jupyterlab/notebook-extension/tracker.jupyterlab-settings": {
            "windowingMode": "none",
            "recordTiming": True,
            "scrollPastEnd": False,
        },
    }
    for name, values in settings.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))
