"""The command that times what jdwork does on this machine."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

    from jdwork.bench import Bench
    from jdwork.text import JobDescription
    from jdwork.workbench import Workbench


class Part(StrEnum):
    """What can be timed."""

    ENCODING = "encoding"
    CLASSIFYING = "classifying"
    WHAT_IF = "what-if"
    STARTING = "starting"


def bench(
    ads: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Argument(help="JDs to time on (jsonl, csv, parquet …); by default the shipped samples."),
    ] = None,
    only: Annotated[
        Optional[list[Part]],  # noqa: UP045
        typer.Option(help="Time only this part; may be given several times."),
    ] = None,
    jds: Annotated[int, typer.Option(min=10, help="JDs that are classified at most.")] = 300,
    sentences: Annotated[int, typer.Option(min=32, help="Sentences that are encoded at most.")] = 2000,
    rounds: Annotated[int, typer.Option(min=1, help="Rounds, of which the best counts.")] = 3,
    json_file: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--json", help="Write the figures here as well as to .jdwork/bench/latest.json."),
    ] = None,
    kept: Annotated[
        bool, typer.Option("--kept", help="Show the figures of the last time; time nothing.")
    ] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Show them as a table for a text.")] = False,
) -> None:
    """Time what jdwork does on this machine, beside the naive way and what the machine allows."""
    import itertools

    from jdwork.bench import Bench
    from jdwork.cli.console import errors
    from jdwork.errors import InputError
    from jdwork.text import JobDescription, read_jds
    from jdwork.workbench import open_workbench

    workbench = open_workbench()
    latest = workbench.workspace.state / "bench" / "latest.json"
    if kept:
        _print(Bench.read(latest), markdown=markdown)
        return
    source = ads or workbench.workspace.catalog / "samples" / "samples.jsonl"
    readable = (one for one in read_jds(source) if isinstance(one, JobDescription))
    held = list(itertools.islice(readable, max(jds, sentences)))
    if not held:
        raise InputError("There is no JD to time on.", where=str(source), hint="Give a file of JDs.")
    found = Bench(made_of={"input": source.name, "jds": min(jds, len(held))})
    with errors.status("Opening the catalog and the encoder …") as status:

        def told(what: str) -> None:
            status.update(f"Timing: {what} …")

        for part in only or Part:
            _time(part, found, held, workbench, jds=jds, sentences=sentences, rounds=rounds, told=told)
    _print(found, markdown=markdown)
    for path in (latest, *([json_file] if json_file else [])):
        found.write(path)
    errors.print(f"Kept in {latest}", soft_wrap=True, markup=False)


def _time(
    part: Part,
    found: Bench,
    jds_read: list[JobDescription],
    workbench: Workbench,
    *,
    jds: int,
    sentences: int,
    rounds: int,
    told: Callable[[str], object],
) -> None:
    """Time one part, and take its figures in."""
    if part is Part.ENCODING:
        from jdwork.bench.encoding import distinct_sentences, time_encoding

        texts = distinct_sentences(jds_read, sentences)
        figures, made_of = time_encoding(texts, rounds=rounds, told=told)
        found.made_of |= made_of
        found.figures += figures
        return
    if part is Part.STARTING:
        import tempfile

        from jdwork.bench.starting import time_starts

        with tempfile.TemporaryDirectory(prefix="jdwork-bench-") as scratch:
            jd = Path(scratch) / "jd.txt"
            jd.write_text(jds_read[0].text, encoding="utf-8")
            found.figures += time_starts(workbench.workspace.root, jd, rounds=rounds, told=told)
        return
    pipeline = workbench.pipeline.ready()
    if part is Part.CLASSIFYING:
        from jdwork.bench.classifying import time_classifying
        from jdwork.embed import make_encoder

        encoder = make_encoder(workbench.settings.embed)
        encoder.encode([jds_read[0].text[:80]])  # its weights are loaded before the clock runs
        figures, shares = time_classifying(jds_read[:jds], pipeline, encoder, told=told)
        found.figures += figures
        found.shares |= shares
        return
    from jdwork.bench.deciding import time_what_if

    few = jds_read[: min(jds, 100)]
    table = pipeline.signals([jd.id for jd in few], pipeline.read(few)).table
    found.figures += time_what_if(table, workbench.settings, told=told)


def _print(found: Bench, *, markdown: bool) -> None:
    from jdwork.cli.console import output, print_table

    if markdown:
        output.print(found.to_markdown(), markup=False, soft_wrap=True)
        return

    rows = [
        (
            one.name,
            one.pace,
            "" if one.ratio is None else f"{one.ratio:,.1f} x {one.naive_way}",
            "" if one.share is None else f"{one.share:.2f} of {one.limit_is}",
        )
        for one in found.figures
    ]
    print_table(["", "rate", "beside the naive way", "beside the limit"], rows)
    for name, share in found.shares.items():
        output.print(f"{name}: {share:.0%}", markup=False)
