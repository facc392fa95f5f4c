"""Reading PDF and Word files in a process of its own, within bounds of time and memory.

Such a file is a program for its reader: a few hundred bytes of it can ask for hours or gigabytes, or bring
the reader down. Here that ends in an error that names the file.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jdwork.errors import InputError
from jdwork.text.limits import LONGEST_TEXT, MAX_MEMORY_BYTES, MAX_PAGES, MAX_SECONDS

_PACKAGES = Path(__file__).parents[2]
_AGAIN = "Open it in a viewer and save it again, or paste its text into a .txt file."


def read_in_process(path: Path) -> str:
    """Read a PDF or Word file in another process.

    Parameters
    ----------
    path
        A file ending in ``.pdf`` or ``.docx``.

    Returns
    -------
    str
        Its text.

    Raises
    ------
    InputError
        If it is damaged or locked, holds more text than a JD may have, or takes more than `MAX_SECONDS` or
        `MAX_MEMORY_BYTES` to read.
    """
    searched = [str(_PACKAGES), *filter(None, [os.environ.get("PYTHONPATH")])]
    try:
        made = subprocess.run(
            # -P: no module is looked for in the folder of whoever calls.
            [sys.executable, "-P", "-m", "jdwork.text.extraction", str(path.resolve())],
            capture_output=True,
            timeout=MAX_SECONDS,
            check=False,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(searched)},
        )
    except subprocess.TimeoutExpired:
        raise InputError(
            f"Reading the file takes more than {MAX_SECONDS} seconds.", where=str(path), hint=_AGAIN
        ) from None
    try:
        answer = json.loads(made.stdout)
    except ValueError:
        # The process ended at once: its memory was used up, or its parser fell over.
        raise InputError(
            "The file is damaged: its reader broke down.", where=str(path), hint=_AGAIN
        ) from None
    if "problem" in answer:
        raise InputError(answer["problem"], where=str(path), hint=answer["hint"])
    return str(answer["text"])


def main() -> int:
    """Read the file that the command line names, and print what it holds or what is wrong with it."""
    path = Path(sys.argv[1])
    _limit_memory()
    try:
        text = _read_pdf(path) if path.suffix.lower() == ".pdf" else _read_docx(path)
        if len(text) > LONGEST_TEXT:
            raise InputError(f"The file holds more than {LONGEST_TEXT:,} characters of text.", hint=_AGAIN)
        answer = {"text": text}
    except InputError as error:
        answer = {"problem": error.problem, "hint": error.hint or ""}
    except MemoryError:
        answer = {
            "problem": f"Reading the file takes more than {MAX_MEMORY_BYTES // 10**6:,} MB of memory.",
            "hint": _AGAIN,
        }
    sys.stdout.write(json.dumps(answer))
    return 0


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows: there the time alone is bounded.
        return
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))


def _read_pdf(path: Path) -> str:
    import logging

    from pypdf import PdfReader

    # pypdf reports each flaw of a file as a warning of its own; what matters is raised.
    logging.getLogger("pypdf").setLevel(logging.ERROR)
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError("The PDF is locked with a password.", hint="Save a copy without a password.")
        pages, size = [], 0
        for _, page in zip(range(MAX_PAGES), reader.pages, strict=False):
            pages.append(page.extract_text())
            size += len(pages[-1])
            if size > LONGEST_TEXT:
                break
    except (InputError, MemoryError):
        raise
    except Exception as error:
        # A damaged PDF makes pypdf raise almost anything.
        raise InputError(
            f"The PDF is damaged or of an unknown kind ({type(error).__name__}: {error}).",
            hint=_AGAIN,
        ) from error
    return "\n\n".join(pages).strip()


def _read_docx(path: Path) -> str:
    import docx

    try:
        document = docx.Document(str(path))
        lines = list(_docx_lines(document))
    except MemoryError:
        raise
    except Exception as error:
        # python-docx raises what its XML and zip layers raise.
        raise InputError(
            f"The Word document is damaged ({type(error).__name__}: {error}).",
            hint="Open it in Word and save it again.",
        ) from error
    return "\n".join(lines).strip()


def _docx_lines(document: Any) -> Iterator[str]:
    from docx.table import Table

    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                cells = {id(cell._tc): cell.text.strip() for cell in row.cells}
                yield "  ".join(text for text in cells.values() if text)
            continue
        text = block.text.strip()
        style = (block.style.name or "") if block.style is not None else ""
        properties = block._p.pPr
        listed = properties is not None and properties.numPr is not None
        if not text:
            yield ""
        elif listed or style.startswith("List"):
            yield f"• {text}"
        elif style.startswith(("Heading", "Title")):
            yield from ("", text)
        else:
            yield text


if __name__ == "__main__":
    sys.exit(main())
