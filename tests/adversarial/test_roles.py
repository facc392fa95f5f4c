"""Roles of advertisements that are built to mislead, with the catalog, settings and encoder as shipped."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from jdwork.decide import CASES
from jdwork.pipeline import Pipeline
from jdwork.text import JobDescription

pytestmark = pytest.mark.encoder

ADS: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("roles.toml").read_text(encoding="utf-8"))[
    "ad"
]
BY_NAME = {ad["name"]: ad for ad in ADS}
CLASSIFIED = [ad["name"] for ad in ADS if ad.get("role")]


def _jd(name: str, **changed: str) -> JobDescription:
    ad = BY_NAME[name]
    return JobDescription(id=name, text=changed.get("text", ad["text"]), title=ad.get("title"))


def _case(name: str, *, value: object = None) -> Any:
    """A case; one that is known to come out wrong has to fail until it is mended."""
    fault = BY_NAME[name].get("fault")
    marks = [pytest.mark.xfail(strict=True, reason=fault)] if fault else []
    return pytest.param(value or name, marks=marks, id=name)


@pytest.mark.parametrize("ad", [_case(ad["name"], value=ad) for ad in ADS])
def test_the_role_is_that_of_a_careful_person(pipeline: Pipeline, ad: dict[str, Any]) -> None:
    decision = pipeline.classify(_jd(ad["name"])).decision
    top = [(one.slug, round(one.probability, 2)) for one in decision.candidates]
    said = f"case {decision.case}, role {decision.role}, candidates {top}"
    if "role" in ad:
        assert decision.role in ad["role"], said
    assert decision.role not in ad.get("not", ()), said
    if "case" in ad:
        assert decision.case in ad["case"], said
    if ad.get("doubt"):
        assert decision.queued, said


def test_the_ads_say_what_they_mean(pipeline: Pipeline) -> None:
    known = {role.slug for role in pipeline.snapshot.roles}
    assert len(BY_NAME) == len(ADS)
    for ad in ADS:
        assert ad.keys() <= {"name", "title", "text", "role", "not", "case", "doubt", "fault"}, ad["name"]
        assert {"role", "not", "case"} & ad.keys(), f"{ad['name']} expects nothing"
        assert {*ad.get("role", ()), *ad.get("not", ())} <= known, ad["name"]
        assert set(ad.get("case", ())) <= set(CASES), ad["name"]


@pytest.mark.parametrize(
    "name", ["markup payload", "statement for a database as title", "control characters and turned text"]
)
def test_a_payload_is_shown_as_text(pipeline: Pipeline, name: str) -> None:
    page = pipeline.classify(_jd(name)).to_html()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "steal()" not in page or 'onmouseover="steal()' not in page
    assert "\x00" not in page


@pytest.mark.parametrize(
    "name",
    [
        "HR Manager as the contact of a nurse's ad",
        _case("guard of a data centre"),
        "driver of a bakery",
    ],
)
def test_saying_it_again_changes_no_role(pipeline: Pipeline, name: str) -> None:
    once = pipeline.classify(_jd(name)).decision
    thrice = pipeline.classify(_jd(name, text="\n".join([BY_NAME[name]["text"]] * 3))).decision
    assert thrice.role == once.role


@pytest.mark.parametrize(
    "name",
    [
        _case("driver of a bakery"),
        "guard of a data centre",
        "all in capitals",
        "canteen of a software company",
    ],
)
def test_a_company_story_in_front_changes_nothing(pipeline: Pipeline, name: str) -> None:
    story = (
        "About us\nOur data scientists, nurses, bakers, lawyers and truck drivers have built Python, "
        "Kubernetes and sourdough since 1987. We are an award-winning employer.\n\nYour tasks\n"
    )
    text = story + BY_NAME[name]["text"].strip()
    assert pipeline.classify(_jd(name, text=text)).decision.role in BY_NAME[name]["role"]


def test_probabilities_stay_probabilities(pipeline: Pipeline) -> None:
    for record in pipeline.classify_batch([_jd(name) for name in CLASSIFIED]):
        assert 0 <= record.decision.confidence <= 1
        assert all(0 <= one.probability <= 1 for one in record.decision.candidates)
