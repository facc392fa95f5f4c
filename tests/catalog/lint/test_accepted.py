"""Findings that are accepted in lint.toml."""

from __future__ import annotations

import pytest

from jdwork.catalog.lint import lint_folder
from jdwork.errors import CatalogError
from tests.catalog.tiny import edited, write_catalog


def accept(code, subject, reason="It is meant so."):
    return f'[[accepted]]\ncode = "{code}"\nsubject = {subject}\nreason = "{reason}"\n'


def codes(folder, **more):
    return [one.code for one in lint_folder(folder, encoder=None, **more).findings]


@pytest.fixture
def folder(tmp_path):
    """A catalog in which both roles carry one title."""
    return write_catalog(
        tmp_path, edited("roles/hall/waiter.yaml", "aliases: [server]", "aliases: [bread bakers]")
    )


def test_an_accepted_finding_is_left_out_and_counted(folder):
    assert "CAT010" in codes(folder)
    (folder / "lint.toml").write_text(accept("CAT010", '["waiter", "baker"]'))
    report = lint_folder(folder, encoder=None)
    assert "CAT010" not in report.by_code
    assert "CAT090" not in report.by_code
    assert report.accepted == 1
    assert report.in_words().endswith("; 1 accepted in lint.toml")


def test_one_that_fits_nothing_is_told(folder):
    (folder / "lint.toml").write_text(
        accept("CAT010", '["waiter", "baker"]') + accept("CAT013", '["oven", "stove"]')
    )
    (stale,) = (one for one in lint_folder(folder, encoder=None).findings if one.code == "CAT090")
    assert stale.severity == "info"
    assert stale.where == "lint.toml, accepted[1]"
    assert "CAT013 of oven, stove" in stale.message


def test_one_of_a_check_that_did_not_run_is_not_stale(folder):
    (folder / "lint.toml").write_text(accept("CAT011", '["waiter", "baker"]'))
    assert "CAT090" not in codes(folder)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("accepted = 3", "not a list"),
        ("[[accept]]\ncode = 'CAT010'", "There is a key 'accept'"),
        (accept("CAT999", '["a"]'), "no check 'CAT999'"),
        (accept("CAT010", "[]"), "The subject is missing"),
        (accept("CAT010", '["a"]', " "), "The reason is missing"),
        (accept("CAT010", '["a"]') + "why = 'x'", "There is a key 'why'"),
        ("[[accepted]", "cannot be read"),
    ],
)
def test_a_malformed_file_is_an_error_that_says_where(folder, text, says):
    (folder / "lint.toml").write_text(text)
    with pytest.raises(CatalogError, match=says) as caught:
        lint_folder(folder, encoder=None)
    assert caught.value.where.startswith("lint.toml")
    assert caught.value.hint
