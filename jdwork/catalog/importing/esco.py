"""The ESCO classification, as its CSV files are published, as a catalog."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from jdwork.catalog.file_models import RoleFile
from jdwork.catalog.importing.assembling import Entries, Slugs
from jdwork.catalog.importing.concepts import Concept, concept_weights, knowledge_skills
from jdwork.catalog.importing.isco import ISCO_GROUPS, isco_archetype, isco_code, isco_group
from jdwork.catalog.importing.matching import prose_words
from jdwork.catalog.importing.report import Imported, Ledger, Progress
from jdwork.catalog.importing.rows import at_row, open_table
from jdwork.catalog.importing.shared_words import drop_shared_words
from jdwork.catalog.importing.soc import OTHER_GROUP
from jdwork.catalog.importing.wording import (
    LONGEST_ALIAS,
    LONGEST_NAME,
    LONGEST_PROSE,
    clean_text,
    display_name,
    shortened,
    split_sentences,
    title_aliases,
    unique,
)
from jdwork.errors import InputError

MOST_PHRASES = 40
"""Essential skills of an occupation that become KRAs; the most specific ones first."""

_OPTIONAL_COLUMNS = (
    "conceptType", "status", "code", "altLabels", "hiddenLabels", "scopeNote", "definition",
)  # fmt: skip
_DUTY_NOTE = re.compile(r"includes?\s+(?:also\s+)?people\s+(?P<duty>\w+ing\b.*)", re.IGNORECASE | re.DOTALL)
_NO_DUTY = re.compile(
    r"\s*(?:excludes?|includes?|see|cf|this concept)\b|.*https?://", re.IGNORECASE | re.DOTALL
)


@dataclass
class _Occupation:
    uri: str
    name: str
    code: str
    isco: str
    aliases: list[str]
    description: str
    more: list[str]
    """Duties told in scope note and definition."""
    phrases: list[str] = field(default_factory=list)


def read_esco(
    occupations: str | Path,
    *,
    skills: str | Path | None = None,
    relations: str | Path | None = None,
    progress: Progress | None = None,
) -> Imported:
    """Make a catalog of the ESCO classification.

    Parameters
    ----------
    occupations
        ``occupations_<language>.csv``, plain or packed as ``.gz``.
    skills
        ``skills_<language>.csv``; without it the roles have no skills.
    relations
        ``occupationSkillRelations_<language>.csv``, which needs ``skills``.
    progress
        Called every 1,000 rows.

    Returns
    -------
    Imported
        A role per occupation, its ESCO code (else the end of its URI) kept as ``source_code``; domains
        are the ISCO-08 sub-major groups. KRAs are the sentences of the description, duties told in scope
        note and definition, and essential skills; catalog skills are the knowledge concepts (weights:
        see `concepts.concept_weights`).

    Raises
    ------
    InputError
        If a file is missing, damaged, or lacks a column.
    """
    if relations is not None and skills is None:
        raise InputError(
            "Relations name skills by their URIs alone.",
            where=str(relations),
            hint="Give the skills file too.",
        )
    ledger = Ledger(f"ESCO files beside {Path(occupations).name}")
    found = _occupations(Path(occupations).expanduser(), ledger, progress)
    concepts = _concepts(Path(skills).expanduser(), ledger, progress) if skills is not None else {}
    if relations is not None:
        _relate(Path(relations).expanduser(), found, concepts, ledger, progress)
        _phrase(found, concepts)
    elif skills is not None:
        ledger.note("Without relations the skills are in the catalog, but linked to no role.")
    return ledger.close(_catalog(found, concepts, ledger).snapshot())


def _occupations(path: Path, ledger: Ledger, progress: Progress | None) -> dict[str, _Occupation]:
    found: dict[str, _Occupation] = {}
    with open_table(path, ledger, progress=progress) as table:
        uri, label = table.need("conceptUri"), table.need("preferredLabel")
        group, description = table.need("iscoGroup"), table.need("description")
        optional = {name: table.find(name) for name in _OPTIONAL_COLUMNS}
        for number, row in table:
            cell = {name: row[column] if column else "" for name, column in optional.items()}
            key, name = row[uri].strip(), clean_text(row[label])
            if not key or not name:
                ledger.leave_out("occupation without URI or label", at_row(table.name, number, key or name))
            elif (cell["conceptType"] or "Occupation").strip() != "Occupation":
                ledger.leave_out("row of another kind", at_row(table.name, number, cell["conceptType"]))
            elif cell["status"].strip() not in ("", "released"):
                ledger.leave_out(f"occupation is {cell['status'].strip()}", at_row(table.name, number, name))
            elif key in found:
                ledger.leave_out("occupation URI given twice", at_row(table.name, number, key))
            else:
                labels = [*_lines(cell["altLabels"]), *_lines(cell["hiddenLabels"])]
                aliases = [alias for text in (name, *labels) for alias in title_aliases(text)]
                found[key] = _Occupation(
                    uri=key,
                    name=name,
                    code=cell["code"].strip() or key.rstrip("/").rpartition("/")[2],
                    isco=isco_code(row[group]),
                    aliases=_short_enough(aliases, ledger, at_row(table.name, number)),
                    description=shortened(clean_text(row[description]), LONGEST_PROSE),
                    more=_told_duties(cell["scopeNote"], cell["definition"]),
                )
    if not found:
        raise InputError("The file has no occupations.", where=str(path), hint="Check that it is complete.")
    return found


def _lines(cell: str) -> list[str]:
    return [text for text in map(clean_text, cell.splitlines()) if text]


def _short_enough(aliases: Iterable[str], ledger: Ledger, where: str) -> list[str]:
    kept = []
    for alias in aliases:
        if len(alias) <= LONGEST_ALIAS:
            kept.append(alias)
        else:
            ledger.leave_out(f"alias of more than {LONGEST_ALIAS} characters", f"{where} ({alias[:40]}…)")
    return kept


def _told_duties(note: str, definition: str) -> list[str]:
    """Duties in a scope note ("Includes people doing …") and in a definition; what they exclude is none."""
    duties = []
    for line in _lines(note):
        for sentence in split_sentences(line):
            match = _DUTY_NOTE.fullmatch(sentence)
            if match:
                duties.append(match["duty"][0].upper() + match["duty"][1:])
    for line in _lines(definition):
        duties += [sentence for sentence in split_sentences(line) if not _NO_DUTY.match(sentence)]
    return duties


def _concepts(path: Path, ledger: Ledger, progress: Progress | None) -> dict[str, Concept]:
    found: dict[str, Concept] = {}
    with open_table(path, ledger, progress=progress) as table:
        uri, label, kind = table.need("conceptUri"), table.need("preferredLabel"), table.need("skillType")
        level, labels, status = (table.find(name) for name in ("reuseLevel", "altLabels", "status"))
        for number, row in table:
            key, name = row[uri].strip(), clean_text(row[label])
            if not key or not name or len(name) > LONGEST_NAME:
                ledger.leave_out("skill without URI or label", at_row(table.name, number, key or name))
            elif status and row[status].strip() not in ("", "released"):
                ledger.leave_out(f"skill is {row[status].strip()}", at_row(table.name, number, name))
            elif key in found:
                ledger.leave_out("skill URI given twice", at_row(table.name, number, key))
            else:
                found[key] = Concept(
                    uri=key,
                    label=name,
                    is_knowledge=row[kind].strip().casefold() == "knowledge",
                    reuse_level=clean_text(row[level]) if level else "",
                    aliases=_lines(row[labels]) if labels else [],
                )
    return found


def _relate(
    path: Path,
    occupations: Mapping[str, _Occupation],
    concepts: Mapping[str, Concept],
    ledger: Ledger,
    progress: Progress | None,
) -> None:
    with open_table(path, ledger, progress=progress) as table:
        occupation, skill = table.need("occupationUri"), table.need("skillUri")
        kind = table.need("relationType")
        for number, row in table:
            one, concept = row[occupation].strip(), concepts.get(row[skill].strip())
            if one not in occupations:
                ledger.leave_out("relation of no occupation", at_row(table.name, number, one))
            elif concept is None:
                ledger.leave_out("relation to no skill", at_row(table.name, number, row[skill].strip()))
            else:
                essential = row[kind].strip().casefold() == "essential"
                concept.occupations[one] = concept.occupations.get(one, False) or essential


def _phrase(occupations: Mapping[str, _Occupation], concepts: Mapping[str, Concept]) -> None:
    """Give each occupation its essential skills as KRA phrases, those that few others share first."""
    for concept in sorted(concepts.values(), key=lambda one: (len(one.occupations), one.label)):
        if concept.is_knowledge:
            continue
        phrase = concept.label[0].upper() + concept.label[1:]
        for uri, essential in concept.occupations.items():
            if essential and len(occupations[uri].phrases) < MOST_PHRASES:
                occupations[uri].phrases.append(phrase)


def _catalog(
    occupations: Mapping[str, _Occupation], concepts: Mapping[str, Concept], ledger: Ledger
) -> Entries:
    plain = prose_words(one.description for one in occupations.values())
    skills, slug_of = knowledge_skills(concepts, plain)
    weights = concept_weights(concepts, slug_of)
    entries = Entries(skills=skills)
    used = {isco_group(one.isco) for one in occupations.values()}
    entries.domains = [group.domain() for group in (*ISCO_GROUPS, OTHER_GROUP) if group in used]
    drop_shared_words({uri: one.aliases for uri, one in occupations.items()}, ledger)
    slugs = Slugs()
    for one in occupations.values():
        name = shortened(display_name(one.name), LONGEST_NAME)
        slug, collided = slugs.new(one.name, kind="occupation")
        if collided:
            ledger.note(f"Another occupation is called '{one.name}' too: {one.code} became '{slug}'.")
        kras = unique([*split_sentences(one.description), *one.more, *one.phrases])
        entries.roles.append(
            RoleFile(
                slug=slug,
                name=name,
                domain=isco_group(one.isco).slug,
                archetype=isco_archetype(one.isco),
                description=one.description or name,
                aliases=unique([name, *one.aliases]),
                kras=kras or [one.description or name],
                skills=weights.get(one.uri, {}),
                source_code=one.code[:LONGEST_NAME],
            )
        )
    _note_codes(occupations.values(), ledger)
    return entries


def _note_codes(occupations: Iterable[_Occupation], ledger: Ledger) -> None:
    codes = Counter(one.code for one in occupations)
    shared = sorted(code for code, count in codes.items() if count > 1)
    if shared:
        ledger.note(f"{len(shared)} codes stand for more than one occupation each, such as '{shared[0]}'.")
    strange = [one for one in occupations if isco_group(one.isco) is OTHER_GROUP]
    if strange:
        ledger.note(f"{len(strange)} occupations are of no ISCO-08 group, such as '{strange[0].name}'.")
