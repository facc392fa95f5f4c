"""merge, rename, split, undo, journal and diff: the files change, and change back."""

from __future__ import annotations

import pytest

from jdwork.catalog import load_catalog_files
from tests.tiny_workspace import write_ads


@pytest.fixture
def catalog(tiny_workspace):
    return tiny_workspace.catalog


@pytest.fixture
def files(catalog):
    """Reads every file of the catalog."""

    def read():
        return {
            path.relative_to(catalog).as_posix(): path.read_bytes()
            for path in sorted(catalog.rglob("*.yaml"))
        }

    return read


@pytest.fixture
def snapshot(catalog):
    return lambda: load_catalog_files(catalog)


def test_a_merged_role_goes_up_in_the_other_and_its_slug_leads_there(jdwork, snapshot, catalog):
    old = snapshot().role("pastry-chef")
    result = jdwork("catalog", "merge", "role", "pastry-chef", "baker")
    assert result.code == 0
    assert "1: merge role pastry-chef into baker" in result.said
    assert "− roles/kitchen/pastry-chef.yaml" in result.said
    assert "~ roles/kitchen/baker.yaml" in result.said
    assert "jdwork catalog undo" in result.said
    assert not (catalog / "roles" / "kitchen" / "pastry-chef.yaml").exists()
    found = snapshot()
    assert found.role("pastry-chef").slug == found.role_by_id(old.id).slug == "baker"
    assert {"cake maker", "Pastry Chef"} <= set(found.role("baker").aliases)
    assert set(old.kras) < set(found.role("baker").kras)


def test_kras_of_a_merged_role_may_be_left_behind(jdwork, snapshot):
    before = snapshot().role("baker").kras
    assert jdwork("catalog", "merge", "role", "pastry-chef", "baker", "--drop-kras").code == 0
    assert snapshot().role("baker").kras == before


def test_a_merged_skill_is_found_under_the_other(jdwork, snapshot):
    assert jdwork("catalog", "merge", "skill", "oven-care", "sourdough").code == 0
    found = snapshot()
    assert "oven-care" not in found.skill_index
    assert "Oven Care" in [alias.text for alias in found.skill("sourdough").aliases]
    weights = {link.slug: link.weight for link in found.role("pastry-chef").skills}
    assert weights == {"chocolate-tempering": 0.9, "sourdough": 0.3}


def test_a_merge_that_was_made_changes_nothing_more(jdwork, files):
    merge = ("catalog", "merge", "role", "pastry-chef", "baker")
    jdwork(*merge)
    before = files()
    for again in (merge, (*merge, "--dry-run")):
        result = jdwork(*again)
        assert result.code == 0
        assert "holds all of this already" in result.said
    assert files() == before
    assert "2" not in jdwork("catalog", "journal").out.split()


def test_renaming_keeps_the_old_slug_and_the_old_name(jdwork, snapshot):
    number = snapshot().role("waiter").id
    result = jdwork("catalog", "rename", "role", "waiter", "--to", "table-server", "--name", "Table Server")
    assert result.code == 0
    assert "1: rename role waiter to table-server as 'Table Server'" in result.said
    role = snapshot().role("waiter")
    assert (role.id, role.slug, role.display_name) == (number, "table-server", "Table Server")
    assert {"Waiter", "Table Server", "waitress"} <= set(role.aliases)


def test_a_renamed_skill_stays_with_its_roles_and_dimensions(jdwork, snapshot):
    assert jdwork("catalog", "rename", "skill", "sourdough", "--to", "leaven").code == 0
    found = snapshot()
    assert [link.slug for link in found.role("baker").skills] == ["leaven", "oven-care"]
    assert "leaven" in found.dimension("food-making").skills
    assert found.skill("sourdough").slug == "leaven"


def test_splitting_a_role_moves_what_is_named(jdwork, snapshot):
    kept, moved = snapshot().role("waiter").kras
    result = jdwork(
        "catalog", "split", "role", "waiter", "sommelier", "--name", "Sommelier", "--alias", "server",
        "--kra", 2, "--skill", "wine-service", "--description", "Knows the cellar.",
    )  # fmt: skip
    assert result.code == 0, result.said
    assert "+ roles/kitchen/sommelier.yaml" in result.said
    found = snapshot()
    new, old = found.role("sommelier"), found.role("waiter")
    assert (new.kras, old.kras) == ((moved,), (kept,))
    assert (new.aliases, old.aliases) == (("Sommelier", "server"), ("Waiter", "waitress"))
    assert ([link.slug for link in new.skills], old.skills) == (["wine-service"], ())
    assert (new.description, new.domain) == ("Knows the cellar.", "kitchen")


def test_splitting_a_skill_moves_its_spelling(jdwork, snapshot, catalog):
    path = catalog / "skills" / "crafts.yaml"
    path.write_text(path.read_text().replace("name: Sourdough}", "name: Sourdough, aliases: [leaven]}"))
    result = jdwork("catalog", "split", "skill", "sourdough", "leaven", "--name", "Leaven")
    assert result.code == 0, result.said
    found = snapshot()
    assert [alias.text for alias in found.skill("sourdough").aliases] == ["Sourdough"]
    weights = {link.slug: link.weight for link in found.role("baker").skills}
    assert weights["leaven"] == weights["sourdough"] == 0.9


COMMANDS = [
    ("merge", "role", "pastry-chef", "baker"),
    ("merge", "skill", "oven-care", "sourdough"),
    ("rename", "role", "waiter", "--to", "table-server"),
    ("rename", "skill", "sourdough", "--name", "Leaven"),
    ("split", "role", "waiter", "sommelier", "--name", "Sommelier", "--kra", "1"),
    ("split", "skill", "sourdough", "leaven", "--name", "Leaven"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_dry_run_shows_a_diff_and_writes_nothing(jdwork, files, command):
    before = files()
    result = jdwork("catalog", *command, "--dry-run")
    assert result.code == 0
    assert "\n+++ " in result.out
    assert files() == before
    assert "No changes yet" in jdwork("catalog", "journal").out


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_undo_gives_every_file_back_byte_by_byte(jdwork, files, command):
    before = files()
    assert jdwork("catalog", *command).code == 0
    changed = files()
    assert changed != before
    result = jdwork("catalog", "undo")
    assert result.code == 0
    assert "2: undo 1: " in result.said
    assert files() == before
    assert jdwork("catalog", "undo", 2).code == 0
    assert files() == changed


def test_undo_of_an_earlier_change_leaves_later_ones(jdwork, snapshot):
    jdwork("catalog", "rename", "role", "waiter", "--name", "Steward")
    jdwork("catalog", "rename", "role", "plumber", "--name", "Pipe Doctor")
    assert jdwork("catalog", "undo", 1).code == 0
    assert snapshot().role("waiter").display_name == "Waiter"
    assert snapshot().role("plumber").display_name == "Pipe Doctor"


def test_undo_of_what_a_later_change_touched_is_refused(jdwork, files):
    jdwork("catalog", "rename", "role", "waiter", "--name", "Steward")
    jdwork("catalog", "merge", "role", "waiter", "baker")
    before = files()
    result = jdwork("catalog", "undo", 1)
    assert result.code == 2
    assert "changed after change 1" in result.said
    assert "Undo later changes first" in result.said
    assert files() == before


def test_undo_with_nothing_or_an_unknown_number_is_told(jdwork):
    assert "There is no change to undo" in jdwork("catalog", "undo").said
    result = jdwork("catalog", "undo", 7)
    assert result.code == 2
    assert "There is no change 7 in the journal" in result.said
    assert "jdwork catalog journal" in result.said


def test_the_journal_says_who_did_what_and_what_is_undone(jdwork, monkeypatch):
    monkeypatch.setenv("JDWORK_USER", "ana")
    jdwork("catalog", "rename", "role", "waiter", "--name", "Steward")
    jdwork("catalog", "merge", "role", "pastry-chef", "baker")
    jdwork("catalog", "undo")

    def lines(said):
        return [line for line in jdwork("catalog", "journal").out.splitlines() if said in line]

    (first,) = lines("rename role waiter as 'Steward'")
    assert "ana" in first
    assert "undone" not in first
    made, back = lines("merge role pastry-chef into baker")
    assert made.rstrip().rstrip("│|").rstrip().endswith("undone")
    assert "undo 2: " in back
    assert "undone" not in back
    jdwork("catalog", "undo", 3)
    made, back, _ = lines("merge role pastry-chef into baker")
    assert "undone" not in made
    assert "undone" in back


def test_diff_lists_what_an_edit_did(jdwork, catalog, tmp_path, tiny_workspace):
    import shutil

    before = shutil.copytree(catalog, tmp_path / "before")
    assert "The catalogs are equal." in jdwork("catalog", "diff", before).out
    jdwork("catalog", "rename", "role", "waiter", "--to", "steward", "--name", "Steward")
    out = jdwork("catalog", "diff", before).out
    for part in ("→ role waiter → steward", "display_name: Waiter → Steward", "aliases + Steward",
                 "+ redirect waiter → steward", "2 entries differ."):  # fmt: skip
        assert part in out
    assert "→ role steward → waiter" in jdwork("catalog", "diff", "files", before).out
    assert "2 entries differ." in jdwork("catalog", "diff", before, "database").out


def test_diff_against_the_catalog_of_a_run(jdwork, tiny_workspace, tmp_path):
    ads = write_ads(tmp_path / "ads.jsonl", ({"id": "1", "title": "Mason", "text": None},))
    assert jdwork("batch", ads, "--out", tiny_workspace.runs / "monday").code == 0
    assert "The catalogs are equal." in jdwork("catalog", "diff", "monday").out
    jdwork("catalog", "merge", "role", "pastry-chef", "baker")
    out = jdwork("catalog", "diff", "monday").out
    assert "− role pastry-chef (Pastry Chef)" in out
    assert "+ redirect pastry-chef → baker" in out


def test_diff_with_an_unknown_catalog_is_told(jdwork):
    result = jdwork("catalog", "diff", "nothing")
    assert result.code == 2
    assert "neither a catalog folder nor a run" in result.said


def test_classification_follows_at_once(jdwork, tmp_path):
    ad = tmp_path / "ad.txt"
    ad.write_text("Cake Maker\n\nWe are looking for you: decorate cakes with sugar flowers and chocolate.\n")
    assert jdwork("classify", ad).out.startswith("Pastry Chef")
    jdwork("catalog", "merge", "role", "pastry-chef", "baker")
    assert jdwork("classify", ad).out.startswith("Baker")
    jdwork("catalog", "undo")
    assert jdwork("classify", ad).out.startswith("Pastry Chef")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("merge", "role", "bakker", "baker"), "Did you mean 'baker'?"),
        (("merge", "role", "baker", "waitr"), "Did you mean 'waiter'?"),
        (("merge", "role", "baker", "baker"), "cannot be merged into itself"),
        (("merge", "skill", "sourdough", "baker"), "There is no skill 'baker'"),
        (("merge", "domain", "kitchen", "building"), "domain"),
        (("rename", "role", "waiter"), "Give --to SLUG, --name NAME, or both."),
        (("rename", "role", "waiter", "--to", "baker"), "There is already a role 'baker'"),
        (("rename", "role", "waiter", "--to", "Table Server"), "'Table Server' is not a slug."),
        (("rename", "skill", "sourdo", "--name", "x"), "Did you mean 'sourdough'?"),
        (("split", "role", "waiter", "sommelier"), "--name"),
        (("split", "role", "waiter", "baker", "--name", "X", "--kra", "1"), "already an entry 'baker'"),
        (("split", "role", "waiter", "sommelier", "--name", "X"), "without a KRA"),
        (
            ("split", "role", "waiter", "sommelier", "--name", "X", "--kra", "1", "--kra", "2"),
            "without a KRA",
        ),
        (("split", "role", "waiter", "sommelier", "--name", "X", "--kra", "3"), "KRAs 1 to 2, not 3."),
        (("split", "role", "waiter", "sommelier", "--name", "X", "--kra", "0"), "KRAs 1 to 2, not 0."),
        (
            ("split", "role", "waiter", "sommelier", "--name", "X", "--kra", "1", "--alias", "butler"),
            "has no alias 'butler'",
        ),
        (
            ("split", "role", "waiter", "sommelier", "--name", "X", "--kra", "1", "--skill", "sourdough"),
            "lists no skill 'sourdough'",
        ),
        (("split", "role", "wayter", "sommelier", "--name", "X", "--kra", "1"), "Did you mean 'waiter'?"),
        (("split", "skill", "sourdough", "leaven", "--name", "L", "--kra", "1"), "A skill has aliases only"),
        (("split", "skill", "sourdough", "leaven", "--name", "L", "--alias", "x"), "has no alias 'x'"),
    ],
)
def test_what_does_not_fit_is_told_and_changes_nothing(jdwork, files, command, said):
    before = files()
    for arguments in (command, (*command, "--dry-run")):
        result = jdwork("catalog", *arguments)
        assert result.code == 2
        assert said in result.said
        assert "Traceback" not in result.err
    assert files() == before


def test_broken_files_are_named_before_anything_is_changed(jdwork, catalog, files):
    path = catalog / "roles" / "building" / "plumber.yaml"
    path.write_text(path.read_text().replace("pipe-soldering", "pipe-soldring"))
    before = files()
    result = jdwork("catalog", "rename", "role", "waiter", "--name", "Steward")
    assert result.code == 2
    assert "plumber.yaml" in result.said
    assert files() == before
