"""similar: what it prints of recorded JDs near to one."""

from __future__ import annotations

import io
import json
import sys

import pytest

from tests.tiny_workspace import ADS, write_ads

ODD = {**ADS[0], "id": "[red]odd\x1b[31m", "title": "[bold]Odd\x1b[2J[/bold] " + "very " * 40}


@pytest.fixture
def recorded(jdwork, tiny_workspace, tmp_path):
    """A workspace with recorded JDs, and the file of one of them."""
    ads = write_ads(tmp_path / "ads.jsonl", (*ADS, ODD))
    done = jdwork("batch", ads, "--out", tiny_workspace.runs / "first", "--label-field", "label", "--record")
    assert done.code == 0
    path = tmp_path / "ad.txt"
    path.write_text(ADS[0]["text"], encoding="utf-8")
    return path


def found(result):
    assert result.code == 0, result.said
    return json.loads(result.out)


def test_the_nearest_are_listed_with_their_roles(jdwork, recorded):
    rows = found(jdwork("similar", recorded, "--json"))
    assert rows[0]["id"] == ADS[0]["id"]
    assert rows[0]["similarity"] > 0.9
    assert [row["similarity"] for row in rows] == sorted((row["similarity"] for row in rows), reverse=True)
    assert rows[0]["role"] == "baker"
    assert {"confidence", "case", "queued", "title", "beginning", "run_id", "jd_hash", "label"} <= rows[
        0
    ].keys()
    result = jdwork("similar", recorded, "--limit", "2")
    assert "baker" in result.said
    assert "Compared with all" in result.said
    assert len(found(jdwork("similar", recorded, "--limit", "2", "--json"))) == 2


def test_standard_input_and_a_recorded_jd_are_read(jdwork, recorded, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(ADS[0]["text"].encode())))
    by_text = found(jdwork("similar", "-", "--json", "--limit", "20"))
    name = ADS[0]["id"]
    by_id = found(jdwork("similar", "--jd", name, "--json", "--limit", "20"))
    assert name not in {row["id"] for row in by_id}
    own = next(row for row in by_text if row["id"] == name)
    assert {row["id"] for row in by_id} == {row["id"] for row in by_text} - {name}
    for named in (own["run_id"], own["jd_hash"][:10]):
        assert found(jdwork("similar", "--jd", named, "--json", "--limit", "20")) == by_id


def test_what_a_person_said_is_told(jdwork, recorded):
    assert jdwork("annotate", "relabel", "first", ADS[0]["id"], "waiter").code == 0
    rows = found(jdwork("similar", recorded, "--json"))
    assert (rows[0]["role"], rows[0]["label"]) == ("baker", "waiter")
    assert "a person said" in jdwork("similar", recorded).said


def test_texts_of_jds_are_text_never_markup_and_cut(jdwork, recorded):
    out = jdwork("similar", recorded).out
    assert "\x1b" not in out
    assert "[red]odd" in out
    assert "[bold]Odd" in out
    assert "very " * 20 not in out


def test_nothing_recorded_says_what_to_do(jdwork, tmp_path):
    path = tmp_path / "ad.txt"
    path.write_text(ADS[0]["text"], encoding="utf-8")
    result = jdwork("similar", path)
    assert (result.code, "No JD is recorded yet." in result.said) == (2, True)
    assert "'jdwork batch FILE --out DIR --record'" in result.said


def test_an_unknown_id_is_refused(jdwork, recorded):
    result = jdwork("similar", "--jd", "[bold]nobody[/bold]")
    assert (result.code, "No recorded JD goes by '[bold]nobody[/bold]'." in result.said) == (2, True)


def test_a_text_without_sentences_is_refused(jdwork, recorded, tmp_path):
    path = tmp_path / "empty.txt"
    path.write_text("...", encoding="utf-8")
    result = jdwork("similar", path)
    assert (result.code, "Nothing in this JD can be compared" in result.said) == (2, True)


@pytest.mark.parametrize("arguments", [(), ("ad.txt", "--jd", "x")])
def test_one_jd_is_needed(jdwork, arguments):
    result = jdwork("similar", *arguments)
    assert (result.code, "One JD is needed" in result.said) == (2, True)


def test_where_no_index_can_be_the_search_goes_on(jdwork, recorded):
    result = jdwork("similar", recorded, "--index", "--json")
    assert "No index was made: only PostgreSQL can have one." in result.said
    assert found(result)
    alone = jdwork("similar", "--index")
    assert (alone.code, alone.out) == (0, "")
    assert "There was no index." in jdwork("similar", "--no-index").said


@pytest.mark.postgres
def test_an_index_is_made_and_kept_in_postgresql(jdwork, tiny_workspace, postgres_url, tmp_path, monkeypatch):
    monkeypatch.setenv("JDWORK_DATABASE_URL", postgres_url)
    many = tuple(
        {**ADS[0], "id": f"jd-{n}", "text": f"{ADS[0]['text']} Knead {n} loaves."} for n in range(80)
    )
    ads = write_ads(tmp_path / "ads.jsonl", many)
    assert jdwork("batch", ads, "--out", tiny_workspace.runs / "first", "--record").code == 0
    exact = found(jdwork("similar", "--jd", "jd-1", "--json"))
    assert "The recorded vectors are indexed." in jdwork("similar", "--index").said
    assert "The database's index chose" in jdwork("similar", "--jd", "jd-1").said
    assert found(jdwork("similar", "--jd", "jd-1", "--json")) == exact
    assert "Compared with all 80 recorded." in jdwork("similar", "--jd", "jd-1", "--exact").said
    assert "The index is gone." in jdwork("similar", "--no-index").said
    assert "Compared with all 80 recorded." in jdwork("similar", "--jd", "jd-1").said
