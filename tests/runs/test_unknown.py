"""JDs of a stored run that no role fits."""

from __future__ import annotations

import numpy as np
import pytest

from jdwork.errors import RunError
from jdwork.record.unknown import unknown_from_record
from jdwork.runs import RunFolder, read_frame, read_manifest, read_unknown
from jdwork.runs.files import make_folder
from jdwork.runs.manifest import write_manifest
from jdwork.text import RejectedRow
from tests.discover.making import TRADES, jd_of
from tests.runs.making import ads, make_run

JDS = [*ads(), *(jd_of(trade, number) for trade in TRADES for number in range(2))]


@pytest.fixture(scope="module")
def run(tiny_pipeline, tmp_path_factory):
    inputs = [RejectedRow("bad", "no text", "ads.csv"), *JDS]
    return make_run(tmp_path_factory.mktemp("unknown") / "run", tiny_pipeline, inputs)


def test_what_is_read_is_what_classification_found(run, tiny_pipeline):
    made = [one for one in tiny_pipeline.classify_batch(JDS) if one.decision.case == "E"]
    read = read_unknown(run)
    assert [one.id for one in read] == [one.jd.id for one in made]
    assert len(read) >= 4
    for one, record in zip(read, made, strict=True):
        other = unknown_from_record(record)
        assert (one.key, one.title, one.said, one.novelty, one.skills) == (
            other.key, other.title, other.said, other.novelty, other.skills,
        )  # fmt: skip
        np.testing.assert_array_equal(one.vector, other.vector)
        assert [fit.slug for fit in one.fits] == [fit.slug for fit in other.fits]
        np.testing.assert_allclose(
            [[fit.support, fit.kra, fit.skill, fit.title] for fit in one.fits],
            [[fit.support, fit.kra, fit.skill, fit.title] for fit in other.fits],
            atol=2e-4,
        )


def test_a_run_in_which_all_fits_gives_none(tiny_pipeline, tmp_path):
    folder = make_run(tmp_path / "run", tiny_pipeline, ads()[:2])
    assert set(read_frame(folder.decisions)["case"]) <= {"A", "C"}
    folder.vectors.unlink()  # and needs no vectors for that
    assert read_unknown(folder) == []


def test_a_run_that_never_finished_is_an_error(run, tmp_path):
    folder = RunFolder(tmp_path / "cut")
    make_folder(folder.path)
    write_manifest(folder.manifest, read_manifest(run.manifest).model_copy(update={"status": "running"}))
    with pytest.raises(RunError, match="never finished"):
        read_unknown(folder)
