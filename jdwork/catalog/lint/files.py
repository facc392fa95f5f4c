"""Problems that keep the catalog files from loading: CAT001 to CAT004."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jdwork.catalog.lint.finding import Finding, Subject
from jdwork.catalog.problems import Problem

_TODO = {
    "CAT001": "Mend the file.",
    "CAT002": "Name an entry that exists, or remove the link.",
    "CAT003": "Let one of the redirects lead to an entry that exists.",
    "CAT004": "Give one of the two another slug or id, or remove it.",
}


def file_problems(problems: Iterable[Problem]) -> Iterator[Finding]:
    """Turn problems of the files into findings, file, line and key kept."""
    for problem in problems:
        yield Finding(
            code=problem.code,
            severity="error",
            subject=Subject("file", (problem.file, problem.key) if problem.key else (problem.file,)),
            message=problem.text,
            where=problem.where,
            suggestion=problem.hint or _TODO[problem.code],
        )
