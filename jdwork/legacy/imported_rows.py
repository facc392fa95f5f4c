"""Legacy runs as rows of a run folder: decisions, signals, figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jdwork.decide import CASES
from jdwork.legacy.model import LegacyRun, mapping, mappings, number, words_of
from jdwork.legacy.roles import Today
from jdwork.legacy.skill_diff import legacy_skills


def _slug(today: Today, slug: str | None) -> str | None:
    """A legacy slug, moved along today's redirects; itself where the catalog does not know it."""
    return today.role(slug) or slug if slug else None


def decision_row(run: LegacyRun, today: Today, label: str | None) -> dict[str, Any]:
    """Lay a legacy decision out as a row of ``decisions.parquet``.

    Its role moves along the catalog's redirects, so that it can be held against labels of today.
    """
    from jdwork.text.sound import sound_text

    decision = run.decision
    rejected = mapping(run.api1).get("rejected") is True or run.case == "REJECT"
    new = decision.get("is_new_role") is True or run.case == "E"
    chosen = None if rejected or new else _slug(today, run.slug)
    ranked = [
        _slug(today, words_of(role.get("slug")))
        for signal in ("alias_match_roles", "kra_match_roles", "skill_match_roles")
        for role in mappings(run.signals, signal)
    ]
    skills = [slug or name for name, slug in legacy_skills(run, today).items()]
    confidence = 0.0 if run.confidence is None else min(max(run.confidence, 0.0), 1.0)
    case = "REJECT" if rejected else run.case or ""
    return {
        "id": run.run_id,
        "run_id": run.run_id,
        "title": None,
        "role": chosen,
        "confidence": confidence,
        "case": case if case in CASES else "",
        "queued": decision.get("queued") is True or run.resolution == "queued",
        "candidates": list(dict.fromkeys(slug for slug in (chosen, *ranked) if slug)),
        # The pages give no probability but the chosen role's.
        "probabilities": [],
        "candidate_set": [],
        "support": None,
        "domain": None,
        "reason": sound_text(
            words_of(decision.get("reasoning"))
            or words_of(mapping(run.api1).get("rejection_reason"))
            or "The page gives no reason."
        ),
        "new_role": run.role if new else None,
        "skills": [sound_text(skill) for skill in skills],
        "label": label,
        "date": None,
    }


def signal_columns(runs: Sequence[LegacyRun], today: Today) -> tuple[dict[str, list[Any]], str | None]:
    """Signals as far as the pages have them, and the roles that today's catalog lacks."""
    from jdwork.signals import SIGNALS

    columns: dict[str, list[Any]] = {name: [] for name in ("id", "passed", "role", *SIGNALS)}
    lacking: set[str] = set()
    kept = {"alias": "alias_match_roles", "kra": "kra_match_roles", "skill_reported": "skill_match_roles"}
    for run in runs:
        figures: dict[str, dict[str, float]] = {}
        for signal, key in kept.items():
            for role in mappings(run.signals, key):
                named = words_of(role.get("slug")) or words_of(role.get("display_name")) or "?"
                slug = today.block(role)
                if slug is None:
                    lacking.add(named)
                    continue
                held = figures.setdefault(slug, {})
                held[signal] = max(held.get(signal, 0.0), number(role.get("score")) or 0.0)
        order = today.snapshot.role_index
        for slug in sorted(figures, key=order.__getitem__):
            columns["id"].append(run.run_id)
            columns["passed"].append(mapping(run.api1).get("rejected") is not True)
            columns["role"].append(slug)
            for name in SIGNALS:
                columns[name].append(figures[slug].get(name, 0.0))
    return columns, ", ".join(sorted(lacking)[:8]) or None


def metrics_of(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Score decision rows against their labels, as ``metrics.json`` holds it."""
    from jdwork.evaluate import score

    labelled = [row for row in rows if row["label"]]
    if not labelled:
        return {"labelled": 0}
    figures = score(
        [row["label"] for row in labelled],
        [row["role"] for row in labelled],
        [row["confidence"] for row in labelled],
        [row["candidates"][:5] for row in labelled],
    )
    return {"labelled": len(labelled), **figures.to_dict()}
