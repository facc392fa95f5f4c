"""Deciding with a workbench what becomes of the catalog: proposals, findings, the review queue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from jdwork.workbench.classifying import NOT_OWN
from jdwork.workbench.opening import Opening

if TYPE_CHECKING:
    from jdwork.catalog.lint import Background, LintReport
    from jdwork.review import Choices, Decided, ExportReport, ReviewItem
    from jdwork.review.item_rows import Order


class Reviewing(Opening):
    """The catalog's care."""

    def lint(
        self, *, checks: Sequence[str] | None = None, background: Background | None = None
    ) -> LintReport:
        """Find what is wrong with the catalog files that this workbench classifies with.

        Parameters
        ----------
        checks
            Codes such as ``CAT020``, or beginnings such as ``CAT02``; all by default.
        background
            Ads to measure against (`jdwork.catalog.lint.read_background`); by default the samples beside
            the catalog, or the workspace's where there are none.

        Returns
        -------
        LintReport
        """
        from jdwork.catalog.lint import lint_folder, read_background, sample_files

        folder = self._catalog or self.workspace.catalog
        if background is None:
            background = read_background(sample_files(folder) or sample_files(self.workspace.catalog))
        return lint_folder(folder, encoder=self.encoder, background=background, checks=checks)

    def review(
        self,
        kind: str | None = None,
        *,
        status: str | None = "pending",
        role: str | None = None,
        search: str | None = None,
        limit: int = 50,
        order: Order = "seen",
    ) -> list[ReviewItem]:
        """List what runs proposed for the catalog; see `jdwork.review.list_items`.

        Parameters
        ----------
        kind
            One of `jdwork.review.KINDS`; all by default.
        status
            ``pending``, ``approved``, ``exported`` or ``rejected``; None for all.
        role
            Items about this role, or seen in its JDs.
        search
            Text in the name.
        limit
            How many items.
        order
            What comes first: ``seen`` (in most JDs), ``latest``, ``oldest`` or ``name``.
        """
        from jdwork.review import list_items

        self._must_be_own(NOT_OWN)
        return list_items(
            self.engine,
            self.snapshot,
            kind=kind,
            status=status,
            role=role,
            search=search,
            limit=limit,
            order=order,
            least_jds=self.settings.new_role.min_size,
        )

    def approve(
        self,
        ids: Iterable[int] | int,
        *,
        note: str = "",
        by: str | None = None,
        choices: Choices | None = None,
    ) -> Decided:
        """Approve review items; what is classified from here on counts with them.

        Parameters
        ----------
        ids
            Numbers of items.
        note
            Why.
        by
            Who decides; the user of this process by default.
        choices
            What takes the place of drafted values.

        Returns
        -------
        Decided
            What became of each; `jdwork.review.preview` says it beforehand.
        """
        from jdwork.review import approve

        self._must_be_own(NOT_OWN)
        folder = self.workspace.catalog
        done = approve(self.engine, self.snapshot, ids, by=by, note=note, choices=choices, catalog=folder)
        self.refresh()
        return done

    def reject(self, ids: Iterable[int] | int, *, note: str = "", by: str | None = None) -> Decided:
        """Reject review items: they leave the queue, whatever later runs see (parameters as `approve`)."""
        from jdwork.review import reject

        self._must_be_own(NOT_OWN)
        return reject(self.engine, self.snapshot, ids, by=by, note=note)

    def undo_review(self, ids: Iterable[int] | int, *, note: str = "", by: str | None = None) -> Decided:
        """Take decisions about review items back (parameters as `approve`); they wait again."""
        from jdwork.review import undo

        self._must_be_own(NOT_OWN)
        folder = self.workspace.catalog
        done = undo(self.engine, self.snapshot, ids, by=by, note=note, catalog=folder)
        self.refresh()
        return done

    def export_review(self, *, by: str | None = None) -> ExportReport:
        """Write what was approved into the catalog files.

        Returns
        -------
        ExportReport
            The changed files, what was left out, and the number to take it back by.
        """
        from jdwork.review import export_approved

        self._must_be_own(NOT_OWN)
        journal = self.workspace.catalog_journal
        report = export_approved(self.workspace.catalog, self.engine, journal=journal, by=by)
        self.refresh()
        return report
