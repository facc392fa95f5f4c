"""One JD under the lens: what is known of it, what an analyst says of it; nothing here needs a browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import traitlets

from jdwork.annotate import (
    Annotation,
    LabelInForce,
    comment,
    current_labels,
    draft_edit,
    label_words,
    list_annotations,
    relabel,
    send_to_review,
    undo,
)
from jdwork.catalog.edits import AddKra, AddRoleAlias, CatalogEdit, SetRoleSkill
from jdwork.errors import JdworkError, RunError
from jdwork.explain import Explanation, OpenedRun, StoredDecision
from jdwork.runs.nearest import NearestJds
from jdwork.text import JobDescription
from jdwork.widgets.inspector_background import PAUSE, Background
from jdwork.widgets.inspector_facts import (
    annotation_facts,
    change_facts,
    decision_facts,
    evidence_facts,
    near_facts,
    pairs_of,
)

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from jdwork.catalog import CatalogSnapshot

NEAREST = 6
SKILL_WEIGHT = 0.5
"""Weight of a skill that is drafted for a role; whoever approves it may change it."""
MARKS = {"relabel": "relabelled", "comment": "comment", "review": "review", "edit": "edit"}
"""What a row of a list says of annotations, in this order."""


DWELL = 1.5
"""Seconds that a JD is looked at before the run's classifier is opened for it."""


class Inspector(traitlets.HasTraits):
    """What is shown of the selected JD, and what can be said about it.

    Selecting a JD shows at once what the run kept; the marked text and the sources behind the signals
    follow, and what would have changed the decision is worked out when asked for.

    Parameters
    ----------
    opened
        The run.
    engine
        Database that annotations go to; what opens it; or None: nothing can be said.
    snapshot
        The catalog of today, which labels and edits are about; by default the run's.
    near
        Vectors of the run; None: no nearest JDs are shown.
    by
        Who speaks; by default the user of the machine.
    background
        Does what takes long.
    """

    selected = traitlets.Unicode(None, allow_none=True, help="Id of the JD under the lens.")
    facts = traitlets.Dict(help="What the run kept of it, see `inspector_facts.decision_facts`.")
    evidence = traitlets.Dict(help="What classifying it again shows; empty while it is worked out.")
    changes = traitlets.Dict(help="What would have changed the decision; empty until asked for.")
    history: traitlets.List[Any] = traitlets.List(help="What was said about it, the latest first.")
    status = traitlets.Dict(help="What the last action did, or why it could not: text and problem.")
    working = traitlets.Unicode("", help="What is being worked out, in words; empty: nothing.")
    said = traitlets.Int(0, help="Grows with everything that is said: rows of lists may be others now.")

    def __init__(
        self,
        opened: OpenedRun,
        *,
        engine: Engine | Callable[[], Engine] | None = None,
        snapshot: CatalogSnapshot | Callable[[], CatalogSnapshot] | None = None,
        near: NearestJds | None = None,
        by: str | None = None,
        background: Background | None = None,
    ) -> None:
        super().__init__()
        self.opened = opened
        self.near = near
        self.background = background or Background()
        self._engine = engine
        self._snapshot = snapshot
        self._by = by
        self._run = opened.folder.path.resolve().name
        self._labels: dict[str, LabelInForce] = {}
        self._marks: dict[str, list[str]] = {}
        self._jd: JobDescription | None = None
        self._decision: StoredDecision | None = None
        self._told: Explanation | None = None
        self._rows: dict[str, int] | None = None
        if engine is not None:
            self._read_annotations()

    @property
    def engine(self) -> Engine:
        """The database, opened when it is first needed.

        Raises
        ------
        JdworkError
            If the inspector has none.
        """
        if self._engine is None:
            raise JdworkError("Nothing can be said: no database is open.", hint="Open a workspace's run.")
        if callable(self._engine):
            self._engine = self._engine()
        return self._engine

    @property
    def snapshot(self) -> CatalogSnapshot:
        """The catalog of today."""
        if self._snapshot is None:
            return self.opened.snapshot
        if callable(self._snapshot):
            self._snapshot = self._snapshot()
        return self._snapshot

    @property
    def roles(self) -> list[tuple[str, str]]:
        """Slug and name of every role that a JD may be given, by name."""
        named = [(role.slug, role.display_name) for role in self.snapshot.roles]
        return sorted(named, key=lambda one: one[1].casefold())

    def label_of(self, id: str) -> str | None:
        """The label in force: what analysts said last, else the one that the run had."""
        held = self._labels.get(id)
        if held is not None:
            return label_words(held)
        label: str | None = self._row(id)["label"]
        return label

    def mark_of(self, id: str) -> str:
        """What was said about a JD, in a word or two for a list."""
        said = self._marks.get(id, [])
        return ", ".join(word for kind, word in MARKS.items() if kind in said)

    @property
    def labels_said(self) -> dict[str, str | None]:
        """By id, the labels in force that people gave; None where they gave none that names a role."""
        return {id: label_words(held) for id, held in self._labels.items()}

    @property
    def marks(self) -> dict[str, str]:
        """By id, what was said, see `mark_of`; of those JDs about which something was."""
        return {id: self.mark_of(id) for id in self._marks if self._marks[id]}

    def relabel(self, role: str, note: str = "") -> None:
        """Say what the selected JD's role is, by slug or by name."""
        self._say(
            lambda jd: relabel(
                self.engine,
                jd,
                role.strip() or None,
                snapshot=self.snapshot,
                run=self._run,
                note=note,
                by=self._by,
            ),
            lambda one: f"The label is {self._name(one.label)} now",
        )

    def withdraw(self, verdict: str, note: str = "") -> None:
        """Say that the selected JD is ``not_a_jd``, of a ``new_role``, or that one is ``unsure``."""
        self._say(
            lambda jd: relabel(
                self.engine,
                jd,
                None,
                snapshot=self.snapshot,
                verdict=verdict,  # type: ignore[arg-type]
                run=self._run,
                note=note,
                by=self._by,
            ),
            lambda _: f"Said of it: {verdict.replace('_', ' ')}",
        )

    def comment(self, text: str) -> None:
        """Write a comment on the selected JD."""
        self._say(
            lambda jd: comment(self.engine, jd, text, run=self._run, by=self._by),
            lambda _: "The comment is kept",
        )

    def send_to_review(self, note: str = "") -> None:
        """Put the decision on the selected JD into the review queue."""
        self._say(
            lambda jd: send_to_review(self.engine, jd, run=self._run, note=note, by=self._by),
            lambda _: "It waits in the review queue",
        )

    def draft_alias(self, role: str, alias: str) -> None:
        """Draft one more title of a role."""
        self._draft(lambda: AddRoleAlias(self._slug(role), _words(alias)))

    def draft_kra(self, role: str, kra: str) -> None:
        """Draft one more key responsibility area of a role."""
        self._draft(lambda: AddKra(self._slug(role), _words(kra)))

    def draft_skill(self, role: str, skill: str) -> None:
        """Draft a skill for a role."""
        self._draft(lambda: SetRoleSkill(self._slug(role), skill.strip(), SKILL_WEIGHT))

    def draft_change(self, number: int) -> None:
        """Draft the catalog edit of one of the changes that were found."""
        told = self._told
        if told is not None and 0 <= number < len(told.counterfactuals):
            change = told.counterfactuals[number].change
            self._draft(lambda: change)  # type: ignore[arg-type, return-value]

    def undo(self, number: int | None = None) -> None:
        """Undo something that was said about the selected JD; by default the latest that counts.

        Undoing an undo does the thing again.
        """
        if number is None:
            number = next(
                (one["id"] for one in self.history if one["kind"] != "undo" and not one["undone"]), None
            )
            if number is None:
                self.status = {
                    "text": "Nothing was said about this JD that could be undone.",
                    "problem": False,
                }
                return
        self._say(lambda _: undo(self.engine, number, by=self._by), _undone)

    def look_for_changes(self) -> None:
        """Work out the smallest changes that would have given the label, or another role than it got."""
        id, decision = self.selected, self._decision
        if id is None or decision is None:
            return
        against = self._against(decision)
        self.working = "Looking for the smallest change …"
        self.background.submit(
            "changes",
            lambda: self.opened.explain(id, against=against, changes="all"),
            self._take_changes,
            self._failed,
        )

    def close(self) -> None:
        """Stop what is under way."""
        self.background.close()

    @traitlets.observe("selected")
    def _on_selected(self, change: Any) -> None:
        self.background.forget("evidence")
        self.background.forget("changes")
        self._jd, self._decision, self._told = None, None, None
        with self.hold_trait_notifications():
            self.status, self.working, self.evidence, self.changes = {}, "", {}, {}
            self._show(change["new"])
        if self._decision is not None and self._jd is not None:
            self._work_out_evidence()

    def _show(self, id: str | None) -> None:
        """What needs no classifier: some hundredths of a second."""
        if id is None:
            self.facts, self.history = {}, []
            return
        try:
            self._decision = self.opened.decision(id)
        except JdworkError as error:
            self.facts, self.history = {}, []
            self.status = _problem(error)
            return
        try:
            self._jd = self.opened.jd(id)
        except RunError as error:
            self.status = _problem(error)
        self._refresh()

    def _refresh(self) -> None:
        decision = self._decision
        if decision is None:
            return
        self.history = self._history()
        self.facts = decision_facts(
            decision,
            text=self._jd.text if self._jd else "",
            label=self.label_of(decision.id),
            relabelled=decision.id in self._labels,
            snapshot=self.opened.snapshot,
        ) | {"near": self._nearest(decision.id), "mark": self.mark_of(decision.id)}

    def _work_out_evidence(self) -> None:
        decision = self._decision
        if decision is None:
            return
        id, label = decision.id, self.label_of(decision.id)
        self.working = "Marking the evidence …" if self.opened.is_ready else "Opening the run's classifier …"

        def work() -> dict[str, Any]:
            record = self.opened.record(id)
            snapshot = self.opened.snapshot
            told = [
                (kind, self.opened.explain(id, against=second, changes="none", record=record))
                for kind, first, second in pairs_of(decision, label)
                if second in snapshot.role_index and first == (record.decision.role or first)
            ]
            note = self.opened.changed_since(id, record)
            return evidence_facts(record, told, note=note, snapshot=snapshot)

        # Opening the classifier keeps the machine busy for some seconds: not while somebody looks around.
        pause = PAUSE if self.opened.is_ready else DWELL
        self.background.submit("evidence", work, self._take_evidence, self._failed, pause=pause)

    def _take_evidence(self, made: dict[str, Any]) -> None:
        if made["id"] == self.selected:
            self.working = ""
            self.evidence = made

    def _take_changes(self, told: Explanation) -> None:
        if told.record.jd.id == self.selected:
            self._told = told
            self.working = ""
            self.changes = change_facts(told)

    def _failed(self, error: Exception) -> None:
        self.working = ""
        self.status = _problem(error)

    def _say(self, act: Callable[[JobDescription], Annotation], told: Callable[[Annotation], str]) -> None:
        """Do something about the selected JD, and show at once what came of it."""
        jd = self._jd
        if jd is None:
            text = "Select a JD first." if self.selected is None else "This JD could not be read."
            self.status = {"text": text, "problem": True}
            return
        try:
            one = act(jd)
            held = current_labels(self.engine, [jd])
            log = list_annotations(self.engine, jd=jd)
        except JdworkError as error:
            self.status = _problem(error)
            return
        before = self.label_of(jd.id)
        self._labels.pop(jd.id, None)
        if jd.content_hash in held:
            self._labels[jd.id] = held[jd.content_hash]
        self._marks[jd.id] = [each.kind for each in log]
        with self.hold_trait_notifications():
            self._refresh()
            self.status = {"text": f"{told(one)}.", "problem": False}
            self.said += 1
        if self.label_of(jd.id) != before:
            self.changes, self._told = {}, None
            self._work_out_evidence()

    def _draft(self, make: Callable[[], CatalogEdit]) -> None:
        self._say(
            lambda jd: draft_edit(
                self.engine, make(), jd=jd, run=self._run, by=self._by, snapshot=self.snapshot
            ),
            lambda _: "The edit waits in the review queue; nothing in the catalog changed yet",
        )

    def _against(self, decision: StoredDecision) -> str | None:
        """The role to try for: a label that was missed, if the run's catalog has it."""
        label = self.label_of(decision.id)
        if label is None or label == decision.role:
            return None
        return label if label in self.opened.snapshot.role_index else None

    def _slug(self, role: str) -> str:
        return self.snapshot.role(self.snapshot.role_named(role.strip()) or role.strip()).slug

    def _name(self, slug: str | None) -> str:
        if slug is None or slug not in self.snapshot.role_index:
            return slug or "none"
        return self.snapshot.role(slug).display_name

    def _history(self) -> list[dict[str, Any]]:
        if self._engine is None or self._jd is None:
            return []
        log = list_annotations(self.engine, jd=self._jd, include_undone=True)
        return [annotation_facts(one, self.snapshot) for one in log]

    def _nearest(self, id: str) -> list[dict[str, Any]]:
        if self.near is None or id not in self.near:
            return []
        found = [(one.id, one.similarity) for one in self.near.of(id, most=NEAREST)]
        return near_facts(
            found, {one: self._row(one) for one, _ in found}, self.opened.snapshot, self.label_of
        )

    def _row(self, id: str) -> dict[str, Any]:
        """What the list of decisions holds of a JD, gaps as None."""
        frame = self.opened.decisions
        if self._rows is None:
            self._rows = {name: row for row, name in enumerate(frame["id"])}
        row = self._rows.get(id)
        if row is None:
            return {"title": None, "role": None, "label": None}
        return {
            name: value if isinstance(value := frame[name].iat[row], str) else None
            for name in ("title", "role", "label")
        }

    def _read_annotations(self) -> None:
        """What was said before: labels by what a JD says, wherever they were given; marks of this run."""
        for one in list_annotations(self.engine, run=self._run):
            self._marks.setdefault(one.jd_name, []).append(one.kind)
        held = current_labels(self.engine, snapshot=self.snapshot)
        if not held:
            return
        for id, content in self.opened.content_hashes():
            if content in held:
                self._labels[id] = held[content]


def _problem(error: Exception) -> dict[str, Any]:
    return {"text": str(error), "problem": True}


def _undone(one: Annotation) -> str:
    of = {"relabel": "label", "review": "request for review", "edit": "drafted edit"}
    what = of.get(str(one.facts.get("of")), str(one.facts.get("of") or "annotation"))
    return f"The {what} was {'done again' if one.facts.get('again') else 'undone'}"


def _words(text: str) -> str:
    return " ".join(text.split())
