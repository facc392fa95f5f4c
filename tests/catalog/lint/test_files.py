"""Problems of the files, and where findings stand in them."""

from __future__ import annotations

import pytest

from jdwork.catalog.lint import lint_folder
from tests.catalog.tiny import edited, write_catalog

REDIRECTS = "roles:\n  - {slug: a, to: b}\n  - {slug: b, to: a}\n"


@pytest.mark.parametrize(
    ("changes", "code", "where"),
    [
        ({"domains.yaml": "domains: [\n"}, "CAT001", "domains.yaml"),
        (
            edited("roles/kitchen/baker.yaml", "archetype: Trades", "archetype: Magic"),
            "CAT001",
            "key archetype",
        ),
        (
            edited("roles/kitchen/baker.yaml", "dimensions: [baking]", "dimensions: [bakin]"),
            "CAT002",
            "roles/kitchen/baker.yaml:15, key dimensions[0]",
        ),
        ({"redirects.yaml": REDIRECTS}, "CAT003", "redirects.yaml:2"),
        (edited("roles/hall/waiter.yaml", "slug: waiter", "id: 7\nslug: waiter"), "CAT004", "key id"),
    ],
)
def test_each_problem_has_its_code_and_its_place(tmp_path, changes, code, where):
    report = lint_folder(write_catalog(tmp_path, changes), encoder=None)
    found = [one for one in report.findings if one.code == code]
    assert found, report.findings
    assert where in found[0].where
    assert {one.severity for one in report.findings} == {"error"}
    assert ("CAT010", "the catalog does not load") in report.skipped


def test_findings_say_file_line_and_key(tmp_path):
    changes = edited("roles/kitchen/baker.yaml", "Fires the oven and watches its heat.", "Helps the team.")
    report = lint_folder(write_catalog(tmp_path, changes), encoder=None)
    (vague,) = (one for one in report.findings if one.code == "CAT022" and one.severity == "warning")
    assert vague.where == "roles/kitchen/baker.yaml:14, key kras[1]"


def test_samples_beside_the_catalog_are_the_background(tmp_path):
    folder = write_catalog(tmp_path)
    (folder / "samples").mkdir()
    (folder / "samples" / "more.jsonl").write_text(
        '{"id": "1", "text": "You bake bread here.", "label": "baker"}\n'
    )
    assert (lint_folder(folder, encoder=None).ads) == 1
