import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdwork.errors import ModelError
from jdwork.llm import (
    STAGES,
    Attempt,
    Message,
    ModelCall,
    ledger_rows,
    read_ledger,
    read_row,
    summarise,
    total_cost,
    write_ledger,
)
from tests.llm.test_answer_cache import values

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
numbers = st.floats(0, 1e9)
attempts = st.builds(
    Attempt,
    outcome=st.sampled_from(["ok", "timeout", "broken_json"]),
    response_format=words,
    prompt_tokens=st.integers(0, 10**9),
    completion_tokens=st.integers(0, 10**9),
    cost_usd=st.none() | numbers,
    seconds=numbers,
    text=words,
    problem=words,
)
calls = st.builds(
    ModelCall,
    call_id=words, stage=st.sampled_from(STAGES), subject=words, model=words, prompt=words,
    prompt_version=words, request_hash=words,
    messages=st.lists(st.builds(Message, role=st.just("user"), content=words), max_size=2).map(tuple),
    outcome=st.sampled_from(["ok", "cached", "failed", "over_budget"]),
    attempts=st.lists(attempts, max_size=3).map(tuple), answer=values, note=words,
)  # fmt: skip


def call(stage="parse", outcome="ok", costs=(0.5,), **more):
    tries = tuple(
        Attempt("ok", prompt_tokens=10, completion_tokens=2, cost_usd=cost, seconds=1.5) for cost in costs
    )
    return ModelCall("id", stage, "jd", "m", "p", "1", "hash", (), outcome, tries, **more)


@settings(max_examples=30, deadline=None)
@given(st.lists(calls, max_size=3))
def test_a_ledger_comes_back_exactly(tmp_path_factory, made):
    path = tmp_path_factory.mktemp("ledger") / "calls.jsonl"
    write_ledger(path, made)
    assert read_ledger(path) == made
    assert [read_row(json.loads(json.dumps(row))) for row in ledger_rows(made)] == made
    assert path.read_bytes().count(b"\n") == len(made)


def test_keys_of_a_later_version_are_passed_over():
    (row,) = ledger_rows([call()])
    assert read_row({**row, "mood": "good", "attempts": [{**row["attempts"][0], "x": 1}]}) == call()


@pytest.mark.parametrize("line", ["{", "[]", "3", '{"stage": "parse"}'])
def test_a_damaged_line_is_named(line, tmp_path):
    path = tmp_path / "calls.jsonl"
    write_ledger(path, [call()])
    path.write_text(path.read_text() + line + "\n")
    with pytest.raises(ModelError, match=r"calls\.jsonl:2"):
        read_ledger(path)
    with pytest.raises(ModelError, match="cannot be read"):
        read_ledger(tmp_path / "none.jsonl")


def test_an_unknown_stage_is_refused(tmp_path):
    (row,) = ledger_rows([call()])
    with pytest.raises(ModelError, match="no stage 'dreaming'"):
        read_row({**row, "stage": "dreaming"})


def test_cost_is_summed_by_the_body_that_bears_it():
    ledger = [call("parse", costs=(0.25, 0.5)), call("new_skill", costs=(1.0,)), call("domain", "cached", ())]
    assert total_cost(ledger) == 1.75
    assert total_cost(ledger, api=1) == 0.75
    assert total_cost(ledger, api=2) == 1.0
    assert total_cost(ledger, api=3) == 0.0
    assert total_cost([]) == 0.0
    assert total_cost([*ledger, call("parse", costs=(None,))]) is None
    assert total_cost([*ledger, call("parse", costs=(None,))], api=2) == 1.0


def test_the_summary_adds_up_by_stage():
    ledger = [
        call("skills", costs=(0.5, 0.25)),
        call("parse"),
        call("parse", "cached", ()),
        call("parse", "failed", (0.0,)),
        call("parse", "over_budget", ()),
    ]
    parse, skills = summarise(ledger)
    assert (parse.stage, parse.calls, parse.cached, parse.failed, parse.over_budget) == ("parse", 4, 1, 1, 1)
    assert (parse.requests, parse.retries, parse.prompt_tokens, parse.completion_tokens) == (2, 0, 20, 4)
    assert (skills.stage, skills.retries, skills.cost_usd, skills.seconds) == ("skills", 1, 0.75, 3.0)
