"""What a review panel says of an item and of an effect, as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from jdwork.catalog import CatalogSnapshot
from jdwork.catalog.edits import (
    AddRole,
    AddSkill,
    AddSkillAlias,
    CatalogEdit,
    LinkRoleDimension,
    LinkSkillDimension,
)
from jdwork.errors import ReviewError
from jdwork.explain.edited_role import edit_in_words
from jdwork.output.shown import shown_text
from jdwork.review import Choices, Outcome, ReviewItem, ShownItem
from jdwork.review.choices import TAKES

if TYPE_CHECKING:
    import pandas as pd

    from jdwork.whatif import EditEffect

SIGHTINGS = 6
"""Places shown of an item."""
MANY = frozenset({"aliases", "kras", "skills", "dimensions"})
"""Choices that hold several values, parted by semicolons."""
FIELDS = tuple(each.name for each in fields(Choices))


def item_frame(items: Sequence[ReviewItem], *, states: dict[str, str]) -> pd.DataFrame:
    """Rows of the queue: what each item is, what it is about, and what became of it."""
    import pandas as pd

    rows = [
        (
            str(item.id),
            item.kind,
            _line(item.name),
            " / ".join(part for part in (item.role, item.skill, item.dimension) if part),
            item.seen,
            states.get(str(item.id), item.status),
        )
        for item in items
    ]
    return pd.DataFrame(rows, columns=["id", "kind", "name", "about", "seen", "status"])


def item_facts(shown: ShownItem) -> dict[str, Any]:
    """What is known of an item: where it was seen, how it was written, what the catalog has like it."""
    item, evidence = shown.item, shown.evidence
    return {
        "id": str(item.id),
        "kind": item.kind,
        "name": _line(item.name),
        "about": [part for part in (item.role, item.skill, item.dimension) if part],
        "status": item.status,
        "seen": item.seen,
        "sightings": [
            {
                "jd": _line(one.title or one.jd_name),
                "role": one.role or "",
                "snippet": shown_text(one.snippet),
                "name": shown_text(one.name),
            }
            for one in evidence.sightings[:SIGHTINGS]
        ],
        "spellings": [(_line(text), count) for text, count in list(evidence.spellings.items())[:6]],
        "roles": list(evidence.roles.items())[:6],
        "similar": [(one.kind, one.slug, _line(one.text), one.score) for one in evidence.similar[:6]],
        "decisions": [
            {"verdict": one.verdict, "by": one.by, "note": one.note, "at": f"{one.at:%Y-%m-%d %H:%M}"}
            for one in item.decisions
        ],
        "takes": [name for name in FIELDS if name in TAKES[item.kind]],
    }


def plan_facts(outcomes: Sequence[Outcome], snapshot: CatalogSnapshot) -> dict[str, Any]:
    """What approving would do, in sentences."""
    return {
        "edits": [edit_words(edit, snapshot) for outcome in outcomes for edit in outcome.edits],
        "notes": [note for outcome in outcomes for note in outcome.notes],
        "problem": "",
    }


def effect_facts(effect: EditEffect) -> dict[str, Any]:
    """The effect of an edit in words and figures."""
    return {
        "said": effect.in_words(),
        "reach": effect.reach.in_words(),
        "notes": list(effect.notes),
        "fixed": effect.fixed,
        "broken": effect.broken,
        "moved": effect.count("moved"),
        "kept": effect.count("kept"),
        "unchanged": effect.unchanged,
        "seconds": round(effect.seconds, 1),
    }


def effect_frame(effect: EditEffect | None) -> pd.DataFrame:
    """Rows of the JDs that change, what is broken first."""
    import pandas as pd

    names = [
        "id",
        "effect",
        "title",
        "label",
        "role_before",
        "role_after",
        "confidence_before",
        "confidence_after",
    ]
    if effect is None:
        return pd.DataFrame(columns=names)
    order = {"broken": 0, "fixed": 1, "moved": 2, "kept": 3}
    frame = effect.changed[names].copy()
    frame = frame.sort_values("effect", key=lambda column: column.map(order), kind="stable")
    for name in ("title", "label", "role_before", "role_after"):
        frame[name] = [one if isinstance(one, str) else "" for one in frame[name]]
    return frame.reset_index(drop=True)


def edit_words(edit: CatalogEdit, snapshot: CatalogSnapshot) -> str:
    """Say what an edit does to the catalog."""
    match edit:
        case AddRole():
            return f"a new role “{edit.role.display_name}” ({edit.role.slug}) in {edit.role.domain}"
        case AddSkill():
            where = f", in {', '.join(edit.dimensions)}" if edit.dimensions else ""
            return (
                f"a new skill “{edit.skill.display_name}” ({edit.skill.slug}) of {edit.skill.category}, "
                f"{edit.skill.sub_category}{where}"
            )
        case AddSkillAlias():
            return f"the skill {edit.skill} also written “{edit.text}”"
        case LinkRoleDimension():
            return f"the dimension {edit.dimension} linked to the role {edit.role}"
        case LinkSkillDimension():
            return f"the skill {edit.skill} in the dimension {edit.dimension}"
        case _:
            try:
                return edit_in_words(edit, snapshot)
            except Exception:  # a name that only a part of the same plan brings in
                return " ".join(str(getattr(edit, each.name)) for each in fields(edit))


def choices_from(values: dict[str, str]) -> Choices | None:
    """Read what was typed; None where nothing was.

    Raises
    ------
    ReviewError
        If the weight is no number.
    """
    made: dict[str, Any] = {}
    for name, text in values.items():
        if name not in FIELDS or not (word := text.strip()):
            continue
        if name == "weight":
            try:
                made[name] = float(word)
            except ValueError:
                raise ReviewError(f"The weight '{word}' is no number.", hint="Write 0.5.") from None
        elif name in MANY:
            made[name] = tuple(part.strip() for part in word.split(";") if part.strip())
        else:
            made[name] = word
    return Choices(**made) if made else None


def _line(text: str, length: int = 160) -> str:
    line = " ".join(shown_text(text).split())
    return line if len(line) <= length else f"{line[: length - 1]}…"
