"""The workbench in use: opened once, kept in step with the database's catalog, its new roles put together."""

from __future__ import annotations

import copy
import logging
import time
from pathlib import Path
from typing import TYPE_CHECKING

from jdwork.errors import JdworkError

if TYPE_CHECKING:
    from jdwork.workbench import Workbench

SETTLE_SHARE = 0.1
"""Share of the time that putting new roles together may take while JDs come in."""

CATALOG_SECONDS = 10.0
"""How often to look whether the database holds another catalog."""

_log = logging.getLogger("jdwork.service")


class CurrentWorkbench:
    """A workbench whose catalog is that of the database, also when somebody builds it anew meanwhile.

    All but `workbench`, `answers` and `close` belong to one thread.

    Parameters
    ----------
    workbench
        With the workspace's own catalog.
    """

    def __init__(self, workbench: Workbench) -> None:
        self.workbench = workbench
        self._unsettled = False
        self._settle_at = 0.0
        self._look_at = 0.0

    def open(self) -> None:
        """Open everything, so that other threads only read it later."""
        bench = self.workbench
        _ = bench.engine, bench.snapshot, bench.encoder, bench.pipeline.ready()
        self._look_at = time.monotonic() + CATALOG_SECONDS

    def close(self) -> None:
        """Close the database."""
        if "engine" in self.workbench.__dict__:
            self.workbench.engine.dispose()

    def keep(self) -> None:
        """Do what is due."""
        self.settle()
        self.follow_catalog()

    def new_roles_came(self) -> None:
        """Remember that recorded JDs ask for new roles."""
        self._unsettled = True

    def look_soon(self) -> None:
        """Look for another catalog at the next opportunity: something did not fit."""
        self._look_at = 0.0

    def settle(self, *, at_once: bool = False) -> dict[str, int]:
        """Put new roles together where there are any, as often as its share of the time allows.

        A failure is no failure of the JDs, which are stored: it is logged, and tried again later.

        Parameters
        ----------
        at_once
            Whether to disregard the share.

        Returns
        -------
        dict of str to int
            Review item by the id of each run that was moved.
        """
        started = time.monotonic()
        if not self._unsettled or (started < self._settle_at and not at_once):
            return {}
        moved = {}
        try:
            moved = dict(self.workbench.settle_new_roles().moved)
            self._unsettled = False
        except JdworkError:
            _log.exception("New roles could not be put together.")
        ended = time.monotonic()
        self._settle_at = ended + (ended - started) * (1 / SETTLE_SHARE - 1)
        return moved

    def follow_catalog(self) -> None:
        """Read the catalog again where the database holds another one, such as after a review."""
        if time.monotonic() < self._look_at:
            return
        try:
            found = self._stored_hash()
            if found not in {None, self.workbench.snapshot.content_hash}:
                # A copy: whoever reads with the old one goes on undisturbed.
                fresh = copy.copy(self.workbench)
                for name in ("snapshot", "pipeline"):
                    fresh.__dict__.pop(name, None)
                _ = fresh.snapshot, fresh.pipeline.ready()
                self.workbench = fresh
                _log.info("The database holds another catalog: %s is in use now.", found)
        except JdworkError:
            _log.exception("The database's catalog could not be read.")
        self._look_at = time.monotonic() + CATALOG_SECONDS

    def answers(self) -> bool:
        """Tell whether the database can be read."""
        from sqlalchemy import select
        from sqlalchemy.exc import SQLAlchemyError

        from jdwork.database.tables import RunRow
        from jdwork.database.transactions import read_transaction

        engine = self.workbench.engine
        file = engine.url.database if engine.dialect.name == "sqlite" else None
        try:
            # A file that was taken away still answers to whoever had it open.
            if file and not Path(file).exists():
                return False
            with read_transaction(engine) as connection:
                connection.execute(select(RunRow.id).limit(1)).first()
        except (JdworkError, SQLAlchemyError):
            return False
        return True

    def _stored_hash(self) -> str | None:
        from sqlalchemy import select

        from jdwork.database.tables import CatalogStateRow
        from jdwork.database.transactions import read_transaction

        with read_transaction(self.workbench.engine) as connection:
            return connection.scalar(select(CatalogStateRow.content_hash))
