"""classify and skills: what comes out, and what is said of wrong input."""

from __future__ import annotations

import io
import json
import sys

import pytest

from tests.cli.stored import stored_runs
from tests.tiny_workspace import ADS, write_ads

BREAD = ADS[0]["text"]
REQUIRED = {"id", "role", "confidence", "case", "queued", "candidates", "reason"}


@pytest.fixture
def ads(tmp_path):
    return write_ads(tmp_path / "ads.jsonl")


@pytest.fixture
def ad(tmp_path):
    path = tmp_path / "ad.txt"
    path.write_text(f"Bread Baker\n\n{BREAD}\n")
    return path


# classify


def test_classify_prints_role_case_and_candidates(jdwork, ad):
    result = jdwork("classify", ad)
    assert result.code == 0
    assert result.out.startswith("Baker case A")
    assert "Sourdough" in result.out
    assert "pastry-chef" in result.out


def test_classify_records_unless_told_not_to(jdwork, ad, tiny_workspace):
    assert jdwork("classify", ad, "--no-record").code == 0
    assert stored_runs(tiny_workspace) == 0
    assert jdwork("classify", ad).code == 0
    assert stored_runs(tiny_workspace) == 1


def test_one_ad_classified_twice_counts_once(jdwork, ad):
    for _ in range(2):
        assert json.loads(jdwork("classify", ad, "--json").out)["stage5_updates"]["centroid_n_after"] == 1


def test_classify_prints_the_body_of_api_1(jdwork, ad):
    import jdwork as package
    from jdwork.output import api1_body
    from jdwork.text import read_document

    result = jdwork("classify", ad, "--json", "--no-record")
    expected = api1_body(package.open().classify(read_document(ad)))
    assert json.loads(result.out) == expected.model_dump(mode="json")


def test_classify_tells_in_the_body_what_was_recorded(jdwork, ad):
    assert json.loads(jdwork("classify", ad, "--json").out)["stage5_updates"]["centroid_updated"] is True


def test_classify_writes_the_run_page(jdwork, ad, tmp_path):
    result = jdwork("classify", ad, "--html", tmp_path / "page.html", "--no-record")
    assert result.code == 0
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "knead dough" in page
    assert "page.html" in result.said
    assert jdwork("classify", ad, "--html", tmp_path / "no" / "page.html", "--no-record").code == 2


def test_classify_reads_standard_input_and_a_title(jdwork, monkeypatch):
    class Stdin:
        buffer = io.BytesIO(b"We need someone for our house, now and then, with good shoes and patience.")

    monkeypatch.setattr(sys, "stdin", Stdin)
    result = jdwork("classify", "-", "--title", "Mason", "--no-record", "--json")
    assert json.loads(result.out)["stage4_decision"]["chosen_role"]["slug"] == "bricklayer"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("missing.txt", None, "no such file"),
        ("empty.txt", "", "empty"),
        ("ad.xyz", "words", "'.xyz' is not a kind of document"),
        ("ad.pdf", "no pdf", "ad.pdf"),
    ],
)
def test_classify_tells_what_it_cannot_read(jdwork, tmp_path, name, content, said):
    if content is not None:
        (tmp_path / name).write_text(content)
    result = jdwork("classify", tmp_path / name)
    assert result.code == 2
    assert said in result.said
    assert "Traceback" not in result.err


def test_classify_says_why_a_text_is_rejected(jdwork, tmp_path):
    (tmp_path / "no.txt").write_text("Yes.")
    result = jdwork("classify", tmp_path / "no.txt", "--no-record")
    assert result.code == 0
    assert "REJECT" in result.out


# skills


def test_skills_lists_surfaces_and_spans(jdwork, ads, tmp_path):
    result = jdwork("skills", ads, "--out", tmp_path / "skills.jsonl")
    assert result.code == 0
    found = [json.loads(line) for line in (tmp_path / "skills.jsonl").read_text().splitlines()]
    assert [row["id"] for row in found] == [ad["id"] for ad in ADS]
    assert found[0]["skills"] == ["sourdough", "oven care"]
    for row, ad in zip(found, ADS, strict=True):
        for span in row["spans"]:
            assert (ad["text"] or "")[span["start"] : span["end"]] in row["skills"]
    assert "8 postings, 0 unreadable" in result.said


def test_skills_goes_on_after_an_unreadable_row(jdwork, tmp_path):
    path = tmp_path / "ads.jsonl"
    path.write_text('{"text": "Sourdough needed \\ud800."}\n{broken\n')
    assert jdwork("skills", path, "--out", tmp_path / "out.jsonl").code == 0
    found = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert found[0]["skills"] == ["Sourdough"]
    assert found[1]["skills"] == []
    assert "no valid JSON" in found[1]["reason"]


def test_skills_keeps_the_old_file_where_it_cannot_finish(jdwork, ads, tmp_path, monkeypatch):
    out = tmp_path / "out.jsonl"
    out.write_text("old")
    assert jdwork("skills", tmp_path / "gone.jsonl", "--out", out).code == 2
    assert jdwork("skills", ads, "--out", out, "--text-field", "nope").code == 2
    assert jdwork("skills", ads, "--out", tmp_path / "no" / "out.jsonl").code == 2

    def broken(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("jdwork.skills.SkillMatcher.match", broken)
    assert jdwork("skills", ads, "--out", out).code == 130
    assert out.read_text() == "old"
    assert not list(tmp_path.glob(".*.part"))
