"""The one error hierarchy: each message says what was wrong, where, and what to do next."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class JdworkError(Exception):
    """Base of every error that jdwork raises on purpose.

    Parameters
    ----------
    problem
        What was wrong, in one sentence.
    where
        The place: a file, optionally with line, row or key (``"roles/x.yaml:12, kras"``).
    hint
        What the reader can do next.
    """

    def __init__(self, problem: str, *, where: str | None = None, hint: str | None = None) -> None:
        self.problem = problem
        self.where = where
        self.hint = hint
        super().__init__(str(self))

    def __str__(self) -> str:
        text = f"{self.where}: {self.problem}" if self.where else self.problem
        return f"{text} {self.hint}" if self.hint else text

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword-only fields do not survive Exception's own pickling, and errors cross process borders.
        return (_rebuild, (type(self), self.problem, self.where, self.hint))


def _rebuild(kind: type[JdworkError], problem: str, where: str | None, hint: str | None) -> JdworkError:
    return kind(problem, where=where, hint=hint)


class InputError(JdworkError):
    """A JD, or a file of JDs, that cannot be read as asked."""


class CatalogError(JdworkError):
    """The role catalog is malformed or contradicts itself."""


class ConfigError(JdworkError):
    """The configuration is malformed, out of range, or changed underneath us."""


class EncoderError(JdworkError):
    """An encoder cannot be loaded, or answered something unusable."""


class DatabaseError(JdworkError):
    """The database cannot be reached, is locked, or has another schema version."""


class RunError(JdworkError):
    """A run folder is missing, damaged, or does not reproduce."""


class GateError(RunError):
    """A run that was made as asked, but is not good enough for the gate."""


class LearningError(JdworkError):
    """A role model cannot be learned from what was given, or its file cannot be read."""


class ReviewError(JdworkError):
    """A review item that does not exist, or cannot be decided as asked."""


class AnnotationError(JdworkError):
    """Something said about a JD that cannot be kept, or an annotation that cannot be undone."""


class ModelError(JdworkError):
    """A language model cannot be asked as written: a broken prompt file, question, ledger or price table."""


class WorkspaceError(JdworkError):
    """No workspace here, or one that lacks a part."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Suggest close spellings, as a sentence to put behind an error message.

    Parameters
    ----------
    word
        What was asked for.
    known
        The names that exist.

    Returns
    -------
    str
        ``"Did you mean 'x' or 'y'?"``, or the first few known names, or an empty string.
    """
    names = sorted(set(known))
    close = difflib.get_close_matches(word, names, n=3, cutoff=0.6)
    if close:
        return "Did you mean " + " or ".join(f"'{name}'" for name in close) + "?"
    if not names:
        return ""
    shown = ", ".join(f"'{name}'" for name in names[:8])
    return f"Known: {shown}{', …' if len(names) > 8 else ''}."


class JdworkWarning(UserWarning):
    """Something that the user should know of and that stops nothing."""
