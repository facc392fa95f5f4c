"""What is kept of a JD that no role fits."""

from __future__ import annotations

import numpy as np
import pytest

from jdwork.discover import nearest_fits, said_of, unknown_jd
from jdwork.text import JobDescription, read_structure


def said(text):
    return said_of(read_structure(JobDescription(id="1", text=text)))


def test_duties_are_what_stands_under_such_a_heading():
    found = said("Responsibilities:\n- Fire pots in the kiln.\nRequirements:\n- Own a kiln and two gloves.")
    assert [(one.text, one.duty) for one in found] == [
        ("Fire pots in the kiln.", True),
        ("Own a kiln and two gloves.", False),
    ]


def test_without_such_a_heading_all_but_what_is_asked_counts():
    found = {
        one.text: one.duty
        for one in said("You fire pots in the kiln.\nRequirements:\n- Own two kiln gloves.")
    }
    assert found == {"You fire pots in the kiln.": True, "Own two kiln gloves.": False}


def test_supports_follow_from_the_best_one():
    first, second = nearest_fits(["a", "b"], [3.0, 3.0 - np.log(4)], [(0.3, 0.1, 2.0), ()], novelty=0.8)
    assert (first.slug, first.support, first.kra, first.title) == ("a", pytest.approx(0.2), 0.3, 1.0)
    assert (second.support, second.kra) == (pytest.approx(1 / 17, abs=1e-4), 0.0)
    assert nearest_fits([], [], [], novelty=1.0) == ()
    assert nearest_fits(["a", "b"], [900.0, -900.0], [(), ()], novelty=1.0)[1].support == 0.0


def test_vectors_are_rounded_as_run_folders_keep_them_and_made_unit_length():
    jd = JobDescription(id="1", text="x")
    vector = np.array([0.123456789, 0.5, -2.0])
    made = unknown_jd(jd, title=None, said=(), vector=vector, novelty=1.5)
    again = unknown_jd(jd, title=" ", said=(), vector=vector.astype(np.float16), novelty=1.0)
    np.testing.assert_array_equal(made.vector, again.vector)
    assert np.linalg.norm(made.vector) == pytest.approx(1)
    assert (made.title, again.title, made.novelty) == ("", "", 1.0)
    assert not unknown_jd(jd, title=None, said=(), vector=np.zeros(3), novelty=1).vector.any()
