"""learn, and batch --adapt: role models made, used, verified, put aside and taken back."""

from __future__ import annotations

import json

import pytest

from tests.learn.ads import trade_ads


@pytest.fixture
def ads(tmp_path):
    made, roles = trade_ads(10)
    path = tmp_path / "ads.jsonl"
    rows = ({"id": ad.id, "text": ad.text, "role": role} for ad, role in zip(made, roles, strict=True))
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


@pytest.fixture
def run(jdwork, ads, tiny_workspace):
    folder = tiny_workspace.runs / "first"
    assert jdwork("batch", ads, "--out", folder, "--label-field", "role").code == 0
    return folder


def manifest(folder):
    return json.loads((folder / "manifest.json").read_text())


def test_a_model_is_learned_and_used_by_the_next_run(jdwork, run, ads, tiny_workspace):
    result = jdwork("learn", "first")
    assert result.code == 0
    assert "Learned 6 roles by labels of 60 JDs" in result.said
    assert "knows 6 roles, by labels of 60 JDs" in jdwork("learn").said
    second = tiny_workspace.runs / "second"
    assert jdwork("batch", ads, "--out", second, "--label-field", "role").code == 0
    assert manifest(run)["role_model_hash"] == ""
    assert manifest(second)["role_model_hash"]
    assert "Identical" in jdwork("runs", "verify", "second").said
    accuracy = [json.loads((folder / "metrics.json").read_text())["accuracy"] for folder in (run, second)]
    assert accuracy[1] >= accuracy[0]


def test_labels_can_be_left_out_of_it(jdwork, run):
    assert "by own decisions on 60 JDs" in jdwork("learn", "first", "--ignore-labels").said


def test_a_model_can_be_put_aside_and_taken_back(jdwork, run):
    jdwork("learn", "first")
    assert "put aside" in jdwork("learn", "--forget").said
    missing = jdwork("learn")
    assert missing.code == 2 and "no role model here" in missing.said
    assert "knows 6 roles, by labels" in jdwork("learn", "--undo").said
    jdwork("learn", "first", "--ignore-labels")
    assert "by labels" in jdwork("learn", "--undo").said
    assert "by own decisions" in jdwork("learn", "--undo").said


def test_there_is_nothing_to_put_aside_or_take_back_at_first(jdwork):
    for option in ("--forget", "--undo"):
        result = jdwork("learn", option)
        assert result.code == 2 and "There is no such role model" in result.said


def test_learning_and_forgetting_at_once_is_refused(jdwork, run):
    result = jdwork("learn", "first", "--forget")
    assert result.code == 2 and "Ask for one of them" in result.said


def test_a_batch_adapts_to_its_own_ads_without_their_labels(jdwork, ads, tiny_workspace):
    folder, blind = tiny_workspace.runs / "adapted", tiny_workspace.runs / "blind"
    assert jdwork("batch", ads, "--out", folder, "--adapt", "--label-field", "role").code == 0
    assert jdwork("batch", ads, "--out", blind, "--adapt").code == 0
    assert manifest(folder)["parameters"]["adapt"] is True
    assert manifest(folder)["role_model_hash"] == manifest(blind)["role_model_hash"] != ""
    assert "Identical" in jdwork("runs", "verify", folder).said
    assert not tiny_workspace.role_model.exists()


def test_a_changed_model_is_found_by_verify(jdwork, ads, tiny_workspace):
    folder = tiny_workspace.runs / "adapted"
    jdwork("batch", ads, "--out", folder, "--adapt")
    other = tiny_workspace.runs / "other"
    jdwork("batch", ads, "--out", other, "--label-field", "role")
    jdwork("learn", "other")
    (folder / "role-model.safetensors").write_bytes(tiny_workspace.role_model.read_bytes())
    result = jdwork("runs", "verify", folder)
    assert result.code == 1 and "is not the role model that the run used" in result.said
    (folder / "role-model.safetensors").unlink()
    result = jdwork("runs", "verify", folder)
    assert result.code == 2 and "no role model here" in result.said


def test_too_few_ads_to_adapt_to_are_refused_and_nothing_is_written(jdwork, tmp_path, tiny_workspace):
    path = tmp_path / "few.jsonl"
    path.write_text("\n".join(json.dumps({"id": ad.id, "text": ad.text}) for ad in trade_ads(1)[0]))
    result = jdwork("batch", path, "--out", tiny_workspace.runs / "few", "--adapt")
    assert result.code == 2 and "50 are needed" in result.said
    assert not (tiny_workspace.runs / "few" / "decisions.parquet").exists()
