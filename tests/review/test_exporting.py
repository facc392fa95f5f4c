"""Export: from approved items to lines in the files."""

from __future__ import annotations

import re
import subprocess
import warnings

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from jdwork.catalog import load_catalog_files
from jdwork.catalog.journal import read_journal, undo_edit
from jdwork.database.tables import ReviewDecisionRow
from jdwork.database.transactions import write_transaction
from jdwork.errors import ReviewError
from jdwork.review import (
    Choices,
    approve,
    export_approved,
    list_items,
    plan_export,
    reject,
    take_back_export,
    undo,
)
from tests.review.making import baker, make_bench, new_role

DUTIES = (
    "Flies survey drones over fields and building sites",
    "Plans flight routes and checks the weather before take-off",
    "Keeps batteries charged: propellers in good repair - always",
)


def export(bench, **how):
    return export_approved(bench.catalog, bench.engine, journal=bench.journal, **how)


def numbered(folder):
    """Lay the tiny catalog out as the shipped one is: ids given, a line per skill of a role."""
    for number, path in enumerate(sorted(folder.glob("roles/*/*.yaml")), 1):
        text = re.sub(
            r"^skills: \{(.*)\}$",
            lambda hit: "skills:\n" + "\n".join(f"  {one}" for one in hit[1].split(", ")),
            path.read_text(),
            flags=re.M,
        )
        path.write_text(f"id: {number}\n{text}")
    path = folder / "skills/crafts.yaml"
    lines = path.read_text().split("\n")
    path.write_text("\n".join(line.replace("- {slug", f"- {{id: {n}, slug") for n, line in enumerate(lines)))


def git(folder, *arguments):
    return subprocess.run(
        ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", *arguments],
        cwd=folder, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip


def test_two_skills_and_a_role_are_added_lines_and_nothing_else(bench):
    numbered(bench.catalog)
    bench.build()
    git(bench.catalog, "init", "-q")
    git(bench.catalog, "add", ".")
    git(bench.catalog, "commit", "-qm", "before")
    bench.see(
        baker(1, proposed=("Banneton", "Bread Lame")),
        new_role(2, "Drone Pilot", duties=DUTIES, skills=("oven-care",)),
    )
    approve(bench.engine, bench.snapshot, [item.id for item in list_items(bench.engine, bench.snapshot)])
    report = export(bench)
    git(bench.catalog, "add", "--intent-to-add", ".")
    diff = git(bench.catalog, "diff", "--unified=0").split("\n")
    changed = [line for line in diff if line[:1] in "+-" and line[:3] not in ("+++", "---") and line]
    assert not [line for line in changed if line.startswith("-")]
    assert report.files == (
        "roles/kitchen/baker.yaml", "roles/kitchen/drone-pilot.yaml", "skills/crafts.yaml"
    )  # fmt: skip
    told = "\n".join(changed)
    for part in (
        "slug: banneton",
        "slug: bread-lame",
        "slug: drone-pilot",
        "banneton: 0.3",
        "bread-lame: 0.3",
        *DUTIES[:2],
    ):
        assert part in told
    # The role's file, two skills, and their two links.
    own = (bench.catalog / "roles/kitchen/drone-pilot.yaml").read_text().splitlines()
    assert len(changed) <= len(own) + 2 * 4 + 2


def test_files_and_database_are_alike_and_the_items_are_marked(bench):
    bench.see(baker(1, skills=("wine-service",), proposed=("Banneton",), strange="Feeds the office cat"))
    numbers = [item.id for item in list_items(bench.engine, bench.snapshot)]
    approved = approve(bench.engine, bench.snapshot, numbers).content_hash
    plan = plan_export(bench.catalog, bench.engine)
    report = export(bench, by="Ada")
    assert report.content_hash == approved == bench.files.content_hash == bench.snapshot.content_hash
    assert sorted(report.items) == sorted(numbers)
    assert [one.path for one in plan.changes] == list(report.files)
    assert {bench.status(number) for number in numbers} == {"exported"}
    (entry,) = read_journal(bench.journal)
    assert (entry.by, entry.what, entry.number) == ("Ada", "export 3 approved review items", report.journal)
    again = export(bench)
    assert (again.items, again.files, again.journal, again.content_hash) == ((), (), None, approved)


def test_an_export_taken_back_waits_for_another(bench):
    bench.see(baker(1, proposed=("Banneton",)))
    number = bench.item("new_skill")
    hash_approved = approve(bench.engine, bench.snapshot, number).content_hash
    report = export(bench)
    undo_edit(bench.catalog, journal=bench.journal)
    assert take_back_export(bench.engine, report.journal, by="Ada") == (number,)
    assert bench.status(number) == "approved"
    bench.build()
    assert bench.snapshot.content_hash == hash_approved
    assert "banneton" not in bench.files.skill_index
    again = export(bench)
    assert (again.items, again.content_hash) == ((number,), hash_approved)
    assert take_back_export(bench.engine, report.journal) == ()  # the first export is long past


def test_an_item_decided_anew_since_its_export_is_left_alone(bench):
    bench.see(baker(1, proposed=("Banneton",)))
    number = bench.item("new_skill")
    approve(bench.engine, bench.snapshot, number)
    report = export(bench)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        undo(bench.engine, bench.snapshot, number)
    assert take_back_export(bench.engine, report.journal) == ()
    assert bench.status(number) == "pending"


def test_a_crash_between_files_and_marks_is_mended_by_exporting_again(bench, monkeypatch):
    bench.see(baker(1, proposed=("Banneton",)))
    number = bench.item("new_skill")
    approve(bench.engine, bench.snapshot, number)
    with monkeypatch.context() as patch:
        patch.setattr(
            "jdwork.review.exporting._mark", lambda *given: (_ for _ in ()).throw(KeyboardInterrupt)
        )
        with pytest.raises(KeyboardInterrupt):
            export(bench)
    assert bench.status(number) == "approved"
    assert "banneton" in bench.files.skill_index
    written = {path: path.read_bytes() for path in bench.catalog.rglob("*.yaml")}
    report = export(bench)
    assert (report.items, report.files) == ((number,), ())
    assert {path: path.read_bytes() for path in bench.catalog.rglob("*.yaml")} == written
    assert bench.status(number) == "exported"
    assert len(read_journal(bench.journal)) == 1


def test_an_item_that_no_longer_fits_is_left_out_by_name_and_stays(bench):
    bench.see(baker(1, role="waiter", skills=("sourdough",)), baker(2, proposed=("Banneton",)))
    link, skill = bench.item("role_skill"), bench.item("new_skill")
    approve(bench.engine, bench.snapshot, [link, skill])
    (bench.catalog / "roles/kitchen/waiter.yaml").unlink()
    with warnings.catch_warnings(record=True):
        warnings.simplefilter("always")
        report = export(bench)
    assert report.items == (skill,)
    (sentence,) = report.skipped
    assert f"review item {link} (role_skill 'Sourdough')" in sentence
    assert "There is no role 'waiter'" in sentence
    assert (bench.status(link), bench.status(skill)) == ("approved", "exported")
    assert bench.files.content_hash == bench.snapshot.content_hash == report.content_hash


def test_an_item_that_the_files_cannot_hold_keeps_no_other_from_them(bench):
    path = bench.catalog / "skills/crafts.yaml"
    path.write_text(path.read_text().replace("nature: PRACTICE}", "nature: PRACTICE, maturity: Settled.}"))
    bench.build()
    bench.see(baker(1, skills=("wine-service",), proposed=("Banneton",), title="Loaf Maker"))
    good = [bench.item("role_skill"), bench.item("role_alias")]
    bad = bench.item("new_skill")
    approve(bench.engine, bench.snapshot, [*good, bad])
    # A file that speaks for all of its skills has no way to say nothing of one.
    with write_transaction(bench.engine) as connection:
        row = connection.execute(select(ReviewDecisionRow).where(ReviewDecisionRow.item_id == bad)).one()
        edits = [{**row.facts["edits"][0]}, *row.facts["edits"][1:]]
        edits[0]["skill"] = {**edits[0]["skill"], "maturity": ""}
        values = {"item_id": bad, "verdict": "approved", "decided_by": "x", "facts": {"edits": edits}}
        connection.execute(insert(ReviewDecisionRow), values)
    plan = plan_export(bench.catalog, bench.engine)
    report = export(bench)
    assert sorted(report.items) == sorted(good)
    assert [one.path for one in plan.changes] == list(report.files)
    (sentence,) = report.skipped
    assert plan.skipped == report.skipped
    assert f"review item {bad}" in sentence
    assert bench.status(bad) == "approved"


def test_a_new_skill_says_of_its_maturity_what_the_file_says_of_all(bench):
    path = bench.catalog / "skills/crafts.yaml"
    path.write_text(path.read_text().replace("nature: PRACTICE}", "nature: PRACTICE, maturity: Settled.}"))
    bench.build()
    bench.see(baker(1, proposed=("Banneton",)))
    approve(bench.engine, bench.snapshot, bench.item("new_skill"))
    assert export(bench).skipped == ()
    assert "maturity" not in path.read_text().split("skills:")[1]
    assert bench.files.skill("banneton").maturity == "Settled."


def test_a_new_skill_takes_no_other_skill_s_maturity(bench):
    path = bench.catalog / "skills/crafts.yaml"
    lines = path.read_text().split("\n")
    path.write_text(
        "\n".join(
            f"{one[:-1]}, maturity: Text {n}.}}" if "slug:" in one else one for n, one in enumerate(lines)
        )
    )
    bench.build()
    bench.see(baker(1, proposed=("Banneton",)))
    approve(bench.engine, bench.snapshot, bench.item("new_skill"))
    assert export(bench).skipped == ()
    assert bench.files.skill("banneton").maturity == "New in the catalog; its maturity is not assessed yet."


def test_a_decision_s_label_is_nothing_to_export(bench):
    bench.see(baker(1, queued=True))
    number = bench.item("decision")
    approve(bench.engine, bench.snapshot, number)
    assert export(bench).items == ()
    assert bench.status(number) == "approved"


def test_an_item_decided_anew_during_the_export_is_not_marked(bench, monkeypatch):
    from jdwork.catalog import journal

    bench.see(baker(1, proposed=("Banneton",)))
    number = bench.item("new_skill")
    approve(bench.engine, bench.snapshot, number)
    write = journal.edit_files

    def meanwhile(*given, **how):
        undo(bench.engine, bench.snapshot, number, by="Bob")
        return write(*given, **how)

    monkeypatch.setattr("jdwork.review.exporting.edit_files", meanwhile)
    report = export(bench)
    assert report.items == ()
    assert "decided anew" in report.skipped[0]
    assert f"jdwork catalog undo {report.journal}" in report.skipped[0]
    assert bench.status(number) == "pending"


def test_taking_back_what_was_exported_says_what_the_files_need(bench):
    bench.see(baker(1, proposed=("Banneton",)))
    before, number = bench.files, bench.item("new_skill")
    approve(bench.engine, bench.snapshot, number)
    report = export(bench)
    (outcome,) = undo(bench.engine, bench.snapshot, number, catalog=bench.catalog).outcomes
    assert f"'jdwork catalog undo {report.journal}'" in outcome.notes[0]
    assert "banneton" in bench.snapshot.skill_index
    undo_edit(bench.catalog, journal=bench.journal, number=report.journal)
    bench.build()
    assert bench.files == before
    assert bench.snapshot == before
    assert [item.id for item in list_items(bench.engine, bench.snapshot)] == [number]


def test_untrusted_names_come_out_of_the_files_as_they_went_in(bench):
    names = (
        "<script>x</script>",
        "- [x]: {y}",
        "#no comment",
        "!!python/object:os.system",
        "&a *a",
        "%TAG !",
    )
    bench.see(
        baker(1, proposed=names, strange="Runs: `rm -rf` # daily\n--- {now}"),
        new_role(
            2, "Chief: {of} [all] 'things'", duties=("- Does: everything, {always}, everywhere # at once",)
        ),
    )
    approve(bench.engine, bench.snapshot, [item.id for item in list_items(bench.engine, bench.snapshot)])
    report = export(bench)
    assert report.skipped == ()
    found = bench.files
    assert set(names) <= {skill.display_name for skill in found.skills}
    assert "Runs: `rm -rf` # daily --- {now}" in found.role("baker").kras
    assert found == bench.snapshot


ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(["approve", "approve", "reject", "undo", "export", "build"]), st.integers(0, 8)
    ),
    max_size=12,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions=ACTIONS)
def test_whatever_was_decided_export_makes_files_and_database_alike(tmp_path_factory, actions):
    folder = tmp_path_factory.mktemp("any")
    bench = make_bench(folder, f"sqlite:///{folder}/x.sqlite")
    bench.see(
        baker(1, skills=("wine-service",), proposed=("Banneton", "BANNETON-", "Lame"), title="Loaf Maker"),
        baker(
            2,
            strange="Feeds the office cat",
            case="D",
            alias_roles=("baker", "pastry-chef"),
            title="Oven Hand",
        ),
        new_role(3, "Drone Pilot", duties=DUTIES),
        baker(4, queued=True),
    )
    numbers = [item.id for item in list_items(bench.engine, bench.snapshot, order="oldest")]
    for action, place in actions:
        number = numbers[place % len(numbers)]
        try:
            if action == "approve":
                keeper = Choices(role="baker") if number == bench.item("collision") else None
                approve(bench.engine, bench.snapshot, number, choices=keeper)
            elif action == "reject":
                reject(bench.engine, bench.snapshot, number)
            elif action == "undo":
                undo(bench.engine, bench.snapshot, number)
            elif action == "export":
                export(bench)
            else:
                bench.build()
        except ReviewError:
            pass
    bench.build()
    wanted = bench.snapshot.content_hash
    report = export(bench)
    assert report.content_hash == load_catalog_files(bench.catalog).content_hash == wanted
    assert bench.snapshot.content_hash == wanted
    assert report.skipped == ()
    bench.engine.dispose()
