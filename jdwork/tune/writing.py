"""Writing a proposal to the settings file, with its figures, unless the guard objects."""

from __future__ import annotations

from pathlib import Path

from jdwork.config import HistoryEntry, write_settings
from jdwork.errors import JdworkError
from jdwork.tune.proposal import Proposal


def write_proposal(
    path: str | Path,
    proposal: Proposal,
    *,
    expected_hash: str | None,
    run_id: str | None = None,
    force: bool = False,
) -> HistoryEntry:
    """Write tuned settings to their file.

    Parameters
    ----------
    path
        The settings file.
    proposal
        What to write.
    expected_hash
        `jdwork.config.config_file_hash` of the file as it was when it was read for tuning: what somebody
        wrote since is not overwritten. None: whatever is there.
    run_id
        The run tuned on.
    force
        Write it though the guard objects; the reason in the history says what was overridden. A file that
        changed since is not written all the same.

    Raises
    ------
    JdworkError
        If nothing would change, or the guard objects.
    ConfigError
        If the file changed since, or cannot be written; it is then as it was.
    """
    if not proposal.changes:
        raise JdworkError(
            "There is nothing to write: the settings in force are the best found.",
            hint="Try another objective, or more dials.",
        )
    overridden = proposal.verdict.objections
    if overridden and not force:
        raise JdworkError(
            f"The settings were not written: {'; '.join(overridden)}.",
            hint="--force writes them all the same; the history then says what was overridden.",
        )
    reason = f"{'set by hand' if proposal.by_hand else 'tuned'} for {proposal.said}"
    if overridden:
        reason += f"; forced although {'; '.join(overridden)}"
    return write_settings(
        path,
        proposal.values,
        reason=reason,
        metrics=proposal.metrics(),
        data_hash=proposal.data_hash,
        run_id=run_id,
        expected_hash=expected_hash,
    )
