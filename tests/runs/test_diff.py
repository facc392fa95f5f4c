"""Comparing runs: exactly what changed, and what changed it."""

from __future__ import annotations

import pytest

from jdwork.config import SettingChange
from jdwork.embed import HashingEncoder
from jdwork.errors import RunError
from jdwork.pipeline import Pipeline
from jdwork.runs import diff_runs, execute_run, read_frame
from jdwork.text import JobDescription, RejectedRow
from tests.runs.making import ads, make_run, other_settings

FIGURES = [
    {"accept": {"min_confidence": 0.97}},
    {"b": {"margin": 40.0}},
    {"new_role": {"max": 0.95}},
    {"kra": {"floor": 0.99}},
    {"domain": {"floor": 1.0}},
]


def plain(value):
    return value if isinstance(value, str | bool) else None


def changed_by_hand(a, b):
    """Ids whose role, case or queueing differ, found the slow way."""
    frames = [read_frame(folder.decisions).to_dict("records") for folder in (a, b)]
    rows = [
        {row["id"]: (plain(row["role"]), row["case"], bool(row["queued"])) for row in frame}
        for frame in frames
    ]
    return [name for name in rows[0] if name in rows[1] and rows[0][name] != rows[1][name]]


@pytest.mark.parametrize("changes", FIGURES)
def test_one_threshold_lists_exactly_what_moved(tiny_pipeline, tmp_path, changes):
    rows = [*ads(copies=2), RejectedRow(id="bad", reason="Broken.", where="x")]
    a = make_run(tmp_path / "a", tiny_pipeline, rows)
    b = make_run(tmp_path / "b", other_settings(tiny_pipeline, **changes), rows)
    found = diff_runs(a, b)
    assert found.changed["id"].tolist() == changed_by_hand(a, b)
    assert len(found.changed)  # each of these thresholds moves something here
    assert set(found.changed["why"]) == {"the settings alone"}
    section, values = next(iter(changes.items()))
    key, after = next(iter(values.items()))
    before = getattr(getattr(tiny_pipeline.settings, section), key)
    assert found.settings == (SettingChange(f"{section}.{key}", before, after),)
    assert found.same_catalog and found.same_encoder and found.same_centroids and found.same_input


def test_a_run_differs_from_itself_in_nothing(tiny_pipeline, tmp_path):
    a, b = (make_run(tmp_path / name, tiny_pipeline) for name in "ab")
    found = diff_runs(a, b)
    assert found.changed.empty
    assert (found.settings, found.only_a, found.only_b) == ((), (), ())
    assert list(found.changed.columns) == [
        "id", "title", "role_a", "role_b", "case_a", "case_b", "queued_a", "queued_b",
        "confidence_a", "confidence_b", "label", "effect", "why",
    ]  # fmt: skip


def test_fixed_and_broken_follow_the_labels(tiny_pipeline, tmp_path):
    a = make_run(tmp_path / "a", tiny_pipeline)
    b = make_run(tmp_path / "b", other_settings(tiny_pipeline, b={"margin": 40.0}))
    forth, back = diff_runs(a, b).changed.set_index("id"), diff_runs(b, a).changed.set_index("id")
    assert (forth.loc["contradicted", "role_a"], forth.loc["contradicted", "role_b"]) == (
        "electrician",
        "waiter",
    )
    assert forth.loc["contradicted", "effect"] == "broken"
    assert back.loc["contradicted", "effect"] == "fixed"


def test_other_signals_are_told_apart_from_other_settings(tiny_pipeline, tmp_path):
    a = make_run(tmp_path / "a", tiny_pipeline)
    encoder = HashingEncoder(8)
    other = Pipeline(tiny_pipeline.snapshot, tiny_pipeline.settings, encoder)
    b = make_run(tmp_path / "b", other)
    found = diff_runs(a, b)
    assert not found.same_encoder
    assert set(found.changed["why"]) <= {"its signals changed"}
    strict = Pipeline(
        tiny_pipeline.snapshot, other_settings(tiny_pipeline, new_role={"max": 0.95}).settings, encoder
    )
    c = make_run(tmp_path / "c", strict)
    assert set(diff_runs(a, c).changed["why"]) <= {
        "the settings alone",
        "its signals and the settings changed",
    }


def test_jds_of_one_run_alone_are_named(tiny_pipeline, tmp_path):
    extra = JobDescription(id="extra", text="", title="Mason")
    a = make_run(tmp_path / "a", tiny_pipeline, ads())
    b = make_run(tmp_path / "b", tiny_pipeline, [extra, *ads()[1:]])
    found = diff_runs(a, b)
    assert (found.only_a, found.only_b) == (("bread",), ("extra",))
    assert not found.same_input
    assert found.changed.empty


def test_a_row_that_became_readable_has_no_signals_before(tiny_pipeline, tmp_path):
    a = make_run(tmp_path / "a", tiny_pipeline, [RejectedRow(id="1", reason="Broken.", where="x"), *ads()])
    b = make_run(
        tmp_path / "b",
        other_settings(tiny_pipeline, accept={"min_confidence": 0.1}),
        [JobDescription(id="1", text="", title="Mason"), *ads()],
    )
    found = diff_runs(a, b).changed.set_index("id")
    assert found.loc["1", "why"] == "the JD had no signals in A"
    assert found.loc["1", "role_b"] == "bricklayer"


def test_an_unfinished_run_cannot_be_compared(tiny_pipeline, tmp_path):
    a = make_run(tmp_path / "a", tiny_pipeline)

    def cut_off():
        yield from ads()
        raise RuntimeError

    b = a.__class__(tmp_path / "b")
    with pytest.raises(RuntimeError):
        execute_run(cut_off(), tiny_pipeline, b)
    with pytest.raises(RunError, match=r"b: The run never finished"):
        diff_runs(a, b)
