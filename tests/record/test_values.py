from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.details import Details
from jdwork.details.model import DimensionTask, Linked, LinkOutcome, RoleFacts, SkillFacts
from jdwork.llm import Attempt, Message, ModelCall
from jdwork.parse import ParsedJD
from jdwork.record.payload import plain
from jdwork.record.values import read_value
from tests.details.factory import new_skill, role_draft


@dataclass(frozen=True)
class Leaf:
    name: str
    score: float = 0.5


@dataclass(frozen=True)
class Tree:
    kind: Literal["a", "b"]
    leaf: Leaf | None
    pairs: tuple[tuple[str, float], ...]
    by_name: dict[str, Leaf] = field(default_factory=dict)
    number: int | float = 0


def back(kind, value):
    return read_value(kind, json.loads(json.dumps(plain(value))))


text = st.text()
floats = st.floats(allow_nan=False, allow_infinity=False)
leaves = st.builds(Leaf, text, floats)
trees = st.builds(
    Tree,
    st.sampled_from(["a", "b"]),
    st.none() | leaves,
    st.lists(st.tuples(text, floats)).map(tuple),
    st.dictionaries(text, leaves),
    st.integers() | floats,
)


@given(trees)
def test_nested_values_come_back(tree):
    assert back(Tree, tree) == tree


def test_numbers_keep_their_kind():
    tree = back(Tree, Tree("a", None, (("x", 1.0),), number=3))
    assert type(tree.pairs[0][1]) is float
    assert type(tree.number) is int


def test_half_a_surrogate_pair_comes_back():
    assert back(Leaf, Leaf("\ud800\x00")) == Leaf("\ud800\x00")


def test_what_is_missing_takes_its_default_and_what_is_unknown_is_left_out():
    assert read_value(Leaf, {"name": "x", "later": 1}) == Leaf("x")
    with pytest.raises(KeyError, match=r"Leaf\.name"):
        read_value(Leaf, {})


def test_numbers_that_json_lacks_come_back_as_nan():
    assert math.isnan(back(Leaf, Leaf("x", float("inf"))).score)


tasks = st.builds(
    DimensionTask, text, text, text, st.lists(text).map(tuple), st.booleans(), st.booleans(), floats, text
)
details = st.builds(
    Details,
    st.none() | st.builds(RoleFacts, text, text, st.none() | st.integers(), st.none() | text),
    st.sampled_from(["in_db", "new", "queued", "rejected"]),
    st.lists(
        st.builds(
            SkillFacts, text, st.booleans(), st.none() | text, st.none(), st.lists(tasks).map(tuple),
            st.just((new_skill("Zig"),)),
        )
    ).map(tuple),
    st.lists(text).map(tuple),
    st.none() | st.just(role_draft()),
)  # fmt: skip


@given(details)
def test_details_come_back(value):
    assert back(Details, value) == value


outcomes = st.builds(LinkOutcome, text, text, text, st.none(), st.integers(), st.booleans(), st.booleans())


@given(
    st.builds(
        Linked,
        st.lists(outcomes).map(tuple),
        st.lists(st.tuples(text, text, st.integers())).map(tuple),
        st.lists(st.tuples(text, text, st.none() | st.integers())).map(tuple),
        st.integers(),
    )
)  # fmt: skip
def test_what_storing_did_comes_back(value):
    assert back(Linked, value) == value


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | floats | text,
    lambda inner: st.lists(inner) | st.dictionaries(text, inner),
    max_leaves=5,
)


@given(
    st.builds(
        ModelCall,
        text, st.sampled_from(["parse", "new_skill"]), text, text, text, text, text,
        st.lists(st.builds(Message, st.just("user"), text)).map(tuple),
        st.sampled_from(["ok", "cached", "failed", "over_budget"]),
        st.lists(st.builds(Attempt, st.just("ok"), text, st.integers(0), st.integers(0), st.none() | floats))
        .map(tuple),
        json_values,
        text,
    )
)  # fmt: skip
def test_calls_come_back(value):
    assert back(ModelCall, value) == value


def test_pydantic_models_come_back():
    parsed = ParsedJD.model_validate(
        {"JD_type": "pass", "domain": {"primary": None, "secondary": None},
         "experience": {"max": 3.5, "min": 2, "raw": "2-3.5 years"}}
    )  # fmt: skip
    assert back(ParsedJD, parsed) == parsed
