"""JD vectors in a run folder."""

from __future__ import annotations

import numpy as np
import pytest

from jdwork.errors import RunError
from jdwork.runs import read_frame, read_vectors
from jdwork.text import RejectedRow
from tests.runs.making import ads, make_run


def test_every_jd_has_its_vector_in_half_precision(tiny_pipeline, tmp_path):
    folder = make_run(tmp_path / "run", tiny_pipeline, [*ads(), RejectedRow("bad", "no text", "ads.csv")])
    vectors = read_vectors(folder.vectors)
    made = tiny_pipeline.classify_batch(ads())
    assert list(vectors) == [record.jd.id for record in made]
    for record in made:
        np.testing.assert_array_equal(vectors[record.jd.id], record.vector.astype(np.float16))
    rejected = read_frame(folder.decisions).query("case == 'REJECT' and id != 'bad'")["id"]
    assert all(not vectors[name].any() for name in rejected)


@pytest.mark.parametrize("damage", ["missing", "empty", "cut"])
def test_a_damaged_file_is_an_error_naming_it(tiny_pipeline, tmp_path, damage):
    folder = make_run(tmp_path / "run", tiny_pipeline)
    content = folder.vectors.read_bytes()
    folder.vectors.unlink()
    if damage != "missing":
        folder.vectors.write_bytes(b"" if damage == "empty" else content[: len(content) // 2])
    with pytest.raises(RunError, match=r"vectors\.parquet.*Run the job again"):
        read_vectors(folder.vectors)
