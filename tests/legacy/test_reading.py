"""Reading run pages: whole ones to the last value, damaged ones as far as they go."""

from __future__ import annotations

import gzip
import html
import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jdwork.errors import InputError
from jdwork.legacy import parse_run_pages, read_run_page, read_run_pages, reading
from tests.legacy.pages import JD, OTHER, ROWS, RUN, blocks, golden_pages, page

FILES = {
    "nano_parsed": "nano_parsed",
    "api1": "api1_extract_from_jd",
    "api2": "api2_extract_details",
    "api3": "api3_final_role_output",
}


def read(text):
    (run,) = parse_run_pages(text, where="page.txt")
    return run


@pytest.mark.reference
def test_the_reference_pages_give_their_json_and_text_back():
    for path in golden_pages():
        run = read_run_page(path)
        for name, file in FILES.items():
            told = json.loads((path.parent / f"{file}.json").read_text(encoding="utf-8"))
            assert getattr(run, name) == told, name
        assert run.jd_text == (path.parent / "jd.txt").read_text(encoding="utf-8").strip()
        assert run.notes == ()
        assert "".join(run.section(name) for name, _, _ in run.sections) == run.page
        assert (run.role, run.slug, run.role_id, run.source) == (
            "Backend Developer",
            "backend-engineer",
            1,
            "db",
        )
        assert run.resolution == "in_db"
        assert run.parser_model == "gpt-4.1-nano"
        assert [skill.name for skill in run.skills] == list(run.skill_names)
        assert [row.skill_linked for row in run.rows] == [True]
        assert [row.role_linked for row in run.rows] == [False]


@pytest.mark.reference
def test_the_reference_pages_tell_case_confidence_and_artifacts():
    first, second = (read_run_page(path) for path in golden_pages())
    assert (first.case, first.confidence) == ("D", 0.79)
    assert (second.case, second.confidence) == ("DOMAIN", 0.99)
    assert first.artifacts == ()
    assert [one.kind for one in second.artifacts] == ["canonical_skill_proposed"]


def test_a_page_is_read_whole():
    run = read(page())
    made = blocks()
    assert run.run_id == RUN
    assert (run.nano_parsed, run.api1, run.api2, run.api3) == tuple(made.values())
    assert run.jd_text == JD
    assert (run.role, run.slug, run.role_id, run.source, run.case) == ("Baker", "baker", 1, "db", "A")
    assert (run.confidence, run.resolution) == (0.9, "in_db")
    assert run.notes == ()
    assert run.skill_names == ("Sourdough",)
    assert run.rows[0].dimension_slug == "food-making"


@pytest.mark.parametrize(
    "bent",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: "\ufeff" + text,
        lambda text: "\n".join(f"   {line}  " for line in text.split("\n")),
        lambda text: text.replace(" — ", " - ").replace(" click to toggle", ""),
        lambda text: text.replace(" — ", "—"),
        lambda text: text.replace("API 1", "Api 1").replace("Pipeline run", "PIPELINE RUN"),
        lambda text: text.replace("\n{", "\n\n{"),
    ],
    ids=["crlf", "cr", "bom", "indented", "hyphens", "tight", "case", "blank-lines"],
)
def test_what_saving_does_to_a_page_does_not_matter(bent):
    run = read(bent(page()))
    assert [run.nano_parsed, run.api1, run.api2, run.api3] == list(blocks().values())
    assert run.jd_text.strip() == JD
    assert run.slug == "baker"
    assert run.notes == ()


@pytest.mark.parametrize("indent", [None, 0, 2])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_indentation_and_escapes_do_not_matter(indent, ascii_only):
    made = blocks()
    made["api1"]["stage4_decision"]["reasoning"] = "Bäcker & “Söhne”\u0000🍞"
    made["api1"]["stage4_decision"]["reasoning"] += "\ud800" if ascii_only else ""
    run = read(page(made, indent=indent, ascii_only=ascii_only))
    assert run.api1 == json.loads(json.dumps(made["api1"]))
    assert run.notes == ()


def test_json_saved_with_entities_is_read():
    text = page()
    start = text.index("nano JD Parser")
    run = read(text[:start] + html.escape(text[start:]).replace("—", "&mdash;"))
    assert [run.nano_parsed, run.api1, run.api2, run.api3] == list(blocks().values())


@pytest.mark.parametrize("missing", ["nano", "api1", "api2", "api3"])
def test_a_missing_block_is_told_and_the_rest_is_read(missing):
    made = blocks()
    del made[missing]
    run = read(page(made))
    assert len(run.notes) == 1
    assert "block is missing" in run.notes[0]
    assert (run.role, run.slug, run.case, run.jd_text) == ("Baker", "baker", "A", JD)
    held = [run.nano_parsed, run.api1, run.api2, run.api3]
    assert sum(one is None for one in held) == 1


def test_a_damaged_block_is_told_with_its_line():
    text = page().replace('"alias_matches": [],', '"alias_matches": [}', 1)
    run = read(text)
    line = text[: text.index('"alias_matches": [}')].count("\n") + 1
    assert run.api2 is None
    assert run.api3 == blocks()["api3"]
    assert len(run.notes) == 1
    assert f"API 2 block is damaged (line {line}: " in run.notes[0]


def test_not_a_number_is_no_json():
    run = read(page().replace('"confidence": 0.9,', '"confidence": NaN,', 1))
    assert run.api1 is None
    assert "NaN is no JSON value" in " ".join(run.notes)
    assert run.case == "A"


def test_an_ad_may_quote_headings_and_braces():
    quoted = json.dumps({**blocks(OTHER)["api1"], "final_skills": []})
    jd = (
        "Bake.\nSkills from this JD\nAPI 1 — extract-from-jd\n" + quoted + "\nAPI 2 — extract-details\n{\n"
        'nano JD Parser — gpt-9\n{"JD_type": "fail", "roles_and_responsibilities": []}\nJob description\n'
        "Library artifacts (this run)\nLLM Calls\nAll API 3 persistence rows\n| a | b |\nend."
    )
    run = read(page(jd=jd))
    assert run.jd_text == jd
    assert [run.nano_parsed, run.api1, run.api2, run.api3] == list(blocks().values())
    assert run.parser_model == "gpt-4.1-nano"
    assert [row.skill for row in run.rows] == ["Sourdough"]


def test_the_text_of_an_ad_stays_as_it_is():
    jd = '  • Bäcker gesucht &amp; mehr:\n\n\t{ "a": [1, 2 }\n  • \\u2022 <b>früh</b>'
    assert read(page(jd=jd)).jd_text == jd


def test_a_page_without_its_ad_says_so():
    run = read(page(jd=None))
    assert run.jd_text == ""
    assert "the job description is missing" in run.notes


def test_api_blocks_alone_are_enough():
    text = page()
    run = read(text[text.index("API 1") :])
    assert (run.run_id, run.slug, run.case, run.confidence) == (RUN, "baker", "A", 0.9)
    assert run.api3 == blocks()["api3"]
    assert "the page names no run id" in " ".join(run.notes)


def test_a_block_of_another_run_is_told():
    made = blocks()
    made["api3"]["run_id"] = OTHER
    run = read(page(made))
    assert run.api3["run_id"] == OTHER
    assert any(OTHER in note and note.startswith("API 3") for note in run.notes)


def test_several_pages_in_one_file():
    text = page() + "\n" + page(run_id=OTHER)
    first, second = parse_run_pages(text, where="both.txt")
    assert (first.run_id, second.run_id) == (RUN, OTHER)
    assert first.api3 == blocks()["api3"]
    assert second.api1 == blocks(OTHER)["api1"]
    assert second.where == f"both.txt:{page().count(chr(10)) + 2}"
    assert first.notes == second.notes == ()


def test_a_new_role_has_a_name_and_no_id():
    made = blocks()
    made["api1"]["stage4_decision"] |= {
        "case": "E", "chosen_role": None, "is_new_role": True, "new_role_display_name": "Bread Sommelier",
        "new_role_slug": "bread-sommelier",
    }  # fmt: skip
    made["api3"]["chosen_role"] = None
    text = page(made).replace("Baker\nCASE Aslug: baker · id: 1 · source: db\n", "")
    run = read(text)
    assert (run.role, run.slug, run.role_id, run.case) == ("Bread Sommelier", "bread-sommelier", None, "E")


@settings(max_examples=60, deadline=None)
@given(cut=st.integers(0, len(page())))
@example(cut=len(page()) - 200)
def test_a_page_cut_off_anywhere_is_read_as_far_as_it_goes(cut):
    text = page()[:cut]
    try:
        run = read(text)
    except InputError as error:
        assert RUN not in text, error
        return
    assert run.run_id == RUN
    assert "".join(run.section(name) for name, _, _ in run.sections) == run.page == text
    for told, whole in zip((run.nano_parsed, run.api1, run.api2, run.api3), blocks().values(), strict=True):
        assert told in (None, whole)
    if cut < text.find("LLM Calls"):
        assert run.notes


@settings(max_examples=60, deadline=None)
@given(jd=st.text(min_size=1).filter(lambda text: text.strip()))
@example(jd="Pipeline run")
@example(jd="\x0b\x1c\u2028x")
def test_any_ad_comes_back_to_the_letter(jd):
    run = read(page(jd=jd))
    plain = jd.replace("\r\n", "\n").replace("\r", "\n")
    assert run.jd_text.strip() == plain.strip()
    assert run.jd_text in plain
    assert run.api1 == blocks()["api1"]


def test_files_that_hold_no_page_are_told_and_the_others_read(tmp_path):
    good = tmp_path / "good.txt"
    good.write_text(page(), encoding="utf-8")
    bad = {
        "empty.txt": b"",
        "picture.png": b"\x89PNG\x00\x00\x01",
        "ad.txt": b"We are hiring a baker.",
        "controls.txt": bytes(range(1, 9)) * 40,
    }
    for name, content in bad.items():
        (tmp_path / name).write_bytes(content)
    found = read_run_pages([*(tmp_path / name for name in bad), good, tmp_path, tmp_path / "absent.txt"])
    assert [run.run_id for run in found.runs] == [RUN]
    assert len(found.problems) == len(bad) + 2
    for problem in found.problems:
        assert problem.where
        assert problem.hint
        assert str(tmp_path) in problem.where


def test_the_messages_say_what_a_file_is(tmp_path):
    said = {"empty.txt": "empty", "ad.txt": "no run page", "bytes.bin": "binary"}
    (tmp_path / "empty.txt").write_text(" \n")
    (tmp_path / "ad.txt").write_text("We are hiring a baker.")
    (tmp_path / "bytes.bin").write_bytes(b"\x00\x01\x02")
    for name, word in said.items():
        with pytest.raises(InputError, match=word):
            read_run_page(tmp_path / name)


def test_a_huge_file_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MOST_BYTES", 1024**2)
    path = tmp_path / "huge.txt"
    path.write_text(page() + "x" * 1024**2)
    with pytest.raises(InputError, match="larger than 1 MiB"):
        read_run_page(path)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_other_encodings_are_read(tmp_path, encoding):
    path = tmp_path / "page.txt"
    path.write_text(page(jd="Bäcker – früh auf."), encoding=encoding)
    assert read_run_page(path).jd_text == "Bäcker – früh auf."


def test_windows_text_and_packed_text_are_read(tmp_path):
    path, packed = tmp_path / "page.txt", tmp_path / "page.txt.gz"
    text = page(jd="Bäcker – früh auf.", rows=ROWS.replace("↔", "-").replace("✓", "yes"))
    path.write_bytes(text.encode("cp1252"))
    run = read_run_page(path)
    assert run.jd_text == "Bäcker – früh auf."
    assert run.api1 == blocks()["api1"]
    assert run.rows[0].skill_linked is True
    packed.write_bytes(gzip.compress(page().encode()))
    assert read_run_page(packed).slug == "baker"


def test_a_page_saved_as_html_is_read(tmp_path):
    path = tmp_path / "page.html"
    lines = "".join(f"<div>{html.escape(line)}</div>" for line in page(indent=None).split("\n"))
    path.write_text(f"<!DOCTYPE html><html><body>{lines}</body></html>", encoding="utf-8")
    run = read_run_page(path)
    assert (run.run_id, run.slug, run.jd_text) == (RUN, "baker", JD)
    assert run.api3 == blocks()["api3"]


def test_one_page_is_asked_for_and_several_are_there(tmp_path):
    path = tmp_path / "both.txt"
    path.write_text(page() + page(run_id=OTHER))
    with pytest.raises(InputError, match="holds 2 run pages"):
        read_run_page(path)
    assert len(read_run_pages([path]).runs) == 2


def test_of_two_pages_of_one_run_the_fuller_one_is_kept(tmp_path):
    made = blocks()
    del made["api2"]
    for name, text in (("a.txt", page(made)), ("b.txt", page()), ("c.txt", page(made))):
        (tmp_path / name).write_text(text)
    (run,) = read_run_pages([tmp_path / name for name in ("a.txt", "b.txt", "c.txt")]).runs
    assert run.api2 is not None
    assert run.where == "b.txt"


def test_json_nested_too_deep_is_told():
    run = read(page().replace('"alias_matches": []', '"alias_matches": ' + "[" * 200_000, 1))
    assert run.api2 is None
    assert "API 2 block is damaged" in " ".join(run.notes)


def test_a_large_page_is_read_in_reasonable_time():
    import time

    made = blocks()
    made["api2"]["candidate_roles"] *= 20_000
    text = page(made, jd="Bake. " * 100_000)
    started = time.perf_counter()
    run = read(text)
    assert time.perf_counter() - started < 5
    assert len(run.api2["candidate_roles"]) == 20_000
