"""The import commands, from a taxonomy's files to a catalog that classifies."""

from __future__ import annotations

import re

import pytest
from typer.testing import CliRunner

from jdwork.catalog import load_catalog_files
from jdwork.cli.import_commands import application
from jdwork.errors import CatalogError, InputError
from tests.catalog.importing.published import write_esco, write_onet


@pytest.fixture
def run():
    def invoke(*words, catch=False):
        return CliRunner().invoke(application, [str(word) for word in words], catch_exceptions=catch)

    return invoke


def test_onet(tmp_path, run):
    done = run("onet", write_onet(tmp_path / "onet"), "--out", tmp_path / "catalog")
    assert done.exit_code == 0
    assert len(load_catalog_files(tmp_path / "catalog").roles) == 3
    assert "left out" in done.output
    assert re.search(r"jdwork catalog lint .*catalog", done.output)
    assert re.search(r"jdwork batch ads.csv --catalog .*catalog --out", done.output)
    readme = (tmp_path / "catalog" / "README.md").read_text()
    assert "CC BY 4.0" in readme
    assert "code of no occupation" in readme


def test_esco(tmp_path, run):
    occupations, skills, relations = write_esco(tmp_path)
    words = ("esco", occupations, "--skills", skills, "--relations", relations, "--out", tmp_path / "catalog")
    assert run(*words).exit_code == 0
    assert load_catalog_files(tmp_path / "catalog").role("shed-officer").skills


def test_csv_with_mapped_columns(tmp_path, run):
    table = tmp_path / "roles.csv"
    table.write_text("Rolle,Was\nBaker,Kneads dough./Fires ovens.\n")
    out = tmp_path / "catalog"
    words = ("csv", table, "--out", out, "--map", "role=Rolle", "--map", "kra=Was", "--separator", "/")
    assert run(*words).exit_code == 0
    assert load_catalog_files(out).role("baker").kras == ("Kneads dough.", "Fires ovens.")


def test_a_mapping_without_a_column(tmp_path, run):
    table = tmp_path / "roles.csv"
    table.write_text("role\nBaker\n")
    with pytest.raises(InputError, match="'role' maps no field"):
        run("csv", table, "--out", tmp_path / "catalog", "--map", "role")


def test_a_full_folder_is_told_before_anything_is_read(tmp_path, run):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "domains.yaml").write_text("domains: []")
    with pytest.raises(CatalogError, match="not empty"):
        run("onet", tmp_path / "nowhere", "--out", tmp_path / "out")
    done = run("onet", write_onet(tmp_path / "onet"), "--out", tmp_path / "out", "--overwrite")
    assert done.exit_code == 0


def test_an_imported_catalog_classifies(tmp_path, run, tiny_workspace):
    from jdwork.workbench import open_workbench

    run("onet", write_onet(tmp_path / "onet"), "--out", tmp_path / "catalog")
    bench = open_workbench(catalog=tmp_path / "catalog")
    made = bench.classify(
        "We are hiring. You will nail boards to a frame and paint sheds. Requirements: patience.",
        title="Garden Shed Maker",
    )
    assert made.decision.role == "shed-builders"
