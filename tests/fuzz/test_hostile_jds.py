"""A few hundred hostile JDs go in, as many decisions come out, and none takes long to read."""

from __future__ import annotations

from pathlib import Path

import pytest

from jdwork.catalog import load_catalog_files
from jdwork.config import load_settings
from jdwork.embed import HashingEncoder
from jdwork.skills import SkillMatcher
from jdwork.skills.hits import MOST_HITS
from jdwork.text import JobDescription, read_structure
from jdwork.text.limits import LONGEST_FIELD, LONGEST_TEXT
from tests.fuzz.__main__ import SHIPPED
from tests.fuzz.classifying import TimedPipeline, classify_all
from tests.fuzz.texts import KINDS, hostile_jds, make
from tests.tiny_workspace import write_tiny_catalog


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> TimedPipeline:
    catalog = write_tiny_catalog(tmp_path_factory.mktemp("fuzz") / "catalog")
    settings = load_settings(catalog / "config.toml", environment=False)
    return TimedPipeline(load_catalog_files(catalog), settings, HashingEncoder(settings.embed.dimension))


@pytest.fixture(scope="module")
def shipped() -> SkillMatcher:
    return SkillMatcher(load_catalog_files(SHIPPED))


def test_every_hostile_jd_is_decided(pipeline: TimedPipeline, tmp_path: Path) -> None:
    found = classify_all(hostile_jds(300, seed=7), pipeline, tmp_path / "run")
    assert found.given == found.written == 300
    assert set(found.cases) > {"REJECT", "DOMAIN"}


def test_too_long_jds_are_rejected_and_the_rest_goes_on(pipeline: TimedPipeline, tmp_path: Path) -> None:
    jds = [
        JobDescription(id="long", text="bake " * (LONGEST_TEXT // 5 + 1)),
        JobDescription(id="titled", text="Bake bread.", title="x" * (LONGEST_FIELD + 1)),
        JobDescription(id="fine", text="We are looking for a baker. You will knead dough.", title="Baker"),
    ]
    found = classify_all(iter(jds), pipeline, tmp_path / "run")
    assert found.written == 3
    assert found.cases["REJECT"] == 2
    assert any("The text has" in reason for reason in found.reasons)
    assert any("'title' has" in reason for reason in found.reasons)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_made_to_its_size_and_again_the_same(kind: str) -> None:
    text = make(kind, 500, seed=3)
    assert text == make(kind, 500, seed=3)
    assert 0 < len(text) <= 1000


@pytest.mark.parametrize(
    "unit",
    ["baker", "e.g.you", "SQL@", "Sr.", "Inc.", "\t", "\t ", "RN ", "a--"],
)
def test_runs_that_once_took_hours_are_read(pipeline: TimedPipeline, unit: str) -> None:
    # Each of these took quadratic time: a minute for 100,000 characters.
    start = "We are looking for a Senior Engineer. You will design things.\n"
    jd = JobDescription(id="1", text=start + unit * (150_000 // len(unit)) + "@")
    assert pipeline.classify(jd).jd is jd


@pytest.mark.parametrize("name", ["JS, ", "SEGMENT, ", "php ", "Java₹"])
def test_skills_named_ten_thousands_of_times_are_read(shipped: SkillMatcher, name: str) -> None:
    text = "Requirements: experience with Java.\n" + name * (80_000 // len(name))
    found = shipped.match(read_structure(JobDescription(id="1", text=text))).found
    assert sum(len(skill.spans) for skill in found) <= MOST_HITS + 50


def test_nothing_beyond_the_limit_is_read() -> None:
    text = "Stack bricks with care. " * 100
    document = read_structure(JobDescription("1", text), max_characters=50)
    assert document.clean == text[:50]
    assert all(sentence.end <= 50 for sentence in document.sentences)
