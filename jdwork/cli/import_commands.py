"""Commands that make a catalog of someone else's taxonomy: onet, esco, csv."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

if TYPE_CHECKING:
    from jdwork.catalog.importing import Imported
    from jdwork.catalog.importing.report import Progress

application = typer.Typer(help="Make a catalog of someone else's taxonomy.", no_args_is_help=True)

Out = Annotated[Path, typer.Option(help="Folder to write the catalog to.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace a catalog that lies there.")]

ONET_SOURCE = (
    "Made of the O*NET database by the U.S. Department of Labor, Employment and Training Administration\n"
    "(USDOL/ETA), used under the CC BY 4.0 license; changed on the way (see the report below).\n"
    "O*NET is a trademark of USDOL/ETA, which has not approved, endorsed, or tested these changes."
)
ESCO_SOURCE = (
    "Made of the ESCO classification of the European Commission, whose reuse is allowed with attribution;\n"
    "changed on the way (see the report below)."
)
OWN_SOURCE = "Made of the table named below."


@application.command("onet")
def onet(
    folder: Annotated[
        Path, typer.Argument(help="Folder with O*NET's database text files (.txt or .txt.gz).")
    ],
    out: Out,
    overwrite: Overwrite = False,
) -> None:
    """Make a catalog of the O*NET database text files."""
    from jdwork.catalog.importing import read_onet

    _run(lambda progress: read_onet(folder, progress=progress), out, overwrite, source=ONET_SOURCE)


@application.command("esco")
def esco(
    occupations: Annotated[Path, typer.Argument(help="occupations_en.csv (or .csv.gz).")],
    out: Out,
    skills: Annotated[Optional[Path], typer.Option(help="skills_en.csv.")] = None,  # noqa: UP045
    relations: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="occupationSkillRelations_en.csv; needs --skills."),
    ] = None,
    overwrite: Overwrite = False,
) -> None:
    """Make a catalog of the ESCO classification's CSV files."""
    from jdwork.catalog.importing import read_esco

    def read(progress: Progress) -> Imported:
        return read_esco(occupations, skills=skills, relations=relations, progress=progress)

    _run(read, out, overwrite, source=ESCO_SOURCE)


@application.command("csv")
def csv(
    table: Annotated[Path, typer.Argument(help="A csv, tsv or txt file with a header.")],
    out: Out,
    mapped: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(
            "--map", help="field=Column; fields: role aliases kra skills domain code description archetype."
        ),
    ] = None,
    separator: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="What parts the values in a cell; ; | and line breaks by default."),
    ] = None,
    overwrite: Overwrite = False,
) -> None:
    """Make a catalog of a table of roles: one row a role, or one KRA or skill a row."""
    from jdwork.catalog.importing import read_table_catalog

    mapping = _mapping(mapped or [])

    def read(progress: Progress) -> Imported:
        return read_table_catalog(table, mapping, separator=separator, progress=progress)

    _run(read, out, overwrite, source=OWN_SOURCE)


def _mapping(given: list[str]) -> dict[str, str]:
    from jdwork.errors import InputError

    mapping: dict[str, str] = {}
    for one in given:
        field, sign, column = one.partition("=")
        if not sign or not field.strip() or not column.strip():
            raise InputError(f"'{one}' maps no field to a column.", hint='Write --map role="Job Title".')
        mapping[field.strip()] = column.strip()
    return mapping


def _run(read: Callable[[Progress], Imported], out: Path, overwrite: bool, *, source: str) -> None:
    import time

    from jdwork.catalog.importing import write_catalog
    from jdwork.catalog.importing.writing import check_target
    from jdwork.cli.console import errors, output, print_table

    # A folder that cannot be written is told before minutes of reading, not after.
    check_target(out.expanduser(), overwrite=overwrite)
    with _showing() as progress:
        made = read(progress)
    started = time.perf_counter()
    with errors.status("Writing the catalog files and reading them back …"):
        readme = f"# Catalog\n\n{source}\n\n```\n{made.report}\n```\n"
        folder = write_catalog(made.snapshot, out, overwrite=overwrite, readme=readme)
    print_table(["", "count", "what"], made.report.table(), title=made.report.source)
    output.print(
        f"Read in {made.report.seconds:.1f} s, written to {folder} in {time.perf_counter() - started:.1f} s.",
        soft_wrap=True,
        markup=False,
    )
    output.print(
        f"Next: jdwork catalog lint {folder}\n      jdwork batch ads.csv --catalog {folder} --out runs/first",
        soft_wrap=True,
        markup=False,
    )


@contextmanager
def _showing() -> Iterator[Progress]:
    """Show which file is being read, and how far."""
    from jdwork.cli.console import errors

    with errors.status("Reading …") as status:
        yield lambda name, rows: status.update(f"Reading {name}: {rows:,} rows …")
