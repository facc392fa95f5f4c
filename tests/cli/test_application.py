"""The command line as a whole: help, exit codes, weight."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

COMMANDS = [
    (), ("demo",), ("init",), ("lab",), ("notebook",), ("classify",), ("explain",), ("batch",),
    ("bench",), ("evaluate",), ("gate",), ("tune",), ("skills",), ("new-roles",), ("suggest",), ("fit",),
    ("learn",), ("serve",), ("doctor",), ("similar",),
    ("runs",), ("runs", "list"), ("runs", "show"), ("runs", "verify"), ("runs", "diff"), ("runs", "ablate"),
    ("runs", "export"), ("runs", "doctor"),
    ("catalog",), ("catalog", "build"), ("catalog", "show"), ("catalog", "lint"), ("catalog", "merge"),
    ("catalog", "rename"), ("catalog", "split"), ("catalog", "undo"), ("catalog", "journal"),
    ("catalog", "diff"), ("catalog", "try"), ("catalog", "export"),
    ("catalog", "import"), ("catalog", "import", "onet"), ("catalog", "import", "esco"),
    ("catalog", "import", "csv"),
    ("review",), ("review", "list"), ("review", "show"), ("review", "approve"), ("review", "reject"),
    ("review", "undo"),
    ("annotate",), ("annotate", "list"), ("annotate", "relabel"), ("annotate", "comment"),
    ("annotate", "review"), ("annotate", "undo"), ("annotate", "redo"), ("annotate", "export"),
    ("labels",), ("labels", "import"), ("labels", "list"), ("labels", "next"), ("labels", "export"),
    ("config",), ("config", "show"), ("config", "diff"), ("config", "history"), ("config", "rollback"),
    ("legacy",), ("legacy", "import"), ("legacy", "diff"), ("llm",), ("llm", "check"), ("llm", "cache"),
]  # fmt: skip

HEAVY = ("torch", "pandas", "pydantic_settings", "sqlalchemy", "numpy", "pyarrow", "plotly", "pydantic")


# A job that a script starts in the background inherits "ignore" for SIGINT, and so would this process.
_INTERRUPTIBLE = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from jdwork.cli import main
print(1, flush=True)
main()
"""


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_command_has_help(jdwork, command, option):
    result = jdwork(*command, option)
    assert result.code == 0
    assert "Usage: jdwork" in result.out
    assert "--help" in result.out


def test_every_command_is_tested_here():
    import typer

    from jdwork.cli.application import application

    def names(group, before=()):
        for name, command in group.commands.items():
            yield (*before, name)
            if hasattr(command, "commands"):
                yield from names(command, (*before, name))

    assert set(names(typer.main.get_command(application))) == {command for command in COMMANDS if command}


def test_the_version_is_printed(jdwork):
    from jdwork import __version__ as version

    assert jdwork("--version").out == f"jdwork {version}\n"


@pytest.mark.parametrize(
    "arguments", [("frobnicate",), ("classify",), ("runs", "verify", "a", "b"), ("batch", "x")]
)
def test_wrong_usage_exits_2(jdwork, arguments):
    result = jdwork(*arguments)
    assert result.code == 2
    assert "Traceback" not in result.said


def test_an_error_is_one_message_on_stderr(jdwork):
    result = jdwork("runs", "show", "nothing")
    assert result.code == 2
    assert result.out == ""
    assert result.err.startswith("error: ")
    assert "There is no run 'nothing'." in result.said
    assert "jdwork demo" in result.said
    assert "Traceback" not in result.err


def test_markup_in_a_message_stays_text(jdwork):
    assert "[bold]x[/bold] [/]" in jdwork("runs", "show", "[bold]x[/bold] [/]").said


def test_a_traceback_can_be_asked_for(jdwork, monkeypatch):
    from jdwork.errors import RunError

    monkeypatch.setenv("JDWORK_TRACEBACK", "1")
    with pytest.raises(RunError):
        jdwork("runs", "show", "nothing")


def test_no_workspace_is_told(jdwork, monkeypatch, tmp_path):
    monkeypatch.setenv("JDWORK_WORKSPACE", str(tmp_path))
    result = jdwork("config", "show")
    assert result.code == 2
    assert "jdwork init DIR" in result.said


def test_our_warnings_are_shown_plainly_and_others_not(jdwork, monkeypatch, tiny_workspace):
    tiny_workspace.config.write_text('[embed]\nencoder = "sentence-transformers"\n')
    result = jdwork("config", "show")
    assert result.code == 0
    assert result.err.startswith("warning: ")
    assert "JDWORK_EMBED__ENCODER" in result.err


def test_an_interrupt_exits_130(jdwork, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("jdwork.runs.list_runs", interrupted)
    result = jdwork("runs", "list")
    assert result.code == 130
    assert "Interrupted" in result.err
    assert "Traceback" not in result.err


@pytest.mark.processes
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to send")
def test_ctrl_c_in_a_real_process_exits_130(tiny_workspace):
    # Reads standard input, and waits for it.
    with subprocess.Popen(
        [sys.executable, "-c", _INTERRUPTIBLE, "classify", "-"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(os.environ),
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == b"1\n"
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(2)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Interrupted" in err
    assert b"Traceback" not in err


def test_help_imports_nothing_heavy():
    code = (
        "import sys\nsys.argv = ['jdwork', '--help']\nfrom jdwork.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Usage" in result.stdout
    assert result.stderr.strip() == "[]"
