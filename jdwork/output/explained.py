"""An explanation as HTML: bars, sources, and what would have changed the decision; no script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jdwork.output.palette import role_color

if TYPE_CHECKING:
    from jdwork.explain import Explanation, Source

LISTED_SOURCES = 3
"""Sources shown for one signal of a role."""
LONGEST = 240
"""Characters of a sentence that are shown."""
GROUPS = (
    ("threshold", "A threshold"),
    ("weight", "A weight of the evidence"),
    ("addition", "An addition to the catalog"),
    ("removal", "A removal from the catalog"),
)


def explanation_card(explanation: Explanation) -> str:
    """Render an explanation for a notebook cell; its styles reach nothing outside it.

    Parameters
    ----------
    explanation
        Of any decision.

    Returns
    -------
    str
        One ``div``, everything that comes from the JD or the catalog escaped.
    """
    from jdwork.output.run_page import environment

    template = environment().get_template("explanation_card.html.j2")
    decision = explanation.record.decision
    return template.render(
        told=explained(explanation),
        decision=decision,
        color=role_color(decision.role or decision.new_role_slug or "none"),
    )


def explained(explanation: Explanation) -> dict[str, Any]:
    """What the templates show of an explanation.

    Parameters
    ----------
    explanation
        Of any decision.

    Returns
    -------
    dict
        ``roles`` (slug, name, colour, evidence), ``rows`` (one per signal that says something), ``gap``,
        ``decisive``, ``groups`` of changes with their sentences, ``nearest``, ``notes``.
    """
    contributions = explanation.contributions
    names = explanation.names or explanation.roles
    widest = max((abs(share) for added in contributions.values() for share in added), default=0.0) or 1.0
    roles: list[dict[str, Any]] = [
        {
            "slug": slug,
            "name": name,
            "color": role_color(slug),
            "evidence": sum(added[side] for added in contributions.values()),
        }
        for side, (slug, name) in enumerate(zip(explanation.roles, names, strict=True))
    ]
    rows = [
        {
            "signal": signal,
            "gap": explanation.gaps.get(signal),
            "sides": [
                {
                    "role": role,
                    "adds": share,
                    "width": abs(share) / widest,
                    "against": share < 0,
                    "sources": _sources(explanation.sources_of(signal, role["slug"])),
                }
                for role, share in zip(roles, added, strict=True)
            ],
        }
        for signal, added in contributions.items()
        if any(added)
    ]
    groups = [
        (title, [_cut(one.sentence) for one in explanation.counterfactuals if one.kind == kind])
        for kind, title in GROUPS
    ]
    return {
        "roles": roles,
        "rows": rows,
        "gap": explanation.gap,
        "decisive": explanation.decisive,
        "groups": [(title, sentences) for title, sentences in groups if sentences],
        "nearest": [_cut(one.sentence) for one in explanation.nearest],
        "notes": list(explanation.notes),
    }


def _sources(found: tuple[Source, ...]) -> list[dict[str, Any]]:
    return [
        {
            "said": _cut(one.said),
            "meets": _cut(one.meets) if one.meets != one.said else "",
            "words": ", ".join(one.words),
            "value": one.value,
            "adds": one.adds,
            "places": ", ".join(f"{start}–{end}" for start, end in one.spans[:5]),
        }
        for one in found[:LISTED_SOURCES]
    ]


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST].rstrip()} …"
