"""Executing a notebook into a run folder, with checked parameters."""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jdwork.errors import RunError, did_you_mean
from jdwork.runs.files import RunFolder, write_atomically

PLOTLY = "application/vnd.plotly.v1+json"


def check_parameters(notebook: Path, parameters: Mapping[str, Any]) -> None:
    """Check parameters against those that a notebook declares.

    papermill only logs a warning for an unknown parameter, and fails deep inside for a value that is
    no JSON; both are caught here.

    Raises
    ------
    RunError
        Naming the parameter and those there are.
    """
    import papermill

    try:
        declared = papermill.inspect_notebook(str(notebook))
    except OSError as error:
        raise RunError(f"The notebook cannot be read ({error.strerror}).", where=str(notebook)) from None
    except ValueError as error:
        raise RunError(f"This is not a notebook ({error}).", where=str(notebook)) from None
    for name, value in parameters.items():
        if name not in declared:
            raise RunError(
                f"The notebook has no parameter '{name}'.",
                where=notebook.name,
                hint=did_you_mean(name, declared),
            )
        try:
            json.dumps(value)
        except TypeError:
            raise RunError(
                f"Parameter '{name}' is a {type(value).__name__}; give text, a number or a list.",
                where=notebook.name,
                hint="Pass a path as text, a numpy number as int or float.",
            ) from None


def execute_notebook(
    notebook: Path,
    folder: RunFolder,
    parameters: Mapping[str, Any],
    *,
    working_directory: Path,
    progress: bool = True,
) -> None:
    """Execute a notebook with papermill and keep it, with its page, in a run folder.

    Parameters
    ----------
    notebook
        The source; it is not changed.
    folder
        Gets ``notebook.ipynb`` and ``notebook.html``, also when a cell fails.
    parameters
        JSON values by name.
    working_directory
        Where the kernel starts.
    progress
        Whether to show papermill's bar on stderr.

    Raises
    ------
    RunError
        If a parameter is unknown or a cell fails; the message quotes the cell's error and says where
        the executed notebook lies.
    """
    import papermill
    from papermill.exceptions import PapermillExecutionError

    check_parameters(notebook, parameters)
    try:
        papermill.execute_notebook(
            str(notebook),
            str(folder.notebook),
            parameters=dict(parameters),
            cwd=str(working_directory),
            progress_bar=progress,
            store_widget_state=False,
            kernel_name="python3",
            log_output=False,
            # Errors only: a kernel on loopback otherwise warns in the terminal at every start.
            extra_arguments=["--IPKernelApp.log_level=40"],
        )
    except PapermillExecutionError as error:
        raise RunError(
            f"Cell {error.exec_count} failed: {error.ename}: {error.evalue}",
            where=notebook.name,
            hint=f"The executed notebook, as far as it came, is {folder.notebook}.",
        ) from None
    finally:
        if folder.notebook.exists():
            _forget_paths(folder.notebook, working_directory)
            write_atomically(folder.html, notebook_page(folder.notebook).encode())


def notebook_page(notebook: Path) -> str:
    """Render an executed notebook as one page that works offline.

    Plotly figures are stored in the notebook as data alone; here they are drawn, with the library put
    into the page once. A page without figures does without the library.
    """
    import nbformat
    import plotly.io
    from nbconvert import HTMLExporter

    book = nbformat.read(notebook, as_version=4)
    library = True
    for cell in book.cells:
        for shown in cell.get("outputs", []):
            data = shown.get("data", {})
            if PLOTLY in data:
                figure = dict(data.pop(PLOTLY))
                config = {**figure.pop("config", {}), "responsive": True, "displayModeBar": False}
                data["text/html"] = plotly.io.to_html(
                    figure, config=config, include_plotlyjs=library, full_html=False, validate=False
                )
                library = False
    exporter = HTMLExporter(exclude_input_prompt=True, exclude_output_prompt=True)
    # Nothing is fetched from anywhere: formulas and diagrams stay text.
    for name in (
        "mathjax_url",
        "require_js_url",
        "jquery_url",
        "mermaid_js_url",
        "mermaid_layout_elk_js_url",
    ):
        if exporter.has_trait(name):
            setattr(exporter, name, "")
    page, _ = exporter.from_notebook_node(book)
    return str(page)


def _forget_paths(notebook: Path, workspace: Path) -> None:
    """Take this machine's paths out of an executed notebook: a run folder may be handed on.

    papermill notes them in its metadata; tracebacks and libraries' warnings name them in outputs.
    """
    import nbformat

    book = nbformat.read(notebook, as_version=4)
    kept = book.metadata.get("papermill", {})
    for key in ("input_path", "output_path"):
        if kept.get(key):
            kept[key] = Path(kept[key]).name
    text = nbformat.writes(book)
    for path, name in _own_paths(notebook.parent, workspace):
        spelled = re.escape(json.dumps(path, ensure_ascii=False)[1:-1])
        text = re.sub(rf"{spelled}(?![\w-])", name, text)
    write_atomically(notebook, (text + "\n").encode())


def _own_paths(run: Path, workspace: Path) -> list[tuple[str, str]]:
    """Folders of this machine that outputs may name, and what to call them, the longest first."""
    named = {
        Path.home(): "~",
        Path(tempfile.gettempdir()): "<temp>",
        Path.cwd(): "<here>",
        Path(sys.base_prefix): "<python>",
        Path(sys.prefix): "<python>",
        Path(__file__).resolve().parent.parent.parent: "<jdwork>",
        workspace.resolve(): "<workspace>",
        run.resolve(): "<run>",
    }
    # "/" or "/usr" tell nothing of whose machine this is.
    found = [
        (str(path), name) for path, name in named.items() if len(path.parts) > 2 or name in ("~", "<temp>")
    ]
    return sorted(((path, name) for path, name in found if path != "/"), key=lambda pair: -len(pair[0]))
