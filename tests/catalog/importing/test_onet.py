"""O*NET's text files as a catalog, and what is said where they are not as published."""

from __future__ import annotations

from pathlib import Path

import pytest

from jdwork.catalog.importing import read_onet
from jdwork.errors import InputError
from tests.catalog.importing.published import ALTERNATE, OCCUPATIONS, TASKS, TECHNOLOGY, write_onet


def left_out(report, reason):
    return next((one for one in report.left_out if reason in one.reason), None)


@pytest.fixture
def made(tmp_path: Path):
    return read_onet(write_onet(tmp_path))


def test_each_occupation_is_a_role_under_its_code_and_group(made):
    role = made.snapshot.role("shed-builders")
    assert (role.display_name, role.source_code) == ("Shed Builders", "47-2031.00")
    assert (role.domain, role.archetype) == ("construction-and-extraction", "Trades")
    assert {one.slug for one in made.snapshot.domains} == {
        "construction-and-extraction",
        "computer-and-mathematical",
        "management",
    }


def test_titles_are_aliases_taken_apart_and_listed_once(made):
    assert made.snapshot.role("shed-builders").aliases == (
        "Shed Builders",
        "Garden Shed Maker",
        "Shed Erection Engineer",
        "SEE",
    )
    assert made.snapshot.role("keepers-of-keys").aliases == ("Keepers of Keys", "Key Warden")


def test_quotes_in_a_tab_separated_file_are_letters(made):
    assert 'Whisperer "The Mouth"' in made.snapshot.role("machine-whisperers").aliases


def test_core_tasks_come_first(made):
    assert made.snapshot.role("shed-builders").kras == (
        "Nail boards to a frame; they must not go loose.",
        "Paint sheds.",
    )


def test_an_occupation_without_tasks_gets_the_sentences_of_its_description(made):
    assert made.snapshot.role("keepers-of-keys").kras == ("Look after keys and doors.",)
    assert any("1 occupations have no tasks" in note for note in made.report.notes)


def test_technologies_are_skills_with_family_and_kind(made):
    skill = made.snapshot.skill("quillet")
    assert (skill.category, skill.sub_category) == (
        "Development Software",
        "Development environment software",
    )
    assert skill.nature == "TOOL"


def test_what_is_in_demand_and_rare_weighs_most(made):
    weights = {one.slug: one.weight for one in made.snapshot.role("machine-whisperers").skills}
    # 0.2 + 0.4 rarity (1 where one of two occupations uses it) + 0.1 hot + 0.3 in demand
    assert weights["go"] == pytest.approx(1.0)
    assert weights["quillet"] == pytest.approx(0.9)
    assert weights["zorbo"] == pytest.approx(0.6)
    assert weights["spreadsheet-software"] == pytest.approx(0.2)
    assert next(iter(weights)) == "go"


def test_plain_words_need_company_and_abbreviations_their_own_letters(made):
    go = made.snapshot.skill("go")
    assert go.aliases[0].match_strategy == "CONTEXT"
    assert go.context
    aliases = {
        one.text: one.alias_type for one in made.snapshot.skill("structured-babble-language-sbl").aliases
    }
    assert aliases["SBL"] == "ABBREVIATION"
    assert "Structured babble language" in aliases


def test_a_kind_with_four_technologies_is_a_dimension_of_those_who_use_two(made):
    dimension = made.snapshot.dimension("development-environment-software")
    assert dimension.domain == "computer-and-mathematical"
    assert len(dimension.skills) == 4
    assert made.snapshot.role("machine-whisperers").dimensions == (dimension.slug,)
    assert made.snapshot.role("shed-builders").dimensions == ()


def test_a_code_of_no_occupation_is_told_with_its_row(made):
    found = left_out(made.report, "code of no occupation")
    assert found.count == 1
    assert found.examples == ("Alternate Titles.txt, row 5 (99-0000.00)",)


def test_packed_files_read_the_same(tmp_path, made):
    packed = read_onet(write_onet(tmp_path / "packed", packed=True))
    assert packed.snapshot.content_hash == made.snapshot.content_hash


def test_a_byte_order_mark_is_no_part_of_a_column(tmp_path, made):
    again = read_onet(write_onet(tmp_path / "marked", Occupation_Data="\ufeff" + OCCUPATIONS))
    assert again.snapshot.content_hash == made.snapshot.content_hash


def test_side_files_may_lack(tmp_path):
    lacking = dict.fromkeys(
        ("Alternate_Titles", "Sample_of_Reported_Titles", "Task_Statements", "Technology_Skills")
    )
    made = read_onet(write_onet(tmp_path, **lacking))
    assert len(made.snapshot.roles) == 3
    assert not made.snapshot.skills
    assert made.snapshot.role("shed-builders").kras == (
        "Build sheds of wood.",
        "May paint the finished shed.",
    )
    assert sum("There is no" in note for note in made.report.notes) == 4


def test_repeated_codes_and_titles(tmp_path):
    more = "47-2031.00\tOther Builders\tTwice.\n53-1000.00\tShed Builders\tMove sheds about.\n\tNameless\tx\n"
    made = read_onet(write_onet(tmp_path, Occupation_Data=OCCUPATIONS + more))
    assert made.snapshot.role("shed-builders-2").source_code == "53-1000.00"
    assert any("53-1000.00 became 'shed-builders-2'" in note for note in made.report.notes)
    assert left_out(made.report, "given twice").examples == ("Occupation Data.txt, row 4 (47-2031.00)",)
    assert left_out(made.report, "without code or title").count == 1


def test_a_code_of_no_group_is_noted(tmp_path):
    made = read_onet(write_onet(tmp_path, Occupation_Data=OCCUPATIONS + "77-1\tOddity\tOdd work indeed.\n"))
    assert made.snapshot.role("oddity").domain == "other-occupations"
    assert any("'77-1'" in note for note in made.report.notes)


def test_overlong_aliases_are_left_out(tmp_path):
    made = read_onet(write_onet(tmp_path, Alternate_Titles=f"{ALTERNATE}47-2031.00\t{'x ' * 80}\tn/a\t08\n"))
    assert left_out(made.report, "more than 100 characters").count == 1


def test_without_the_occupation_file(tmp_path):
    folder = write_onet(tmp_path, Occupation_Data=None)
    with pytest.raises(InputError, match=r"no 'Occupation Data.txt' \(or .gz\) here. It holds: Alternate"):
        read_onet(folder)
    with pytest.raises(InputError, match="no such folder"):
        read_onet(tmp_path / "nowhere")


def test_a_missing_column_names_those_that_are_there(tmp_path):
    folder = write_onet(tmp_path, Task_Statements=TASKS.replace("\tTask\t", "\tChore\t"))
    with pytest.raises(InputError, match=r"no column 'Task'; the columns are 'O\*NET-SOC Code', 'Task ID'"):
        read_onet(folder)


@pytest.mark.parametrize(
    ("content", "message"),
    [("", "empty"), ("O*NET-SOC Code\tTitle\tDescription\n", "no occupations"), ("a\x00b", "binary")],
)
def test_files_that_are_none(tmp_path, content, message):
    with pytest.raises(InputError, match=message):
        read_onet(write_onet(tmp_path, Occupation_Data=content))


def test_a_packed_file_cut_off(tmp_path):
    folder = write_onet(tmp_path, packed=True)
    path = folder / "Technology Skills.txt.gz"
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(InputError, match="damaged or cut off"):
        read_onet(folder)


def test_bytes_of_another_encoding_cost_a_row_and_no_more(tmp_path):
    folder = write_onet(tmp_path)
    good = "47-2031.00\tJosé’s Hut “Maker” Ñandú\tn/a\t08\n".encode() * 3
    path = folder / "Alternate Titles.txt"
    path.write_bytes(ALTERNATE.encode() + good + b"47-2031.00\tCaf\xe9 Hut Maker\tn/a\t08\n")
    made = read_onet(folder)
    assert left_out(made.report, "not valid utf-8").examples == ("Alternate Titles.txt, row 9",)
    assert "José’s Hut “Maker” Ñandú" in made.snapshot.role("shed-builders").aliases


def test_a_file_in_another_encoding_altogether(tmp_path):
    folder = write_onet(tmp_path)
    (folder / "Alternate Titles.txt").write_bytes(
        (ALTERNATE + "47-2031.00\tCafé Man\tn/a\t0\n").encode("cp1252")
    )
    assert "Café Man" in read_onet(folder).snapshot.role("shed-builders").aliases


def test_old_files_without_flags_still_read(tmp_path):
    old = "\n".join(line.rsplit("\t", 2)[0] for line in TECHNOLOGY.splitlines())
    made = read_onet(write_onet(tmp_path, Technology_Skills=old))
    assert max(one.weight for one in made.snapshot.role("machine-whisperers").skills) == pytest.approx(0.6)


def test_progress_is_told(tmp_path):
    rows = "".join(f"47-2031.00\tHut Maker {n}\tn/a\t08\n" for n in range(2500))
    told = []
    read_onet(
        write_onet(tmp_path, Alternate_Titles=ALTERNATE + rows),
        progress=lambda name, n: told.append((name, n)),
    )
    assert told == [("Alternate Titles.txt", 1000), ("Alternate Titles.txt", 2000)]
