"""Many callers at once: no answer is lost, and the database holds exactly what was sent."""

from __future__ import annotations

import asyncio
import random
from collections import Counter

import httpx
import pytest
from sqlalchemy import select

from jdwork.database.tables import LlmCallRow, RunRow
from jdwork.text import JobDescription
from jdwork.workbench import Workbench
from jdwork.workspace import Workspace
from tests.llm.scripted import ScriptedModels
from tests.record.factory import contents
from tests.service.serving import API1, API2, API3, serving
from tests.tiny_workspace import ADS, CONFIG, write_tiny_catalog

CLIENTS = 50
REQUESTS = 40
DISTINCT = 400
DETAILED = 120
MODELS = '\n[llm]\nadjudicator = "openai"\ndomain = "openai"\n'


def jd(number: int) -> dict[str, str | None]:
    """One of many JDs that reach every case; equal numbers are equal JDs."""
    ad = ADS[number % len(ADS)]
    words = ad["text"] or ad["title"]
    return {"jd_text": f"{words} Shift {number} of the week.", "title": ad["title"], "id": f"jd-{number}"}


def plan() -> list[list[int]]:
    """Numbers that each client sends: all of them are sent, most several times, in no order."""
    numbers = [number % DISTINCT for number in range(CLIENTS * (REQUESTS // 2))]
    random.Random(7).shuffle(numbers)
    return [numbers[client::CLIENTS] for client in range(CLIENTS)]


def script(question):
    """The last of the choices, with a reason."""
    given = {"reasoning": "It fits."}
    for name, allowed in question.choices.items():
        given[name] = allowed[-1]
    if isinstance(given.get("role"), str) and "domain" in question.answer.model_fields:
        given["domain"] = "kitchen" if given["role"] in {"baker", "pastry-chef", "waiter"} else "building"
    return given


def open_bench(root, **options) -> Workbench:
    write_tiny_catalog(root / "catalog")
    (root / "catalog" / "config.toml").write_text(CONFIG + MODELS)
    return Workbench(Workspace(root), models=ScriptedModels(script), **options)


def stored(bench: Workbench) -> dict[str, object]:
    """What the database holds, in names; the rows of the ledger too."""
    with bench.engine.connect() as connection:
        calls = select(LlmCallRow.run_id, LlmCallRow.purpose, LlmCallRow.call_id, LlmCallRow.cost_usd)
        return contents(bench.engine) | {"llm_call": sorted(map(tuple, connection.execute(calls)))}


async def ask_all(address: str) -> list[tuple[str, int, int, dict]]:
    """Let each client classify, then work on the runs it was answered, one request after the other."""
    answered = []

    async def be_a_client(numbers: list[int]) -> None:
        async with httpx.AsyncClient(base_url=address, timeout=120) as client:
            for number in numbers:
                first = await client.post(API1, json=jd(number))
                answered.append((API1, number, first.status_code, first.json()))
                path, body = API1, jd(number)
                if number < DETAILED:
                    path = API2 if number % 2 else API3
                    body = {"run_id": first.json()["run_id"]}
                second = await client.post(path, json=body)
                answered.append((path, number, second.status_code, second.json()))

    await asyncio.gather(*(be_a_client(numbers) for numbers in plan()))
    return answered


@pytest.mark.http
def test_of_2000_requests_of_50_clients_none_is_lost_and_none_counts_twice(tmp_path, monkeypatch):
    monkeypatch.delenv("JDWORK_DATABASE_URL", raising=False)
    bench = open_bench(tmp_path / "served")
    with serving(bench, queue=CLIENTS) as client:
        answered = asyncio.run(ask_all(str(client.base_url)))
    assert len(answered) == CLIENTS * REQUESTS == 2_000
    assert Counter(status for _, _, status, _ in answered) == {200: 2_000}

    direct = open_bench(tmp_path / "direct")
    jds = [
        JobDescription(id=one["id"], text=one["jd_text"], title=one["title"])
        for one in map(jd, range(DISTINCT))
    ]
    direct.record_many(made := direct.pipeline.classify_batch(jds))
    direct.record_many(direct.detail(made[:DETAILED]))
    direct.settle_new_roles()
    expected = stored(direct)
    assert len(expected["run"]) == DISTINCT
    assert expected["llm_call"]
    found = stored(bench)
    for name, rows in expected.items():
        assert found[name] == rows, name

    # Every answer is about the JD that it was asked of, and says what is stored.
    run_of = {number: record.run_id for number, record in enumerate(made)}
    assert {(number, body["run_id"]) for _, number, _, body in answered} == set(run_of.items())
    with bench.engine.connect() as connection:
        names = dict(connection.execute(select(RunRow.run_id, RunRow.jd_name)).all())
    assert names == {run_id: f"jd-{number}" for number, run_id in run_of.items()}
