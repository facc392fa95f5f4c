"""A process killed while it writes settings: a whole file, and a history that agrees with it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from unittest.mock import Mock

import numpy as np
import pytest

from jdwork.config import config_file_hash, load_settings, read_history, rollback, write_settings
from jdwork.config.history import active_changes, bytes_hash, history_path
from tests.config.dying_writer import VALUES

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(sys.platform == "win32", reason="processes are killed by signals"),
]

FILE = "# ours\r\n[b]   # case B\r\nmargin = 4.0   # tuned in May\r\n\r\n# the end without a line end"
WHOLE = {value: FILE.replace("4.0", str(value)).encode() for value in (4.0, *VALUES, 7.5, 8.5)}
"""Every file that anybody ever wrote, by its margin."""
STEPS = 200
"""More than any write takes."""
KILLS = 60


class Killer:
    """Hands jobs to `tests.config.dying_writer`."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def __call__(self, path: Path, action: str, **when: float) -> bool:
        """Do a job; whether the child was killed, rather than ended by itself."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"path": str(path), "action": action, **when}) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().strip()
        assert answer in {"killed", "ended"}, answer
        return answer == "killed"


@pytest.fixture(scope="module")
def kill():
    with subprocess.Popen(
        [sys.executable, "-m", "tests.config.dying_writer"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
    ) as process:
        yield Killer(process)
        assert process.stdin is not None
        process.stdin.close()


def settings_file(folder: Path, *margins: float) -> Path:
    """A settings file to which the margins were written one after another."""
    folder.mkdir()
    path = folder / "config.toml"
    path.write_bytes(FILE.encode())
    for margin in margins:
        write_settings(path, {"b.margin": margin}, reason="before")
    return path


def copied(path: Path, step: int) -> Path:
    """The same file with its history, to be written to until that step."""
    return Path(shutil.copytree(path.parent, path.parent.with_name(f"step-{step}"))) / path.name


def check_agreement(path: Path) -> None:
    """File and history are whole, and say the same."""
    content = path.read_bytes()
    assert content in WHOLE.values()
    assert content == WHOLE[load_settings(path, environment=False).b.margin]
    history = read_history(path)
    assert {entry.state for entry in history} <= {"done"}
    before = [entry.before_hash for entry in history]
    after = [entry.after_hash for entry in history]
    assert (after or [bytes_hash(FILE.encode())])[-1] == config_file_hash(path)
    assert (before or [config_file_hash(path)])[0] == bytes_hash(FILE.encode())
    assert all(one == two for one, two in zip(after[:-1], before[1:], strict=True))


def check_work_goes_on(path: Path, margin: float) -> None:
    """What comes after a kill works, and everything can be taken back."""
    write_settings(path, {"b.margin": margin}, reason="afterwards")
    assert path.read_bytes() == WHOLE[margin]
    check_agreement(path)
    assert not list(path.parent.glob(".*.new"))
    changes = len(active_changes(read_history(path)))
    rollback(path, steps=changes)
    assert path.read_bytes() == FILE.encode()
    check_agreement(path)


@pytest.mark.parametrize(
    ("action", "margins"), [("change", ()), ("change", (7.5,)), ("rollback", (7.5, 8.5))]
)
def test_killed_at_every_step(tmp_path, kill, action, margins):
    first = settings_file(tmp_path / "first", *margins)
    old = first.read_bytes()
    new = WHOLE[VALUES[0] if action == "change" else margins[-2]]
    seen = []
    for step in range(1, STEPS):
        path = copied(first, step)
        killed = kill(path, action, step=step)
        seen.append(path.read_bytes())
        check_agreement(path)
        check_work_goes_on(path, 1.25)
        if not killed:
            break
    assert not killed
    # The old file at first, from one step on the new one.
    assert seen == [old] * seen.count(old) + [new] * seen.count(new)
    assert seen.count(old) > 8
    assert seen.count(new) > 5


@pytest.mark.parametrize("moment", ["replace_file", "mark"])
def test_killed_again_at_every_step_of_the_recovery(tmp_path, kill, monkeypatch, moment):
    first = settings_file(tmp_path / "first", 7.5)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(f"jdwork.config.write_back.{moment}", Mock(side_effect=KeyboardInterrupt))
        write_settings(first, {"b.margin": 8.5}, reason="interrupted")
    assert '"state": "intent"' in history_path(first).read_text().splitlines()[-1]
    for step in range(1, STEPS):
        path = copied(first, step)
        killed = kill(path, "rollback", step=step)
        check_agreement(path)
        check_work_goes_on(path, 1.25)
        if not killed:
            break
    assert not killed


def test_killed_at_any_time(tmp_path, kill):
    path = settings_file(tmp_path / "loop")
    # Some soon, some late: a busy machine takes its time to write.
    for delay in 0.3 * np.random.default_rng(7).uniform(0.0, 1.0, KILLS) ** 2:
        assert kill(path, "loop", seconds=float(delay))
        check_agreement(path)
    reasons = [entry.reason for entry in read_history(path)]
    assert {"on and on", "rollback"} <= set(reasons), "killed before anything was written"
    check_work_goes_on(path, 7.5)
