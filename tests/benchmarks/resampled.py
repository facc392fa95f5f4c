"""A stored run made as large as one likes: its JDs drawn again and again, each a little different."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from typing import Any

import numpy as np

from jdwork.errors import RunError
from jdwork.evaluate import score
from jdwork.runs import RunFolder, read_frame, read_manifest
from jdwork.runs.columns import decision_schema, jd_schema, signal_schema
from jdwork.runs.files import file_hashes
from jdwork.runs.manifest import write_manifest
from jdwork.runs.merging import decisions_digest
from jdwork.runs.reading import input_digest
from jdwork.runs.vectors import read_vectors, vector_schema
from jdwork.text import JobDescription

JITTER = 0.02
"""Standard deviation of what is added to each number of a vector of length 1."""
CHUNK = 2048
COPIED = ("catalog", "config", "centroids", "role_model")


def write_resampled_run(source: RunFolder, target: RunFolder, *, jds: int, seed: int = 0) -> RunFolder:
    """Write a run of any size that every reader accepts, from one that was made.

    JDs are drawn without replacement, then all again, and so on. A copy has an id, a run id and a title
    of its own, a last line that no other has, and a vector beside that of the original; its decision,
    its signals and its label are the original's.

    Parameters
    ----------
    source
        A complete run with labels.
    target
        Its folder is made.
    jds
        How many.
    seed
        Of the draws.

    Raises
    ------
    RunError
        If the source is not complete or has rows that could not be read only.
    """
    manifest = read_manifest(source.manifest)
    stored = [_plain(row) for row in read_frame(source.jds).to_dict("records")]
    inputs = {row["id"]: row for row in stored if not row["unreadable"]}
    decided = {row["id"]: row for row in read_frame(source.decisions).to_dict("records")}
    if manifest.status != "complete" or not inputs:
        raise RunError("This run cannot be drawn from.", where=str(source.path), hint="Run the job again.")
    signals = _signals_by_id(source)
    vectors = read_vectors(source.vectors)
    random = np.random.default_rng(seed)
    target.path.mkdir(parents=True)
    for name in COPIED:
        if getattr(source, name).exists():
            shutil.copyfile(getattr(source, name), getattr(target, name))
    names = list(inputs)
    draws = _draws(jds, len(names), random)
    hashes = (hashlib.sha256(), hashlib.sha256())
    counts: Counter[str] = Counter()
    with _Writers(target, len(next(iter(vectors.values())))) as write:
        for start in range(0, jds, CHUNK):
            drawn = [names[place] for place in draws[start : start + CHUNK]]
            told: list[dict[str, Any]] = []
            said: list[dict[str, Any]] = []
            figures: dict[str, list[Any]] = {name: [] for name in signal_schema().names}
            near: dict[str, list[Any]] = {"id": [], "vector": []}
            for number, name in enumerate(drawn, start):
                id, jd = f"jd-{number:06d}", _varied(inputs[name], number)
                decision = {**_plain(decided[name]), "id": id, "run_id": id, "title": jd["title"]}
                told.append({**jd, "id": id})
                said.append(decision)
                rows = signals.get(name)
                if rows is not None:
                    figures["id"] += [id] * len(rows["role"])
                    for column, values in rows.items():
                        figures[column] += values
                near["id"].append(id)
                near["vector"].append(_jittered(vectors[name], random))
                read = {key: value for key, value in jd.items() if key != "unreadable"}
                hashes[0].update(input_digest(JobDescription(**{**read, "id": id})))
                hashes[1].update(decisions_digest(decision))
                counts[f"case_{decision['case']}"] += 1
                counts["queued"] += bool(decision["queued"])
                counts["labelled"] += bool(decision["label"])
            write(told, said, figures, near)
    target.metrics.write_text(json.dumps(_metrics(target), indent=2) + "\n")
    write_manifest(
        target.manifest,
        manifest.model_copy(
            update={
                "run_id": target.path.name,
                "name": "resampled",
                "input_hash": hashes[0].hexdigest(),
                "decisions_hash": hashes[1].hexdigest(),
                "files": file_hashes(target),
                "counts": {"jds": jds, "unreadable": 0, **dict(sorted(counts.items()))},
                "parameters": {"resampled": source.path.name, "jds": jds, "seed": seed},
                "llm": {},
            }
        ),
    )
    return target


class _Writers:
    """The four tables of a run, written a row group at a time."""

    def __init__(self, folder: RunFolder, dimension: int) -> None:
        import pyarrow.parquet as pq

        schemas = {
            folder.jds: jd_schema(),
            folder.decisions: decision_schema(),
            folder.signals: signal_schema(),
            folder.vectors: vector_schema(dimension),
        }
        self.open = [pq.ParquetWriter(path, schema, compression="zstd") for path, schema in schemas.items()]

    def __enter__(self) -> _Writers:
        return self

    def __call__(self, *tables: Any) -> None:
        import pyarrow as pa

        for writer, rows in zip(self.open, tables, strict=True):
            made = pa.Table.from_pydict if isinstance(rows, dict) else pa.Table.from_pylist
            writer.write_table(made(rows, schema=writer.schema))

    def __exit__(self, *_: object) -> None:
        for writer in self.open:
            writer.close()


def _draws(count: int, of: int, random: np.random.Generator) -> Any:
    """Shuffles of all places, one after another, as many as are needed."""
    return np.concatenate([random.permutation(of) for _ in range(-(-count // of))])[:count]


def _varied(jd: dict[str, Any], number: int) -> dict[str, Any]:
    title = jd["title"] or " ".join((jd["text"] or "").split()[:7])
    return {**jd, "title": f"{title} ({number})", "text": f"{jd['text'] or ''}\n\nReference {number}."}


def _jittered(vector: Any, random: np.random.Generator) -> Any:
    moved = vector.astype(np.float32)
    length = float(np.linalg.norm(moved))
    if not length:  # a JD that was rejected has no vector
        return vector
    moved += random.normal(0, JITTER, len(moved)).astype(np.float32)
    return (moved / np.linalg.norm(moved)).astype(np.float16)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Lists for arrays, and None for what pandas calls missing."""
    return {name: _plain_value(value) for name, value in row.items()}


def _plain_value(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.tolist()
    return None if isinstance(value, float) and np.isnan(value) else value


def _signals_by_id(source: RunFolder) -> dict[str, dict[str, list[Any]]]:
    frame = read_frame(source.signals)
    for name in signal_schema().names:
        if name not in frame:
            frame[name] = np.float32(0)
    columns = [name for name in signal_schema().names if name != "id"]
    return {str(id): rows[columns].to_dict("list") for id, rows in frame.groupby("id", sort=False)}


def _metrics(folder: RunFolder) -> dict[str, Any]:
    frame = read_frame(folder.decisions, ["label", "role", "confidence", "candidates"])
    rows = [row for row in map(_plain, frame.to_dict("records")) if row["label"]]
    if not rows:
        return {"labelled": 0}
    found = score(
        [row["label"] for row in rows],
        [row["role"] for row in rows],
        [row["confidence"] for row in rows],
        [row["candidates"][:5] for row in rows],
    )
    return {"labelled": len(rows), **found.to_dict()}
