"""Merges of confused roles: what is trivial in their gain is told apart."""

from dataclasses import replace

import pytest

from jdwork.catalog.edits import Merge
from jdwork.suggest.merging import try_merges
from jdwork.text import RejectedRow
from tests.runs.making import make_run
from tests.suggest.making import misnamed_ads


@pytest.fixture(scope="module")
def merged(tiny_pipeline, tmp_path_factory):
    """Labels of half of two roles' JDs are exchanged, so that these roles are confused both ways."""
    swap = {"electrician": "waiter", "waiter": "electrician"}
    given = [one for one in misnamed_ads() if one.label]
    copies = [
        replace(one, id=f"{one.id}-{number}", text=f"{one.text}\n{'Extra line ' * number}", label=label)
        for one in given
        if one.label in swap
        for number, label in enumerate((one.label, swap[one.label]))
    ]
    broken = RejectedRow(id="broken", reason="There is no text.", where="row 9", label="waiter")
    run = make_run(tmp_path_factory.mktemp("run") / "r", tiny_pipeline, [*copies, broken])
    from jdwork.suggest import merging

    with pytest.MonkeyPatch.context() as patch:
        whole = merging.confused_pairs
        patch.setattr(merging, "confused_pairs", lambda jds: whole(jds, least=1))
        return try_merges(run, tiny_pipeline), copies


def test_jds_right_only_because_two_roles_are_one_are_told_apart(merged):
    (one,), given = merged
    assert isinstance(one.edit, Merge)
    assert {one.edit.slug, one.edit.into} == {"electrician", "waiter"}
    assert one.between
    assert one.between.isdisjoint(one.gain.fixed | one.gain.broken)
    assert one.going + one.staying == len(given) + 1, "the label of a row that could not be read counts"


def test_what_is_given_up_is_said(merged):
    (one,), _ = merged
    said = one.in_words()
    assert f"{one.going} JDs labelled {one.edit.slug}" in said
    assert "never taken here" in said
    assert one.to_dict()["between"] == sorted(one.between)
