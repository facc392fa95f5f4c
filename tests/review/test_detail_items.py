"""Review items that the details of runs make: spellings of skills, and dimensions of new ones."""

from __future__ import annotations

import pytest

from jdwork.catalog.edits import AddSkill, AddSkillAlias
from jdwork.errors import ReviewError
from jdwork.record import recorded, settled_dimensions
from jdwork.review import Choices, approve, export_approved, list_items, preview, reject, show_item, undo
from tests.details.factory import new_skill
from tests.record.detailed import detailed
from tests.record.factory import SETTINGS, make_record


def see(bench, *, new=(), spelling=None) -> None:
    """Record a run whose details name new skills in the dimension food-making, or a spelling of one."""
    from dataclasses import replace

    from jdwork.details.model import AliasDetail, DimensionTask, SkillFacts

    record = make_record(5, role="baker", skills=("sourdough",), proposed=new)
    record = detailed(record, asks=False)
    facts = [
        SkillFacts(
            name, False, None, None,
            (DimensionTask(name, name.lower(), "food-making", (), True, proposed=True),),
            (new_skill(name, dimensions=("food-making",)),),
        )
        for name in new
    ]  # fmt: skip
    if spelling is not None:
        alias = AliasDetail(spelling, "sourdough", "alias", None, None, None)
        facts.append(SkillFacts("Sourdough", True, "sourdough", alias))
    recorded(
        [replace(record, details=replace(record.details, skills=tuple(facts)))],
        bench.engine,
        settings=SETTINGS,
    )


def test_a_spelling_becomes_an_alias_in_the_database_and_the_files(bench):
    see(bench, spelling="Wild Yeast Bread")
    (item,) = list_items(bench.engine, bench.snapshot, kind="skill_alias")
    assert (item.skill, item.key, item.name) == (
        "sourdough",
        "sourdough/wild yeast bread",
        "Wild Yeast Bread",
    )
    done = approve(bench.engine, bench.snapshot, item.id, catalog=bench.catalog)
    assert done.outcomes[0].edits == (AddSkillAlias("sourdough", "Wild Yeast Bread"),)
    export_approved(bench.catalog, bench.engine, journal=bench.journal)
    for snapshot in (bench.snapshot, bench.files):
        assert "Wild Yeast Bread" in [alias.text for alias in snapshot.skill("sourdough").aliases]


def test_a_reviewer_may_write_the_spelling_better(bench):
    see(bench, spelling="wild  yeast BREAD")
    shown = preview(
        bench.engine, bench.snapshot, bench.item("skill_alias"), choices=Choices(text="Wild Yeast Bread")
    )
    assert shown.outcomes[0].edits == (AddSkillAlias("sourdough", "Wild Yeast Bread"),)


def test_a_spelling_that_another_skill_has_is_told(bench):
    see(bench, spelling="Wine Service")
    notes = preview(bench.engine, bench.snapshot, bench.item("skill_alias")).outcomes[0].notes
    assert notes == ("wine-service is written so too.",)


def test_a_spelling_that_is_known_by_now_has_nothing_to_approve(bench):
    see(bench, spelling="SOURDOUGH")
    with pytest.raises(ReviewError, match="nothing to approve"):
        approve(bench.engine, bench.snapshot, bench.item("skill_alias"))


def test_a_dimension_may_be_settled_before_the_skill_is_in_the_catalog(bench):
    see(bench, new=("Zorblatt",))
    link = bench.item("skill_dimension")
    done = approve(bench.engine, bench.snapshot, link)
    assert done.outcomes[0].edits == ()
    assert "no skill 'zorblatt' yet" in done.outcomes[0].notes[0]
    assert settled_dimensions(bench.engine).locked == {"zorblatt": ("food-making",)}
    item = bench.item("new_skill")
    assert show_item(bench.engine, bench.snapshot, item).evidence.dimensions == ("food-making",)
    (added,) = [
        edit
        for edit in preview(bench.engine, bench.snapshot, item).outcomes[0].edits
        if isinstance(edit, AddSkill)
    ]
    assert added.dimensions == ("food-making",)
    undo(bench.engine, bench.snapshot, link)
    assert settled_dimensions(bench.engine).locked == {}
    reject(bench.engine, bench.snapshot, link)
    assert settled_dimensions(bench.engine).refused == {"zorblatt": ("food-making",)}


def test_settled_dimensions_enter_the_catalog_with_the_skill(bench):
    see(bench, new=("Zorblatt",))
    approve(bench.engine, bench.snapshot, [bench.item("skill_dimension"), bench.item("new_skill")])
    export_approved(bench.catalog, bench.engine, journal=bench.journal)
    assert "zorblatt" in bench.files.dimension("food-making").skills
