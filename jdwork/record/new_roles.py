"""One review item per new role: what runs proposed JD by JD is put together with its like.

A run proposes a new role under its JD's title. Settling clusters all JDs that wait under such items and
moves their sightings, so that each cluster is one item. What comes out depends on which JDs wait and on
what people decided, not on the order or number of recordings, so settling twice changes nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection, Engine, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from jdwork.catalog.snapshot import CatalogSnapshot
from jdwork.config.settings import Settings
from jdwork.database.columns import now
from jdwork.database.tables import (
    ReviewItemRow,
    ReviewSightingRow,
    RunRow,
)
from jdwork.database.transactions import Vanished, read_transaction, write
from jdwork.discover.proposing import name_new_roles
from jdwork.record.proposals import bounded_key
from jdwork.record.waiting import NewRoleQueue, Waiting, chunks, read_queue, read_waiting

_LONGEST_NAME = 300
_ATTEMPTS = 3  # plans made while others may write; then one is made with the queue held


@dataclass(frozen=True, slots=True)
class Settled:
    """What settling did.

    Parameters
    ----------
    items
        Review items of new roles that wait.
    jds
        JDs that wait under them.
    moved
        Item under which a run now counts, by the id of each run whose sighting was moved.
    """

    items: int
    jds: int
    moved: Mapping[str, int]


def settle_new_roles(engine: Engine, snapshot: CatalogSnapshot, *, settings: Settings) -> Settled:
    """Put the new roles that runs proposed together: one review item per cluster of JDs.

    JDs of an item that somebody has decided (also one whose decision was taken back) stay there, and
    JDs of the same cluster join them: what was rejected or approved is not proposed a second time.
    All other JDs are clustered afresh. A cluster keeps its oldest item.

    Parameters
    ----------
    engine
        A database from `open_database`.
    snapshot
        Its catalog.
    settings
        ``new_role.cluster_distance`` says how far clusters reach.

    Returns
    -------
    Settled

    Raises
    ------
    DatabaseError
        If the database cannot be written.
    """
    for _ in range(_ATTEMPTS):
        # Clustering takes its time: nobody who wants to write should have to wait for it.
        with read_transaction(engine) as connection:
            plan = _plan(connection, snapshot, settings)
        done = write(engine, partial(_carry_out, plan=plan))
        if done is not None:
            return done

    def at_once(connection: Connection) -> Settled:
        read_queue(connection, lock=True)
        settled = _carry_out(connection, plan=_plan(connection, snapshot, settings))
        if settled is None:
            raise Vanished
        return settled

    return write(engine, at_once)


@dataclass(frozen=True, eq=False)
class _Plan:
    """Where each JD belongs: to an item that somebody decided, or with its like."""

    queue: NewRoleQueue
    waiting: Mapping[int, Waiting]
    joins: Mapping[int, int]
    clusters: Sequence[_Cluster]


@dataclass(frozen=True, slots=True)
class _Cluster:
    jds: tuple[int, ...]
    normal: str
    name: str


def _plan(connection: Connection, snapshot: CatalogSnapshot, settings: Settings) -> _Plan:
    queue = read_queue(connection, lock=False)
    waiting = read_waiting(connection, queue.sightings)
    numbers = sorted(waiting, key=lambda number: (waiting[number].jd.key, number))
    named, _ = name_new_roles([waiting[number].jd for number in numbers], snapshot, settings=settings)
    joins: dict[int, int] = {}
    clusters: list[_Cluster] = []
    for members, name in named:
        free = []
        votes: Counter[int] = Counter()
        for number in (numbers[place] for place in members):
            items = waiting[number].item_of_run.values()
            stays = next((item for item in items if item in queue.held), None)
            if stays is None:
                free.append(number)
            else:
                joins[number] = stays
                votes[stays] += 1
        if votes:
            joined = min(votes, key=lambda item: (-votes[item], queue.rows[item].key))
            joins |= dict.fromkeys(free, joined)
        elif free:
            clusters.append(_Cluster(tuple(free), name.normal, name.text))
    return _Plan(queue, waiting, joins, clusters)


def _carry_out(connection: Connection, *, plan: _Plan) -> Settled | None:
    """Do what was planned; None where the queue has changed since."""
    queue = read_queue(connection, lock=True)
    if queue.state != plan.queue.state:
        return None
    try:
        moved = _change(connection, queue, plan)
    except IntegrityError:
        # Somebody queued a new role under a name that was to be given: the next look sees it.
        raise Vanished from None
    return Settled(
        items=len(plan.clusters), jds=sum(len(cluster.jds) for cluster in plan.clusters), moved=moved
    )


def _change(connection: Connection, queue: NewRoleQueue, plan: _Plan) -> dict[str, int]:
    changes = _Changes(connection, queue)
    target = dict(plan.joins)
    for cluster, item in zip(plan.clusters, changes.items_for(plan.clusters, plan.waiting), strict=True):
        target |= dict.fromkeys(cluster.jds, item)
    moved = changes.move(target, plan.waiting)
    changes.recount()
    return moved


class _Changes:
    """Changes of the queue's rows, made only where something differs."""

    def __init__(self, connection: Connection, queue: NewRoleQueue) -> None:
        self._connection = connection
        self._rows = queue.rows
        self._held = queue.held
        self._kept: dict[int, tuple[str, str]] = {}

    def items_for(self, clusters: Sequence[_Cluster], waiting: Mapping[int, Waiting]) -> list[int]:
        """Find or make the item of each cluster, with its name; no two keys are the same."""
        item_of = self._nearest_items(clusters, waiting)
        kept = set(item_of.values())
        taken = {self._rows[item].key for item in self._held}
        wanted = {}
        for place, cluster in enumerate(clusters):
            key = bounded_key(cluster.normal or f"jd {waiting[cluster.jds[0]].jd.key}")
            number = 2
            while key in taken:
                key, number = bounded_key(f"{cluster.normal} ({number})"), number + 1
            taken.add(key)
            wanted[place] = (key, cluster.name[:_LONGEST_NAME])
        # Keys change by way of ones that nobody has: two items that swap theirs would be in the way.
        renamed = {item for place, item in item_of.items() if self._rows[item].key != wanted[place][0]}
        leaving = {row.key: item for item, row in self._rows.items() if item not in self._held | kept}
        renamed |= {leaving[key] for key, _ in wanted.values() if key in leaving}
        for item in sorted(renamed):
            self._update(item, key=f"\x1f{item}")
        for place, (key, name) in wanted.items():
            if place not in item_of:
                values = {"kind": "new_role", "key": key, "name": name, "seen": 0, "created_at": now()}
                item_of[place] = self._connection.execute(
                    insert(ReviewItemRow).returning(ReviewItemRow.id), values
                ).scalar_one()
            elif item_of[place] in renamed:
                self._update(item_of[place], key=key)
        self._kept = {item: wanted[place] for place, item in item_of.items()}
        return [item_of[place] for place in range(len(clusters))]

    def _nearest_items(self, clusters: Sequence[_Cluster], waiting: Mapping[int, Waiting]) -> dict[int, int]:
        """Leave each cluster its oldest item, and each item most of its JDs: people find both again."""
        shared: list[tuple[int, int, int]] = []
        for place, cluster in enumerate(clusters):
            under = Counter(item for one in cluster.jds for item in set(waiting[one].item_of_run.values()))
            shared += [(item, -count, place) for item, count in under.items() if item not in self._held]
        item_of: dict[int, int] = {}
        given: set[int] = set()
        for item, _, place in sorted(shared):
            if place not in item_of and item not in given:
                item_of[place] = item
                given.add(item)
        return item_of

    def move(self, target: Mapping[int, int], waiting: Mapping[int, Waiting]) -> dict[str, int]:
        """Move sightings to the items of their JDs, and say so to the runs that made them."""
        moved: dict[tuple[int, int], list[int]] = defaultdict(list)
        for number, item in target.items():
            for run, before in waiting[number].item_of_run.items():
                if before != item and before not in self._held:
                    moved[before, item].append(run)
        for (before, item), runs in sorted(moved.items()):
            for some in chunks(sorted(runs)):
                self._connection.execute(
                    update(ReviewSightingRow)
                    .where(ReviewSightingRow.item_id == before, ReviewSightingRow.run_key.in_(some))
                    .values(item_id=item)
                )
        item_of = {run: item for (_, item), runs in moved.items() for run in runs}
        told: dict[str, int] = {}
        for some in chunks(sorted(item_of)):
            query = select(RunRow.id, RunRow.run_id, RunRow.updates).where(RunRow.id.in_(some))
            for row in self._connection.execute(query).all():
                told[row.run_id] = item_of[row.id]
                self._connection.execute(
                    update(RunRow)
                    .where(RunRow.id == row.id)
                    .values(updates={**row.updates, "queue_entry_id": item_of[row.id]})
                )
        return told

    def recount(self) -> None:
        """Bring counts and names up to date, and remove items that nobody is under any more."""
        query = (
            select(ReviewSightingRow.item_id, func.count(ReviewSightingRow.jd_id.distinct()))
            .join(ReviewItemRow, ReviewItemRow.id == ReviewSightingRow.item_id)
            .where(ReviewItemRow.kind == "new_role")
            .group_by(ReviewSightingRow.item_id)
        )
        seen = {row[0]: row[1] for row in self._connection.execute(query)}
        for item, row in self._rows.items():
            if item in self._held:
                if row.seen != seen.get(item, 0):
                    self._update(item, seen=seen.get(item, 0))
            elif item not in seen:
                self._connection.execute(delete(ReviewItemRow).where(ReviewItemRow.id == item))
        for item, (_, name) in self._kept.items():
            row = self._rows.get(item)
            if row is None or (row.name, row.seen) != (name, seen[item]):
                self._update(item, name=name, seen=seen[item])

    def _update(self, item: int, **values: object) -> None:
        self._connection.execute(update(ReviewItemRow).where(ReviewItemRow.id == item).values(**values))
