"""The three signals side by side, and where the legacy ranking follows from a poor catalog entry."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence

from jdwork.legacy.finding import DiffRow, Finding, Stage, listed
from jdwork.legacy.model import Block, LegacyRun, mappings, number, words_of
from jdwork.legacy.parse_diff import parsed_of
from jdwork.legacy.roles import Said, Today
from jdwork.record import RoleSignal, RunRecord

HUB_WORDS = 8
"""A KRA of at most so many words says little that tells one job from another."""
TOP_SENTENCES = 3
"""Sentences whose mean is a role's KRA score."""

_SIGNALS: tuple[tuple[Stage, str, str], ...] = (
    ("kra", "kra_match_roles", "kra"),
    ("alias", "alias_match_roles", "alias"),
    ("skill_signal", "skill_match_roles", "skill"),
)


def signal_rows(run: LegacyRun, record: RunRecord | None, today: Today) -> list[DiffRow]:
    """Lay the rankings side by side, place by place."""
    rows = []
    for stage, key, name in _SIGNALS:
        theirs = mappings(run.signals, key)
        ours: Sequence[RoleSignal] = getattr(record.evidence, name) if record else ()
        for place, (left, right) in enumerate(itertools.zip_longest(theirs, ours), 1):
            same = left is not None and right is not None and today.block(left) == right.slug
            told = f"{_name(left)} {number(left.get('score')) or 0:.4f}" if left is not None else None
            said = f"{right.display_name} {right.score:.4f}" if right is not None else None
            rows.append(DiffRow(stage, f"{place}", told, said, same))
    return rows


def signal_findings(run: LegacyRun, record: RunRecord | None, today: Today) -> Iterator[Finding]:
    """Find rankings that do not bear the decision out, and what bent them."""
    yield from _kra_findings(run, record, today)
    yield from _alias_findings(run, record, today)
    yield from _skill_findings(run, record)


def _kra_findings(run: LegacyRun, record: RunRecord | None, today: Today) -> Iterator[Finding]:
    ranked = mappings(run.signals, "kra_match_roles")
    if not ranked:
        return
    ours = record.evidence.kra[0] if record and record.evidence.kra else None
    first, chosen = ranked[0], today.chosen(run)
    best = today.block(first)
    if run.slug is not None and words_of(first.get("slug")) != run.slug and (best is None or best != chosen):
        own = next((one for one in ranked if words_of(one.get("slug")) == run.slug), None)
        behind = f", the chosen {run.role} has {number(own.get('score')):.4f}" if own is not None else ""
        yield Finding(
            run.run_id,
            "kra",
            "best-kra-not-chosen",
            "The best KRA score belongs to another role",
            f"{_name(first)} {number(first.get('score')) or 0:.4f}{behind}",
            f"{ours.display_name} {ours.score:.4f}" if ours else "no KRA score",
            _hub_reason(first) or "The ranking speaks against the decision.",
        )
    holders: dict[str, list[str]] = {}
    for role in ranked:
        for text in {words_of(pair.get("kra_text")) for pair in mappings(role, "kra_matches")} - {None}:
            holders.setdefault(str(text), []).append(_name(role))
    told = set()
    for role in ranked:
        hub = _hub(role)
        if hub is None or hub[0] in told:
            continue
        told.add(hub[0])
        kra, taken, sentences = hub
        shared = listed(holders[kra]) or ""
        yield Finding(
            run.run_id,
            "kra",
            "hub-kra",
            "One short KRA takes most sentences",
            f"{shared}: “{kra}”",
            "a similarity corrected for hubs decides, the raw one is shown",
            f"{len(kra.split())} words; {taken} of the {sentences} best sentences are nearest to it.",
        )
    for kra, names in holders.items():
        if len(names) > 1:
            yield Finding(
                run.run_id,
                "catalog",
                "shared-kra",
                "Several roles have the same KRA",
                f"“{kra}”: {listed(names)}",
                "a KRA belongs to one role",
                "Whatever it draws counts for each of them alike.",
            )
    for role in ranked:
        values = sorted(
            (
                v
                for pair in mappings(role, "kra_matches")
                if (v := number(pair.get("similarity"))) is not None
            ),
            reverse=True,
        )[:TOP_SENTENCES]
        score = number(role.get("score"))
        if values and score is not None and abs(sum(values) / len(values) - score) > 1.5e-4:
            yield Finding(
                run.run_id,
                "kra",
                "kra-score",
                "A KRA score is not the mean of its sentences",
                f"{_name(role)} {score:.4f}",
                f"{sum(values) / len(values):.4f}",
                f"Mean of the {len(values)} best similarities on the page.",
            )


def _hub(role: Block) -> tuple[str, int, int] | None:
    """The short KRA that at least two, and two thirds, of a role's best sentences are nearest to."""
    pairs = mappings(role, "kra_matches")
    counts = Counter(text for pair in pairs if (text := words_of(pair.get("kra_text"))))
    for text, taken in counts.most_common(1):
        if taken >= 2 and 3 * taken >= 2 * len(pairs) and len(text.split()) <= HUB_WORDS:
            return text, taken, len(pairs)
    return None


def _hub_reason(role: Block) -> str | None:
    hub = _hub(role)
    if hub is None:
        return None
    return f"Its short KRA “{hub[0]}” takes {hub[1]} of {hub[2]} sentences: a hub, which suits any job."


def _alias_findings(run: LegacyRun, record: RunRecord | None, today: Today) -> Iterator[Finding]:
    roles = mappings(run.signals, "alias_match_roles")
    ours = record.decision.alias_roles if record else ()
    if len(roles) > 1:
        distinct = {today.block(role) or words_of(role.get("slug")) for role in roles}
        why = f"They are {len(distinct)} different roles of today's catalog."
        if len(distinct) < len(roles):
            why = f"Only {len(distinct)} of them are different jobs; the rest are duplicate entries."
        yield Finding(
            run.run_id,
            "alias",
            "alias-collision",
            "Several roles carry the title",
            listed([f"{_name(role)} ({role.get('role_id')})" for role in roles]) or "",
            listed([today.snapshot.role(slug).display_name for slug in ours]) or "no role",
            why,
            "open" if len(ours) > 1 else "legacy",
        )
    parsed = parsed_of(run)
    title = words_of(parsed.get("role"))
    aliases = parsed.get("role_aliases")
    if not run.jd_text or not isinstance(aliases, list):
        return
    said = Said(run.jd_text)
    own = today.carriers(title) if title else set()
    held = {slug for role in roles if (slug := today.block(role))}
    for alias in aliases:
        if not isinstance(alias, str) or said.holds(alias):
            continue
        brought = (today.carriers(alias) & held) - own
        if brought:
            names = [today.snapshot.role(slug).display_name for slug in sorted(brought)]
            yield Finding(
                run.run_id,
                "alias",
                "invented-alias",
                "A made-up alias brought a role in",
                f"“{alias}” → {listed(names)}",
                "only spellings of the stated title are tried",
                f"The text says “{title}” and never “{alias}”.",
            )


def _skill_findings(run: LegacyRun, record: RunRecord | None) -> Iterator[Finding]:
    full = [
        role for role in mappings(run.signals, "skill_match_roles") if (number(role.get("score")) or 0) >= 1
    ]
    skills = {skill for role in full for skill in _strings(role.get("matched_skills"))}
    if len(full) > 1 and len(skills) == 1:
        ours = record.evidence.skill[0] if record and record.evidence.skill else None
        yield Finding(
            run.run_id,
            "skill_signal",
            "one-skill-full-score",
            "One skill gives several roles a full score",
            f"{len(full)} roles at 1.0 by “{next(iter(skills))}”: {listed([_name(role) for role in full])}",
            f"{ours.display_name} {ours.score:.4f} ({ours.matched_count} of {ours.total_count})"
            if ours
            else "no role",
            "A share of the extracted skills is 1 whenever there is one; fusion weighs a skill by how few "
            "roles have it.",
        )
    chosen = run.slug
    if full and chosen and all(words_of(role.get("slug")) != chosen for role in full):
        yield Finding(
            run.run_id,
            "skill_signal",
            "chosen-without-skill",
            "The chosen role has no full score",
            f"{run.role}: not among {listed([_name(role) for role in full])}",
            "every signal of the chosen role is shown",
            "The skill signal speaks for other roles alone.",
            "open",
        )


def _strings(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _name(role: Block) -> str:
    return words_of(role.get("display_name")) or words_of(role.get("slug")) or "a role without a name"
