"""Batches that ask a language model over HTTP: killed half way, run again, verified from their ledger."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest

from jdwork.llm import read_ledger
from jdwork.runs import RunFolder
from jdwork.runs.manifest import read_manifest
from tests.llm.chat_server import COMPLETION_TOKENS, PROMPT_TOKENS, ChatServer

N = 200
CONCURRENCY = 4
PER_JD = 2  # the parser and the skills are asked of every JD
DUTIES = (
    "Kneads dough and shapes loaves before dawn",
    "Folds butter into pastry and fills tarts with cream",
    "Takes orders and carries plates to the tables",
    "Joins copper pipes and tests them for leaks",
    "Lays cables and connects switchboards to the mains",
)

pytestmark = [pytest.mark.http, pytest.mark.processes]


@pytest.fixture
def ads(tiny_workspace):
    path = tiny_workspace.root / "ads.jsonl"
    rows = [
        {
            "id": f"ad-{number}",
            "title": ("Oven Hand", "Team Member", "Baker")[number % 3],
            "text": f"Shop number {number} looks for help. Duties:\n- {DUTIES[number % 5]}.\n"
            f"- {DUTIES[(number // 5) % 5]} for {number} guests.\nYou need two years of experience.",
        }
        for number in range(N)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


@pytest.fixture
def command(tiny_workspace, ads):
    return [sys.executable, "-m", "jdwork", "batch", str(ads), "--record"]


def environment(url, **more):
    return {
        **os.environ,
        "JDWORK_LLM__PARSER": "openai",
        "JDWORK_LLM__SKILLS": "openai",
        "JDWORK_LLM__ADJUDICATOR": "openai",
        "JDWORK_LLM__DOMAIN": "openai",
        "JDWORK_LLM__BASE_URL": url,
        "JDWORK_LLM__MODEL": "gpt-4.1-mini",
        "JDWORK_LLM__CONCURRENCY": str(CONCURRENCY),
        "OPENAI_API_KEY": "sk-secret-of-the-test",
        **more,
    }


def run(command, out, url, **more):
    return subprocess.run(
        [*command, "--out", str(out)],
        env=environment(url, **more),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_a_batch_killed_half_way_pays_for_no_answer_twice(tiny_workspace, command, tmp_path):
    out = tmp_path / "run"
    with ChatServer(delay=0.01) as server:
        child = subprocess.Popen(
            [*command, "--out", str(out)],
            env=environment(server.url),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 120
        while len(server.answered) < N * PER_JD // 2 and time.monotonic() < deadline:
            assert child.poll() is None, "the batch ended before it could be killed"
            time.sleep(0.005)
        child.send_signal(signal.SIGKILL)
        child.wait()
        time.sleep(0.3)  # requests that were under way reach their end
        before = Counter(server.requests)
        assert N * PER_JD // 2 <= sum(before.values()) < N * PER_JD
        done = run(command, out, server.url)
        assert done.returncode == 0, done.stderr
        twice = {key for key, count in server.requests.items() if count > 1}
        # Only what was under way when the process died can be asked again: its answer reached nobody.
        assert len(twice) <= CONCURRENCY
        asked = len(server.requests)
        assert asked >= N * PER_JD

        again = run(command, out.with_name("again"), server.url)
        assert again.returncode == 0, again.stderr
        assert sum(server.requests.values()) == asked + len(twice)

    manifest = read_manifest(RunFolder(out.with_name("again")).manifest)
    assert manifest.llm["cost_usd"] == 0
    assert manifest.llm["cached"] == manifest.llm["calls"] >= N * PER_JD
    first = RunFolder(out)
    assert read_manifest(first.manifest).decisions_hash == manifest.decisions_hash
    for path in tiny_workspace.root.rglob("*"):
        if path.is_file():
            assert b"sk-secret-of-the-test" not in path.read_bytes(), path
    for path in (*out.rglob("*"), *out.with_name("again").rglob("*")):
        assert b"sk-secret-of-the-test" not in path.read_bytes(), path


def test_the_ledger_of_a_run_adds_up_and_verifies_without_the_server(tiny_workspace, command, tmp_path):
    out = tmp_path / "run"
    with ChatServer() as server:
        done = run(command, out, server.url)
        assert done.returncode == 0, done.stderr
        asked = sum(server.requests.values())
    manifest = read_manifest(RunFolder(out).manifest)
    calls = read_ledger(RunFolder(out).llm_calls)
    assert len(calls) == manifest.llm["calls"]
    assert manifest.llm["requests"] == asked == sum(len(call.attempts) for call in calls)
    assert manifest.llm["prompt_tokens"] == asked * PROMPT_TOKENS
    assert manifest.llm["completion_tokens"] == asked * COMPLETION_TOKENS
    assert {call.stage for call in calls} == {"parse", "skills", "adjudicate", "domain"}
    shown = subprocess.run(
        [sys.executable, "-m", "jdwork", "runs", "show", str(out)],
        env={**os.environ, "COLUMNS": "160"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert shown.returncode == 0, shown.stderr
    assert all(stage in shown.stdout for stage in ("Language model", "parse", "skills", "adjudicate"))
    verified = subprocess.run(
        [sys.executable, "-m", "jdwork", "runs", "verify", str(out)],
        env={name: value for name, value in os.environ.items() if not name.startswith("JDWORK_LLM")},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert verified.returncode == 0, verified.stdout + verified.stderr


def test_with_the_server_gone_a_batch_goes_on_offline_and_says_so(tiny_workspace, command, tmp_path):
    with ChatServer() as server:
        url = server.url
    down = run(command, tmp_path / "down", url, JDWORK_LLM__MAX_RETRIES="0")
    assert down.returncode == 0, down.stderr
    manifest = read_manifest(RunFolder(tmp_path / "down").manifest)
    assert manifest.llm["failed"] == manifest.llm["calls"] > 0
    assert "without a usable answer" in down.stdout
    offline = subprocess.run(
        [*command, "--out", str(tmp_path / "offline")], capture_output=True, text=True, check=False
    )
    assert offline.returncode == 0, offline.stderr
    other = read_manifest(RunFolder(tmp_path / "offline").manifest)
    assert other.decisions_hash == manifest.decisions_hash
