"""Anybody's table of roles as a catalog."""

from __future__ import annotations

import gzip

import pytest

from jdwork.catalog.importing import read_table_catalog
from jdwork.errors import InputError

WIDE = """\
Job Title;Also Known As;Duties;Key Skills;Job Family;Job Code
Baker;Dough Maker|Oven Hand;"Kneads dough.
Fires ovens.";Sourdough|R|Ovens;Kitchen;K1
Glazier;;Cuts glass.;Glass|Ovens;Building;B1
"""
LONG = """\
role,duty,skill
Baker,Kneads dough.,
Baker,,Sourdough
Baker,Fires ovens.,Ovens
Glazier,Cuts glass.,Glass
Glazier,,Ovens
"""


@pytest.fixture
def put(tmp_path):
    def write(text, name="roles.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_usual_names_are_found_and_cells_parted(put):
    # The header's semicolons part the columns, so bars and line breaks part the values.
    made = read_table_catalog(put(WIDE))
    role = made.snapshot.role("baker")
    assert role.aliases == ("Baker", "Dough Maker", "Oven Hand")
    assert role.kras == ("Kneads dough.", "Fires ovens.")
    assert (role.domain, role.source_code, role.archetype) == ("kitchen", "K1", "Service")
    assert {one.slug: one.weight for one in role.skills} == {"sourdough": 1.0, "r": 1.0, "ovens": 0.3}
    letter = made.snapshot.skill("r")
    assert letter.aliases[0].match_strategy == "CONTEXT"
    assert letter.context == ("Sourdough", "Ovens")


def test_long_form_adds_up(put):
    made = read_table_catalog(put(LONG))
    role = made.snapshot.role("baker")
    assert role.kras == ("Kneads dough.", "Fires ovens.")
    assert [one.slug for one in role.skills] == ["sourdough", "ovens"]
    assert [one.display_name for one in made.snapshot.domains] == ["General"]


def test_mapped_columns_and_a_separator(put):
    path = put("Wie\tWas\nBäcker\tKnetet Teig ## Heizt den Ofen\n", "rollen.tsv")
    made = read_table_catalog(path, {"role": "Wie", "kra": "was"}, separator="##")
    (role,) = made.snapshot.roles
    assert (role.display_name, role.slug) == ("Bäcker", "backer")
    assert role.kras == ("Knetet Teig", "Heizt den Ofen")


def test_a_mapped_column_that_is_missing(put):
    with pytest.raises(InputError, match=r"no column 'Titel'; the columns are 'role', 'duty', 'skill'"):
        read_table_catalog(put(LONG), {"role": "Titel"})


def test_an_unknown_field(put):
    with pytest.raises(InputError, match=r"no field 'rolle'.*'role'"):
        read_table_catalog(put(LONG), {"rolle": "role"})


def test_no_column_for_the_role(put):
    with pytest.raises(InputError, match="role=<column>"):
        read_table_catalog(put("a,b\n1,2\n"))


def test_no_row_names_a_role(put):
    with pytest.raises(InputError, match="No row names a role"):
        read_table_catalog(put("role,kra\n,x\n"))


@pytest.mark.parametrize(
    ("content", "message"), [(b"", "empty"), (b"\n \n", "empty"), (b"ro\x00le", "binary")]
)
def test_files_that_are_no_tables(put, content, message):
    with pytest.raises(InputError, match=message):
        read_table_catalog(put(content))


def test_a_column_twice(put):
    with pytest.raises(InputError, match="'role' occurs more than once"):
        read_table_catalog(put("role,role\na,b\n"))


def test_bad_rows_are_told_with_their_numbers(put):
    made = read_table_catalog(put(f"role,kra\n,Nobody's.\nBaker,Bakes.\nBaker,a,b,c\n{'x' * 201},Long.\n"))
    assert {one.reason: one.examples[0] for one in made.report.left_out} == {
        "row without a role name": "roles.csv, row 1",
        "row has more cells than there are columns": "roles.csv, row 3 (4 cells)",
        "role name of more than 200 characters": f"roles.csv, row 4 ({'x' * 57}…)",
    }


def test_the_same_name_under_another_code_is_another_role(put):
    made = read_table_catalog(put("role,code,kra\nBaker,1,Bakes.\nBaker,2,Fries.\nBaker,,Also fries.\n"))
    assert {role.slug: (role.source_code, role.kras) for role in made.snapshot.roles} == {
        "baker": ("1", ("Bakes.",)),
        "baker-2": ("2", ("Fries.", "Also fries.")),
    }


def test_contradictions_keep_the_first(put):
    made = read_table_catalog(put("role,domain,kra\nBaker,Kitchen,Bakes.\nBaker,Hall,Serves.\n"))
    assert made.snapshot.role("baker").domain == "kitchen"
    assert any(one.reason == "another domain for the same role" for one in made.report.left_out)


def test_a_name_in_another_script_has_a_slug_of_its_own(put):
    made = read_table_catalog(put("role,kra\n数据工程师,建立数据管道。\n厨师,做饭。\n"))
    assert len({role.slug for role in made.snapshot.roles}) == 2
    assert all(role.slug.startswith("role-") for role in made.snapshot.roles)


def test_roles_without_duties_or_description(put):
    made = read_table_catalog(put("role,description\nBaker,Bakes bread daily. Sells it too.\nGlazier,\n"))
    assert made.snapshot.role("baker").kras == ("Bakes bread daily.", "Sells it too.")
    assert made.snapshot.role("glazier").kras == ("Glazier",)
    assert any("neither duties nor a description" in note for note in made.report.notes)


def test_archetypes_are_taken_where_allowed(put):
    made = read_table_catalog(put("role,archetype\nBaker,sales\nGlazier,Wizardry\n"))
    assert made.snapshot.role("baker").archetype == "Sales"
    assert made.snapshot.role("glazier").archetype == "Trades"
    assert made.report.left_out[0].examples == ("Wizardry (Glazier)",)


def test_columns_that_are_not_read_are_named(put):
    made = read_table_catalog(put("role,kra,Salary\nBaker,Bakes.,9\n"))
    assert any("not read: 'Salary'" in note for note in made.report.notes)


def test_windows_and_packed_files(put):
    made = read_table_catalog(
        put(gzip.compress("role,kra\nCafé Chef,Cuit.\n".encode("cp1252")), "roles.csv.gz")
    )
    assert made.snapshot.roles[0].display_name == "Café Chef"


def test_markup_and_control_characters_are_cleaned(put):
    made = read_table_catalog(put("role,kra\n<b>Ba\x07ker</b>,• Bakes&amp;sells \u200bbread\x85now\n"))
    (role,) = made.snapshot.roles
    assert (role.display_name, role.kras) == ("Ba ker", ("Bakes&sells bread now",))
