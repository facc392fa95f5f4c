"""catalog try: what edits would fix and break, with nothing written."""

from __future__ import annotations

import json

import pytest

from jdwork.text import JobDescription
from tests.runs.making import ads, make_run

TITLED = JobDescription("hand", "You will help in our house and keep it tidy.", "Loaf Artist", label="baker")


@pytest.fixture
def run(tiny_workspace, tiny_pipeline):
    return make_run(tiny_workspace.runs / "first", tiny_pipeline, [*ads(), TITLED])


def catalog_bytes(workspace):
    return {path: path.read_bytes() for path in workspace.catalog.rglob("*.*") if path.is_file()}


def test_an_alias_that_fixes_a_jd_is_told_and_nothing_is_written(jdwork, run, tiny_workspace):
    before = catalog_bytes(tiny_workspace)
    result = jdwork("catalog", "try", "first", "--alias", "baker=Loaf Artist")
    assert result.code == 0, result.said
    assert "1 fixed" in result.out
    assert "hand" in result.out
    assert catalog_bytes(tiny_workspace) == before


def test_edits_are_tried_together_and_told_as_json(jdwork, run):
    options = (
        "--drop-alias",
        "waiter=server",
        "--merge",
        "pastry-chef=baker",
        "--skill",
        "baker=oven-care:0.9",
    )
    body = json.loads(jdwork("catalog", "try", "first", *options, "--json").out)
    assert body["labelled"] == 7
    assert body["fixed"] + body["broken"] + body["moved"] + body["kept"] == len(body["changed"])
    assert body["right_after"] - body["right_before"] == body["fixed"] - body["broken"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--alias", "baker"), "names no role and what is to be edited"),
        (("--skill", "baker=oven-care:much"), "'much' is no weight"),
        (("--kra", "backer=Bakes."), "backer"),
        (("--drop-kra", "baker=Sings."), "would stay as it is"),
        ((), "Give an edit"),
    ],
)
def test_what_cannot_be_tried_is_told(jdwork, run, arguments, says):
    result = jdwork("catalog", "try", "first", *arguments)
    assert result.code == 2
    assert says in result.said
