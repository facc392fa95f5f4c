"""A process whose children change settings and are killed on the way, for tests; it reads jobs from stdin.

A job is a line of JSON with ``path``, ``action`` (``change``, ``rollback`` or ``loop``) and either ``step``,
the step of writing at which the child kills itself, or ``seconds``, after which it is killed. The answer is
one line: ``killed`` or ``ended``.
"""

from __future__ import annotations

import io
import itertools
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from filelock import FileLock

from jdwork.config import rollback, write_settings

VALUES = (3.0, 2.5, 1.25, 12.75)
"""What ``b.margin`` is set to, in turn."""


class Countdown:
    """Kills this process at a step, counted from 1."""

    def __init__(self, step: int) -> None:
        self.left = step

    def __call__(self) -> None:
        self.left -= 1
        if not self.left:
            os.kill(os.getpid(), signal.SIGKILL)

    def before(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """The same call with a step before it."""

        def called(*args: Any, **options: Any) -> Any:
            self()
            return call(*args, **options)

        return called


class Torn:
    """A file that writes in two parts, with a step before each."""

    def __init__(self, file: Any, step: Countdown) -> None:
        self.file, self.step = file, step

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)

    def __enter__(self) -> Torn:
        return self

    def __exit__(self, *problem: object) -> None:
        self.file.close()

    def write(self, content: bytes) -> None:
        """Write both parts through to the system."""
        half = len(content) // 2
        for part in (content[:half], content[half:]):
            self.step()
            self.file.write(part)
            self.file.flush()

    def truncate(self, size: int) -> None:
        """Cut the file off."""
        self.step.before(self.file.truncate)(size)


def arm(step: Countdown) -> None:
    """Let every call that changes a file count as a step."""
    opened = io.open

    def opening(file: Any, mode: str = "r", *args: Any, **options: Any) -> Any:
        if mode not in {"wb", "a+b"}:
            return opened(file, mode, *args, **options)
        return Torn(step.before(opened)(file, mode, *args, **options), step)

    io.open = opening  # what Path.open calls
    for name in ("fsync", "replace", "chmod"):
        setattr(os, name, step.before(getattr(os, name)))
    FileLock.release = step.before(FileLock.release)  # type: ignore[method-assign]


def work(path: Path, action: str) -> None:
    """Change settings once, take a change back, or do both for ever."""
    if action == "change":
        write_settings(path, {"b.margin": VALUES[0]}, reason="killed")
    elif action == "rollback":
        rollback(path)
    else:
        for value in itertools.cycle(VALUES):
            write_settings(path, {"b.margin": value}, reason="on and on")
            if value in VALUES[1::2]:
                rollback(path)


def main() -> None:
    """Answer job after job; each child starts with everything imported."""
    for line in sys.stdin:
        job = json.loads(line)
        child = os.fork()
        if not child:
            try:
                if "step" in job:
                    arm(Countdown(job["step"]))
                work(Path(job["path"]), job["action"])
            except BaseException as error:
                sys.stderr.write(f"{error!r}\n")
                os._exit(1)
            os._exit(0)
        if "seconds" in job:
            time.sleep(job["seconds"])
            os.kill(child, signal.SIGKILL)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        says = {-signal.SIGKILL: "killed", 0: "ended"}.get(code, f"failed: {code}")
        sys.stdout.write(says + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
