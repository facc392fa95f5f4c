"""Bodies: what is taken, and what is said about the rest."""

from __future__ import annotations

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.service.failures import ServiceError
from jdwork.service.requests import (
    TEXT_KEYS,
    checked_run_id,
    details_schema,
    jd_schema,
    read_details,
    read_jd,
    read_run,
    run_schema,
)

RUN = "0b9e5c6a-7d0f-5d3e-8a35-6f2c1f0e9b11"


def refused(read, values):
    with pytest.raises(ServiceError) as caught:
        read(values)
    assert caught.value.status == 422
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize("key", TEXT_KEYS)
def test_the_text_may_come_under_three_names(key):
    jd = read_jd({key: "Bake bread.", "title": "Baker", "id": "a-1", "something": "else"})
    assert (jd.text, jd.title, jd.id) == ("Bake bread.", "Baker", "a-1")


def test_without_an_id_the_content_names_the_jd():
    one, same, other = (read_jd({"text": text}) for text in ("Bake.", "Bake.", "Cook."))
    assert one.id == same.id == one.content_hash[:12]
    assert other.id != one.id


@pytest.mark.parametrize(("given_id", "kept"), [(7, "7"), (7.0, "7"), (0, "0"), (-3, "-3"), ("007", "007")])
def test_ids_may_be_numbers(given_id, kept):
    assert read_jd({"jd": "Bake.", "id": given_id}).id == kept


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({}, "jd_text"),
        ({"jd_txt": "Bake."}, "jd_text"),
        ({"jd_text": ""}, "jd_text"),
        ({"jd_text": " \n\t\u00a0\u2003"}, "jd_text"),
        ({"jd_text": None}, "jd_text"),
        ({"text": 7}, "text"),
        ({"text": True}, "text"),
        ({"jd": ["Bake."]}, "jd"),
        ({"jd": {"text": "Bake."}}, "jd"),
        ({"jd_text": "Bake.", "text": "Bake."}, "text"),
        ({"jd_text": "Bake.", "title": 7}, "title"),
        ({"jd_text": "Bake.", "title": "x" * 1_001}, "title"),
        ({"jd_text": "Bake.", "id": "x" * 201}, "id"),
        ({"jd_text": "Bake.", "id": 2**63}, "id"),
        ({"jd_text": "Bake.", "id": 1.5}, "id"),
        ({"jd_text": "Bake.", "id": False}, "id"),
        ({"jd_text": "Bake.", "id": []}, "id"),
    ],
)
def test_what_is_no_jd_is_named_by_its_key(values, where):
    assert refused(read_jd, values).where == where


def test_half_characters_and_nuls_do_no_harm():
    jd = read_jd({"jd_text": "a\ud800b\x00c", "title": "\udfffT", "id": "\x00i"})
    assert jd.text.encode().decode().replace("\ufffd", "") == "ab c"
    assert jd.title.encode().decode().replace("\ufffd", "") == "T"
    assert jd.id == " i"


@pytest.mark.parametrize("values", [{}, {"run_id": None}, {"run_id": 7}, {"run_id": [RUN]}, {"id": RUN}])
def test_a_run_must_be_named(values):
    assert refused(read_run, values).where == "run_id"


@pytest.mark.parametrize(
    "run_id", ["", "x", RUN + "0", RUN[:-1], f" {RUN}", f"{RUN}\n", "\x00", "\ud800", "١" * 36]
)
def test_what_can_be_no_run_is_not_found(run_id):
    with pytest.raises(ServiceError, match="no such run") as caught:
        read_run({"run_id": run_id})
    assert caught.value.status == 404


def test_a_run_may_be_spelt_in_capitals():
    assert checked_run_id(RUN.upper()) == RUN


def test_skills_are_names_or_as_api_1_lists_them():
    request = read_details(
        {"run_id": RUN, "final_skills": ["Git", {"skill_name": " REST  APIs ", "is_primary": True}, "Git"]}
    )
    assert request.final_skills == ("Git", "REST APIs")
    assert read_details({"run_id": RUN}).final_skills is None
    assert read_details({"run_id": RUN, "final_skills": None}).final_skills is None
    assert read_details({"run_id": RUN, "final_skills": []}).final_skills == ()


@pytest.mark.parametrize(
    ("skills", "where"),
    [
        ("Git", "final_skills"),
        ({"Git": 1}, "final_skills"),
        (["Git", 7], "final_skills[1]"),
        (["Git", " "], "final_skills[1]"),
        ([["Git"]], "final_skills[0]"),
        ([{"name": "Git"}], "final_skills[0]"),
        ([{"skill_name": None}], "final_skills[0].skill_name"),
        (["x" * 201], "final_skills[0]"),
        (["x"] * 501, "final_skills"),
    ],
)
def test_wrong_skills_are_named_by_their_place(skills, where):
    assert refused(read_details, {"run_id": RUN, "final_skills": skills}).where == where


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from([*TEXT_KEYS, "title", "id", "run_id", "final_skills", "skill_name"])


@given(st.dictionaries(KEYS, JSON | st.sampled_from([RUN, "Bake bread."]), max_size=5))
def test_the_schema_and_the_reader_agree(values):
    for read, schema in ((read_jd, jd_schema()), (read_run, run_schema()), (read_details, details_schema())):
        fits = jsonschema.Draft202012Validator(
            schema, format_checker=jsonschema.FormatChecker(["uuid"])
        ).is_valid(values)
        try:
            read(values)
        except ServiceError:
            assert not fits, (read, values)
        else:
            assert fits, (read, values)
