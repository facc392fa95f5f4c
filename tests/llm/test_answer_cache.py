"""Kept answers: across threads and processes, after a kill, and with a damaged file."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jdwork.llm import AnswerCache, AnswerCacheWarning
from tests.llm.conftest import picked

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
)  # fmt: skip


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(value=values)
def test_an_answer_comes_back_as_it_was(value, tmp_path):
    AnswerCache(tmp_path).put("k", value, model="m", prompt="p")
    assert AnswerCache(tmp_path).get("k") == value


def test_length_size_and_clear(tmp_path):
    cache = AnswerCache(tmp_path / "new")
    assert (len(cache), cache.size, cache.get("a")) == (0, 0, None)
    for number in range(5):
        cache.put(str(number % 3), {"n": number}, model="m", prompt="p")
    assert len(cache) == 3
    assert cache.get("1") == {"n": 4}
    assert cache.size > 0
    cache.clear()
    assert (len(cache), cache.get("1")) == (0, None)


def test_threads_write_side_by_side(tmp_path):
    cache = AnswerCache(tmp_path)
    threads = [
        threading.Thread(
            target=lambda part=part: [
                cache.put(f"{part}-{number}", number, model="m", prompt="p") for number in range(20)
            ]
        )
        for part in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(cache) == 160


def test_a_damaged_file_is_set_aside_with_a_warning(tmp_path):
    cache = AnswerCache(tmp_path)
    cache.path.write_bytes(b"this is no database at all, but long enough to be looked at" * 20)
    with pytest.warns(AnswerCacheWarning, match="moved aside"):
        assert cache.get("k") is None
    cache.put("k", 1, model="m", prompt="p")
    assert cache.get("k") == 1
    assert len(list(tmp_path.glob("*.damaged-*"))) >= 1


def test_a_folder_that_cannot_be_made_costs_a_warning_only(tmp_path):
    (tmp_path / "file").write_text("")
    cache = AnswerCache(tmp_path / "file" / "folder")
    with pytest.warns(AnswerCacheWarning, match="could not be written"):
        cache.put("k", 1, model="m", prompt="p")
    assert cache.get("k") is None


ASKER = """
import sys
from pathlib import Path
from jdwork.config.settings import LlmSettings
from jdwork.llm import AnswerCache, LanguageModels, PriceTable, Prompts
from tests.llm.conftest import question
url, prompts, answers = sys.argv[1:]
models = LanguageModels(
    LlmSettings(model="tester", base_url=url, concurrency=4), prices=PriceTable(),
    prompts=Prompts(Path(prompts)), answers=AnswerCache(Path(answers)), api_key="k",
)
done = models.ask_many([question(f"text {number}") for number in range(150)])
cached = [answer for answer in done if answer.call.outcome == "cached"]
print(len(cached), sum(answer.value is not None for answer in done))
"""


@pytest.mark.http
@pytest.mark.processes
def test_what_was_answered_before_a_kill_is_not_asked_again(chat, prompts, tmp_path):
    def slow(_):
        time.sleep(0.02)
        return picked()

    chat.script = [slow]
    command = [sys.executable, "-c", ASKER, chat.url, str(tmp_path / "prompts"), str(tmp_path / "answers")]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while len(chat.bodies) < 25 and time.monotonic() < deadline:
        time.sleep(0.005)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    time.sleep(0.2)
    before = len(chat.bodies)
    assert 25 <= before < 150
    kept = len(AnswerCache(tmp_path / "answers"))
    assert kept >= before - 4 - 1  # under way, or arriving as the process ended
    again = subprocess.run(command, capture_output=True, text=True, check=True)
    assert again.stdout.split() == [str(kept), "150"]
    times = Counter(body["messages"][1]["content"] for body in chat.bodies)
    assert len(times) == 150
    assert sum(times.values()) == before + 150 - kept
    assert max(times.values()) <= 2
