"""Classify hostile JDs and print what came of them: ``python -m tests.fuzz --jds 20000 --seed 0``.

Exits with 1 where a row is lost, or one JD takes longer to read than ``--seconds``; a crash ends it at once.
``--sizes`` prints instead what each kind of text costs at several sizes: figures that grow along a line tell
of more than linear time.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path

from jdwork.catalog import load_catalog_files
from jdwork.config import load_settings
from jdwork.embed import Encoder, HashingEncoder
from jdwork.text import JobDescription
from jdwork.text.limits import LONGEST_TEXT
from jdwork.text.storable import sound
from tests.fuzz.classifying import TimedPipeline, classify_all
from tests.fuzz.texts import KINDS, hostile_jds, make
from tests.tiny_workspace import write_tiny_catalog

SHIPPED = Path(__file__).parents[2] / "catalog"
SIZES = (1_000, 10_000, 100_000, 1_000_000)


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--jds", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--encoder", choices=["hashing", "bundled"], default="hashing")
    parser.add_argument("--catalog", choices=["shipped", "tiny"], default="shipped")
    parser.add_argument("--seconds", type=float, default=20.0, help="CPU time that reading one JD may take")
    parser.add_argument("--sizes", action="store_true", help="measure each kind of text at several sizes")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        catalog = SHIPPED if asked.catalog == "shipped" else write_tiny_catalog(Path(folder) / "catalog")
        pipeline = opened(catalog, asked.encoder)
        if asked.sizes:
            return measure(pipeline, asked.seed)
        return run(pipeline, Path(folder) / "run", count=asked.jds, seed=asked.seed, allowed=asked.seconds)


def opened(catalog: Path, encoder: str) -> TimedPipeline:
    """A pipeline over a catalog's own settings."""
    settings = load_settings(catalog / "config.toml", environment=False)
    made: Encoder = HashingEncoder(settings.embed.dimension)
    if encoder == "bundled":
        from jdwork.embed import make_encoder

        made = make_encoder(settings.embed)
    return TimedPipeline(load_catalog_files(catalog), settings, made)


def run(pipeline: TimedPipeline, folder: Path, *, count: int, seed: int, allowed: float) -> int:
    """Classify hostile JDs; 1 where one was lost or took too long."""
    pipeline.classify(JobDescription(id="warm", text="We are looking for a baker."))
    before = peak()
    started, worked = time.perf_counter(), time.process_time()
    found = classify_all(hostile_jds(count, seed=seed), pipeline, folder)
    say(f"{found.given:,} JDs in, {found.written:,} decisions out, no crash")
    say(f"{time.perf_counter() - started:.0f} s, {time.process_time() - worked:.0f} s of CPU")
    say(f"most memory held: {peak():,.0f} MB, of which {before:,.0f} MB before the first JD")
    say("\ncases: " + ", ".join(f"{case} {number:,}" for case, number in found.cases.most_common()))
    say("\nrejected because")
    for reason, number in found.reasons.most_common(12):
        say(f"  {number:6,}  {reason}")
    say("\nslowest to read (CPU seconds, characters, id)")
    for seconds, size, name in found.slowest:
        say(f"  {seconds:6.2f} {size:11,}  {name!r}")
    say("\nby kind, milliseconds of CPU for 10,000 characters that are read")
    limit = pipeline.settings.text.max_characters
    for kind, (seconds, size) in sorted(found.by_kind.items(), key=lambda one: -one[1][0]):
        say(f"  {1e7 * seconds / max(size, 1):8.1f}  {seconds:7.1f} s  {size:12,}  {kind}")
    say(f"(of longer texts the first {limit:,} characters are read; beyond {LONGEST_TEXT:,} none)")
    slow = found.slowest and found.slowest[0][0] > allowed
    return int(found.given != found.written or bool(slow))


def measure(pipeline: TimedPipeline, seed: int) -> int:
    """Print milliseconds of CPU for 10,000 characters of each kind at each size."""
    pipeline.classify(JobDescription(id="warm", text="We are looking for a baker."))
    say(f"{'ms of CPU for 10,000 characters':32s}" + "".join(f"{size:>12,}" for size in SIZES))
    for kind in KINDS:
        row = ""
        for size in SIZES:
            jd = sound(JobDescription(id=kind, text=make(kind, size, seed=seed)))
            started = time.process_time()
            pipeline.classify(jd)
            row += f"{1e7 * (time.process_time() - started) / max(len(jd.text), 1):12.1f}"
        say(f"{kind:32s}{row}")
    return 0


def peak() -> float:
    """The most memory that this process has held, in MB (Linux counts it in kB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1024 if sys.platform != "darwin" else 1024**2
    )


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
