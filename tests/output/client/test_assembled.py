"""The client output as a whole: each figure worked out on paper, and what holds for any JD."""

import json
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdwork.output.client import ClientOutput, client_output
from jdwork.skills import SkillFindings
from tests.output.client.tiny import LINES, SNAPSHOT, document, tiny_record
from tests.output.contract import GOLDEN, NAMES
from tests.record.factory import make_record, snapshot

VERBS = (
    "Design",
    "Build",
    "Sell",
    "Teach",
    "Repair",
    "Nurse",
    "Audit",
    "Frobnicate",
    "Drive",
    "Support",
    "Report",
)
OBJECTS = (
    "services",
    "patients and wards",
    "machine learning models",
    "",
    "the team",
    "customers",
    "nothing at all",
)
SECTIONS = ("duties", "requirements", "summary", "other", "company", "perks", "skills")
lines = st.lists(
    st.tuples(
        st.sampled_from(SECTIONS),
        st.builds(
            "{} {} {}.".format, st.sampled_from(VERBS), st.sampled_from(OBJECTS), st.text(max_size=12)
        ).map(lambda line: line.replace("\n", " ")),
    ),
    max_size=7,
)


@pytest.fixture(scope="module")
def sample() -> ClientOutput:
    return client_output(tiny_record(), SNAPSHOT)


def spans_of(value):
    """Every span anywhere in an output."""
    if isinstance(value, dict):
        if set(value) == {"source", "start", "end", "quote"}:
            yield value
        for one in value.values():
            yield from spans_of(one)
    elif isinstance(value, list):
        for one in value:
            yield from spans_of(one)


def test_skill_clusters_by_hand(sample):
    # Python: required 1 × primary 1.5 = 1.5.  Machine Learning: 1.  PyTorch, nice to have: 0.5.
    # Wibble: required 1 × 0.8 skill-like = 0.8, placed in Languages.  Fortran: company only, left out.
    # All: 3.8.  Languages 1.5 + 0.8 = 2.3: 2.3 / 3.8 = 0.60526;  AI 1.5 / 3.8 = 0.39474.
    clusters = sample.skill_clusters
    assert [(one.name, one.weight, one.share) for one in clusters.by_category] == [
        ("Languages", 2.3, 0.6053),
        ("Machine Learning and AI", 1.5, 0.3947),
    ]
    # Of 0.3947: Methods 1 / 1.5 = 2631.33 parts in ten thousand, Frameworks 1315.67, which gets the odd one.
    assert [(one.name, one.share) for one in clusters.by_category[1].sub_clusters] == [
        ("Methods", 0.2631),
        ("Frameworks", 0.1316),
    ]
    # Python lies in the role's own area.  PyTorch lies in none of them, but in one of the role's domain.
    # Machine Learning lies elsewhere only.  In ten thousandths: 6052.63, 2631.58, 1315.79; the two that
    # are missing go to the remainders .79 and .63.
    assert [(one.name, one.weight, one.share) for one in clusters.by_dimension] == [
        ("Services", 2.3, 0.6053),
        ("Elsewhere", 1.0, 0.2631),
        ("Learning", 0.5, 0.1316),
    ]
    assert clusters.left_out == ["Fortran"]
    assert [(one.name, one.is_new, one.is_primary) for one in clusters.by_category[0].skills] == [
        ("Python", False, True),
        ("Wibble", True, False),
    ]


def test_nature_of_work_by_hand(sample):
    # Four duties count: designing ½ + building ½, building 1, communicating 1, juggling untold 1.
    # "We build rockets" is the company's; "do not repair" is not done.
    nature = sample.nature_of_work
    assert nature.duties_read == 4
    assert {one.nature: one.share for one in nature.shares} == {
        "building": 1.5 / 4,
        "communicating": 1 / 4,
        "designing": 0.5 / 4,
    }
    assert nature.unclassified == 0.25
    assert [one.quote for one in nature.negated] == ["repair printers"]
    assert [one.quote for one in nature.shares[0].evidence] == [
        "build REST services in Python",
        "Train machine learning models with PyTorch",
    ]
    assert nature.finding == "Most of the work is building (38 %) and communicating (25 %)."


def test_the_ai_index_by_hand(sample):
    ai = sample.ai_index
    # Duties that name AI: 1 of 4.  AI skills: (1 + 0.5) of 3.8.  Mean of 0.25 and 0.39474 = 0.32237.
    assert ai.subject.parts == {"duties": 0.25, "skills": 0.3947}
    assert ai.subject.value == 32.2
    # PyTorch 0.5 / 3.8 = 0.13158, against a full quarter: 0.52632.
    assert ai.tools.parts == {"skills": 0.1316}
    assert ai.tools.value == 52.6
    # (1.5 building × 0.5 + 1 communicating × 0.7 + 0.5 designing × 0.5) / 3 = 1.7 / 3.
    assert ai.exposure.value == 56.7
    # 0.5 × 0.32237 + 0.3 × 0.52632 + 0.2 × 0.56667 = 0.16118 + 0.15789 + 0.11333.
    assert ai.value == 43.2


def test_tech_stack_maturity_by_hand(sample):
    stack = sample.tech_stack_maturity
    # Python  100 × (0.5 × ½ + 0.3 × ⅔ + 0.2 × ½)  = 55.  PyTorch 100 × (0.25 + 0.2 + 0.2 × ¼) = 50.
    # Wibble  100 × (0 + 0 + 0.2 × ¼) = 5.  Machine Learning is no technology.
    assert {one.name: (one.score, one.band) for one in stack.skills} == {
        "Python": (55.0, "moving"),
        "PyTorch": (50.0, "moving"),
        "Wibble": (5.0, "young"),
    }
    # (1.5 × 55 + 0.5 × 50 + 0.8 × 5) / 2.8 = 111.5 / 2.8 = 39.82.
    assert stack.value == 39.8
    assert [(one.band, one.share) for one in stack.distribution] == [
        ("settled", 0.0),
        ("moving", 0.7143),
        ("young", 0.2857),
    ]
    assert stack.most_volatile == ["Wibble", "PyTorch", "Python"]
    assert [(one.skill, one.version) for one in stack.versions] == [("Python", "3.11")]


def test_the_kra_description_by_hand(sample):
    kras = sample.kra_description
    assert [(one.similarity, one.matched) for one in kras.kras] == [(0.7124, True), (None, True)]
    assert (kras.borne_out, kras.listed) == (2, 3)
    assert kras.description == (
        "The text bears out 2 of the 3 KRAs of Learning Engineer, and comes closest to “Trains models on "
        "clean data” (0.71). Its work is mostly building (38 %) and communicating (25 %), and of the role's "
        "skills it asks for Python and PyTorch."
    )


def test_the_vocabulary_by_hand(sample):
    words = sample.vocabulary
    assert words.skill_nature == {"LANGUAGE": 2, "DOMAIN_KNOWLEDGE": 1, "LIBRARY": 1}
    assert words.volatility == {"EVOLVING": 3, "VOLATILE": 1}
    assert words.typical_lifespan == {"LONG": 2, "EVERGREEN": 1, "SHORT": 1}
    assert words.version_strategy == {"SEMANTIC": 2, "MAJOR_VERSIONS": 1, "NOT_APPLICABLE": 1}
    assert words.category == {"Languages": 2, "Machine Learning and AI": 2}
    assert [(one.term, one.source) for one in words.terms][-1] == ("Wibble", "llm")


def test_evidence_tells_each_place_once_with_all_that_rests_on_it(sample):
    told = {item.span.quote: item.supports for item in sample.evidence}
    assert len(told) == len(sample.evidence)
    assert told["PyTorch"] == [
        "ai_index/subject",
        "ai_index/tools",
        "skill_clusters/category/Machine Learning and AI",
        "skill_clusters/dimension/Learning",
        "tech_stack_maturity/PyTorch",
    ]
    # The sentence as a whole: what names AI, and the KRA that it resembles.
    assert told["Train machine learning models with PyTorch."] == [
        "ai_index/subject",
        "kra_description/Trains models on clean data.",
    ]


def test_every_quote_is_the_text_it_stands_for(sample):
    text = tiny_record().jd.text
    found = list(spans_of(sample.model_dump(mode="json")))
    assert len(found) > 30
    assert [one for one in found if text[one["start"] : one["end"]] != one["quote"]] == []


def test_without_details_new_terms_have_no_category():
    output = client_output(tiny_record(details=False), SNAPSHOT)
    assert {one.name: one.share for one in output.skill_clusters.by_category} == {
        "Languages": 0.3948,
        "Machine Learning and AI": 0.3947,
        "Not in the catalog": 0.2105,
    }
    assert [one.name for one in output.tech_stack_maturity.skills] == ["Python", "PyTorch"]
    assert output.vocabulary.skill_nature == {"LANGUAGE": 1, "DOMAIN_KNOWLEDGE": 1, "LIBRARY": 1}


def test_a_rejected_jd_has_a_valid_output_that_says_so():
    record = make_record(case="REJECT", role=None, text="asdf", skills=())
    output = client_output(record, SNAPSHOT)
    assert (output.status, output.status_reason) == ("rejected", "because REJECT")
    assert output.ai_index.value is None
    assert output.tech_stack_maturity.value is None
    assert output.nature_of_work.shares == []
    assert output.evidence == []
    assert "no job description" in output.kra_description.description


def test_a_jd_that_says_nothing_is_empty():
    record = replace(make_record(role=None, text="", skills=()), skills=SkillFindings())
    output = client_output(record, snapshot())
    assert output.status == "empty"
    assert output.skill_clusters.finding == "No skill was found."
    assert output.nature_of_work.finding == "No duty was found."


def test_the_output_survives_json_and_refuses_unknown_keys(sample):
    body = json.loads(sample.model_dump_json())
    assert ClientOutput.model_validate(body) == sample
    with pytest.raises(ValueError, match="extra"):
        ClientOutput.model_validate(body | {"more": 1})


@given(lines)
@settings(max_examples=120, deadline=None)
def test_shares_sum_to_one_and_spans_slice_back(jd_lines):
    record = tiny_record(jd_lines, title=None)
    output = client_output(record, SNAPSHOT)
    nature = output.nature_of_work
    whole = sum(round(10_000 * one.share) for one in nature.shares) + round(10_000 * nature.unclassified)
    assert whole == (10_000 if nature.duties_read else 0)
    for clusters in (output.skill_clusters.by_category, output.skill_clusters.by_dimension):
        assert sum(round(10_000 * one.share) for one in clusters) == (10_000 if clusters else 0)
        for one in clusters:
            parts = [round(10_000 * sub.share) for sub in one.sub_clusters]
            assert not parts or sum(parts) == round(10_000 * one.share)
    for one in spans_of(output.model_dump(mode="json")):
        assert record.jd.text[one["start"] : one["end"]] == one["quote"]
    for value in (output.ai_index.value, output.tech_stack_maturity.value):
        assert value is None or 0 <= value <= 100


@given(lines, st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_the_order_of_duties_changes_no_figure(jd_lines, chance: random.Random):
    moved = list(jd_lines)
    chance.shuffle(moved)
    one, two = (client_output(tiny_record(some, title=None), SNAPSHOT) for some in (jd_lines, moved))
    assert {n.nature: n.share for n in one.nature_of_work.shares} == {
        n.nature: n.share for n in two.nature_of_work.shares
    }
    assert one.nature_of_work.unclassified == two.nature_of_work.unclassified
    assert one.ai_index.value == two.ai_index.value
    assert [n.actions for n in one.nature_of_work.shares] == [n.actions for n in two.nature_of_work.shares]


def test_the_same_record_gives_the_same_output_to_the_byte(sample):
    assert client_output(tiny_record(), SNAPSHOT).model_dump_json() == sample.model_dump_json()


def test_lines_are_laid_out_as_told():
    read = document(LINES)
    assert [read.jd.text[one.start : one.end] for one in read.sentences] == [line for _, line in LINES]


@pytest.mark.reference
@pytest.mark.encoder
@pytest.mark.parametrize("name", NAMES)
def test_the_golden_jobs_have_figures(golden_records, name):
    from jdwork.catalog import load_catalog_files
    from tests.output.conftest import CATALOG

    assert GOLDEN.is_dir()
    record = golden_records[name]
    output = client_output(record, load_catalog_files(CATALOG))
    assert output.status == "complete"
    first = {one.nature for one in output.nature_of_work.shares[:2]}
    assert first & {"building", "operating", "designing"}
    assert output.kra_description.slug == "backend-engineer"
    for one in spans_of(output.model_dump(mode="json")):
        assert record.jd.text[one["start"] : one["end"]] == one["quote"]
