"""A role after one edit: its signals, and the edit in words."""

from __future__ import annotations

import numpy as np

from jdwork.catalog import CatalogSnapshot
from jdwork.catalog.edits import (
    AddKra,
    AddRoleAlias,
    CatalogEdit,
    DropKra,
    DropRoleAlias,
    DropRoleSkill,
    SetRoleSkill,
)
from jdwork.config import Settings
from jdwork.explain.reading import Reading
from jdwork.signals.kra import best_per_role, mean_of_best
from jdwork.signals.kra_signals import better_half
from jdwork.signals.lexical import role_text
from jdwork.signals.skill import build_skill_index, skill_scores, skill_vector


def role_signals(
    reading: Reading, snapshot: CatalogSnapshot, slug: str, settings: Settings
) -> dict[str, float]:
    """Compute the signals of one role of an edited catalog, against what the rest of it was before.

    Parameters
    ----------
    reading
        The JD, read again.
    snapshot
        The catalog after an edit of this role.
    slug
        The role.
    settings
        How many sentences are averaged.

    Returns
    -------
    dict of str to float
        ``kra``, ``kra_corrected``, ``lexical`` and ``skill``, as far as the edit touches them; the
        profile is left as it was.
    """
    before, role = reading.role(slug), snapshot.role(slug)
    position = reading.position(slug)
    changed: dict[str, float] = {}
    vectors = reading.detail.sentence_vectors
    if role.kras != before.kras and len(vectors):
        index = reading.pipeline.index.kra
        own, starts = reading.encoder.encode(role.kras), np.array([0, len(role.kras)])
        plain = best_per_role(vectors @ own.T, starts)[reading.detail.counted]
        changed["kra"] = float(mean_of_best(plain, top=settings.kra.top_sentences)[0])
        white = best_per_role(index.whitening(vectors) @ index.whitening(own).T, starts)
        top = better_half(len(vectors), settings.kra.top_sentences)
        changed["kra_corrected"] = float(mean_of_best(white, top=top)[0])
    if role.skills != before.skills:
        named = skill_vector(reading.record.skills, snapshot)
        weighted, reported = skill_scores(named[None, :], build_skill_index(snapshot))
        changed |= {"skill": float(weighted[0, position]), "skill_reported": float(reported[0, position])}
    words = reading.pipeline.index.lexical.vectorizer.transform([role_text(role, snapshot)])
    changed["lexical"] = float((reading.words @ words.T).toarray()[0, 0])
    return changed


def edit_in_words(edit: CatalogEdit, snapshot: CatalogSnapshot) -> str:
    """Say what an edit of a role does.

    Parameters
    ----------
    edit
        An alias, KRA or skill link, added or dropped; other edits are named by their class.
    snapshot
        Names role and skill.
    """
    match edit:
        case AddRoleAlias():
            what = f"the alias “{edit.alias}” added to"
        case DropRoleAlias():
            what = f"the alias “{edit.alias}” taken from"
        case AddKra():
            what = f"the KRA “{edit.kra}” added to"
        case DropKra():
            what = f"the KRA “{edit.kra}” taken from"
        case SetRoleSkill():
            what = f"the skill {snapshot.skill(edit.skill).display_name} (weight {edit.weight:g}) linked to"
        case DropRoleSkill():
            what = f"the skill {snapshot.skill(edit.skill).display_name} taken from"
        case _:
            return type(edit).__name__
    return f"{what} {snapshot.role(edit.role).display_name}"
