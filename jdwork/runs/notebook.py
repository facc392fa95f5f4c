"""Executing a notebook into a run folder, with checked parameters."""

from __future__ import annotations

import json
import re
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jdwork import __version__
from jdwork.errors import RunError
from jdwork.runs.files import RunFolder, write_atomically
from jdwork.runs.notebook_parameters import declared_parameters, must_be_storable, unknown_parameter
from jdwork.runs.notebook_record import NotebookRecord, write_notebook_record

PLOTLY = "application/vnd.plotly.v1+json"


class NotebookCellError(RunError):
    """A cell of a notebook failed; the executed notebook is kept as far as it came."""


def check_parameters(notebook: Path, parameters: Mapping[str, Any]) -> None:
    """Check parameters against those that a notebook declares.

    papermill only logs a warning for an unknown parameter, and fails deep inside for a value that it cannot
    store; both are caught here.

    Raises
    ------
    RunError
        Naming the parameter and those there are.
    """
    declared = declared_parameters(notebook)
    for name, value in parameters.items():
        if name not in declared:
            raise unknown_parameter(name, declared, where=notebook.name)
        must_be_storable(name, value, where=notebook.name)


def execute_notebook(
    notebook: Path,
    folder: RunFolder,
    parameters: Mapping[str, Any],
    *,
    working_directory: Path,
    progress: bool = True,
    on_cell: Callable[[int, int, str], None] | None = None,
) -> NotebookRecord:
    """Execute a notebook with papermill and keep it, with its page, in a run folder.

    Parameters
    ----------
    notebook
        The source; it is not changed.
    folder
        Gets ``notebook.ipynb``, ``notebook.html`` and ``notebook.json``, also when a cell fails.
    parameters
        JSON values by name.
    working_directory
        Where the kernel starts.
    progress
        Whether to show papermill's bar on stderr.
    on_cell
        Called before each cell with its place (from 0), the number of cells, and the heading it stands
        under.

    Returns
    -------
    NotebookRecord
        How it went.

    Raises
    ------
    NotebookCellError
        If a cell fails; the message quotes the cell's error and says where the executed notebook lies.
    RunError
        If a parameter is unknown.
    """
    import papermill
    from papermill.exceptions import PapermillExecutionError

    check_parameters(notebook, parameters)
    began = time.monotonic()
    record = NotebookRecord(
        notebook=notebook.stem,
        status="running",
        started=datetime.now(UTC).isoformat(timespec="seconds"),
        code_version=__version__,
        parameters=json.loads(_without_paths(json.dumps(dict(parameters)), folder.path, working_directory)),
    )
    write_notebook_record(folder, record)
    try:
        papermill.execute_notebook(
            str(notebook),
            str(folder.notebook),
            parameters=dict(parameters),
            engine_name=_engine(),
            on_cell=on_cell,
            cwd=str(working_directory),
            progress_bar=progress,
            store_widget_state=False,
            kernel_name="python3",
            log_output=False,
            # Errors only: a kernel on loopback otherwise warns in the terminal at every start.
            extra_arguments=["--IPKernelApp.log_level=40"],
        )
        record = replace(record, status="complete")
    except PapermillExecutionError as error:
        said = f"{error.ename}: {error.evalue}" if error.evalue else str(error.ename)
        told = _without_paths(said, folder.path, working_directory)
        record = replace(record, status="failed", error=f"Cell {error.exec_count}: {told}")
        raise NotebookCellError(
            f"Cell {error.exec_count} failed: {said}",
            where=notebook.name,
            hint=f"The executed notebook, as far as it came, is {folder.notebook}.",
        ) from None
    finally:
        if folder.notebook.exists():
            _forget_paths(folder.notebook, working_directory)
            write_atomically(folder.html, notebook_page(folder.notebook).encode("utf-8", "replace"))
            size = folder.notebook.stat().st_size
            record = replace(record, seconds=round(time.monotonic() - began, 1), size=size)
            if record.status == "running":  # interrupted, or the kernel died
                record = replace(record, status="failed", error="It was cut off.")
        write_notebook_record(folder, record)
    return record


def _engine() -> str:
    """Name of papermill's usual engine with a word before each cell; registering it again does no harm."""
    from papermill.engines import NBClientEngine, papermill_engines

    class TellingEngine(NBClientEngine):
        @classmethod
        def execute_managed_notebook(
            cls, nb_man: Any, kernel_name: str, *, on_cell: Any = None, **options: Any
        ) -> Any:
            if on_cell is not None:
                start, headings = nb_man.cell_start, _headings(nb_man.nb.cells)

                def cell_start(cell: Any, cell_index: int | None = None, **more: Any) -> Any:
                    if cell_index is not None:
                        on_cell(cell_index, len(headings), headings[cell_index])
                    return start(cell, cell_index, **more)

                nb_man.cell_start = cell_start
            return super().execute_managed_notebook(nb_man, kernel_name, **options)

    papermill_engines.register("jdwork", TellingEngine)
    return "jdwork"


def _headings(cells: Sequence[Any]) -> list[str]:
    """The heading that each cell stands under."""
    found, last = [], ""
    for cell in cells:
        if cell.cell_type == "markdown" and (named := re.match(r"#+\s*(.+)", cell.source)):
            last = named.group(1).strip()
        found.append(last)
    return found


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
    text = _without_paths(nbformat.writes(book), notebook.parent, workspace)
    write_atomically(notebook, (text + "\n").encode("utf-8", "replace"))


def _without_paths(text: str, run: Path, workspace: Path) -> str:
    """Put names for this machine's folders into a text, which may be JSON."""
    for path, name in _own_paths(run, workspace):
        spelled = re.escape(json.dumps(path, ensure_ascii=False)[1:-1])
        text = re.sub(rf"{spelled}(?![\w-])", name, text)
    return text


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
