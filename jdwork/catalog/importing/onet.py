"""The O*NET database, as its text files are published, as a catalog."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from jdwork.catalog.file_models import RoleFile
from jdwork.catalog.importing.assembling import Entries, Slugs
from jdwork.catalog.importing.matching import prose_words
from jdwork.catalog.importing.report import Imported, Ledger, Progress
from jdwork.catalog.importing.rows import Table, at_row, open_table
from jdwork.catalog.importing.shared_words import drop_shared_words
from jdwork.catalog.importing.soc import OTHER_GROUP, SOC_GROUPS, Group, soc_archetype, soc_group
from jdwork.catalog.importing.technology import Technologies
from jdwork.catalog.importing.wording import (
    LONGEST_ALIAS,
    LONGEST_NAME,
    LONGEST_PROSE,
    clean_text,
    shortened,
    split_sentences,
    title_aliases,
    unique,
)
from jdwork.errors import InputError

OCCUPATIONS = "Occupation Data.txt"
ALTERNATE_TITLES = "Alternate Titles.txt"
REPORTED_TITLES = "Sample of Reported Titles.txt"
TASKS = "Task Statements.txt"
TECHNOLOGY = "Technology Skills.txt"

CODE = "O*NET-SOC Code"

_SUPPLEMENTAL = "supplemental"
_NOTHING = frozenset({"", "n/a", "na", "none"})


@dataclass
class _Occupation:
    code: str
    title: str
    description: str
    aliases: list[str] = field(default_factory=list)
    tasks: list[tuple[bool, str]] = field(default_factory=list)
    """Whether supplemental, and the task."""


def read_onet(folder: str | Path, *, progress: Progress | None = None) -> Imported:
    """Make a catalog of the O*NET database text files.

    Parameters
    ----------
    folder
        Holds ``Occupation Data.txt``, and as far as there are any ``Alternate Titles.txt``, ``Sample of
        Reported Titles.txt``, ``Task Statements.txt`` and ``Technology Skills.txt``; each plain or packed
        as ``.gz``.
    progress
        Called every 1,000 rows.

    Returns
    -------
    Imported
        A role per occupation, its code kept as ``source_code``; domains are the SOC major groups. KRAs
        are the task statements, core ones first; skills are technology examples (weights: see
        `Technologies.weights`); dimensions are kinds of technology.

    Raises
    ------
    InputError
        If the occupation file is missing, or any file is damaged or lacks a column.
    """
    root = Path(folder).expanduser()
    ledger = Ledger(f"O*NET text files in {root}")
    occupations = _occupations(root, ledger, progress)
    for name, column in ((ALTERNATE_TITLES, "Alternate Title"), (REPORTED_TITLES, "Reported Job Title")):
        _read_titles(root, name, column, occupations, ledger, progress)
    _read_tasks(root, occupations, ledger, progress)
    technologies = _technologies(root, occupations, ledger, progress)
    return ledger.close(_catalog(occupations, technologies, ledger).snapshot())


def _find(root: Path, name: str) -> Path | None:
    for path in (root / name, root / f"{name}.gz"):
        if path.is_file():
            return path
    return None


def _occupations(root: Path, ledger: Ledger, progress: Progress | None) -> dict[str, _Occupation]:
    path = _find(root, OCCUPATIONS)
    if path is None:
        there = sorted(entry.name for entry in root.iterdir())[:8] if root.is_dir() else []
        raise InputError(
            f"There is no '{OCCUPATIONS}' (or .gz) here." if root.is_dir() else "There is no such folder.",
            where=str(root),
            hint=f"It holds: {', '.join(there)}." if there else "Name the folder with O*NET's text files.",
        )
    found: dict[str, _Occupation] = {}
    with open_table(path, ledger, delimiter="\t", quoted=False, progress=progress) as table:
        code, title, description = table.need(CODE), table.need("Title"), table.need("Description")
        for number, row in table:
            key, name = row[code].strip(), clean_text(row[title])
            if not key or not name:
                ledger.leave_out("occupation without code or title", at_row(table.name, number, key or name))
            elif key in found:
                ledger.leave_out("occupation code given twice", at_row(table.name, number, key))
            else:
                found[key] = _Occupation(
                    key,
                    shortened(name, LONGEST_NAME),
                    shortened(clean_text(row[description]), LONGEST_PROSE),
                )
    if not found:
        raise InputError("The file has no occupations.", where=str(path), hint="Check that it is complete.")
    return found


def _side_rows(
    table: Table, occupations: Mapping[str, _Occupation], ledger: Ledger
) -> Iterator[tuple[int, _Occupation, Mapping[str, str]]]:
    """Rows of a file beside the occupations, each with its occupation."""
    code = table.need(CODE)
    for number, row in table:
        occupation = occupations.get(row[code].strip())
        if occupation is None:
            ledger.leave_out("code of no occupation", at_row(table.name, number, row[code].strip()))
        else:
            yield number, occupation, row


def _optional(root: Path, name: str, what: str, ledger: Ledger) -> Path | None:
    path = _find(root, name)
    if path is None:
        ledger.note(f"There is no '{name}', so {what}.")
    return path


def _read_titles(
    root: Path,
    name: str,
    column: str,
    occupations: Mapping[str, _Occupation],
    ledger: Ledger,
    progress: Progress | None,
) -> None:
    path = _optional(root, name, "its titles are no aliases", ledger)
    if path is None:
        return
    with open_table(path, ledger, delimiter="\t", quoted=False, progress=progress) as table:
        title, short = table.need(column), table.find("Short Title")
        for number, occupation, row in _side_rows(table, occupations, ledger):
            aliases = list(title_aliases(clean_text(row[title])))
            if short and row[short].strip().casefold() not in _NOTHING:
                aliases.append(clean_text(row[short]))
            for alias in aliases:
                if len(alias) > LONGEST_ALIAS:
                    reason = f"alias of more than {LONGEST_ALIAS} characters"
                    ledger.leave_out(reason, at_row(table.name, number, alias))
                elif any(character.isalpha() for character in alias):
                    occupation.aliases.append(alias)


def _read_tasks(
    root: Path, occupations: Mapping[str, _Occupation], ledger: Ledger, progress: Progress | None
) -> None:
    path = _optional(root, TASKS, "KRAs are the sentences of the descriptions", ledger)
    if path is None:
        return
    with open_table(path, ledger, delimiter="\t", quoted=False, progress=progress) as table:
        task, kind = table.need("Task"), table.find("Task Type")
        for number, occupation, row in _side_rows(table, occupations, ledger):
            text = shortened(clean_text(row[task]), LONGEST_PROSE)
            if not text:
                ledger.leave_out("task without text", at_row(table.name, number))
                continue
            supplemental = bool(kind) and row[kind or ""].strip().casefold() == _SUPPLEMENTAL
            occupation.tasks.append((supplemental, text))


def _technologies(
    root: Path, occupations: Mapping[str, _Occupation], ledger: Ledger, progress: Progress | None
) -> Technologies:
    found = Technologies()
    path = _optional(root, TECHNOLOGY, "roles have no skills and no dimensions", ledger)
    if path is None:
        return found
    with open_table(path, ledger, delimiter="\t", quoted=False, progress=progress) as table:
        example, commodity = table.need("Example"), table.need("Commodity Title")
        code, hot, demand = (table.find(name) for name in ("Commodity Code", "Hot Technology", "In Demand"))
        for number, occupation, row in _side_rows(table, occupations, ledger):
            name, title = clean_text(row[example]), clean_text(row[commodity])
            if not name or not title or len(name) > LONGEST_ALIAS:
                ledger.leave_out("technology without name or kind", at_row(table.name, number, name))
                continue
            found.add(
                occupation.code,
                name,
                row[code].strip() if code else "",
                shortened(title, LONGEST_NAME),
                hot=_yes(row, hot),
                in_demand=_yes(row, demand),
            )
    return found


def _yes(row: Mapping[str, str], column: str | None) -> bool:
    return column is not None and row[column].strip().casefold() in {"y", "yes", "true", "1"}


def _catalog(occupations: Mapping[str, _Occupation], technologies: Technologies, ledger: Ledger) -> Entries:
    groups = {code: soc_group(code) for code in occupations}
    prose = (text for one in occupations.values() for text in (one.description, *(t for _, t in one.tasks)))
    entries = Entries(skills=technologies.skills(prose_words(prose)))
    used = set(groups.values())
    entries.domains = [group.domain() for group in (*SOC_GROUPS, OTHER_GROUP) if group in used]
    entries.dimensions, linked = technologies.dimensions({code: group.slug for code, group in groups.items()})
    weights = technologies.weights()
    drop_shared_words({code: one.aliases for code, one in occupations.items()}, ledger)
    slugs = Slugs()
    described = 0
    for code, one in occupations.items():
        slug, collided = slugs.new(one.title, kind="occupation")
        if collided:
            ledger.note(f"Another occupation is called '{one.title}' too: {code} became '{slug}'.")
        described += not one.tasks
        entries.roles.append(
            _role(one, slug, groups[code], skills=weights.get(code, {}), dimensions=linked.get(code, []))
        )
    if described:
        ledger.note(
            f"{described:,} occupations have no tasks: the sentences of their descriptions are their KRAs."
        )
    if OTHER_GROUP in used:
        strange = [code for code, group in groups.items() if group is OTHER_GROUP]
        ledger.note(f"{len(strange)} codes are of no SOC major group, such as '{strange[0]}'.")
    return entries


def _role(
    one: _Occupation, slug: str, group: Group, *, skills: dict[str, float], dimensions: Sequence[str]
) -> RoleFile:
    # Sorting is stable: within core and supplemental the published order stays.
    tasks = unique(text for _, text in sorted(one.tasks, key=lambda task: task[0]))
    return RoleFile(
        slug=slug,
        name=one.title,
        domain=group.slug,
        archetype=soc_archetype(one.code),
        description=one.description or one.title,
        aliases=unique([one.title, *one.aliases]),
        kras=tasks or split_sentences(one.description) or [one.description or one.title],
        dimensions=list(dimensions),
        skills=skills,
        source_code=one.code,
    )
