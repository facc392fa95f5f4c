"""Reading the input of a run: cut into jobs, with what there is of each already."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path

from jdwork.runs.files import RunFolder
from jdwork.runs.inputs import chunks
from jdwork.text.storable import storable
from jdwork.runs.part_cache import PartCache
from jdwork.runs.parts import Part, inputs_digest, must_fit, read_part, write_part
from jdwork.runs.working import Job
from jdwork.text import JobDescription, RejectedRow

Input = JobDescription | RejectedRow


def input_digest(jd: Input) -> bytes:
    """What of an input makes it the same input."""
    content = jd.reason if isinstance(jd, RejectedRow) else jd.content_hash
    return (json.dumps([jd.id, content]) + "\n").encode()


class Reading:
    """Cuts the input into jobs, and knows what there is of each.

    Parameters
    ----------
    folder
        The run, whose parts may be there already.
    cache
        Parts of other runs.
    made_of
        Digest of all that decides but the input; it names parts in the cache.
    recorded
        Says which run ids are stored already; None: nobody knows.
    records
        Whether somebody stores what follows from records.
    bodies
        Whether bodies of the APIs are written as well.
    masking
        Whether contacts are hidden before anything sees the text.
    """

    def __init__(
        self,
        folder: RunFolder,
        *,
        cache: PartCache | None,
        made_of: str,
        recorded: Callable[[Sequence[str]], Collection[str]] | None,
        records: bool,
        bodies: bool,
        masking: bool,
    ) -> None:
        self._folder, self._cache, self._made_of = folder, cache, made_of
        self._recorded, self._records, self._bodies = recorded, records, bodies
        self._masking = masking
        self._input_hash = hashlib.sha256()
        self.n_chunks = 0
        self.unreadable = 0

    @property
    def input_hash(self) -> str:
        """SHA-256 over the ids and content hashes of all that was read."""
        return self._input_hash.hexdigest()

    def jobs(self, inputs: Iterable[Input]) -> Iterator[Job]:
        """Read the input chunk by chunk."""
        for number, chunk in enumerate(chunks(storable(inputs, masking=self._masking))):
            for one in chunk:
                self._input_hash.update(input_digest(one))
                self.unreadable += isinstance(one, RejectedRow)
            self.n_chunks = number + 1
            part = self._known(number, inputs_digest(chunk))
            wanted = self._records and (part is None or not self._is_recorded(number, part))
            yield Job(number, tuple(chunk), part, with_records=wanted)

    def keep(self, number: int, part: Part) -> None:
        """Keep what a chunk became."""
        write_part(self._folder.part(number), part)
        if self._cache is not None:
            self._cache.add(self._key(part.inputs), self._folder.part(number))

    def _known(self, number: int, inputs: str) -> Part | None:
        path = self._folder.part(number)
        part = read_part(path)
        if part is not None:
            must_fit(part, inputs, number=number, where=self._folder.path)
            return part
        if self._cache is None or not self._cache.take(self._key(inputs), path):
            return None
        part = read_part(path)
        return part if part is not None and part.inputs == inputs else None

    def _key(self, inputs: str) -> str:
        return hashlib.sha256(f"{self._made_of}\n{inputs}".encode()).hexdigest()

    def _is_recorded(self, number: int, part: Part) -> bool:
        if self._bodies and not self._folder.part_bodies(number).exists():
            return False
        run_ids = [run_id for run_id in part.column("decisions.parquet", "run_id") if run_id is not None]
        return self._recorded is not None and set(run_ids) <= set(self._recorded(run_ids))
