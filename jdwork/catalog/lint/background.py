"""The background: ads that the catalog is measured against."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from jdwork.errors import InputError
from jdwork.text import Document, JobDescription, read_jds, read_structure


@dataclass(frozen=True)
class Background:
    """Ads with their structure, and their labels where they have any.

    Parameters
    ----------
    documents
        The ads; ``document.jd.label`` is a role slug or None.
    source
        Where they come from, in words.
    """

    documents: tuple[Document, ...] = ()
    source: str = "none"

    def __len__(self) -> int:
        return len(self.documents)

    @cached_property
    def sentences(self) -> tuple[tuple[int, str], ...]:
        """Sentences that speak of the role, as classification picks them, with their ad's position."""
        from jdwork.signals.sentences import role_sentences

        found = []
        for position, document in enumerate(self.documents):
            found += [(position, text) for text in role_sentences(document).texts]
        return tuple(found)


def make_background(
    jds: Iterable[JobDescription],
    *,
    source: str = "given ads",
    progress: Callable[[int], None] | None = None,
) -> Background:
    """Find the structure of ads.

    Parameters
    ----------
    jds
        Ads with text; those without are left out.
    source
        Where they come from, in words.
    progress
        Called with the number of ads done.
    """
    documents = []
    for number, jd in enumerate(jds, 1):
        if jd.text.strip():
            documents.append(read_structure(jd))
        if progress is not None:
            progress(number)
    return Background(tuple(documents), source)


def read_background(
    files: Sequence[Path],
    *,
    label_field: str | None = None,
    source: str | None = None,
    limit: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Background:
    """Read ads from files.

    Parameters
    ----------
    files
        Any files of JDs.
    label_field
        Field of the role slug; None takes ``label`` where a file has it.
    source
        Where they come from, in words; by default the files' names.
    limit
        At most so many ads, evenly spread over each file.
    progress
        Called with the number of ads done.

    Raises
    ------
    InputError
        If a file cannot be read, or has no field of the name given.
    """
    jds: list[JobDescription] = []
    for file in files:
        jds += _read(file, label_field)
    if limit is not None and len(jds) > limit:
        jds = [jds[position * len(jds) // limit] for position in range(limit)]
    return make_background(
        jds, source=source or ", ".join(file.name for file in files) or "none", progress=progress
    )


def sample_files(folder: Path) -> tuple[Path, ...]:
    """List the files of labelled ads beside a catalog."""
    return tuple(sorted((folder / "samples").glob("*.jsonl")))


def _read(file: Path, label_field: str | None) -> list[JobDescription]:
    if label_field is not None:
        return _jds(file, label_field)
    try:
        return _jds(file, "label")
    except InputError as error:
        # Only a missing column is no matter here; whatever else is wrong shows again without it.
        try:
            return _jds(file, None)
        except InputError:
            raise error from None


def _jds(file: Path, label_field: str | None) -> list[JobDescription]:
    return [one for one in read_jds(file, label_field=label_field) if isinstance(one, JobDescription)]
