"""Bringing labels that others gave into the log: all or none, each once, conflicts settled by a rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import get_args

from sqlalchemy import Connection, Engine, insert

from jdwork.annotate.label_conflicts import Conflict, ConflictRule, Voice, differ, last_words, settled
from jdwork.annotate.label_file import GivenLabel, LabelFile, RejectedLabel
from jdwork.annotate.label_jds import jd_keys, labels_by_jd
from jdwork.annotate.label_log import say_label
from jdwork.annotate.label_voices import IMPORTED, imported_keys, voices_in_log
from jdwork.annotate.log import author
from jdwork.catalog.snapshot import CatalogSnapshot
from jdwork.database.columns import now
from jdwork.database.tables import AnnotationRow
from jdwork.database.transactions import read_transaction, write
from jdwork.errors import AnnotationError, did_you_mean
from jdwork.text import JobDescription
from jdwork.text.sound import sound_text

_FILE_ORDER = 1 << 62  # what comes later stands behind what the log has of the same moment


@dataclass(frozen=True, slots=True)
class LabelReport:
    """What became of a file of labels. Every row is in exactly one of the counts.

    Parameters
    ----------
    path
        The file.
    rule
        How conflicts were settled.
    read
        Rows of the file.
    kept
        Rows that were written, or would be.
    already
        Rows that were imported before; they change nothing, even where they were undone since.
    repeated
        Rows that say the same as another row, or that the same voice took back by a later one.
    overruled
        Rows on JDs for which the rule found for a label that the log has already.
    refused
        Rows on JDs for which the rule settled on nothing.
    rejected
        Rows that cannot be used, with the reasons.
    conflicts
        JDs of which people say different things, with who says what.
    by_source
        Of each source the rows ``read``, ``kept`` and ``rejected``.
    ignored
        Columns that are not looked at.
    written
        False for a trial.
    """

    path: str
    rule: ConflictRule
    read: int
    kept: int
    already: int
    repeated: int
    overruled: int
    refused: int
    rejected: tuple[RejectedLabel, ...]
    conflicts: tuple[Conflict, ...]
    by_source: Mapping[str, Mapping[str, int]] = field(hash=False)
    ignored: tuple[str, ...]
    written: bool


@dataclass(frozen=True, slots=True)
class _Entry:
    """Equal rows on one JD, and the voice that they are."""

    label: GivenLabel
    rows: int
    voice: Voice


@dataclass(slots=True)
class _Plan:
    """What is to be written for which JD, and what is not."""

    writes: list[tuple[str, list[_Entry]]] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    kept: Counter[str] = field(default_factory=Counter)
    already: int = 0
    repeated: int = 0
    overruled: int = 0
    refused: int = 0


def import_labels(
    engine: Engine,
    labels: LabelFile,
    *,
    snapshot: CatalogSnapshot,
    jds: Mapping[str, JobDescription] | None = None,
    run: str | None = None,
    rule: ConflictRule = "latest",
    by: str | None = None,
    dry_run: bool = False,
) -> LabelReport:
    """Say in the log what a file of labels says, in one transaction.

    A label counts in a conflict beside what the log has of its JD already. Importing a file again adds
    nothing. Each label can be undone as any other annotation.

    Parameters
    ----------
    engine
        The database.
    labels
        As `jdwork.annotate.read_label_file` read them.
    snapshot
        The catalog.
    jds
        JDs of a run by id. Ids of the file are looked up there; without it, among the ids that JDs were
        recorded or annotated under. A row with a hash goes by that.
    run
        Name of that run.
    rule
        Which label counts where several differ: the ``latest`` (a row without date counts as said now),
        the ``majority`` of voices, or none (``refuse``).
    by
        Who imports them, and so says what nobody is named for; by default the user of this process.
    dry_run
        Only say what would be written.

    Returns
    -------
    LabelReport

    Raises
    ------
    AnnotationError
        If there is no such rule.
    DatabaseError
        If the database cannot be used; nothing is written then.
    """
    rules = get_args(ConflictRule)
    if rule not in rules:
        raise AnnotationError(f"There is no rule '{rule}' for conflicts.", hint=did_you_mean(rule, rules))
    moment, who = now(), author(by)
    with read_transaction(engine) as connection:
        found, unknown = labels_by_jd(connection, labels.given, jds)
    by_hash = {jd.content_hash: jd for jd in (jds or {}).values()} if found else {}

    def work(connection: Connection) -> _Plan:
        # The locks come first, in one order, so that nobody adds a label between reading and writing.
        keys = jd_keys(connection, found, by_hash, hold=not dry_run)
        plan = _plan(connection, found, keys, snapshot=snapshot, rule=rule, moment=moment)
        if not dry_run:
            _carry_out(connection, plan, keys, moment=moment, who=who, run=run, ids=jds)
        return plan

    if dry_run:
        with read_transaction(engine) as connection:
            plan = work(connection)
    else:
        plan = write(engine, work)
    rejected = tuple(sorted((*labels.rejected, *unknown), key=lambda one: one.row))
    return LabelReport(
        path=labels.path,
        rule=rule,
        read=len(labels.given) + len(labels.rejected),
        kept=plan.kept.total(),
        already=plan.already,
        repeated=plan.repeated,
        overruled=plan.overruled,
        refused=plan.refused,
        rejected=rejected,
        conflicts=tuple(plan.conflicts),
        by_source=_by_source(labels, rejected, plan.kept),
        ignored=labels.ignored,
        written=not dry_run,
    )


def _plan(
    connection: Connection,
    found: Mapping[str, list[GivenLabel]],
    keys: Mapping[str, int],
    *,
    snapshot: CatalogSnapshot,
    rule: ConflictRule,
    moment: datetime,
) -> _Plan:
    said = voices_in_log(connection, keys.values(), snapshot=snapshot)
    before = imported_keys(connection, keys.values())
    plan = _Plan()
    for jd_hash, labels in found.items():
        jd_id = keys.get(jd_hash, -1)
        held, had = said.get(jd_id, []), before.get(jd_id, set())
        new: list[_Entry] = []
        for entry in _entries(labels, moment):
            if entry.label.key in had:
                plan.already += entry.rows
            else:
                new.append(entry)
        words = last_words([*held, *(entry.voice for entry in new)])
        spoken = {id(voice) for voice in words}
        plan.repeated += sum(entry.rows for entry in new if id(entry.voice) not in spoken)
        new = [entry for entry in new if id(entry.voice) in spoken]
        if not new:
            continue
        winner = settled(words, rule)
        if differ(words):
            name = next((entry.label.name for entry in new if entry.label.name), jd_hash[:12])
            plan.conflicts.append(Conflict(jd_hash, name, words, winner))
        rows = sum(entry.rows for entry in new)
        if winner is None:
            plan.refused += rows
        elif all(entry.voice.said != winner for entry in new):
            plan.overruled += rows
        else:
            # What is said last is in force.
            new.sort(key=lambda entry: (entry.voice.said == winner, entry.voice.at, entry.voice.order))
            plan.writes.append((jd_hash, new))
            for entry in new:
                plan.kept[entry.label.source] += 1
                plan.repeated += entry.rows - 1
    return plan


def _entries(labels: Iterable[GivenLabel], moment: datetime) -> list[_Entry]:
    """Equal rows together; where nobody is named each counts as a vote."""
    made: dict[str, _Entry] = {}
    for label in labels:
        order = _FILE_ORDER + label.row
        held = made.get(label.key)
        if held is None:
            said = label.role or label.verdict
            voice = Voice(said, label.by, label.source, label.at or moment, order=order)
            made[label.key] = _Entry(label, 1, voice)
            continue
        votes = held.voice.votes if label.by else held.voice.votes + 1
        made[label.key] = _Entry(label, held.rows + 1, replace(held.voice, votes=votes, order=order))
    return list(made.values())


def _carry_out(
    connection: Connection,
    plan: _Plan,
    keys: Mapping[str, int],
    *,
    moment: datetime,
    who: str,
    run: str | None,
    ids: Mapping[str, JobDescription] | None,
) -> None:
    annotations = []
    for jd_hash, entries in plan.writes:
        jd_id = keys[jd_hash]
        for entry in entries:
            label, voice = entry.label, entry.voice
            by = label.by or who
            number = say_label(
                connection, jd_id, verdict=label.verdict, role=label.role, by=by, note=label.note,
                moment=voice.at,
            )  # fmt: skip
            facts = {
                "verdict": label.verdict,
                IMPORTED: {
                    "source": label.source,
                    "key": label.key,
                    "named": bool(label.by),
                    "votes": voice.votes,
                },
            }
            annotations.append(
                {
                    "kind": "relabel", "jd_id": jd_id, "jd_name": sound_text(label.name),
                    "run": run if ids is not None and label.name in ids else None, "label_id": number,
                    "text": label.note, "facts": facts, "said_by": by, "said_at": moment,
                }
            )  # fmt: skip
    if annotations:
        connection.execute(insert(AnnotationRow), annotations)


def _by_source(
    labels: LabelFile, rejected: Collection[RejectedLabel], kept: Mapping[str, int]
) -> dict[str, dict[str, int]]:
    read = Counter(row.source for row in labels.given)
    read.update(row.source for row in labels.rejected)
    refused = Counter(row.source for row in rejected)
    return {
        source: {"read": count, "kept": kept.get(source, 0), "rejected": refused[source]}
        for source, count in sorted(read.items())
    }
