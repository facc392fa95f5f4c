"""The command line as a fixture."""

from __future__ import annotations

import warnings

import pytest

from tests.cli.running import Jdwork


@pytest.fixture
def jdwork(tiny_workspace, capsys, monkeypatch):
    """Runs ``jdwork`` in the tiny workspace."""
    monkeypatch.setattr(warnings, "showwarning", warnings.showwarning)
    monkeypatch.chdir(tiny_workspace.root)
    return Jdwork(capsys)
