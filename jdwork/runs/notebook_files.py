"""Finding notebooks by number, part of the name or name, and what they say of themselves."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from jdwork.errors import RunError, did_you_mean


@dataclass(frozen=True, slots=True)
class NotebookFile:
    """A notebook of the workspace.

    Parameters
    ----------
    path
        Its file.
    title
        Its first heading.
    sentence
        The first sentence below it: what the notebook answers.
    """

    path: Path
    title: str
    sentence: str


def list_notebooks(folder: Path) -> list[NotebookFile]:
    """List the notebooks of a folder by name.

    Parameters
    ----------
    folder
        As `Workspace.notebooks`.
    """
    return [_told(path) for path in sorted(folder.glob("*.ipynb"))]


def find_notebook(name: str, folder: Path) -> Path:
    """Find a notebook.

    Parameters
    ----------
    name
        A number (``4`` or ``04``), the beginning of the name or of a word in it (``misclass``), the name,
        or the path of any notebook.
    folder
        Where the notebooks are.

    Raises
    ------
    RunError
        If none or several fit.
    """
    given = Path(name).expanduser()
    if given.suffix == ".ipynb" and given.is_file():
        return given
    asked = name.removesuffix(".ipynb").lower().replace("-", "_").replace(" ", "_")
    paths = sorted(folder.glob("*.ipynb"))
    stems = {path.stem.lower(): path for path in paths}
    if asked in stems:
        return stems[asked]
    if asked.isdigit():
        fits = [path for path in paths if _number(path) == int(asked)]
    else:
        bare = {path: re.sub(r"^\d+_", "", path.stem.lower()) for path in paths}
        fits = [path for path in paths if asked and path.stem.lower().startswith(asked)]
        fits = fits or [path for path in paths if asked and f"_{asked}" in f"_{bare[path]}"]
    if len(fits) == 1:
        return fits[0]
    if fits:
        shown = ", ".join(path.stem for path in fits)
        raise RunError(f"'{name}' fits {len(fits)} notebooks: {shown}.", hint="Give more of the name.")
    words = [part for path in paths for part in (path.stem, re.sub(r"^\d+_", "", path.stem))]
    known = did_you_mean(asked, words if paths else [])
    raise RunError(
        f"There is no notebook '{name}'.",
        where=str(folder),
        hint=known if known.startswith("Did") else "'jdwork notebook --list' names those there are.",
    )


def _number(path: Path) -> int | None:
    found = re.match(r"\d+", path.stem)
    return int(found.group()) if found else None


def _told(path: Path) -> NotebookFile:
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        text = next("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    except (OSError, ValueError, KeyError, TypeError, StopIteration):
        return NotebookFile(path, path.stem, "(cannot be read)")
    lines = text.splitlines()
    title = next((line.lstrip("# ").strip() for line in lines if line.startswith("#")), path.stem)
    prose = [re.sub(r"[*_`]{1,2}", "", line).strip() for line in lines if not line.startswith("#")]
    paragraph = " ".join(" ".join(prose).split())
    # The first sentence ends where another begins.
    sentence = re.split(r"(?<=[.?!])\s+(?=[A-ZÄÖÜ])", paragraph, maxsplit=1)[0]
    return NotebookFile(path, title, sentence)
