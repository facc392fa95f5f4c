"""Saying something about a JD: each in one transaction, each on the record."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine

from jdwork.annotate.label_log import labels_in_force, say_label
from jdwork.annotate.log import author, checked_note, checked_text, in_effect, read_one, store
from jdwork.annotate.model import Annotation, Verdict
from jdwork.annotate.queueing import ask, asking, decision_entry, edit_entry
from jdwork.catalog.applying import apply_edit
from jdwork.catalog.edits import CatalogEdit, edit_to_json
from jdwork.catalog.snapshot import CatalogSnapshot
from jdwork.database.columns import now
from jdwork.database.tables import AnnotationRow, ReviewItemRow
from jdwork.database.transactions import write
from jdwork.database.vocabulary import LABEL_VERDICTS
from jdwork.errors import AnnotationError, did_you_mean
from jdwork.record.jds import hold_jd
from jdwork.text import JobDescription
from jdwork.text.sound import sound_text


def relabel(
    engine: Engine,
    jd: JobDescription,
    label: str | None,
    *,
    snapshot: CatalogSnapshot,
    verdict: Verdict = "role",
    run: str | None = None,
    note: str = "",
    by: str | None = None,
) -> Annotation:
    """Say what a JD's role is.

    It goes into the same log that the review writes to, so that both see one truth. Saying what the same
    person said last, and what is in force, adds nothing.

    Parameters
    ----------
    engine
        A database from `open_database`.
    jd
        The JD; it need not have been recorded.
    label
        The role: a slug, a slug that it had, or its name. None with a verdict other than ``role``.
    snapshot
        The catalog that has the role.
    verdict
        ``role``; or ``new_role`` (a role that the catalog lacks), ``not_a_jd``, ``unsure``, or ``withdrawn``
        (no label any more).
    run
        Name of the run folder that was on screen.
    note
        Why; one line of at most 2,000 characters.
    by
        Who says so; by default the user of this process.

    Returns
    -------
    Annotation

    Raises
    ------
    CatalogError
        If there is no such role.
    AnnotationError
        If verdict and label do not fit together, or the note is too long.
    """
    role = _checked_label(label, verdict, snapshot)
    who, said = author(by), checked_note(note)

    def work(connection: Connection) -> Annotation:
        jd_id, _ = hold_jd(connection, jd)
        held = labels_in_force(connection, [jd_id]).get(jd_id)
        if held is not None and (held.verdict, held.role_slug, held.labelled_by) == (verdict, role, who):
            same = _same(connection, jd_id, "relabel", by=who, run=run, text=said, label_id=held.id)
            if same is not None:
                return same
        elif held is None and verdict == "withdrawn":
            same = _same(connection, jd_id, "relabel", by=who, run=run, text=said, verdict=verdict)
            if same is not None:
                return same
        moment = now()
        label_id = say_label(connection, jd_id, verdict=verdict, role=role, by=who, note=said, moment=moment)
        return store(
            connection, "relabel", jd_id=jd_id, jd_name=jd.id, run=run, by=who, moment=moment, text=said,
            facts={"verdict": verdict}, label_id=label_id,
        )  # fmt: skip

    return write(engine, work)


def comment(
    engine: Engine, jd: JobDescription, text: str, *, run: str | None = None, by: str | None = None
) -> Annotation:
    """Write a comment on a JD; saying it twice in a row adds nothing.

    Parameters
    ----------
    engine, jd, run, by
        As for `relabel`.
    text
        At most 10,000 characters, line breaks kept.

    Returns
    -------
    Annotation

    Raises
    ------
    AnnotationError
        If the text is empty or too long.
    """
    who, said = author(by), checked_text(text)

    def work(connection: Connection) -> Annotation:
        jd_id, _ = hold_jd(connection, jd)
        same = _same(connection, jd_id, "comment", by=who, run=run, text=said)
        if same is not None:
            return same
        return store(
            connection, "comment", jd_id=jd_id, jd_name=jd.id, run=run, by=who, moment=now(), text=said
        )

    return write(engine, work)


def send_to_review(
    engine: Engine, jd: JobDescription, *, run: str | None = None, note: str = "", by: str | None = None
) -> Annotation:
    """Ask for a second look at the decision on a JD: it waits in the review queue, decided before or not.

    Parameters
    ----------
    engine, jd, run, note, by
        As for `relabel`.

    Returns
    -------
    Annotation
        Its facts name the ``item``.

    Raises
    ------
    AnnotationError
        If the note is too long.
    """
    who, said = author(by), checked_note(note)

    def work(connection: Connection) -> Annotation:
        jd_id, _ = hold_jd(connection, jd)
        entry = decision_entry(jd, jd_id)
        same = _asked(connection, entry.kind, entry.key, by=who, run=run, text=said)
        if same is not None:
            return same
        moment = now()
        item = ask(connection, entry, by=who, note=said, moment=moment)
        return store(
            connection, "review", jd_id=jd_id, jd_name=jd.id, run=run, by=who, moment=moment, text=said,
            facts={"item": {"id": item, **entry.facts}},
        )  # fmt: skip

    return write(engine, work)


def draft_edit(
    engine: Engine,
    edit: CatalogEdit,
    *,
    jd: JobDescription | None = None,
    run: str | None = None,
    note: str = "",
    by: str | None = None,
    snapshot: CatalogSnapshot | None = None,
) -> Annotation:
    """Draft an edit of the catalog: it waits in the review queue, and changes nothing before it is approved.

    Parameters
    ----------
    engine
        A database with a built catalog.
    edit
        An `AddRoleAlias`, `AddKra` or `SetRoleSkill` of `jdwork.catalog.edits`.
    jd
        The JD that gave the idea.
    run, note, by
        As for `relabel`.
    snapshot
        With it, an edit that would change nothing is refused.

    Returns
    -------
    Annotation
        Its facts name the ``item`` and the ``edit``.

    Raises
    ------
    CatalogError
        If there is no such role or skill.
    AnnotationError
        If the edit is of another kind, says nothing new, or was approved already.
    """
    who, said = author(by), checked_note(note)

    def work(connection: Connection) -> Annotation:
        jd_id = None if jd is None else hold_jd(connection, jd)[0]
        entry, sound = edit_entry(connection, edit)
        if snapshot is not None:
            _refuse_idle(snapshot, sound)
        facts = edit_to_json(sound)
        same = _asked(connection, entry.kind, entry.key, by=who, run=run, text=said, edit=facts)
        if same is not None:
            return same
        moment = now()
        item = ask(connection, entry, by=who, note=said, moment=moment)
        return store(
            connection, "edit", jd_id=jd_id, jd_name="" if jd is None else jd.id, run=run, by=who,
            moment=moment, text=said, facts={"item": {"id": item, **entry.facts}, "edit": facts},
        )  # fmt: skip

    return write(engine, work)


def _checked_label(label: str | None, verdict: str, snapshot: CatalogSnapshot) -> str | None:
    if verdict not in LABEL_VERDICTS:
        raise AnnotationError(f"There is no verdict '{verdict}'.", hint=did_you_mean(verdict, LABEL_VERDICTS))
    if verdict == "role":
        if label is None or not label.strip():
            raise AnnotationError(
                "No role was named.", hint="Name one, or say new_role, not_a_jd, unsure or withdrawn instead."
            )
        return snapshot.role(snapshot.role_named(label) or label.strip()).slug
    if label is not None:
        raise AnnotationError(
            f"The verdict '{verdict}' goes with no role, but '{sound_text(label)}' was named.",
            hint="Leave one of them out.",
        )
    return None


def _same(
    connection: Connection, jd_id: int, kind: str, *, by: str, run: str | None, text: str, **more: Any
) -> Annotation | None:
    """The last thing that somebody said of a JD, if it is this very thing."""
    of_kind = [AnnotationRow.said_by == by]
    if kind == "relabel":  # a comment in between changes no label
        of_kind.append(AnnotationRow.kind == kind)
    rows = in_effect(connection, *of_kind, jd_id=jd_id)
    if not rows:
        return None
    last = rows[0]
    if (last.kind, last.run, last.text) != (kind, run, text):
        return None
    if "label_id" in more and last.label_id != more["label_id"]:
        return None
    if "verdict" in more and last.facts.get("verdict") != more["verdict"]:
        return None
    return read_one(connection, last.id)


def _asked(
    connection: Connection, kind: str, key: str, *, by: str, run: str | None, text: str, edit: Any = None
) -> Annotation | None:
    """What somebody asked for already in the same words, while it still waits."""
    waits = connection.scalar(
        ReviewItemRow.__table__.select()
        .with_only_columns(ReviewItemRow.id)
        .where(ReviewItemRow.kind == kind, ReviewItemRow.key == key, ReviewItemRow.status == "pending")
    )
    if waits is None:
        return None
    for row in asking(connection, kind, key):
        if row.said_by != by or row.text != text or row.facts.get("edit") != edit:
            continue
        found = read_one(connection, row.id)
        if found.run == run:
            return found
    return None


def _refuse_idle(snapshot: CatalogSnapshot, edit: CatalogEdit) -> None:
    after = apply_edit(snapshot, edit)
    if after.roles == snapshot.roles:
        raise AnnotationError(
            "The catalog holds this already.", hint="'jdwork catalog show SLUG' lists what a role has."
        )
