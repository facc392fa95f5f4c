"""Progress where nobody watches."""

from __future__ import annotations

from jdwork.view import counting


def test_progress_leaves_one_line(capsys):
    with counting("JDs classified") as progress:
        progress(3)
        progress(12_000)
    # Outside a notebook nothing is updated in place, and nothing fails.
    assert "JDs classified" in capsys.readouterr().out
