import json
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from jdwork.errors import ModelError
from jdwork.llm import Question
from jdwork.llm.answer_schema import answer_schema, is_strict, json_objects, read_answer
from tests.llm.conftest import Pick, question


class Part(BaseModel):
    name: str = Field(max_length=5)
    size: Literal["S", "L"] = "S"


class Whole(BaseModel):
    title: str | None = None
    kind: str | None = None
    tags: list[str] = []
    parts: list[Part] = Field(default=[], max_length=3)
    one: Part | None = Field(default=None, description="the first")


class Open(BaseModel):
    anything: dict[str, str]


def ask(answer, **choices):
    return Question("parse", "jd", "p", {}, answer, choices)


def test_choices_reach_into_lists_of_parts():
    asked = ask(Whole, **{"parts.name": ("a", "b"), "tags": ("x",)})
    schema = answer_schema(asked)
    assert schema["$defs"]["Part"]["properties"]["name"]["enum"] == ["a", "b"]
    assert schema["properties"]["tags"]["items"]["enum"] == ["x"]
    good = {"title": None, "kind": None, "tags": ["x"], "parts": [{"name": "a"}, {"name": "b"}], "one": None}
    assert read_answer(asked, json.dumps(good))[1] == "ok"
    bad = {**good, "parts": [{"name": "a"}, {"name": "c"}]}
    value, outcome, problem = read_answer(asked, json.dumps(bad))
    assert (value, outcome) == (None, "wrong_answer")
    assert "'parts.name' is 'c'" in problem
    assert read_answer(asked, json.dumps({**good, "one": {"name": "z"}}))[1] == "ok"


def test_a_path_that_leads_nowhere_is_an_error_with_a_hint():
    with pytest.raises(ModelError, match=r"no field 'parts\.nam'") as caught:
        answer_schema(ask(Whole, **{"parts.nam": ("a",)}))
    assert "name" in str(caught.value)


def walk(schema):
    yield schema
    for part in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from walk(part)


def test_the_schema_is_one_that_strict_servers_take():
    schema = answer_schema(ask(Whole))
    assert is_strict(schema)
    objects = [part for part in walk(schema) if isinstance(part, dict) and "properties" in part]
    assert len(objects) == 2
    for part in objects:
        assert part["required"] == list(part["properties"])
        assert part["additionalProperties"] is False
    assert "maxLength" not in json.dumps(schema)
    assert "default" not in json.dumps(schema)
    assert list(schema["properties"]) == [
        "title",
        "kind",
        "tags",
        "parts",
        "one",
    ]  # a field named title stays
    assert not is_strict(answer_schema(ask(Open)))


def test_choices_become_enumerations():
    fields = answer_schema(ask(Whole, kind=("a", "b", "a"), tags=("x", "y")))["properties"]
    assert fields["kind"]["anyOf"] == [{"type": "string", "enum": ["a", "b"]}, {"type": "null"}]
    assert fields["tags"]["items"] == {"type": "string", "enum": ["x", "y"]}


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ('{"reason": "r", "fruit": "apple"}', "ok"),
        (' \n```json\n{"reason": "r", "fruit": "apple"}\n```', "ok"),
        ('```\n{"reason": "r", "fruit": "apple"}\n``` and ```\nno json\n```', "ok"),
        ('Well, {"reason": "a } brace", "fruit": "pear"} it is.', "ok"),
        ('<think>{"reason": "r", "fruit": "plum"}</think>{"reason": "r", "fruit": "pear"}', "ok"),
        ('Such as {"reason": "", "fruit": "plum"}; so {"reason": "", "fruit": "apple"}.', "ok"),
        ('{"reason": "r", "fruit": "plum"}', "wrong_answer"),
        ('{"reason": "r"}', "broken_json"),
        ('{"reason": "r", "fruit": NaN}', "broken_json"),
        ('{"reason": "r", "fruit": "apple"', "broken_json"),
        ('["apple"]', "broken_json"),
        ("apple", "broken_json"),
        ("", "broken_json"),
        ("{" * 5000, "broken_json"),
        ('{"a":' * 5000, "broken_json"),
        ('{"reason": ' + "9" * 5000 + "}", "broken_json"),
    ],
)
def test_answers_are_dug_out_and_checked(text, outcome):
    value, said, problem = read_answer(question(), text)
    assert said == outcome
    assert (value is not None) == (outcome == "ok")
    assert bool(problem) == (outcome != "ok")


def test_what_cannot_be_stored_is_taken_out():
    value, _, _ = read_answer(question(), '{"reason": "a\\u0000b\\ud800c", "fruit": "apple"}')
    assert value == Pick(reason="ab?c", fruit="apple")


@given(st.text())
def test_no_text_breaks_the_reader(text):
    value, outcome, _ = read_answer(question(), text)
    assert value is None
    assert outcome == "broken_json"
    assert all(isinstance(found, dict) for found in json_objects(text))


@given(st.text(st.characters(exclude_characters="{}`<", exclude_categories=["Cs"])),
       st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))  # fmt: skip
def test_prose_around_an_answer_does_no_harm(prose, reason):
    answer = {"reason": reason, "fruit": "pear"}
    value, _, _ = read_answer(question(), f"{prose}{json.dumps(answer)}{prose}")
    assert value == Pick(**answer)


def test_every_item_of_a_list_is_held_to_the_choices():
    asked = ask(Whole, tags=("x", "y"), kind=("a",))
    assert read_answer(asked, '{"tags": ["x", "y"], "kind": null}')[1] == "ok"
    assert read_answer(asked, '{"tags": ["x", "z"]}')[1] == "wrong_answer"
    assert read_answer(asked, '{"kind": "b"}')[1] == "wrong_answer"
