"""catalog build and show."""

from __future__ import annotations


def test_build_loads_the_database_and_encodes(jdwork, tiny_workspace):
    result = jdwork("catalog", "build")
    assert result.code == 0
    assert "12 KRAs encoded with hashing-64." in result.out
    assert (tiny_workspace.state / "jdwork.sqlite").exists()
    assert "6 roles, 7 skills, 1 dimensions; rows" in result.out
    assert "the database is up to date" in jdwork("catalog", "build").out


def test_a_retired_role_is_counted(jdwork, tiny_workspace):
    assert jdwork("catalog", "build").code == 0
    (tiny_workspace.catalog / "roles" / "kitchen" / "waiter.yaml").unlink()
    assert "retired" in jdwork("catalog", "build").out


def test_build_names_the_file_and_line_of_an_error(jdwork, tiny_workspace):
    path = tiny_workspace.catalog / "roles" / "kitchen" / "baker.yaml"
    path.write_text(path.read_text().replace("sourdough: 0.9", "sourdoe: 0.9"))
    result = jdwork("catalog", "build")
    assert result.code == 2
    assert "baker.yaml" in result.said
    assert "sourdoe" in result.said
    assert "Traceback" not in result.err


def test_show_counts(jdwork):
    out = jdwork("catalog", "show").out
    assert "Kitchen" in out
    assert "content hash" in out


def test_show_one_role(jdwork):
    out = jdwork("catalog", "show", "baker").out
    for part in ("Baker", "bread baker", "Kneads dough", "Sourdough", "0.9"):
        assert part in out


def test_show_an_unknown_role_suggests(jdwork):
    result = jdwork("catalog", "show", "bakker")
    assert result.code == 2
    assert "baker" in result.said
