"""bench: what is printed and kept."""

from __future__ import annotations

import json

from tests.tiny_workspace import write_ads


def test_what_is_asked_for_is_timed_printed_and_kept(jdwork, tmp_path, tiny_workspace):
    ads = write_ads(tmp_path / "ads.jsonl")
    only = ("--only", "classifying", "--only", "what-if", "--json", tmp_path / "bench.json")
    result = jdwork("bench", ads, *only, "--jds", 10)
    assert result.code == 0, result.said
    assert "end to end, same JDs again" in result.out and "time inside the encoder" in result.out
    kept = json.loads((tiny_workspace.root / ".jdwork" / "bench" / "latest.json").read_text())
    assert kept == json.loads((tmp_path / "bench.json").read_text()) | {"taken": kept["taken"]}
    assert len(kept["figures"]) == 6 and kept["made_of"]["input"] == "ads.jsonl"
    shown = jdwork("bench", "--kept", "--markdown")
    assert shown.code == 0, shown.said
    assert "| end to end, fresh vectors |" in shown.out and "Taken on: " in shown.out


def test_nothing_to_time_on_is_told(jdwork, tmp_path):
    (tmp_path / "ads.jsonl").write_text('{"id": 1, "text": 5}\n')
    result = jdwork("bench", tmp_path / "ads.jsonl")
    assert result.code == 2
    assert "no JD to time on" in result.said
