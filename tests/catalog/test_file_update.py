"""Files are brought to another content, and every line that need not change stays."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jdwork.catalog import CatalogSnapshot
from jdwork.catalog.applying import apply_edits
from jdwork.catalog.edits import (
    AddKra,
    AddRoleAlias,
    AddSkill,
    AddSkillAlias,
    CatalogEdit,
    DropKra,
    LinkSkillDimension,
    Merge,
    Rename,
    SetRoleSkill,
)
from jdwork.catalog.file_update import FileChange, plan_update
from jdwork.catalog.files import catalog_of_contents, read_catalog_contents
from jdwork.catalog.snapshot import Skill, SkillAlias
from jdwork.errors import CatalogError
from tests.catalog.test_applying import EDITS
from tests.catalog.tiny import FILES, as_files, snapshots

CONTENTS = {name: text.encode() for name, text in FILES.items()}


def after(*edits: CatalogEdit, contents: dict[str, bytes] = CONTENTS) -> dict[str, FileChange]:
    """Plan what edits change in the files of the tiny catalog."""
    target = apply_edits(catalog_of_contents(contents)[0], edits)
    return {change.path: change for change in plan_update(contents, target)}


def lines(change: FileChange) -> list[str]:
    """The lines that a change takes away and adds."""
    return [line for line in change.diff().splitlines()[2:] if line[0] in "+-"]


def in_files(snapshot: CatalogSnapshot, **layout: object) -> tuple[dict[str, bytes], CatalogSnapshot]:
    with tempfile.TemporaryDirectory() as folder:
        as_files(snapshot, Path(folder), **layout)  # type: ignore[arg-type]
        contents = read_catalog_contents(folder)
    return contents, catalog_of_contents(contents)[0]


@given(
    before=snapshots(),
    wanted=snapshots(),
    flow=st.booleans(),
    width=st.sampled_from([20, 80, 10_000]),
    split=st.booleans(),
)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_catalog_can_be_brought_to_any_other(
    before: CatalogSnapshot, wanted: CatalogSnapshot, flow: bool, width: int, split: bool
) -> None:
    contents, _ = in_files(before, flow=flow, width=width, split=split)
    _, target = in_files(wanted, flow=False, width=80, split=True)
    changes = plan_update(contents, target)
    for change in changes:
        if change.after is None:
            del contents[change.path]
        else:
            contents[change.path] = change.after.encode()
    assert catalog_of_contents(contents)[0].content_hash == target.content_hash
    assert plan_update(contents, target) == ()


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: type(edit).__name__)
def test_every_edit_can_be_written(edit: CatalogEdit) -> None:
    assert after(edit)


def test_an_alias_and_a_kra_are_one_line_each() -> None:
    changes = after(AddRoleAlias("baker", "boulanger"), AddKra("baker", "Glazes buns, one by one."))
    assert list(changes) == ["roles/kitchen/baker.yaml"]
    assert lines(changes["roles/kitchen/baker.yaml"]) == [
        "+  - boulanger",
        "+  - Glazes buns, one by one.",
    ]


def test_lists_in_brackets_stay_in_brackets() -> None:
    changes = after(AddRoleAlias("waiter", "host, at the door"), LinkSkillDimension("baking", "sourdough"))
    assert lines(changes["roles/hall/waiter.yaml"]) == [
        "-aliases: [server]",
        '+aliases: [server, "host, at the door"]',
    ]


def test_a_skill_goes_to_the_end_of_its_category_and_says_only_what_the_file_does_not() -> None:
    bun = Skill(
        0, "bun", "Bun", "Craft", "Dough", (SkillAlias("Bun", "CANONICAL"), SkillAlias("roll")), "PRACTICE"
    )
    changes = after(AddSkill(bun, ("baking",)), SetRoleSkill("baker", "bun", 0.5))
    assert lines(changes["skills/craft.yaml"]) == [
        "+    id: 21",  # the oven had none of its own, and must keep the one it was given
        "+  - id: 22",
        "+    slug: bun",
        "+    name: Bun",
        "+    aliases: [roll]",
    ]
    assert lines(changes["dimensions/kitchen-work.yaml"]) == [
        "-    skills: [oven, sourdough]",
        "+    skills: [oven, sourdough, bun]",
    ]
    assert lines(changes["roles/kitchen/baker.yaml"]) == ["+  bun: 0.5"]


def test_a_renamed_role_moves_its_file_and_changes_one_line() -> None:
    changes = after(Rename("role", "baker", "master-baker"))
    assert changes["roles/kitchen/baker.yaml"].after is None
    text = changes["roles/kitchen/master-baker.yaml"].after
    assert text == FILES["roles/kitchen/baker.yaml"].replace("slug: baker", "slug: master-baker")
    assert lines(changes["redirects.yaml"]) == ["+  - {slug: baker, to: master-baker}"]


@pytest.mark.parametrize("slug", ["aioli", "butter", "zest"])
@pytest.mark.parametrize("kind", ["role", "skill"])
def test_a_rename_keeps_every_number_that_was_only_counted(kind: str, slug: str) -> None:
    """Numbers are counted in the order of slugs, so another slug could hand them round."""
    contents = {
        name: text.replace(b"id: 7\n", b"").replace(b"id: 20\n    ", b"") for name, text in CONTENTS.items()
    }
    before = catalog_of_contents(contents)[0]
    old = {"role": "waiter", "skill": "oven"}[kind]
    changes = after(Rename(kind, old, slug), contents=contents)  # type: ignore[arg-type]
    for change in changes.values():
        contents.pop(change.path, None)
        if change.after is not None:
            contents[change.path] = change.after.encode()
    reached = catalog_of_contents(contents)[0]
    for entries, renamed in (("roles", kind == "role"), ("skills", kind == "skill")):
        was = {one.slug: one.id for one in getattr(before, entries)}
        if renamed:
            was[slug] = was.pop(old)
        assert {one.slug: one.id for one in getattr(reached, entries)} == was


def test_a_skill_out_of_the_only_use_of_its_sub_category_takes_the_note_along() -> None:
    noted = FILES["skills/craft.yaml"].replace(
        "skills:\n",
        "sub_categories:\n  Heat: {maturity: Old as fire.}\n  Dough: {maturity: Older.}\nskills:\n",
    )
    contents = {**CONTENTS, "skills/craft.yaml": noted.encode()}
    changed = after(Merge("skill", "oven", "sourdough"), contents=contents)["skills/craft.yaml"].after or ""
    assert "Heat" not in changed
    assert "Dough: {maturity: Older.}" in changed


KEPT = """\
# Our bakers.   Do not touch!
id:   7
slug: baker
name: 'Baker'   # sic
domain: kitchen
archetype: Trades
description: "Bakes: bread."

aliases: [bread baker,
          roll baker]   # two so far
kras:
  # the first is the hardest
  - Kneads dough and shapes loaves before dawn.

  - "Fires the oven: watches its heat."   # quoted for the colon
dimensions:
- baking
skills: {sourdough: .9, oven: 25e-2}
"""


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_comments_quotes_spacing_and_line_breaks_stay(line_break: str, mark: str) -> None:
    text = mark + KEPT.replace("\n", line_break)
    contents = {**CONTENTS, "roles/kitchen/baker.yaml": text.encode()}
    changes = after(
        AddRoleAlias("baker", "bun baker"),
        AddKra("baker", "Glazes buns."),
        SetRoleSkill("baker", "oven", 0.5),
        contents=contents,
    )
    wanted = (
        KEPT.replace("roll baker]", "roll baker, bun baker]")
        .replace("for the colon\n", "for the colon\n  - Glazes buns.\n")
        .replace("oven: 25e-2", "oven: 0.5")
    )
    assert changes["roles/kitchen/baker.yaml"].after == mark + wanted.replace("\n", line_break)


def test_what_is_taken_out_takes_its_line_and_no_more() -> None:
    contents = {**CONTENTS, "roles/kitchen/baker.yaml": KEPT.encode()}
    changes = after(DropKra("baker", "Kneads dough and shapes loaves before dawn."), contents=contents)
    assert lines(changes["roles/kitchen/baker.yaml"]) == ["-  - Kneads dough and shapes loaves before dawn."]


@pytest.mark.parametrize(
    "text",
    [
        "a: b",
        "- dash",
        "# hash",
        "'quoted' \"twice\"",
        "[x]",
        "{y: z}",
        "no",
        "3.10",
        "*star",
        "@at",
        "né 😀",
        "%",
        "`",
    ],
)
def test_text_that_yaml_would_trip_over_is_quoted(text: str) -> None:
    assert after(AddKra("baker", text), AddRoleAlias("waiter", text), AddSkillAlias("oven", text))


def test_files_with_problems_are_not_touched() -> None:
    wrong = FILES["roles/hall/waiter.yaml"].replace("domain: hall", "domain: celler")
    with pytest.raises(CatalogError, match="There is no domain 'celler'"):
        plan_update({**CONTENTS, "roles/hall/waiter.yaml": wrong.encode()}, catalog_of_contents(CONTENTS)[0])
