"""The review queue as one works through it: its state, apart from any picture of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import traitlets

from jdwork.errors import JdworkError
from jdwork.review import Choices, Decided, Preview, ReviewItem, preview, show_item
from jdwork.runs import RunFolder
from jdwork.whatif import EditEffect, TrialRun, effect_of_items
from jdwork.widgets.inspector_background import Background
from jdwork.widgets.review_panel_facts import (
    choices_from,
    effect_facts,
    effect_frame,
    item_facts,
    item_frame,
    plan_facts,
)
from jdwork.widgets.table import Column, Table

if TYPE_CHECKING:
    from jdwork.catalog import CatalogSnapshot
    from jdwork.workbench import Workbench

ITEMS = 2000
"""Items listed at most, those seen most."""
DOING = {"approve": "approving …", "reject": "rejecting …", "undo": "taking back …"}


@dataclass(frozen=True, slots=True)
class _Wish:
    """What the reviewer decided, before it is stored."""

    verdict: str
    id: int
    note: str
    choices: Choices | None


class ReviewPanel(traitlets.HasTraits):
    """A queue, the item under the eye, what approving it would do, and what was decided.

    Deciding takes seconds, since the catalog is built anew; so it happens beside: the mark changes at
    once, the next item can be decided meanwhile, and what was decided in the meantime is stored together.

    Parameters
    ----------
    workbench
        Whose queue it is; every decision goes through its ``approve``, ``reject`` and ``undo_review``.
    kind
        One kind of items; empty: all.
    run
        A run that effects are measured on; None: none are.
    most
        JDs decided again for an effect at most.
    by
        Who decides; by default the user of the machine.
    background
        Does what takes long.
    """

    facts = traitlets.Dict(help="What is known of the selected item.")
    plan = traitlets.Dict(help="What approving it would do: edits, notes, problem; empty while worked out.")
    effect = traitlets.Dict(help="What that changes in the run; empty until asked for.")
    values = traitlets.Dict(help="What the reviewer typed in place of drafted values, by field.")
    note = traitlets.Unicode("", help="Why.")
    status = traitlets.Dict(help="What the last action did, or why it could not: text and problem.")
    working = traitlets.Unicode("", help="What is being done, in words; empty: nothing.")
    decided = traitlets.Int(0, help="Decisions stored by this panel.")

    def __init__(
        self,
        workbench: Workbench,
        *,
        kind: str = "",
        run: RunFolder | None = None,
        most: int = 300,
        by: str | None = None,
        background: Background | None = None,
    ) -> None:
        super().__init__()
        self.workbench = workbench
        self.kind = kind
        self.run = run
        self.most = most
        self.background = background or Background()
        self._by = by
        self._trial: TrialRun | None = None
        self._states: dict[str, str] = {}
        self._wishes: list[_Wish] = []
        self._storing: list[_Wish] = []
        self._last: list[int] = []
        # Of its own: the workbench lets go of its engine and snapshot with every decision.
        self._engine = workbench.engine
        self.snapshot: CatalogSnapshot = workbench.snapshot
        self.items: list[ReviewItem] = []
        self.effects = Table(
            effect_frame(None),
            key="id",
            columns=(
                Column("effect", kind="tag", width="6em"),
                Column("title", "JD"),
                Column("label", kind="role"),
                Column("role_before", "before", kind="role"),
                Column("role_after", "after", kind="role"),
                Column("confidence_after", "confidence", kind="percent"),
            ),
            page_size=8,
            filters=("effect",),
        )
        self.items = self._listed()
        self.table = Table(
            item_frame(self.items, states={}),
            key="id",
            columns=(
                Column("kind", kind="tag", width="8em"),
                Column("name"),
                Column("about", width="9em"),
                Column("seen", "JDs", kind="number", width="3.5em"),
                Column("status", kind="tag", width="7.5em"),
            ),
            page_size=12,
            filters=("kind", "status"),
        )
        self.table.observe(self._on_selected, "selected")
        if self.items:
            self.table.move(0)

    @property
    def selected(self) -> int | None:
        """Number of the item under the eye."""
        return int(self.table.selected) if self.table.selected else None

    # What the keys do.

    def act(self, name: str, value: Any = None) -> None:
        """Do what a key or button stands for; errors are told, never raised."""
        acts: dict[str, Callable[[], None]] = {
            "accept": self.accept,
            "reject": self.reject,
            "undo": self.undo,
            "preview": self.preview_effect,
            "refresh": self.refresh,
        }
        if name == "move":
            self.table.move(int(value))
        elif name in acts:
            try:
                acts[name]()
            except JdworkError as error:
                self._complain(error)

    def accept(self) -> None:
        """Approve the selected item, with what was typed, and go on to the next."""
        self._wish("approve", choices_from(self.values))

    def reject(self) -> None:
        """Reject the selected item, and go on to the next."""
        self._wish("reject", None)

    def undo(self) -> None:
        """Take back what was decided about the selected item, or about the last one where it waits."""
        number = self.selected
        if number is None or self._state(number) == "pending":
            number = self._last[-1] if self._last else None
        if number is None:
            self.status = {"text": "Nothing was decided yet.", "problem": True}
            return
        self.table.selected = str(number)
        self._wish("undo", None, move=False)

    def preview_effect(self) -> None:
        """Work out what approving the selected item changes in the run."""
        number = self.selected
        if number is None:
            return
        if self.run is None:
            text = "There is no run to try it on. Make one: jdwork batch ads.csv --out runs/first"
            self.status = {"text": text, "problem": True}
            return
        if self._state(number) != "pending":
            self.status = {"text": "It is decided already; undo it first (u).", "problem": True}
            return
        choices = choices_from(self.values)
        self.working = "Deciding JDs of the run again …"

        def done(made: EditEffect) -> None:
            self.working = ""
            if self.selected == number:
                self.effects.update(effect_frame(made))
                self.effect = effect_facts(made)

        def work() -> EditEffect:
            return self.effect_of(number, choices=choices)

        self.background.submit("effect", work, done, self._complain)

    def effect_of(
        self,
        number: int,
        *,
        choices: Choices | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> EditEffect:
        """The effect of approving an item, at once."""
        if self._trial is None and self.run is not None:
            self._trial = TrialRun(self.run, self.workbench.pipeline)
        if self._trial is None:
            raise JdworkError("There is no run to try it on.", hint="jdwork batch ads.csv --out runs/first")
        return effect_of_items(
            self._trial, number, engine=self._engine, choices=choices, most=self.most, progress=progress
        )

    def refresh(self) -> None:
        """Read the queue again: what was decided leaves it."""
        self._states = {}
        self.items = self._listed()
        self.table.update(item_frame(self.items, states=self._states))
        if self.table.selected is None:
            self.table.move(0)

    def close(self) -> None:
        """Start nothing more; what was decided and not yet stored is stored now."""
        self.background.close()
        wishes, self._storing, self._wishes = [*self._storing, *self._wishes], [], []
        for one in wishes:
            if self._is_open(one):
                self._store_one(one)

    # What is behind.

    def _listed(self) -> list[ReviewItem]:
        return self.workbench.review(self.kind or None, limit=ITEMS)

    def _state(self, number: int) -> str:
        known = next((one.status for one in self.items if one.id == number), "pending")
        return self._states.get(str(number), known)

    def _wish(self, verdict: str, choices: Choices | None, *, move: bool = True) -> None:
        number = self.selected
        if number is None:
            return
        state = self._state(number)
        if state in DOING.values() or (verdict != "undo" and state != "pending"):
            text = (
                "That is being stored." if state in DOING.values() else f"It is {state}; undo it first (u)."
            )
            self.status = {"text": text, "problem": True}
            return
        self._wishes.append(_Wish(verdict, number, self.note, choices))
        self._mark({number: DOING[verdict]})
        self.note, self.values = "", {}
        if move:
            self.table.move(1)
        self._store_next()

    def _store_next(self) -> None:
        """Hand the next decisions to the thread: equal ones together, for each rebuilds the catalog."""
        if self._storing or not self._wishes:
            return
        first = self._wishes[0]
        alike = [first]
        if first.choices is None:
            for one in self._wishes[1:]:
                if (one.verdict, one.note, one.choices) != (first.verdict, first.note, None):
                    break
                alike.append(one)
        self._storing, self._wishes = alike, self._wishes[len(alike) :]
        self.working = f"Storing {len(alike)} decision{'s' if len(alike) > 1 else ''} …"

        def work() -> list[tuple[_Wish, Decided | JdworkError]]:
            return self._store(alike)

        def failed(error: Exception) -> None:
            # What was not foreseen leaves the items as they were.
            self._mark({one.id: "pending" for one in self._storing})
            self._storing = []
            self._complain(error)
            self._store_next()

        self.background.submit("decide", work, self._stored, failed)

    def _store(self, wishes: Sequence[_Wish]) -> list[tuple[_Wish, Decided | JdworkError]]:
        """Store decisions, together where that goes, else one by one; runs in the thread."""
        if len(wishes) > 1:
            try:
                made = self._call(wishes[0], [one.id for one in wishes])
            except JdworkError:
                pass  # One of them cannot be: it is told below, and the others are stored.
            else:
                self._renew(wishes[0])
                return [(one, made) for one in wishes]
        found: list[tuple[_Wish, Decided | JdworkError]] = []
        for one in wishes:
            try:
                found.append((one, self._call(one, [one.id])))
            except JdworkError as error:
                found.append((one, error))
        self._renew(wishes[0])
        return found

    def _call(self, wish: _Wish, ids: list[int]) -> Decided:
        bench = self.workbench
        if wish.verdict == "approve":
            return bench.approve(ids, note=wish.note, by=self._by, choices=wish.choices)
        if wish.verdict == "reject":
            return bench.reject(ids, note=wish.note, by=self._by)
        return bench.undo_review(ids, note=wish.note, by=self._by)

    def _renew(self, wish: _Wish) -> None:
        if wish.verdict != "reject":
            self.snapshot = self.workbench.snapshot

    def _stored(self, found: Sequence[tuple[_Wish, Decided | JdworkError]]) -> None:
        after = {"approve": "approved", "reject": "rejected", "undo": "pending"}
        marks: dict[int, str] = {}
        done, problems = [], []
        for wish, made in found:
            if isinstance(made, JdworkError):
                marks[wish.id] = "pending" if wish.verdict != "undo" else self._stored_status(wish.id)
                problems.append(made)
                continue
            marks[wish.id] = after[wish.verdict]
            done.append(wish.id)
            if wish.verdict == "undo":
                self._last = [one for one in self._last if one != wish.id]
            else:
                self._last.append(wish.id)
        self._storing = []
        self._mark(marks)
        self.decided += len(done)
        self.working = ""
        if done:
            named = ", ".join(str(number) for number in done)
            self.status = {"text": f"Item {named} is {after[found[0][0].verdict]}.", "problem": False}
        if problems:
            self._complain(problems[0])
        if self.selected in marks:
            self._look()
        self._store_next()

    def _stored_status(self, number: int) -> str:
        return show_item(self._engine, self.snapshot, number).item.status

    def _is_open(self, wish: _Wish) -> bool:
        try:
            status = self._stored_status(wish.id)
        except JdworkError:
            return False
        return (status == "pending") != (wish.verdict == "undo")

    def _store_one(self, wish: _Wish) -> None:
        try:
            self._call(wish, [wish.id])
        except JdworkError as error:
            self._complain(error)

    def _mark(self, states: dict[int, str]) -> None:
        """Show what became of items; those that were decided stay in sight until the next refresh."""
        self._states |= {str(number): state for number, state in states.items()}
        self.table.update(item_frame(self.items, states=self._states))

    def _on_selected(self, change: Any) -> None:
        self.values, self.note = {}, ""
        self.effect = {}
        if len(self.effects):
            self.effects.update(effect_frame(None))
        self.background.forget("effect")
        if not self._storing:
            self.working = ""
        self._look()

    def _look(self) -> None:
        number = self.selected
        if number is None:
            self.facts, self.plan = {}, {}
            return
        try:
            self.facts = item_facts(show_item(self._engine, self.snapshot, number))
        except JdworkError as error:
            self.facts, self.plan = {}, {}
            self._complain(error)
            return
        self.plan = {}
        if self._state(number) != "pending":
            return
        snapshot = self.snapshot

        def work() -> Preview:
            return preview(self._engine, snapshot, number)

        def done(made: Preview) -> None:
            if self.selected == number:
                self.plan = plan_facts(made.outcomes, made.after)

        def failed(error: Exception) -> None:
            if self.selected == number:
                self.plan = {"edits": [], "notes": [], "problem": str(error)}

        self.background.submit("plan", work, done, failed)

    def _complain(self, error: Exception) -> None:
        self.working = ""
        said = str(error) if isinstance(error, JdworkError) else f"{type(error).__name__}: {error}"
        self.status = {"text": said, "problem": True}
