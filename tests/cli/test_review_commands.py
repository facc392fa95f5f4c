"""The review queue at the command line."""

from __future__ import annotations

import json

import pytest
import typer
from typer.testing import CliRunner

from jdwork.cli import review_commands
from jdwork.errors import CatalogError, ReviewError
from jdwork.workbench import open_workbench
from tests.record.factory import SETTINGS
from tests.review.making import baker, new_role

DUTY = "Flies survey drones over fields and building sites"


@pytest.fixture
def review(tiny_workspace, monkeypatch):
    """Runs ``jdwork review …`` in the tiny workspace; errors of jdwork's own come through as they are."""
    monkeypatch.chdir(tiny_workspace.root)
    commands = typer.Typer()
    commands.add_typer(review_commands.application, name="review")
    commands.command("export")(review_commands.export)

    def run(*arguments):
        result = CliRunner().invoke(commands, [str(one) for one in arguments])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture
def queue(tiny_workspace):
    """Items 1 and on: a skill, a link, a role, a collision."""
    from jdwork.record import record_many

    workbench = open_workbench(tiny_workspace.root)
    made = [
        baker(1, skills=("wine-service",), proposed=("[bold]Ba\x1b[31mnneton[/bold]",)),
        new_role(2, "Drone Pilot", duties=(DUTY,)),
        baker(3, case="D", alias_roles=("baker", "pastry-chef"), title="Oven Hand"),
    ]
    record_many(made, workbench.engine, settings=SETTINGS)
    from jdwork.review import list_items

    return {item.kind: item.id for item in list_items(workbench.engine, workbench.snapshot)}


def test_an_empty_queue_says_how_to_fill_it(review):
    assert "--record" in review("review", "list").output
    assert "jdwork review list" in review("export").output


def test_list_shows_items_and_filters(review, queue):
    out = review("review", "list").output
    for part in ("new_skill", "Drone Pilot", "baker / wine-service", "Oven Hand", "pending"):
        assert part in out
    assert "Drone Pilot" not in review("review", "list", "--kind", "collision").output
    assert "--status all" in review("review", "list", "--search", "nothing like it").output
    assert "The first 1" in review("review", "list", "--limit", 1).output


def test_names_from_ads_neither_colour_nor_mark_up_the_terminal(review, queue):
    for out in (
        review("review", "list").output,
        review("review", "show", queue["new_skill"]).output,
        review("review", "approve", queue["new_skill"], "--dry-run").output,
    ):
        assert "\x1b[31m" not in out
        assert "[bold]Ba [31mnneton[/bold]" in " ".join(out.split())


def test_json_can_be_read_back(review, queue):
    listed = json.loads(review("review", "list", "--format", "json").output)
    assert {one["kind"]: one["id"] for one in listed} == queue
    shown = json.loads(review("review", "show", queue["collision"], "--format", "json").output)
    assert shown["evidence"]["carriers"] == ["baker", "pastry-chef"]
    assert shown["evidence"]["sightings"][0]["title"] == "Oven Hand"


def test_show_tells_where_it_was_seen_and_what_to_do(review, queue):
    out = review("review", "show", queue["collision"]).output
    assert "baker, pastry-chef" in out
    assert f"jdwork review approve {queue['collision']} --dry-run" in out


def test_a_dry_run_says_the_change_in_words_and_stores_nothing(review, queue):
    out = review("review", "approve", queue["role_skill"], queue["new_role"], "--dry-run").output
    assert "+ role drone-pilot (Drone Pilot)" in out
    assert "skills + wine-service 0.25" in out
    for part in ("domain: kitchen", "archetype: Trades", f"kras + {DUTY}"):
        assert part in out
    assert "Nothing was stored" in out
    assert "pending" in review("review", "list", "--kind", "new_role").output


def test_from_approval_to_the_files_and_back(review, queue, tiny_workspace):
    out = review("review", "approve", queue["collision"], "--role", "baker", "--note", "theirs").output
    assert "approved" in out
    assert "jdwork catalog export" in out
    review("review", "approve", queue["new_role"], "--name", "Drone Flyer", "--kra", "Flies drones.")
    diff = review("export", "--dry-run").output
    assert "+slug: drone-flyer" in diff
    assert "-aliases: [cake maker, oven hand]" in diff
    out = review("export").output
    assert "2 items exported" in out
    assert "alike in files and database" in out
    assert (tiny_workspace.catalog / "roles/kitchen/drone-flyer.yaml").is_file()
    assert "Nothing is approved" in review("export").output
    assert "jdwork catalog undo" in " ".join(review("review", "undo", queue["new_role"]).output.split())


def test_reject_and_undo(review, queue):
    assert "rejected" in review("review", "reject", queue["new_skill"], queue["role_skill"]).output
    assert "new_skill" not in review("review", "list").output
    review("review", "undo", queue["new_skill"])
    assert "new_skill" in review("review", "list").output


def test_errors_are_jdwork_s_own(review, queue):
    with pytest.raises(ReviewError, match="no review item 999"):
        review("review", "approve", 999)
    with pytest.raises(ReviewError, match="Say with --role SLUG"):
        review("review", "approve", queue["collision"])
    with pytest.raises(CatalogError, match="Did you mean 'baker'"):
        review("review", "list", "--role", "bakker")
