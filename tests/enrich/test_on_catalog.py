"""How well hidden skills of the shipped catalog are worked out again; floors lie well below the measured."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from jdwork.catalog.files import load_catalog_files
from jdwork.config.settings import EmbedSettings, Settings
from jdwork.embed.factory import make_encoder
from jdwork.enrich import Orchestrator, Term

pytestmark = pytest.mark.encoder
CATALOG = Path(__file__).resolve().parents[2] / "catalog"
EVERY, HIDDEN = 4, 150


@pytest.fixture(scope="module")
def hidden():
    """A quarter of the catalog's skills without 150 of them, and what is said of those."""
    snapshot = load_catalog_files(CATALOG)
    some = snapshot.skills[::EVERY]
    gone = set(np.random.default_rng(3).choice(len(some), HIDDEN, replace=False).tolist())
    kept = tuple(skill for at, skill in enumerate(some) if at not in gone)
    asked = [skill for at, skill in enumerate(some) if at in gone]
    slugs = {skill.slug for skill in kept}
    small = replace(
        snapshot,
        skills=kept,
        dimensions=tuple(
            replace(one, skills=tuple(slug for slug in one.skills if slug in slugs))
            for one in snapshot.dimensions
        ),
        content_hash="",
    )
    orchestrator = Orchestrator(small, make_encoder(EmbedSettings()), Settings())
    found, _ = orchestrator.work_out([Term(skill.display_name, "jd") for skill in asked])
    return [
        (skill, skills[0])
        for skill, skills in zip(asked, found, strict=True)
        if len(skills) == 1 and skills[0].merged_into is None
    ]


def test_skills_that_the_catalog_lacks_are_hardly_ever_merged_or_split(hidden):
    assert len(hidden) >= 0.93 * HIDDEN


@pytest.mark.parametrize(
    ("read", "floor"),
    [
        (lambda skill, new: new.placed.category == skill.category, 0.33),
        (lambda skill, new: new.placed.sub_category == skill.sub_category, 0.12),
        (lambda skill, new: new.typed.nature == skill.nature, 0.5),
        (lambda skill, new: new.derived.volatility == skill.volatility, 0.58),
        (lambda skill, new: new.derived.typical_lifespan == skill.lifespan, 0.47),
        (lambda skill, new: new.derived.version_strategy == skill.version_strategy, 0.58),
    ],
    ids=["category", "sub_category", "nature", "volatility", "lifespan", "version_strategy"],
)
def test_they_are_typed_placed_and_derived_as_the_catalog_has_them(hidden, read, floor):
    assert np.mean([read(skill, new) for skill, new in hidden]) >= floor


def test_confidence_of_nature_and_place_is_how_often_they_are_right(hidden):
    for right, sure in (
        (
            [new.typed.nature == skill.nature for skill, new in hidden],
            [new.typed.confidence for _, new in hidden],
        ),
        (
            [new.placed.sub_category == skill.sub_category for skill, new in hidden],
            [new.placed.confidence for _, new in hidden],
        ),
    ):
        assert abs(np.mean(right) - np.mean(sure)) < 0.12
        order = np.argsort(sure)
        half = len(order) // 2
        assert np.mean(np.array(right)[order[half:]]) > np.mean(np.array(right)[order[:half]])
