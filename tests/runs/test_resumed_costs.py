"""A run that asks a language model, is stopped and goes on tells the costs of one that was left alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jdwork.config.settings import LlmSettings
from jdwork.llm import AnswerCache, LanguageModels, Price, PriceTable, ledger_rows, read_ledger
from jdwork.runs import RunFolder, execute_run, read_manifest
from tests.llm.chat_server import ChatServer
from tests.llm.varied import varied_answer
from tests.runs.making import ads
from tests.runs.test_resuming import Stopped, stop_after
from tests.test_model_laws import with_models

pytestmark = pytest.mark.http

JDS = [
    *ads(),
    *(replace(jd, id=f"{jd.id}-again") for jd in ads()[:4]),
    *(replace(jd, id=f"{jd.id}-titled", title="Somebody") for jd in ads()[:2]),
]
"""Some stand twice, in parts of their own, so that questions repeat."""


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch):
    monkeypatch.setattr("jdwork.runs.inputs.CHUNK", 2)


@pytest.fixture(scope="module")
def server():
    with ChatServer(answer=varied_answer) as server:
        yield server


class Desk:
    """Runs over one cache of answers; every `execute` is a process of its own, as far as models know."""

    def __init__(self, offline, server, folder, **llm):
        self.run = RunFolder(folder / "run")
        self.stored: set[str] = set()
        self.handed: list[str] = []
        self._offline, self._server, self._folder, self._llm = offline, server, folder, llm

    def execute(self, *, stop=0, fail_at=0, jds=JDS, **options):
        settings = LlmSettings(model="tester", base_url=self._server.url, **self._llm)
        models = LanguageModels(
            settings,
            prices=PriceTable({"tester": Price(input=3.0, output=10.0)}),
            answers=AnswerCache(self._folder / "answers"),
            api_key="k",
        )
        pipeline = with_models(
            self._offline, models, enrichment="openai", **settings.model_dump(exclude={*_STAGES})
        )
        parts = 0

        def record(records):
            nonlocal parts
            parts += 1
            if parts == fail_at:  # what a kill between keeping a part and recording it leaves
                raise Stopped
            self.handed += [made.jd.id for made in records]
            self.stored.update(made.run_id for made in records)

        execute_run(
            jds, pipeline, self.run, resume=True,
            detail=pipeline.detail, record=record, recorded=self.stored.intersection,
            progress=stop_after(stop) if stop else None, **options,
        )  # fmt: skip
        return models

    @property
    def calls(self):
        calls = read_ledger(self.run.llm_calls)
        return ledger_rows(
            [replace(one, attempts=tuple(replace(a, seconds=0.0) for a in one.attempts)) for one in calls]
        )

    @property
    def llm(self):
        return read_manifest(self.run.manifest).llm


_STAGES = ("parser", "skills", "adjudicator", "domain", "enrichment")


@pytest.fixture
def desk(tiny_pipeline, server, tmp_path):
    def make(name, **llm):
        return Desk(tiny_pipeline, server, tmp_path / name, **llm)

    return make


@pytest.fixture
def whole(desk):
    made = desk("whole")
    made.execute()
    return made


@pytest.mark.parametrize("stop", [{"stop": 4}, {"stop": 10}, {"fail_at": 1}, {"fail_at": 4}])
def test_stopped_between_parts_it_tells_the_costs_of_a_run_left_alone(desk, whole, stop):
    one = desk("stopped")
    with pytest.raises(Stopped):
        one.execute(**stop)
    one.execute()
    assert one.calls == whole.calls
    assert one.llm == whole.llm
    assert one.llm["cost_usd"] > 0
    assert one.run.bodies.read_bytes() == whole.run.bodies.read_bytes()


@pytest.mark.parametrize("struck", [1, 5, 12])
def test_stopped_in_the_midst_of_a_part_it_tells_what_it_had_paid_for(
    desk, whole, server, monkeypatch, struck
):
    one, kept = desk("stopped"), []
    keep = AnswerCache.put_paid

    def dying(self, *given, **more):
        if len(kept) == struck:
            raise Stopped
        kept.append(1)
        keep(self, *given, **more)

    with monkeypatch.context() as patched, pytest.raises(Stopped):
        patched.setattr(AnswerCache, "put_paid", dying)
        one.execute()
    before = sum(server.requests.values())
    one.execute()
    assert one.calls == whole.calls
    assert one.llm == whole.llm
    # What had been kept was not asked again.
    assert sum(server.requests.values()) - before < whole.llm["requests"]


def test_a_part_that_is_worked_out_again_asks_nobody(desk, server):
    one = desk("stopped")
    with pytest.raises(Stopped):
        one.execute(jds=JDS[:2], fail_at=1)
    before = sum(server.requests.values())
    one.execute(jds=JDS[:2])
    assert sum(server.requests.values()) == before
    assert one.handed == [jd.id for jd in JDS[:2]]


def test_the_ceiling_holds_over_a_stop(desk):
    ceiling = {"max_cost_usd": 0.02, "max_answer_tokens": 100, "concurrency": 1}
    whole = desk("whole", **ceiling)
    spent = whole.execute().spent_usd
    assert any(row["outcome"] == "over_budget" for row in whole.calls)
    one = desk("stopped", **ceiling)
    with pytest.raises(Stopped):
        one.execute(stop=4)
    assert one.execute().spent_usd == pytest.approx(spent)
    assert one.calls == whole.calls
    assert one.llm == whole.llm


def test_nothing_is_kept_in_the_name_of_a_run_that_is_complete(whole):
    cache = AnswerCache(whole.run.path.parent / "answers")
    manifest = read_manifest(whole.run.manifest)
    assert cache.payments(f"{manifest.started} {manifest.run_id}") == (None, [])
    assert len(cache) > 0


def test_what_follows_from_all_is_done_before_the_run_is_called_complete(desk):
    one, seen = desk("run"), []

    def fail(counts):
        seen.append((read_manifest(one.run.manifest).status, counts["jds"]))
        if len(seen) == 1:
            raise Stopped

    with pytest.raises(Stopped):
        one.execute(finish=fail)
    one.execute(finish=fail)
    assert seen == [("running", len(JDS))] * 2
    assert read_manifest(one.run.manifest).status == "complete"
