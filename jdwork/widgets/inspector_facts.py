"""What the inspector shows of one JD, as JSON values: plain text, to be set as text wherever it is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from jdwork.annotate import Annotation
from jdwork.catalog import CatalogSnapshot
from jdwork.config.compare import SettingChange
from jdwork.decide import CASE_MEANING
from jdwork.explain import Compared, Explanation, StoredDecision
from jdwork.output.highlight import highlight, marked_role
from jdwork.output.palette import role_color
from jdwork.output.shown import percent, shown_text
from jdwork.record import RunRecord
from jdwork.view.explanation import waterfall_bars, waterfall_finding
from jdwork.view.figures import OPEN, RIGHT, WRONG

SHOWN_CANDIDATES = 6
SHOWN_CHARACTERS = 60_000
"""Characters of a JD that are sent to the browser."""
OUTCOME_COLORS = {"right": RIGHT, "wrong": WRONG, "open": OPEN}


def outcome(role: str | None, label: str | None) -> str:
    """Tell how a decision stands to its label: ``right``, ``wrong``, or ``open`` where there is none."""
    if label is None:
        return "open"
    return "right" if role == label else "wrong"


def named_role(slug: str | None, snapshot: CatalogSnapshot) -> dict[str, Any] | None:
    """A role by slug, name and colour; one that the catalog lacks keeps its slug as its name."""
    if slug is None:
        return None
    known = slug in snapshot.role_index
    return {
        "slug": shown_text(slug),
        "name": shown_text(snapshot.role(slug).display_name if known else slug),
        "color": role_color(slug),
        "known": known,
    }


def decision_facts(
    decision: StoredDecision, *, text: str, label: str | None, relabelled: bool, snapshot: CatalogSnapshot
) -> dict[str, Any]:
    """Lay out what a run kept of a decision: quick, without classifier.

    Parameters
    ----------
    decision
        As the run has it.
    text
        The JD's text; empty where it cannot be read.
    label
        The label in force, which an analyst may have changed since.
    relabelled
        Whether one did.
    snapshot
        The run's catalog.
    """
    rank = decision.rank(label)
    state = outcome(decision.role, label)
    return {
        "id": decision.id,
        "heading": shown_text(decision.title or "(no title)"),
        "title": shown_text(decision.title or ""),
        "role": named_role(decision.role, snapshot),
        "label": named_role(label, snapshot),
        "relabelled": relabelled,
        "outcome": state,
        "color": OUTCOME_COLORS[state],
        "confidence": percent(decision.confidence),
        "case": decision.case,
        "case_meaning": CASE_MEANING.get(decision.case, ""),  # type: ignore[call-overload]
        "queued": decision.queued,
        "reason": shown_text(decision.reason),
        "rank": rank,
        "candidates": _candidates(decision, label, snapshot),
        "pairs": stored_pairs(decision, label, snapshot),
        "text": shown_text(text[:SHOWN_CHARACTERS]),
        "cut": max(len(text) - SHOWN_CHARACTERS, 0),
    }


def _candidates(
    decision: StoredDecision, label: str | None, snapshot: CatalogSnapshot
) -> list[dict[str, Any]]:
    shown = list(decision.candidates[:SHOWN_CANDIDATES])
    # The label is what the decision is measured by: it is shown however far down it stands.
    shown += [one for one in decision.candidates[SHOWN_CANDIDATES:] if one[0] == label]
    return [
        {
            **(named_role(slug, snapshot) or {}),
            "rank": decision.rank(slug),
            "probability": float(chance),
            "percent": percent(float(chance)),
            "chosen": slug == decision.role,
            "gold": slug == label,
        }
        for slug, chance in shown
    ]


def pairs_of(decision: StoredDecision, label: str | None) -> list[tuple[str, str, str]]:
    """The comparisons that are shown, as name, first and second role.

    The role that was chosen (or came first) against the label where that is another, and against the
    runner-up where that is a third.
    """
    order = [slug for slug, _ in decision.candidates]
    first = decision.role or (order[0] if order else None)
    if first is None:
        return []
    pairs = [("label", first, label)] if label is not None and label != first else []
    second = decision.runner_up
    if second is not None and second != label:
        pairs.append(("runner-up", first, second))
    return pairs or ([("runner-up", first, second)] if second is not None else [])


def stored_pairs(
    decision: StoredDecision, label: str | None, snapshot: CatalogSnapshot
) -> list[dict[str, Any]]:
    """The comparisons by the signals that the run kept; one that it kept nothing of says so."""
    made = []
    for kind, first, second in pairs_of(decision, label):
        compared = decision.compare(first, second)
        made.append(
            pair_facts(kind, compared, names=(first, second), snapshot=snapshot)
            if compared is not None
            else _unknown_pair(kind, first, second, snapshot)
        )
    return made


def pair_facts(
    kind: str, compared: Compared, *, names: tuple[str, str], snapshot: CatalogSnapshot
) -> dict[str, Any]:
    """Two roles compared, as a waterfall ready to be drawn."""
    bars = waterfall_bars(compared)
    return {
        "kind": kind,
        "first": named_role(names[0], snapshot),
        "second": named_role(names[1], snapshot),
        "finding": shown_text(waterfall_finding(compared)),
        "bars": [
            {
                "signal": bar.signal,
                "amount": bar.amount,
                "start": bar.start,
                "end": bar.end,
                "behind": [shown_text(line) for line in bar.behind],
            }
            for bar in bars
        ],
    }


def _unknown_pair(kind: str, first: str, second: str, snapshot: CatalogSnapshot) -> dict[str, Any]:
    known = second in snapshot.role_index
    return {
        "kind": kind,
        "first": named_role(first, snapshot),
        "second": named_role(second, snapshot),
        "finding": "This role was no candidate, so the run kept no signals of it; they are being worked out."
        if known
        else "The run's catalog has no such role: there is nothing to compare.",
        "bars": [],
    }


def evidence_facts(
    record: RunRecord,
    told: Iterable[tuple[str, Explanation]],
    *,
    note: str | None,
    snapshot: CatalogSnapshot,
) -> dict[str, Any]:
    """Lay out what classifying the JD again shows: marked text, and sources behind the bars.

    Parameters
    ----------
    record
        The JD, classified again.
    told
        Explanations by the name of their comparison.
    note
        Why it is not what the run decided, if so.
    snapshot
        The run's catalog.
    """
    text = shown_text(record.jd.text)
    stretches, at = [], 0
    for stretch in highlight(record):
        end = at + len(stretch.text)
        if at < SHOWN_CHARACTERS:
            stretches.append(
                [text[at : min(end, SHOWN_CHARACTERS)], " ".join(stretch.marks), shown_text(stretch.note)]
            )
        at = end
    marked = marked_role(record)
    return {
        "id": record.jd.id,
        "stretches": stretches,
        "marked": shown_text(marked.display_name) if marked is not None else "",
        "pairs": [
            pair_facts(kind, one, names=(one.roles[0], one.roles[1]), snapshot=snapshot)
            for kind, one in told
            if len(one.roles) > 1
        ],
        "skills": [[skill.slug, shown_text(skill.display_name)] for skill in record.skills.found],
        "note": shown_text(note or ""),
    }


def change_facts(told: Explanation) -> dict[str, Any]:
    """Lay out the smallest changes that would have decided otherwise; edits by their place in the list."""
    found = [
        {
            "sentence": shown_text(one.sentence),
            "kind": one.kind,
            "reaches": one.reaches,
            "number": number,
            "edit": not isinstance(one.change, SettingChange),
        }
        for number, one in enumerate(told.counterfactuals)
    ]
    return {
        "id": told.record.jd.id,
        "found": found,
        "nearest": [shown_text(one.sentence) for one in told.nearest],
        "notes": [shown_text(note) for note in told.notes],
    }


def near_facts(
    near: Sequence[tuple[str, float]],
    rows: Mapping[str, Mapping[str, Any]],
    snapshot: CatalogSnapshot,
    label_of: Callable[[str], str | None],
) -> list[dict[str, Any]]:
    """Lay out the nearest JDs: title, role, label, how near."""
    made = []
    for id, similarity in near:
        row = rows[id]
        label = label_of(id)
        state = outcome(row["role"], label)
        made.append(
            {
                "id": id,
                # Without a title the id tells JDs apart.
                "title": shown_text(row["title"] or id),
                "role": named_role(row["role"], snapshot),
                "label": named_role(label, snapshot),
                "outcome": state,
                "color": OUTCOME_COLORS[state],
                "similarity": f"{similarity:.2f}",
            }
        )
    return made


_SAID = {
    "relabel": "label",
    "comment": "comment",
    "review": "sent to review",
    "edit": "catalog edit drafted",
    "undo": "undone",
}


def annotation_facts(one: Annotation, snapshot: CatalogSnapshot) -> dict[str, Any]:
    """Lay out an annotation for the history under a JD."""
    said = _SAID.get(one.kind, one.kind)
    if one.kind == "undo":
        of = _SAID.get(str(one.facts.get("of")), "annotation")
        said = f"{of} {'done again' if one.facts.get('again') else 'undone'}"
    elif one.kind == "relabel" and one.label is None:
        said = str(one.facts.get("verdict", said)).replace("_", " ")
    return {
        "id": one.id,
        "kind": one.kind,
        "said": shown_text(said),
        "label": named_role(one.label, snapshot) if one.kind == "relabel" else None,
        "text": shown_text(one.text),
        "edit": shown_text(_edit_words(one.facts.get("edit"))),
        "by": shown_text(one.by),
        "at": f"{one.at:%Y-%m-%d %H:%M}",
        "undone": one.undone,
        "undoes": one.undoes,
    }


def _edit_words(edit: Any) -> str:
    """An edit as it stands in the facts of an annotation, in a line."""
    if not isinstance(edit, Mapping):
        return ""
    for name, word in (("alias", "alias"), ("kra", "KRA"), ("skill", "skill")):
        if name in edit:
            return f"{edit.get('role', '')} + {word} “{edit[name]}”"
    return str(edit.get("edit", ""))
