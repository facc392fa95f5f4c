"""The manifest there and back, and what is said of a wrong one."""

from __future__ import annotations

import json

import pytest

from jdwork.errors import RunError
from jdwork.runs.manifest import Manifest, package_versions, read_manifest, write_manifest

MADE = Manifest(
    run_id="r", name="n", started="2024-01-01T00:00:00+00:00", code_version="0.1.0", catalog_hash="c",
    config_hash="s", encoder_id="e", centroid_hash="z", parameters={"input": "a.csv"},
)  # fmt: skip


def test_it_reads_back_as_written(tmp_path):
    write_manifest(tmp_path / "manifest.json", MADE)
    assert read_manifest(tmp_path / "manifest.json") == MADE


def test_it_begins_as_running():
    assert MADE.status == "running"


def test_packages_have_versions():
    assert package_versions()["numpy"][0].isdigit()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "no manifest.json here.*jdwork runs list"),
        ("{", "cannot be read"),
        ("[]", "format None; this version of jdwork reads format 1"),
        (json.dumps({"format": 2}), "format 2; this version of jdwork reads format 1"),
        (json.dumps({**MADE.model_dump(), "status": "done"}), "'status' is wrong"),
        (json.dumps({**MADE.model_dump(), "owner": "x"}), "'owner' is wrong"),
        ("\x00", "cannot be read"),
    ],
)
def test_a_wrong_one_is_told(tmp_path, content, said):
    path = tmp_path / "manifest.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(RunError, match=said):
        read_manifest(path)
