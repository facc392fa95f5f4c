"""ESCO's CSV files as a catalog."""

from __future__ import annotations

import pytest

from jdwork.catalog.importing import read_esco
from jdwork.errors import InputError
from tests.catalog.importing.published import BASE, ESCO_OCCUPATIONS, write_esco


@pytest.fixture
def files(tmp_path):
    return write_esco(tmp_path)


def test_occupations_alone(files):
    made = read_esco(files[0])
    role = made.snapshot.role("shed-builder")
    assert (role.display_name, role.source_code, role.archetype) == ("Shed Builder", "7115.9", "Trades")
    assert role.domain == "building-and-related-trades-workers"
    assert role.aliases == (
        "Shed Builder",
        "builder of sheds",
        "shed maker/hut maker",
        "shed maker",
        "hut maker",
    )
    assert role.kras == (
        "Shed builders build sheds.",
        "They also roof them.",
        "Repairing old sheds.",
    )
    assert not made.snapshot.skills


def test_a_code_that_lost_its_zero_and_one_that_is_missing(files):
    role = read_esco(files[0]).snapshot.role("shed-officer")
    assert role.domain == "commissioned-armed-forces-officers"
    assert role.source_code == "b2"
    assert "hut officer" in role.aliases
    assert "Sheds are huts." in role.kras


def test_what_is_not_released_is_left_out(files):
    made = read_esco(files[0])
    assert "shed-programmer" not in made.snapshot.role_index
    assert [(one.reason, one.count) for one in made.report.left_out] == [("occupation is draft", 1)]


def test_relations_make_phrases_of_skills_and_links_of_knowledge(files):
    made = read_esco(files[0], skills=files[1], relations=files[2])
    builder, officer = made.snapshot.role("shed-builder"), made.snapshot.role("shed-officer")
    assert builder.kras[-1] == "Nail boards"
    # optional 0.2, essential 0.5; of two occupations both know the law (rarity 0), one knows Go (rarity 1)
    assert {one.slug: one.weight for one in builder.skills} == {"shed-law": 0.2}
    assert {one.slug: one.weight for one in officer.skills} == {"go": 1.0, "shed-law": 0.5}
    assert {one.reason: one.count for one in made.report.left_out} == {
        "occupation is draft": 1,
        "relation of no occupation": 1,
        "relation to no skill": 1,
    }


def test_a_remark_in_brackets_tells_the_nature_and_the_context(files):
    skill = read_esco(files[0], skills=files[1]).snapshot.skill("go")
    assert (skill.display_name, skill.nature, skill.category) == ("Go", "LANGUAGE", "Cross-sector Knowledge")
    assert skill.aliases[0].match_strategy == "CONTEXT"
    assert "programming" in skill.context
    law = read_esco(files[0], skills=files[1]).snapshot.skill("shed-law")
    assert [alias.text for alias in law.aliases] == ["Shed Law", "law of sheds", "hut law"]


def test_skills_without_relations_are_linked_to_no_role(files):
    made = read_esco(files[0], skills=files[1])
    assert not any(role.skills for role in made.snapshot.roles)
    assert any("linked to no role" in note for note in made.report.notes)


def test_relations_need_the_skills(files):
    with pytest.raises(InputError, match="Give the skills file too"):
        read_esco(files[0], relations=files[2])


def test_columns_may_come_in_any_order_and_number(files):
    plain = read_esco(files[0]).snapshot
    lines = ESCO_OCCUPATIONS.replace("conceptType,", "extra,conceptType,").replace("\nOcc", "\nx,Occ")
    files[0].write_text(lines)
    assert read_esco(files[0]).snapshot.content_hash == plain.content_hash


def test_a_file_cut_off_inside_a_cell(files):
    files[0].write_text(ESCO_OCCUPATIONS[: ESCO_OCCUPATIONS.index("shed maker/hut")])
    with pytest.raises(InputError, match="ends inside the quoted cell that begins in row 1"):
        read_esco(files[0])


def test_a_stray_quote_costs_its_row(files):
    stray = f'Occupation,{BASE}/occupation/d4,7115,"shed" thief,,,released,,,Thieves steal sheds.,1\n'
    good = f"Occupation,{BASE}/occupation/e5,7115,shed cat,,,released,,,Cats sleep in sheds.,1\n"
    files[0].write_text(ESCO_OCCUPATIONS + stray + good)
    made = read_esco(files[0])
    assert "shed-cat" in made.snapshot.role_index
    bad = next(one for one in made.report.left_out if one.reason == "row cannot be read")
    assert bad.examples[0].startswith("occupations_en.csv, row 4")


def test_another_file_of_the_publisher_is_refused(files):
    with pytest.raises(InputError, match="no column 'iscoGroup'; the columns are 'conceptType'"):
        read_esco(files[1])


def test_the_same_uri_twice(files):
    again = f"Occupation,{BASE}/occupation/a1,7115,shed copy,,,released,,,Copies build sheds.,1\n"
    files[0].write_text(ESCO_OCCUPATIONS + again)
    made = read_esco(files[0])
    assert "shed-copy" not in made.snapshot.role_index
    assert any("given twice" in one.reason for one in made.report.left_out)


def test_a_missing_file_suggests_its_neighbours(files):
    with pytest.raises(InputError, match=r"Did you mean 'occupations_en\.csv'"):
        read_esco(files[0].with_name("occupation_en.csv"))
