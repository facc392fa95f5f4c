"""Reading files that hold one job description each: text, Markdown, HTML, PDF, Word."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jdwork.errors import InputError
from jdwork.text.cleaning import BLOCK_TAGS
from jdwork.text.decoding import decode, find_encoding, open_bytes

DOCUMENT_EXTENSIONS = frozenset({".txt", ".text", ".md", ".markdown", ".html", ".htm", ".pdf", ".docx"})

MAX_FILE_BYTES = 50_000_000
"""A larger file is no single job description."""

MAX_UNPACKED_BYTES = 50_000_000
"""A Word file may say it unpacks to this much; more is taken for an attack."""

MAX_PAGES = 200

_HIDDEN = frozenset({"script", "style", "head", "template", "noscript", "svg", "iframe", "object", "select"})


def extract_text(path: Path) -> str:
    """Extract the text of a document.

    Parameters
    ----------
    path
        A file with one of the extensions in ``DOCUMENT_EXTENSIONS``.

    Returns
    -------
    str
        Text with one block a line, items of lists behind ``"• "``.

    Raises
    ------
    InputError
        If the file is too large, damaged, locked with a password, or holds no text.
    """
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        raise InputError(
            f"The file has {size:,} bytes, more than the {MAX_FILE_BYTES:,} that one document may have.",
            where=str(path),
            hint="Give many job descriptions as csv, jsonl or parquet.",
        )
    extension = path.suffix.lower()
    if extension == ".pdf":
        text = _read_pdf(path)
    elif extension == ".docx":
        text = _read_docx(path)
    else:
        with open_bytes(path) as file:
            data = file.read()
        text = (
            html_to_text(data, where=str(path))
            if extension in (".html", ".htm")
            else decode(data, where=str(path))
        )
    if not text.strip():
        hint = (
            "A scanned PDF needs text recognition first."
            if extension == ".pdf"
            else "Nothing can be read from it."
        )
        raise InputError("The file holds no text.", where=str(path), hint=hint)
    return text


def html_to_text(data: bytes, *, where: str) -> str:
    """Extract the visible text of an HTML page.

    Parameters
    ----------
    data
        The page; a declared character set is respected.
    where
        Its name, for messages.

    Returns
    -------
    str
        One block a line, items of lists behind ``"• "``, cells of a table's row behind one another.

    Raises
    ------
    InputError
        If the bytes are no text.
    """
    from bs4 import BeautifulSoup

    encoding = find_encoding(data, where=where)
    # UTF-8 that proves itself wins over a declaration, which is often a leftover of a template.
    soup = BeautifulSoup(data, "lxml", from_encoding=None if encoding == "cp1252" else encoding)
    pieces: list[str] = []
    for text in _walk(soup):
        pieces.append(text)
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _walk(root: Any) -> Iterator[str]:
    """Text and line ends in reading order, without recursion: pages can be nested thousands deep."""
    from bs4 import Comment, NavigableString, Tag

    stack: list[Any] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, str) and not isinstance(node, NavigableString):
            yield node
        elif isinstance(node, NavigableString):
            # Comments, doctypes and the like are subclasses of it.
            if type(node) is NavigableString and not isinstance(node, Comment):
                yield re.sub(r"\s+", " ", node)
        elif isinstance(node, Tag):
            name = (node.name or "").lower()
            if name in _HIDDEN:
                continue
            if name in ("td", "th"):
                stack.append("  ")
            elif name in BLOCK_TAGS or name == "li":
                yield "\n• " if name == "li" else "\n"
                stack.append("\n")
            stack.extend(reversed(node.contents))


def _read_pdf(path: Path) -> str:
    import logging

    from pypdf import PdfReader

    # pypdf reports each flaw of a file as a warning of its own; what matters is raised.
    logging.getLogger("pypdf").setLevel(logging.ERROR)
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError(
                "The PDF is locked with a password.", where=str(path), hint="Save a copy without a password."
            )
        pages = [page.extract_text() for _, page in zip(range(MAX_PAGES), reader.pages, strict=False)]
    except InputError:
        raise
    except Exception as error:
        # A damaged PDF makes pypdf raise almost anything.
        raise InputError(
            f"The PDF is damaged or of an unknown kind ({type(error).__name__}: {error}).",
            where=str(path),
            hint="Open it in a viewer and save it again, or paste its text into a .txt file.",
        ) from error
    return "\n\n".join(pages).strip()


def _read_docx(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise InputError(
            "The file is no Word document (.docx), or is damaged.",
            where=str(path),
            hint="An old .doc file has to be saved as .docx first.",
        ) from error
    if unpacked > MAX_UNPACKED_BYTES:
        raise InputError(
            f"The document unpacks to {unpacked:,} bytes, more than the {MAX_UNPACKED_BYTES:,} allowed.",
            where=str(path),
            hint="Remove its pictures, or save its text alone.",
        )
    import docx

    try:
        document = docx.Document(str(path))
        lines = list(_docx_lines(document))
    except Exception as error:
        # python-docx raises what its XML and zip layers raise.
        raise InputError(
            f"The Word document is damaged ({type(error).__name__}: {error}).",
            where=str(path),
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
