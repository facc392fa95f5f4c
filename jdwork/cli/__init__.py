"""The command line. Commands import what they need when they run, so that help answers at once."""

from __future__ import annotations

import os
import sys
import warnings
from typing import NoReturn, TextIO

INTERRUPTED = 130
"""Exit code after Ctrl-C."""


def main() -> None:
    """Run the command line; errors of jdwork's own become one clear message and exit code 2."""
    try:
        from jdwork.cli.application import application
        from jdwork.errors import JdworkError

        warnings.showwarning = _show_warning
        try:
            application()
        except JdworkError as error:
            if os.environ.get("JDWORK_TRACEBACK"):
                raise
            complain(error)
            sys.exit(2)
    except KeyboardInterrupt:
        _interrupted()
    except SystemExit as end:
        if end.code == INTERRUPTED:  # typer has caught the interrupt already, and says nothing
            _interrupted()
        raise
    except BrokenPipeError:
        # The reader of our output (head, less) closed it: not an error worth words.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)


def _interrupted() -> NoReturn:
    print("\nInterrupted. Nothing half-written was kept.", file=sys.stderr)  # noqa: T201
    sys.exit(INTERRUPTED)


def complain(error: Exception) -> None:
    """Print an error of jdwork's own on stderr, with its hint."""
    from jdwork.cli.console import errors
    from jdwork.errors import JdworkError

    if isinstance(error, JdworkError):
        where = f"{error.where}: " if error.where else ""
        errors.print("error:", style="bold red", end=" ")
        errors.print(f"{where}{error.problem}", markup=False, highlight=False)
        if error.hint:
            errors.print(f"  {error.hint}", style="dim", markup=False, highlight=False)


def _show_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    from jdwork.errors import JdworkWarning

    # Libraries' warnings are noise here; ours are meant for the reader.
    if issubclass(category, JdworkWarning):
        print(f"warning: {message}", file=sys.stderr)  # noqa: T201
