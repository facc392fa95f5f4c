"""From bytes to text: byte order marks, UTF-8, and what Windows wrote."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from jdwork.errors import InputError

_SAMPLE = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY = (
    *(b"PK\x03\x04", b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"%PDF", b"MZ", b"\x7fELF", b"\x1f\x8b"),
    *(b"PAR1", b"SQLite format 3\x00", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf", b"\xfd7zXZ", b"BZh"),
)
"""How files of other formats begin."""
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r\f\v\x1b")


def find_encoding(sample: bytes, *, where: str, of_table: bool = False) -> str:
    """Find the encoding of a text file from its beginning.

    A byte order mark decides; else UTF-8, where the bytes are valid as that, or nearly so (single bad
    bytes among many good multi-byte characters); else Windows-1252.

    Parameters
    ----------
    sample
        The first bytes of the file.
    where
        Its name, for the message.
    of_table
        Whether it has many rows: a few NULs then cost their rows at most, not the file.

    Returns
    -------
    str
        A codec name.

    Raises
    ------
    InputError
        If the bytes are no text.
    """
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding
    if b"\x00" in sample and not (of_table and _is_mostly_text(sample)):
        raise InputError(
            "This is a binary file, or UTF-16 without a byte order mark.",
            where=where,
            hint="Save it as UTF-8 text, or give it the extension of its real format.",
        )
    good = sample.decode("utf-8", "replace")
    # The sample may end within a character.
    bad = good[:-3].count("\ufffd")
    if not bad:
        return "utf-8"
    multi_byte = sum(character > "\x7f" for character in good) - bad
    return "utf-8" if multi_byte > 2 * bad else "cp1252"


def _is_mostly_text(sample: bytes) -> bool:
    """Whether bytes are text with a few stray control characters, not a binary format."""
    if sample.startswith(_BINARY):
        return False
    return len(sample) - len(sample.translate(None, _CONTROLS)) <= max(3, 0.05 * len(sample))


def decode(data: bytes, *, where: str) -> str:
    """Decode a whole text file.

    Parameters
    ----------
    data
        Its bytes.
    where
        Its name, for the message.

    Returns
    -------
    str
        The text; bytes that the encoding does not know become U+FFFD.

    Raises
    ------
    InputError
        If the bytes are no text, or mostly control characters.
    """
    encoding = find_encoding(data, where=where)
    text = data.decode(encoding, "replace")
    controls = sum(character < " " and character not in "\t\n\r\f\v\x1b" for character in text[:_SAMPLE])
    if controls > 0.05 * min(len(text), _SAMPLE):
        raise InputError(
            "This does not look like text.",
            where=where,
            hint="Give it the extension of its real format, or save it as UTF-8 text.",
        )
    return text


@contextmanager
def open_bytes(path: Path) -> Iterator[BinaryIO]:
    """Open a file for reading, unpacking gzip.

    Parameters
    ----------
    path
        A file; one whose name ends in ``.gz`` is unpacked.

    Yields
    ------
    binary file

    Raises
    ------
    InputError
        If the file cannot be opened, or its packing is damaged.
    """
    try:
        with path.open("rb") as file:
            if path.suffix.lower() != ".gz":
                yield file
                return
            with gzip.open(file, "rb") as unpacked:
                yield io.BufferedReader(unpacked)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InputError(
            "The gzip packing is damaged or cut off.", where=str(path), hint="Pack the file again."
        ) from error
    except OSError as error:
        raise InputError(
            f"The file cannot be read ({error.strerror or error}).",
            where=str(path),
            hint="Check that it exists and that you may read it.",
        ) from error


def sample_of(file: BinaryIO) -> bytes:
    """Look at the beginning of a file without moving on in it.

    Parameters
    ----------
    file
        A seekable binary file at its beginning.

    Returns
    -------
    bytes
        Up to 1 MiB.
    """
    sample = file.read(_SAMPLE)
    file.seek(0)
    return sample
