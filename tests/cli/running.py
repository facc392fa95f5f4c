"""Running the command line within the test's process."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import pytest

from jdwork.cli import main


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """Both streams, line breaks of wrapping taken out."""
        return " ".join((self.out + " " + self.err).split())


class Jdwork:
    """Calls ``jdwork`` with arguments, as a terminal would."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: object) -> Result:
        self._capsys.readouterr()
        code = 0
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "argv", ["jdwork", *map(str, arguments)])
            try:
                main()
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else 1
        return Result(code, *self._capsys.readouterr())
