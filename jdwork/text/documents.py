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
from jdwork.text.extraction import read_in_process
from jdwork.text.limits import (
    MAX_FILE_BYTES,
    MAX_MEMBERS,
    MAX_PAGE_BYTES,
    MAX_UNPACKED_BYTES,
)

__all__ = ["DOCUMENT_EXTENSIONS", "extract_text", "html_to_text"]

DOCUMENT_EXTENSIONS = frozenset({".txt", ".text", ".md", ".markdown", ".html", ".htm", ".pdf", ".docx"})

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
        If the file is too large, damaged, locked with a password, holds no text, or costs too much to read
        (see `jdwork.text.limits`).
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
        text = read_in_process(path)
    elif extension == ".docx":
        _check_packing(path)
        text = read_in_process(path)
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
        If the bytes are no text, or too many for a page.
    """
    if len(data) > MAX_PAGE_BYTES:
        raise InputError(
            f"The page has {len(data):,} bytes, more than the {MAX_PAGE_BYTES:,} allowed.",
            where=where,
            hint="Save its text alone.",
        )
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


def _check_packing(path: Path) -> None:
    """Refuse a Word file that says it unpacks to too much: no more than it says is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise InputError(
            "The file is no Word document (.docx), or is damaged.",
            where=str(path),
            hint="An old .doc file has to be saved as .docx first.",
        ) from error
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_MEMBERS:
        raise InputError(
            f"The document is packed in {len(entries):,} parts, more than the {MAX_MEMBERS:,} allowed.",
            where=str(path),
            hint="Save its text alone.",
        )
    if unpacked > MAX_UNPACKED_BYTES:
        raise InputError(
            f"The document unpacks to {unpacked:,} bytes, more than the {MAX_UNPACKED_BYTES:,} allowed.",
            where=str(path),
            hint="Remove its pictures, or save its text alone.",
        )
