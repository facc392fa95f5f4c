"""The service as a command: what it says, when it refuses, how it stops."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import httpx
import pytest

from jdwork.service.settings import TOKEN_VARIABLE

TOKEN = "correct-horse-battery-staple"


@contextmanager
def served(workspace, *options, **environment):
    """Run the command in a process of its own; yields it and its address."""
    command = [sys.executable, "-m", "jdwork", "serve", "--port", "0", *options]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=workspace.root,
        env=os.environ | {"PYTHONUNBUFFERED": "1"} | environment,
    )
    try:
        said = ""
        while not said.endswith("Ctrl-C.\n"):
            line = process.stdout.readline()
            assert line, process.stderr.read()
            said += line
        address = re.search(r"Listening on (\S+)", said)[1]
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                httpx.get(f"{address}/healthz")
                break
            except httpx.TransportError:
                time.sleep(0.02)
        yield process, address, said
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.mark.http
@pytest.mark.processes
@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_is_answers_and_stops_when_told(tiny_workspace, told):
    with served(tiny_workspace) as (process, address, said):
        assert "6 roles" in said
        assert "hashing" in said
        assert str(tiny_workspace.root) in said
        assert "open to every process of this machine" in said
        body = {"jd_text": "Bake hidden bread."}
        assert httpx.post(f"{address}/skills/extract-from-jd", json=body).status_code == 200
        process.send_signal(told)
        out, heard = process.communicate(timeout=20)
        assert process.returncode == 0
    assert heard.endswith("Stopped.\n")
    assert "Traceback" not in heard + out
    assert "POST /skills/extract-from-jd 200" in heard
    assert "hidden" not in heard


@pytest.mark.http
@pytest.mark.processes
def test_with_a_token_it_listens_to_others_and_shows_the_token_nowhere(tiny_workspace):
    with served(tiny_workspace, "--host", "0.0.0.0", **{TOKEN_VARIABLE: TOKEN}) as (process, shown, said):
        assert "needs the token" in said
        address = shown.replace("0.0.0.0", "127.0.0.1")
        assert httpx.get(f"{address}/docs").status_code == 401
        headers = {"Authorization": f"Bearer {TOKEN}"}
        assert httpx.get(f"{address}/docs", headers=headers).status_code == 200
        process.terminate()
        out, heard = process.communicate(timeout=20)
    assert TOKEN not in said + out + heard


def test_others_than_this_machine_need_a_token(jdwork):
    result = jdwork("serve", "--host", "0.0.0.0")
    assert result.code == 2
    assert TOKEN_VARIABLE in result.said


def test_a_weak_token_is_refused(jdwork, monkeypatch):
    monkeypatch.setenv(TOKEN_VARIABLE, "weak")
    result = jdwork("serve")
    assert result.code == 2
    assert "4 characters" in result.said


def test_a_port_in_use_is_told(jdwork):
    with socket.create_server(("127.0.0.1", 0)) as held:
        result = jdwork("serve", "--port", held.getsockname()[1])
    assert result.code == 2
    assert "The port is in use." in result.said
    assert "--port" in result.said


@pytest.mark.parametrize(
    "options", [("--port", "70000"), ("--max-body", "1"), ("--queue", "0"), ("--token", TOKEN)]
)
def test_options_out_of_range_are_refused(jdwork, options):
    assert jdwork("serve", *options).code == 2


def test_without_its_packages_it_says_what_to_install(jdwork, monkeypatch):
    for name in [name for name in sys.modules if name.startswith("jdwork.service")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "fastapi", None)
    result = jdwork("serve")
    assert result.code == 2
    assert "jdwork[service]" in result.said
