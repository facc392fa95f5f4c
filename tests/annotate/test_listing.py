from __future__ import annotations

import pytest

from jdwork.annotate import (
    annotation_rows,
    comment,
    draft_edit,
    list_annotations,
    redo,
    relabel,
    send_to_review,
    undo,
)
from jdwork.catalog.edits import AddKra
from jdwork.errors import AnnotationError
from jdwork.text import JobDescription

ONE, TWO = JobDescription("one", "first"), JobDescription("two", "second")


@pytest.fixture
def said(bench):
    relabel(bench.engine, ONE, "baker", snapshot=bench.snapshot, run="r1", by="Ada")
    comment(bench.engine, TWO, "hm", run="r2", by="Bob")
    send_to_review(bench.engine, ONE, run="r2", by="Bob")
    draft_edit(bench.engine, AddKra("baker", "Scores loaves"), by="Ada")
    undo(bench.engine, 2, by="Ada")
    relabel(bench.engine, TWO, None, verdict="unsure", snapshot=bench.snapshot, by="Ada")
    return bench.engine


def numbers(engine, **how):
    return [one.id for one in list_annotations(engine, **how)]


def test_what_counts_is_listed_newest_first(said):
    assert numbers(said) == [6, 4, 3, 1]
    assert numbers(said, include_undone=True) == [6, 5, 4, 3, 2, 1]
    assert numbers(said, limit=2) == [6, 4]
    assert [one.id for one in list_annotations(said, include_undone=True) if one.undone] == [2]


def test_it_is_listed_by_jd_run_kind_and_author(said):
    assert numbers(said, jd=ONE) == numbers(said, jd=ONE.content_hash) == [3, 1]
    assert numbers(said, run="r2") == [3]
    assert numbers(said, run="r2", include_undone=True) == [5, 3, 2]
    assert numbers(said, kind="relabel") == [6, 1]
    assert numbers(said, kind="undo") == [5]
    assert numbers(said, by="Ada") == [6, 4, 1]
    redo(said, 2)
    assert numbers(said, jd=TWO) == [6, 2]
    with pytest.raises(AnnotationError, match=r"no kind 'coment'. Did you mean 'comment'"):
        list_annotations(said, kind="coment")


def test_an_edit_about_no_jd_has_no_hash(said):
    (edit,) = list_annotations(said, kind="edit")
    assert (edit.jd_hash, edit.jd_name, edit.run) == ("", "", None)


def test_rows_say_it_in_a_few_words(said):
    redo(said, 2)
    rows = annotation_rows(list_annotations(said, include_undone=True))
    assert [row["said"] for row in rows] == [
        "does 2 again", "unsure", "undoes 2", "baker + kra Scores loaves", "to review, item 1", "", "baker",
    ]  # fmt: skip
    assert rows[0]["kind"] == "undo"
