"""A tiny catalog in files and database, and runs that fill its review queue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Engine, select

from jdwork.catalog import CatalogSnapshot, build_catalog, load_catalog_files, load_snapshot
from jdwork.database.engine import open_database
from jdwork.database.tables import ReviewItemRow
from jdwork.decide.model import Candidate
from jdwork.record import RunRecord, record_many
from tests.record.factory import SETTINGS, make_record
from tests.tiny_workspace import write_tiny_catalog


@dataclass(frozen=True)
class Bench:
    """The catalog folder, its database, and the journal of changes."""

    catalog: Path
    engine: Engine
    journal: Path

    @property
    def snapshot(self) -> CatalogSnapshot:
        """The catalog of the database."""
        return load_snapshot(self.engine)

    @property
    def files(self) -> CatalogSnapshot:
        """The catalog of the files."""
        return load_catalog_files(self.catalog)

    def see(self, *records: RunRecord) -> None:
        """Record runs."""
        record_many(records, self.engine, settings=SETTINGS)

    def item(self, kind: str, name: str | None = None) -> int:
        """Key of the one row of a kind (and name)."""
        query = select(ReviewItemRow.id).where(ReviewItemRow.kind == kind)
        if name is not None:
            query = query.where(ReviewItemRow.name == name)
        with self.engine.connect() as connection:
            return connection.scalars(query).one()

    def status(self, number: int) -> str:
        """Status of a row."""
        with self.engine.connect() as connection:
            return connection.scalars(select(ReviewItemRow.status).where(ReviewItemRow.id == number)).one()

    def build(self, **options: object) -> None:
        """Bring the database's catalog up to date."""
        build_catalog(self.catalog, self.engine, **options)


def make_bench(folder: Path, url: str) -> Bench:
    """Write the tiny catalog and build its database."""
    catalog = write_tiny_catalog(folder / "catalog")
    bench = Bench(catalog, open_database(url), folder / "journal")
    bench.build()
    return bench


def baker(number: int, **how: object) -> RunRecord:
    """A sure decision for the baker."""
    return make_record(number, **{"role": "baker", "skills": ("sourdough",), **how})


def new_role(
    number: int, title: str, *, duties: Sequence[str] = (), skills: Sequence[str] = (), near: str = "baker"
) -> RunRecord:
    """A JD that no role fits."""
    text = "\n".join(
        [f"Ad {number}", "Responsibilities:", *(f"- {duty}" for duty in duties), "Skills:", *skills]
    )
    made = make_record(
        number, role=None, case="E", queued=True, new_role_name=title, title=title, skills=skills, text=text
    )
    return replace(made, decision=replace(made.decision, candidates=(Candidate(near, 0.0, 0.3),)))
