"""The tuning desk: thresholds that are turned while one looks; its state, apart from any picture of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import traitlets

from jdwork.config import (
    Settings,
    config_file_hash,
    load_settings,
    read_history,
    rollback,
)
from jdwork.errors import JdworkError
from jdwork.tune.by_hand import hold_back, propose_by_hand
from jdwork.tune.consequences import Consequences, Flip, consequences
from jdwork.tune.dials import Dial, find_dials, values_of, with_values
from jdwork.tune.labelled import TuningData
from jdwork.tune.presets import Preset, presets
from jdwork.tune.proposal import Proposal
from jdwork.tune.replay import Outcome, Replay
from jdwork.tune.request import TuningRequest
from jdwork.tune.writing import write_proposal
from jdwork.widgets.inspector_background import Background
from jdwork.widgets.table import Column, Table

if TYPE_CHECKING:
    import pandas as pd

LISTED = 2_000
"""Flips listed at most, the surest of each kind first."""
PROPOSED = "proposed"
KINDS = {"otherwise": "still wrong"}


class TuningDesk(traitlets.HasTraits):
    """Dials over a labelled run, what turning them does, a search, and the settings file behind it all.

    Part of the labelled JDs is held back from sight: settings chosen by eye are judged on these before
    they are written. Those that a search found are judged fold by fold, as `jdwork tune` does.

    Parameters
    ----------
    data
        Labelled JDs.
    path
        The settings file.
    titles
        Of the JDs, by id.
    run_id
        Of the run, for the history.
    request
        What may be turned, and what is sought at first.
    held
        Share of the labelled JDs that is held back.
    background
        Does what takes long.

    Raises
    ------
    JdworkError
        If there are too few labelled JDs, a dial is unknown, or the settings file is broken.
    """

    values: Any = traitlets.Dict(help="Where the dials stand, by key.")
    revision = traitlets.Int(0, help="Grows when consequences are new.")
    loaded = traitlets.Int(0, help="Grows when the settings file was read.")
    objective = traitlets.Unicode(help="Name of what is sought.")
    status = traitlets.Dict(help="What the last act did, or why it could not: text, problem, may_force.")
    working = traitlets.Unicode("", help="What is being done, in words; empty: nothing.")
    share = traitlets.Float(0.0, help="How much of it is done, 0 to 1.")
    proposal: Any = traitlets.Any(
        None, allow_none=True, help="What the last search found, or the last check."
    )
    history: Any = traitlets.Tuple(help="Entries of the history, oldest first.")

    def __init__(
        self,
        data: TuningData,
        path: str | Path,
        *,
        titles: Mapping[str, str] | None = None,
        run_id: str | None = None,
        request: TuningRequest | None = None,
        held: float = 0.3,
        background: Background | None = None,
        page_size: int = 10,
    ) -> None:
        self.path = Path(path)
        self.request = request or TuningRequest()
        super().__init__(objective=self.request.objective)
        self.shown, self.held = hold_back(data, held, seed=self.request.seed)
        self.run_id = run_id
        self.titles = titles or {}
        self.background = background or Background()
        self.settings: Settings = load_settings(self.path)
        self.dials: tuple[Dial, ...] = find_dials(self.request.dials, self.settings)
        self.presets: tuple[Preset, ...] = ()
        self.checks = 0
        self.before: Consequences
        self.after: Consequences
        self._expected: str | None = None
        self._found: Proposal | None = None
        self._outcome: Outcome
        self._stop = Event()
        self.flips = flip_table((), {}, page_size=page_size)
        self.load()

    # What is done with it.

    def act(self, name: str, value: Any = None) -> None:
        """Do what a button stands for; errors are told, never raised."""
        try:
            if name == "preset":
                self.go_to(str(value))
            elif name == "search":
                self.start_search()
            elif name == "stop":
                self.stop_search()
            elif name == "write":
                self.write(force=bool(value))
            elif name == "rollback":
                self.roll_back()
            elif name == "load":
                self.load()
                self._say("The settings file was read again.")
        except JdworkError as error:
            self._complain(error)

    def turn(self, key: str, value: float) -> None:
        """Turn one dial, and see what it does."""
        dial = next(one for one in self.dials if one.key == key)
        if (rounded := dial.rounded(value)) != self.values[key]:
            self.values = {**self.values, key: rounded}

    def go_to(self, name: str) -> None:
        """Turn all dials to a preset, or to what was found."""
        if name == PROPOSED:
            if self._found is None:
                raise JdworkError("Nothing was proposed yet.", hint="Search first.")
            self.values = values_of(self._found.settings, self.dials)
            return
        self.values = dict(next(one for one in self.presets if one.name == name).values)

    def load(self) -> None:
        """Read the settings file, and turn the dials to where it has them."""
        expected = config_file_hash(self.path)
        self.settings = load_settings(self.path)
        self._expected = expected
        self.history = read_history(self.path)
        self.presets = presets(self.shown, self.settings, self.dials)
        self._outcome = self.shown.replay.decide(self.settings)
        self.before = consequences(self.shown, self._outcome, self._outcome)
        self._found = None
        self.proposal = None
        current = values_of(self.settings, self.dials)
        self.loaded += 1
        if self.values != current:
            self.values = current
        else:
            self._try()

    def start_search(self) -> None:
        """Search beside the kernel for the values under which the objective is highest."""
        if self.working:
            raise JdworkError("Something is being done already.", hint="Stop it first.")
        self._stop = Event()
        stop, settings, started = self._stop, self.settings, dict(self.values)
        asked = replace(self.request, objective=self.objective)
        # Its own replay: this one's evidence is the sliders'.
        data = replace(self.shown, replay=Replay(self.shown.replay.table, threads=1))
        self.status = {}
        self.working, self.share = "searching", 0.0

        def told(what: str, share: float) -> None:
            self.background.post(self._progress, stop, what, share)

        def work() -> Proposal:
            return asked.propose(data, settings, progress=told, cancelled=stop.is_set)

        def done(found: Proposal) -> None:
            self.working, self.share = "", 0.0
            self._found = self.proposal = found
            if self.values == started and found.changes:
                self.go_to(PROPOSED)
            self._say("The search was stopped; this is the best so far." if found.cancelled else "Searched.")

        self.background.submit("tuning", work, done, self._complain, pause=0.0)

    def stop_search(self) -> None:
        """Stop the search; what it found so far is proposed."""
        self._stop.set()
        if self.working:
            self.working = "stopping"

    def write(self, *, force: bool = False) -> None:
        """Write the values of the dials, if they stand up on JDs that nobody looked at."""
        if self.working:
            raise JdworkError("Something is being done already.", hint="Stop it first.")
        current = values_of(self.settings, self.dials)
        changed = {key: value for key, value in self.values.items() if value != current[key]}
        if not changed:
            raise JdworkError("There is nothing to write: the dials stand where the settings file has them.")
        found = self._found
        if found is not None and values_of(found.settings, self.dials) == self.values:
            self._write(found, force=force)
            return
        self.checks += 1
        measure = replace(self.request, objective=self.objective).measure()
        self.working = "checking on the JDs held back"
        settings, checks, seed = self.settings, self.checks, self.request.seed

        def work() -> Proposal:
            return propose_by_hand(
                self.shown, self.held, settings, changed, measure, checks=checks, seed=seed
            )

        def done(made: Proposal) -> None:
            self.working = ""
            self.proposal = made
            try:
                self._write(made, force=force)
            except JdworkError as error:
                self._complain(error)

        self.background.submit("tuning", work, done, self._complain, pause=0.0)

    def roll_back(self) -> None:
        """Take the last change of the settings file back."""
        entry = rollback(self.path, reason="rolled back at the tuning desk")
        self.load()
        self._say(f"Rolled back {', '.join(entry.undone)}: the file is as it was before.")

    def close(self) -> None:
        """Start nothing more."""
        self._stop.set()
        self.background.close()

    # What is behind.

    @property
    def tried(self) -> Settings:
        """The settings in force with the dials where they stand."""
        return with_values(self.settings, self.values)

    @property
    def found(self) -> Proposal | None:
        """What the last search found."""
        return self._found

    def _write(self, proposal: Proposal, *, force: bool) -> None:
        if not proposal.verdict.allowed and not force:
            text = "Not written, since something speaks against it (below). It can be written all the same."
            self.status = {"text": text, "problem": True, "may_force": True}
            return
        entry = write_proposal(
            self.path, proposal, expected_hash=self._expected, run_id=self.run_id, force=force
        )
        self.load()
        self.proposal = proposal
        self._say(f"Written to {self.path.name} as {entry.id}. Roll back takes it back.")

    def _progress(self, stop: Event, what: str, share: float) -> None:
        if stop is self._stop and self.working and not stop.is_set():
            self.working, self.share = what, share

    @traitlets.observe("values")
    def _on_values(self, _: Any) -> None:
        if self.status.get("may_force"):
            self.status = {}  # it was about other values
        if self.values:
            self._try()

    def _try(self) -> None:
        after = self.shown.replay.decide(self.tried)
        self.after = consequences(self.shown, self._outcome, after)
        flips = self.after.flips
        self.flips.update(flip_frame(flips[:LISTED], self.titles))
        self.flips.note = flips_note(len(flips))
        self.revision += 1

    def _say(self, text: str) -> None:
        self.status = {"text": text, "problem": False, "may_force": False}

    def _complain(self, error: Exception) -> None:
        self.working, self.share = "", 0.0
        self.status = {"text": str(error), "problem": True, "may_force": False}


def flip_table(flips: Sequence[Flip], titles: Mapping[str, str], *, page_size: int = 10) -> Table:
    """Lay JDs that are decided otherwise out as a table's state; at most `LISTED` of them."""
    table = Table(
        flip_frame(flips[:LISTED], titles),
        key="row",
        columns=(
            Column("kind", "what", kind="tag", width="8.5em"),
            Column("title", "JD"),
            Column("label", "right role", kind="role", width="11em"),
            Column("before", "in force", kind="role", width="11em"),
            Column("after", "tried", kind="role", width="11em"),
            Column("confidence", "sure", kind="percent", width="6.5em"),
        ),
        page_size=page_size,
        filters=("kind",),
    )
    table.note = flips_note(len(flips))
    return table


def flips_note(count: int) -> str:
    """Say how many JDs are decided otherwise, and whether all are listed."""
    more = f"; the first {LISTED:,} are listed" if count > LISTED else ""
    return f"{count:,} JDs are decided otherwise{more}"


def flip_frame(flips: Sequence[Flip], titles: Mapping[str, str]) -> pd.DataFrame:
    """Lay JDs that are decided otherwise out as rows."""
    import pandas as pd

    return pd.DataFrame(
        {
            "row": [str(one.row) for one in flips],
            "kind": [KINDS.get(one.kind, one.kind) for one in flips],
            "title": [titles.get(one.id) or one.id for one in flips],
            "label": [one.label for one in flips],
            "before": [one.before for one in flips],
            "after": [one.after for one in flips],
            "confidence": [one.confidence_after for one in flips],
        }
    )
