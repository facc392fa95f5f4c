"""Which single edit of the catalog would have changed a decision: tried by classifying again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from jdwork.catalog.applying import apply_edit
from jdwork.catalog.edits import (
    AddKra,
    AddRoleAlias,
    CatalogEdit,
    DropKra,
    DropRoleAlias,
    DropRoleSkill,
    SetRoleSkill,
)
from jdwork.catalog.entry_check import check_entries
from jdwork.catalog.references import folded
from jdwork.catalog.slug import visible_line
from jdwork.config import Settings
from jdwork.decide import decide, evidence
from jdwork.errors import CatalogError
from jdwork.explain.edited_role import edit_in_words, role_signals
from jdwork.explain.model import Counterfactual, Kind, Outcome
from jdwork.explain.outcomes import in_words, outcome_of
from jdwork.explain.reading import Reading, classify_under
from jdwork.explain.setting_changes import standing
from jdwork.explain.title_sources import plain_words
from jdwork.parse.role_title import normalize_title
from jdwork.signals import SignalTable

TRIES = 2
"""Edits of one sort that are tried in full where the first does not do it: each builds the index anew."""
WEIGHTS = (0.5, 1.0)
"""Weights that a new skill link is tried with, the usual one first."""


@dataclass(frozen=True)
class CatalogSearch:
    """One JD, classified again under catalogs that differ from its own in one line.

    Which edits are worth a try is estimated from the signals of the one role that is edited, computed by
    the functions that compute them for all; what is reported was classified again from the text, over the
    index of the edited catalog (so that what an edit does to other roles, by rarity of words and by
    whitening, counts).

    Parameters
    ----------
    reading
        The JD, read again.
    settings
        As in force.
    wanted
        Slug of the role that is tried for, candidate or not.
    tries
        Edits of each sort that are classified again in full.
    """

    reading: Reading
    settings: Settings
    wanted: str
    tries: int = TRIES

    @property
    def before(self) -> Outcome:
        """What was decided."""
        return outcome_of(self.reading.record.decision)

    def changes(self) -> tuple[list[Counterfactual], list[Counterfactual]]:
        """Find edits that give the wanted role, and edits that take the chosen one away.

        Returns
        -------
        found : list of Counterfactual
            Additions to the wanted role, then removals from the chosen one, the smallest first; at most
            one of each sort.
        nearest : list of Counterfactual
            Where no addition, or no removal, gives the wanted role: the one that comes nearest.
        """
        found: list[Counterfactual] = []
        nearest: list[Counterfactual] = []
        groups: tuple[tuple[Kind, str | None, tuple[Iterable[CatalogEdit], ...]], ...] = (
            ("addition", self.wanted, (self._aliases(), self._kras(), self._links())),
            ("removal", self.before.role, (self._own_aliases(), self._own_kras(), self._own_links())),
        )
        for kind, role, sorts in groups:
            if role is None:
                continue
            tried: list[Counterfactual] = []
            for edits in sorts:
                for edit in self._ranked(edits, role)[: self.tries]:
                    told = self._tried(edit, kind)
                    if told is not None:
                        tried.append(told)
                        if told.reaches:
                            break
            found += sorted(_best_of_each_sort(tried), key=lambda one: (not one.reaches, one.size))
            if not any(one.reaches for one in tried):
                nearest += self._nearest(tried)
        return found, nearest

    # What might do it.

    def _aliases(self) -> Iterator[CatalogEdit]:
        """The JD's title, as the catalog would write it."""
        titles = [title for title, _ in self.reading.facts.titles]
        if titles and (alias := visible_line(normalize_title(titles[0])) or visible_line(titles[0])):
            yield AddRoleAlias(self.wanted, alias)

    def _kras(self) -> Iterator[CatalogEdit]:
        """The JD's own sentences on what the role does."""
        held = self.reading.detail.sentences.sentences
        known = {folded(kra) for kra in self.reading.role(self.wanted).kras}
        for position in self.reading.detail.counted:
            if position < len(held):
                kra = visible_line(held[int(position)].text)
                if kra and folded(kra) not in known:
                    yield AddKra(self.wanted, kra)

    def _links(self) -> Iterator[CatalogEdit]:
        """The JD's skills that the wanted role does not list."""
        listed = {link.slug for link in self.reading.role(self.wanted).skills}
        for weight in WEIGHTS:
            for skill in self.reading.record.skills.found:
                if skill.slug not in listed:
                    yield SetRoleSkill(self.wanted, skill.slug, weight)

    def _own_aliases(self) -> Iterator[CatalogEdit]:
        """The alias by which the chosen role carries the title, its name aside."""
        role = self.reading.role(self.before.role or "")
        key = dict(self.reading.detail.title.carried).get(self.reading.position(role.slug))
        normalize = self.reading.pipeline.index.title.normalize
        for alias in role.aliases:
            if key and plain_words(key) == plain_words(normalize(alias)) and alias != role.display_name:
                yield DropRoleAlias(role.slug, alias)

    def _own_kras(self) -> Iterator[CatalogEdit]:
        role = self.reading.role(self.before.role or "")
        if len(role.kras) > 1:
            yield from (DropKra(role.slug, kra) for kra in role.kras)

    def _own_links(self) -> Iterator[CatalogEdit]:
        role = self.reading.role(self.before.role or "")
        found = {skill.slug for skill in self.reading.record.skills.found}
        yield from (DropRoleSkill(role.slug, link.slug) for link in role.skills if link.slug in found)

    # What is worth a try.

    def _ranked(self, edits: Iterable[CatalogEdit], role: str) -> list[CatalogEdit]:
        """Order edits of one role: the smallest that should do it first, then those that come nearest."""
        now = self._gap_under(self._table)
        scored = []
        for number, edit in enumerate(edits):
            try:
                table = self._estimated(edit, role)
            except CatalogError:
                continue
            decided = decide(table, self.settings)
            chosen = int(decided.role[0])
            flips = chosen == self.reading.position(self.wanted)
            away = chosen != self._chosen
            gap = self._gap_under(table)
            # Of those that do it, the one that moves least; of the others, the one that moves most.
            scored.append(((not flips, not away, now - gap if flips or away else gap), number, edit))
        return [edit for *_, edit in sorted(scored, key=lambda one: one[:2])]

    @cached_property
    def _table(self) -> SignalTable:
        """The candidates' signals, and those of the wanted role if it was none."""
        table, everyone = self.reading.record.signals, self.reading.everyone
        kept = {int(role) for role in table.roles[0] if role >= 0} | {self.reading.position(self.wanted)}
        columns = [column for column, role in enumerate(everyone.roles[0]) if int(role) in kept]
        names = [name for name, value in vars(everyone).items() if getattr(value, "ndim", 0) == 2]
        return replace(everyone, **{name: getattr(everyone, name)[:, columns] for name in names})

    @property
    def _chosen(self) -> int:
        return -1 if self.before.role is None else self.reading.position(self.before.role)

    def _gap_under(self, table: SignalTable) -> float:
        """Log-odds by which the chosen (or best) role leads the wanted one."""
        total = evidence(table, self.settings)[0].astype(float)
        own = np.flatnonzero(table.roles[0] == self.reading.position(self.wanted))
        first = np.flatnonzero(table.roles[0] == self._chosen)
        others = np.delete(total, own)
        lead = total[first[0]] if len(first) else others.max() if len(others) else 0.0
        return float(lead - total[own[0]])

    def _estimated(self, edit: CatalogEdit, role: str) -> SignalTable:
        """The table with the signals that one role would have after an edit of it, all else as it is."""
        snapshot = apply_edit(self.reading.snapshot, edit)
        changed = role_signals(self.reading, snapshot, role, self.settings)
        if isinstance(edit, DropRoleAlias):
            changed |= {"alias": 0.0}
        elif isinstance(edit, AddRoleAlias):
            changed |= {"alias": 1.0, "title": 1.0}
        table = self._table
        column = int(np.flatnonzero(table.roles[0] == self.reading.position(role))[0])
        columns = {}
        for name, value in changed.items():
            columns[name] = getattr(table, name).copy()
            columns[name][0, column] = np.float32(round(value, 6))
        return replace(table, **columns)

    # What it comes to.

    def _tried(self, edit: CatalogEdit, kind: Kind) -> Counterfactual | None:
        """Classify again under an edit; None where no catalog file could hold it."""
        before = self.reading.snapshot
        try:
            # Without its hash, which nothing here reads: taking it would cost as much as the index.
            after = replace(apply_edit(before, edit), content_hash="")
            check_entries(before, after)
        except CatalogError:
            return None
        decision = classify_under(self.reading, after).decision
        outcome = outcome_of(decision)
        weighed = {one.slug: one.evidence for one in decision.candidates}
        lead = self.before.role or next((slug for slug in weighed if slug != self.wanted), None)
        gap = None
        if lead in weighed and self.wanted in weighed:
            gap = round(weighed[lead] - weighed[self.wanted], 4)
        said = in_words(self.before, outcome, self._name)
        if said == "nothing" and gap is not None and lead is not None:
            said = standing(self._name(lead), self._name(self.wanted), gap, self._gap_under(self._table))
        return Counterfactual(
            kind=kind,
            change=edit,
            outcome=outcome,
            flips=outcome.differs(self.before),
            reaches=outcome.role == self.wanted,
            size=0.0 if gap is None else abs(self._gap_under(self._table) - gap),
            gap=gap,
            sentence=f"{edit_in_words(edit, self.reading.snapshot)}: {said}.",
        )

    def _nearest(self, tried: list[Counterfactual]) -> list[Counterfactual]:
        known = [one for one in tried if one.gap is not None and not one.flips]
        return [min(known, key=_gap_left)] if known else []

    def _name(self, slug: str) -> str:
        return self.reading.role(slug).display_name


def _gap_left(change: Counterfactual) -> float:
    return float("inf") if change.gap is None else change.gap


def _best_of_each_sort(tried: Iterable[Counterfactual]) -> list[Counterfactual]:
    """Of each class of edit, the one that flips most, and of those the smallest."""
    best: dict[type, Counterfactual] = {}
    for one in tried:
        held = best.get(type(one.change))
        if one.flips and (held is None or _worth(one) < _worth(held)):
            best[type(one.change)] = one
    return list(best.values())


def _worth(change: Counterfactual) -> tuple[bool, bool, float]:
    return (not change.reaches, "role" not in change.flips, change.size)
