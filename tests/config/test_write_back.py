from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from jdwork.atomic_file import only_writer
from jdwork.config import (
    SettingChange,
    Settings,
    config_file_hash,
    load_settings,
    read_history,
    rollback,
    settings_to_toml,
    write_settings,
)
from jdwork.config.history import history_path
from jdwork.errors import ConfigError

FILE = (
    "# ours\r\n[b]   # case B\r\nmargin = 4.0   # tuned in May\r\n\r\n"
    "# the rest\r\n[accept]\r\nmin_confidence=0.5\r\n"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "config.toml"
    made.write_bytes(FILE.encode())
    return made


def test_a_write_changes_the_value_and_no_other_byte(path: Path) -> None:
    entry = write_settings(path, {"b.margin": 3.5}, reason="fewer wrong switches")
    assert path.read_bytes() == FILE.replace("4.0", "3.5").encode()
    assert load_settings(path).b.margin == 3.5
    assert entry.changes == (SettingChange("b.margin", 4.0, 3.5),)
    assert entry.kind == "change"


def test_the_whole_shipped_form_survives_a_write(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    text = settings_to_toml(Settings())
    path.write_text(text)
    write_settings(path, {"embed.base_url": "http://x", "kra.floor": 0.25}, reason="x")
    first = text.replace("# base_url = \n", '# base_url = \nbase_url = "http://x"\n', 1)  # that of [embed]
    assert path.read_text() == first.replace("floor = 0.3\n# corrected", "floor = 0.25\n# corrected")
    write_settings(path, {"embed.base_url": None, "kra.floor": 0.3}, reason="back")
    assert load_settings(path) == Settings()


def test_the_history_tells_why(path: Path) -> None:
    write_settings(
        path,
        {"b.margin": np.float64(3.5), "text.min_words": np.int64(9)},
        reason=" night run ",
        metrics={"accuracy": {"value": np.float32(0.5), "low": 0.4, "high": 0.6}},
        data_hash="d1",
        run_id="r1",
    )
    (entry,) = read_history(path)
    assert entry.reason == "night run"
    assert entry.metrics == {"accuracy": {"value": 0.5, "low": 0.4, "high": 0.6}}
    assert (entry.data_hash, entry.run_id) == ("d1", "r1")
    assert entry.time.endswith("+00:00")
    assert entry.changes == (SettingChange("text.min_words", 8, 9), SettingChange("b.margin", 4.0, 3.5))
    assert entry.before_text == FILE
    assert entry.after_hash == config_file_hash(path)
    assert entry.state == "done"


def test_no_history_yet(path: Path) -> None:
    assert read_history(path) == ()


def test_values_already_set_are_a_confirmation_that_touches_nothing(path: Path) -> None:
    before = path.stat().st_mtime_ns
    entry = write_settings(path, {"b.margin": 4, "kra.floor": 0.3}, reason="tuned again")
    assert (entry.kind, entry.changes) == ("confirmation", ())
    assert path.stat().st_mtime_ns == before
    with pytest.raises(ConfigError, match="cannot be taken back: the history has 0"):
        rollback(path)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"b.margn": 1.0}, "There is no setting 'b.margn'. Did you mean 'b.margin'"),
        ({"b": 1.0}, "There is no setting 'b'."),
        ({"b.margin": -1.0}, "config.toml:3, key b.margin: -1.0 is out of range. Give a number, at least 0."),
        ({"b.margin": float("nan")}, "nan is out of range"),
        ({"text.min_words": 8.5}, "8.5 does not fit. Give a whole number, at least 1."),
        ({"b.margin": None}, "None does not fit. Give a number, at least 0."),
        ({"b.margin": [1]}, r"does not fit"),
        ({"signals.reported_roles": 50}, "must not exceed"),
        ({}, "No settings to change were given."),
    ],
)
def test_a_refused_change_leaves_file_and_history_alone(
    path: Path, changes: dict[str, object], message: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        write_settings(path, changes, reason="x")
    assert message in str(caught.value)
    assert path.read_bytes() == FILE.encode()
    assert not history_path(path).exists()


def test_a_reason_is_required(path: Path) -> None:
    with pytest.raises(ConfigError, match="needs a reason"):
        write_settings(path, {"b.margin": 1.0}, reason="  ")


def test_metrics_must_be_plain(path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be written as JSON"):
        write_settings(path, {"b.margin": 1.0}, reason="x", metrics={"a": float("nan")})
    assert path.read_bytes() == FILE.encode()


def test_a_file_that_changed_meanwhile_is_not_overwritten(path: Path) -> None:
    seen = config_file_hash(path)
    path.write_bytes(FILE.replace("0.5", "0.6").encode())
    with pytest.raises(ConfigError, match="changed since the new values were worked out"):
        write_settings(path, {"b.margin": 1.0}, reason="x", expected_hash=seen)
    write_settings(path, {"b.margin": 1.0}, reason="x", expected_hash=config_file_hash(path))


def test_a_broken_file_is_told_and_kept(path: Path) -> None:
    path.write_text("[b]\nmargin = -4\n")
    with pytest.raises(ConfigError, match="out of range"):
        write_settings(path, {"accept.min_confidence": 0.6}, reason="x")


def test_permissions_and_links_survive(path: Path, tmp_path: Path) -> None:
    path.chmod(0o640)
    link = tmp_path / "link" / "config.toml"
    link.parent.mkdir()
    link.symlink_to(path)
    write_settings(link, {"b.margin": 1.0}, reason="x")
    assert link.is_symlink()
    assert load_settings(path).b.margin == 1.0
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_rollback_restores_every_byte_step_by_step(path: Path) -> None:
    write_settings(path, {"b.margin": 3.0}, reason="one")
    after_one = path.read_bytes()
    write_settings(path, {"b.margin": 2.0}, reason="two")
    write_settings(path, {"accept.min_confidence": 0.9}, reason="three")
    entry = rollback(path, steps=2, reason="worse on held-out")
    assert path.read_bytes() == after_one
    assert entry.kind == "rollback"
    assert entry.changes == (
        SettingChange("b.margin", 2.0, 3.0),
        SettingChange("accept.min_confidence", 0.9, 0.5),
    )
    rollback(path)  # takes back "one", not the rollback
    assert path.read_bytes() == FILE.encode()
    with pytest.raises(ConfigError, match="1 changes cannot be taken back: the history has 0"):
        rollback(path)
    assert [each.kind for each in read_history(path)] == ["change"] * 3 + ["rollback"] * 2


def test_rollback_to_before_a_named_change(path: Path) -> None:
    first = write_settings(path, {"b.margin": 3.0}, reason="one")
    write_settings(path, {"b.margin": 2.0}, reason="two")
    rollback(path, entry_id=first.id)
    assert path.read_bytes() == FILE.encode()
    with pytest.raises(ConfigError, match="There is no change"):
        rollback(path, entry_id=first.id)


def test_rollback_does_not_lose_hand_edits_unless_forced(path: Path) -> None:
    write_settings(path, {"b.margin": 3.0}, reason="one")
    path.write_bytes(path.read_bytes() + b"# by hand\n")
    write_settings(path, {"b.margin": 2.0}, reason="two")
    rollback(path)
    assert path.read_bytes().endswith(b"# by hand\n")
    with pytest.raises(ConfigError, match="was edited by hand after the change"):
        rollback(path)
    rollback(path, force=True)
    assert path.read_bytes() == FILE.encode()
    assert read_history(path)[-1].before_text.endswith("# by hand\n")


class PowerCut(BaseException):
    pass


@pytest.mark.parametrize("moment", ["replace_file", "mark"])
def test_a_crash_between_the_steps_is_reconciled(
    path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    def cut(*args: object, **options: object) -> None:
        raise PowerCut

    with monkeypatch.context() as patch:
        patch.setattr(f"jdwork.config.write_back.{moment}", cut)
        with pytest.raises(PowerCut):
            write_settings(path, {"b.margin": 3.0}, reason="one")
    replaced = moment == "mark"
    assert load_settings(path).b.margin == (3.0 if replaced else 4.0)
    assert [each.state for each in read_history(path)] == (["done"] if replaced else [])
    lines = history_path(path).read_text().splitlines()
    assert json.loads(lines[-1])["state"] == ("done" if replaced else "abandoned")
    write_settings(path, {"b.margin": 2.0}, reason="two")
    assert [each.reason for each in read_history(path)] == (["one", "two"] if replaced else ["two"])
    rollback(path)
    assert load_settings(path).b.margin == (3.0 if replaced else 4.0)


def test_a_crash_followed_by_a_hand_edit_is_called_unclear(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*args: object, **options: object) -> None:
        raise PowerCut

    with monkeypatch.context() as patch:
        patch.setattr("jdwork.config.write_back.mark", cut)
        with pytest.raises(PowerCut):
            write_settings(path, {"b.margin": 3.0}, reason="one")
    path.write_bytes(path.read_bytes() + b"# by hand\n")
    assert [each.state for each in read_history(path)] == ["unclear"]
    with pytest.raises(ConfigError, match="the history has 0"):
        rollback(path)


def test_a_journal_line_torn_by_a_crash_is_cut_off(path: Path) -> None:
    write_settings(path, {"b.margin": 3.0}, reason="one")
    with history_path(path).open("ab") as file:
        file.write(b'{"id": "half')
    assert len(read_history(path)) == 1
    write_settings(path, {"b.margin": 2.0}, reason="two")
    assert [each.reason for each in read_history(path)] == ["one", "two"]


def test_a_damaged_journal_is_named_by_line(path: Path) -> None:
    write_settings(path, {"b.margin": 3.0}, reason="one")
    journal = history_path(path)
    journal.write_bytes(b"garbage\n" + journal.read_bytes())
    with pytest.raises(ConfigError, match=r"config.history.jsonl:1: The journal line cannot be read"):
        read_history(path)


def test_a_failed_replacement_is_journalled_as_abandoned(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(ConfigError, match="No space left on device"):
        write_settings(path, {"b.margin": 3.0}, reason="one")
    assert path.read_bytes() == FILE.encode()
    assert read_history(path) == ()
    assert not list(path.parent.glob(".*.new"))


def test_a_writer_waits_for_another_and_then_gives_up(path: Path) -> None:
    second = only_writer(path, seconds=0.1, error=ConfigError)
    with only_writer(path), pytest.raises(ConfigError, match="Another process has been writing"):
        second.__enter__()


@pytest.mark.processes
def test_processes_writing_at_once_lose_no_change(path: Path) -> None:
    code = """if True:
        import sys
        from jdwork.config import write_settings
        path, key, first = sys.argv[1:]
        for n in range(5):
            write_settings(path, {key: int(first) + n}, reason=key)
    """
    jobs = [("text.min_words", "20"), ("kra.top_sentences", "6"), ("centroid.min_count", "30")]
    running = [subprocess.Popen([sys.executable, "-c", code, os.fspath(path), *job]) for job in jobs]
    assert [each.wait(120) for each in running] == [0, 0, 0]
    settings = load_settings(path, environment=False)
    assert (settings.text.min_words, settings.kra.top_sentences, settings.centroid.min_count) == (24, 10, 34)
    history = read_history(path)
    assert len(history) == 15
    assert all(one.after_hash == two.before_hash for one, two in pairwise(history))
    rollback(path, steps=15)
    assert path.read_bytes() == FILE.encode()
