"""Decision, details, catalog and costs side by side."""

from __future__ import annotations

from collections.abc import Iterator

from jdwork.legacy.finding import DiffRow, Finding, Wrong, listed, shown
from jdwork.legacy.model import Block, LegacyRun, mapping, mappings, words_of
from jdwork.legacy.roles import Said, Today, plain_words, role_references
from jdwork.record import RunRecord

SURE = 0.9
"""A confidence from which a decision should have something to stand on."""
_COSTS = ("llm_cost_api1_usd", "llm_cost_api2_usd", "llm_cost_api3_usd", "llm_cost_total_usd")
_FACTS = {
    "Category": "category",
    "Sub-category": "sub_category",
    "Skill nature": "nature",
    "Volatility": "volatility",
    "Typical lifespan": "lifespan",
    "Version strategy": "version_strategy",
}


def decision_rows(run: LegacyRun, record: RunRecord | None, today: Today) -> list[DiffRow]:
    """Lay the decisions side by side."""
    theirs, ours = run.decision, record.decision if record else None
    role = today.chosen(run)
    name = f"{run.role} ({run.slug})" if run.slug and run.role else run.role or run.slug
    queued = theirs.get("queued")
    asked = theirs.get("llm2_fired")
    confidence = None if run.confidence is None else f"{run.confidence:.0%}"
    pairs = [
        (
            "role",
            name,
            f"{today.name(ours.role)} ({ours.role})" if ours and ours.role
            else ours.new_role_name if ours else None,
            ours is not None and role is not None and role == ours.role,
        ),
        ("case", run.case, ours.case if ours else None, ours is not None and run.case == ours.case),
        (
            "confidence",
            confidence,
            f"{ours.confidence:.0%}" if ours else None,
            ours is not None and confidence == f"{ours.confidence:.0%}",
        ),
        ("queued", shown(queued), shown(ours.queued) if ours else None,
         ours is not None and queued == ours.queued),
        ("model asked", shown(asked), shown(bool(record.calls)) if record else None,
         record is not None and asked == bool(record.calls)),
        ("reason", shown(theirs.get("reasoning")), shown(ours.reason) if ours else None, False),
    ]  # fmt: skip
    return [DiffRow("decision", what, left, right, bool(same)) for what, left, right, same in pairs]


def decision_findings(
    run: LegacyRun, record: RunRecord | None, today: Today, *, label: str | None
) -> Iterator[Finding]:
    """Find decisions that differ, miss the label, or are surer than their evidence."""
    theirs, ours = today.chosen(run), record.decision.role if record else None
    our_name = today.name(ours) or "no role"
    confidence = record.decision.confidence if record else 0.0
    if record is not None and (theirs is None or theirs != ours) and (run.slug or run.role):
        wrong: Wrong = "open"
        if label is not None and (theirs == label) != (ours == label):
            wrong = "ours" if theirs == label else "legacy"
        why = "There is no label that says which is right." if label is None else f"The label is {label}."
        if theirs is None:
            why = "Today's catalog has no role of that slug, name or id. " + why
        yield Finding(
            run.run_id,
            "decision",
            "role-differs",
            "The roles differ",
            f"{run.role} ({run.slug}), case {run.case}, {run.confidence or 0:.0%}",
            f"{our_name}, case {record.decision.case}, {confidence:.0%}",
            why,
            wrong,
        )
    elif record is not None and label is not None and theirs is not None and theirs != label:
        yield Finding(
            run.run_id,
            "decision",
            "both-wrong",
            "Both miss the label",
            f"{run.role} ({run.slug})",
            our_name,
            f"The label is {label}.",
            "ours",
        )
    signals = run.signals
    if (
        signals
        and (run.confidence or 0) >= SURE
        and not mappings(signals, "alias_match_roles")
        and not mappings(signals, "skill_match_roles")
    ):
        yield Finding(
            run.run_id,
            "decision",
            "unbacked-confidence",
            "No alias and no skill stand behind the confidence",
            f"case {run.case}, {run.confidence:.0%}",
            f"{confidence:.0%}, calibrated",
            "No role carried the title, and no extracted skill was a role's: the figure is the model's own.",
        )


def detail_rows(run: LegacyRun, record: RunRecord | None, today: Today) -> list[DiffRow]:
    """Lay each legacy skill's dimensions and facts beside what today's catalog has for it."""
    rows = []
    facts = {card.name: card.facts for card in run.skills if card.name}
    for detail in mappings(run.api2, "skills_detail"):
        name = words_of(detail.get("input_skill")) or "?"
        slug = today.skill(name)
        theirs = [words_of(mapping(one, "dimension").get("display_name")) or "?"
                  for one in mappings(detail, "dimensions")]  # fmt: skip
        ours = [one.display_name for one in today.dimensions(slug)]
        rows.append(
            DiffRow("details", f"{name}: dimensions", listed(theirs), listed(ours), set(theirs) == set(ours))
        )
        told = dict(facts.get(name, {}))
        derived = mapping(detail, "new_skill_meta", "derived") or mapping(detail, "canonical")
        for label, key in (("Skill nature", "skill_nature"), ("Volatility", "volatility"),
                           ("Typical lifespan", "typical_lifespan")):  # fmt: skip
            if label not in told and (value := words_of(derived.get(key))):
                told[label] = value
        for label, attribute in _FACTS.items():
            if label in told:
                value = str(getattr(today.snapshot.skill(slug), attribute)) if slug else None
                rows.append(
                    DiffRow("details", f"{name}: {label.lower()}", told[label], value, told[label] == value)
                )
    return rows


def detail_findings(run: LegacyRun, record: RunRecord | None, today: Today) -> Iterator[Finding]:
    """Find dimensions that the chosen role lacks, or that belong to another role by their name."""
    chosen = today.chosen(run)
    ours = record.decision.role if record else None
    said = Said(run.jd_text)
    works = mappings(run.api3, "persistence", "items") or mappings(run.api2, "dimensions")
    for work in works:
        dimension = mapping(work, "dimension")
        name = words_of(dimension.get("display_name"))
        skill = words_of(work.get("input_skill"))
        if name is None or skill is None:
            continue
        roles = mappings(work, "roles_from_db")
        if _under(roles, run, today, chosen):
            continue
        reasons = [
            f"It is under {listed([words_of(role.get('display_name')) or '?' for role in roles])}."
            if roles
            else "It leads to no role at all."
        ]
        other = _namesake(name, today, chosen)
        if other is not None:
            reasons.append(f"Its name is that of {today.name(other)}.")
            named = set(plain_words(today.name(other) or ""))
            unsaid = [word for word in plain_words(name) if word in named and not said.holds_some_form(word)]
            if unsaid and run.jd_text:
                reasons.append(f"The text never says “{unsaid[0]}”.")
        own, better = _dimensions_today(skill, ours or chosen, name, today)
        if not better:
            reasons.append("Today's catalog has the same link.")
        yield Finding(
            run.run_id,
            "details",
            "foreign-dimension",
            "A skill's dimension is not the chosen role's",
            f"{skill} → {name}; chosen: {run.role}",
            own,
            " ".join(reasons),
            "legacy" if better else "open",
        )


def _under(roles: tuple[Block, ...], run: LegacyRun, today: Today, chosen: str | None) -> bool:
    """Whether the chosen role is one of a dimension's roles, by id, slug, or what they are today."""
    for role in roles:
        if run.role_id is not None and role.get("id") == run.role_id:
            return True
        if run.slug is not None and role.get("slug") == run.slug:
            return True
        if chosen is not None and today.block(role) == chosen:
            return True
    return False


def _namesake(name: str, today: Today, chosen: str | None) -> str | None:
    """Another role whose name a dimension's name repeats, but for the word that says what the person is."""
    words = set(plain_words(name)) - {"development", "engineering", "design"}
    best: tuple[int, str] | None = None
    for role in today.snapshot.roles:
        own = set(plain_words(role.display_name)) - {"developer", "engineer", "designer"}
        if len(own) >= 2 and own <= words and role.slug != chosen and (best is None or len(own) > best[0]):
            best = (len(own), role.slug)
    return best[1] if best else None


def _dimensions_today(skill: str, role: str | None, name: str, today: Today) -> tuple[str, bool]:
    """What the skill leads to in today's catalog, and whether that is another place, or the chosen role's."""
    slug = today.skill(skill)
    if slug is None:
        return f"{skill}: no catalog skill", True
    dimensions = today.dimensions(slug)
    if not dimensions:
        return f"{skill} → no dimension", True
    held = set(today.snapshot.role(role).dimensions) if role else set()
    told = [one.display_name + (" (of the chosen role)" if one.slug in held else "") for one in dimensions]
    better = name not in {one.display_name for one in dimensions} or any(
        one.slug in held for one in dimensions
    )
    return f"{skill} → {listed(told)}", better


def catalog_findings(run: LegacyRun, today: Today) -> Iterator[Finding]:
    """Find roles that the legacy library holds twice: one display name, several ids."""
    by_name: dict[str, list[tuple[int, str, str]]] = {}
    for number, (name, slug) in sorted(role_references(run).items()):
        by_name.setdefault(" ".join(name.casefold().split()), []).append((number, slug, name))
    for entries in by_name.values():
        if len(entries) < 2:
            continue
        held = {
            today.block({"slug": slug, "display_name": name, "id": number}) for number, slug, name in entries
        }
        kept = next(iter(held)) if len(held) == 1 else None
        yield Finding(
            run.run_id,
            "catalog",
            "duplicate-role",
            "One role stands in the library several times",
            f"{entries[0][2]}: " + ", ".join(f"id {number} ({slug})" for number, slug, _ in entries),
            f"one role, {kept}; the old slugs and ids lead to it" if kept else "not one role",
            "Entries of one name share titles, labels and centroid between them.",
        )


def cost_rows(run: LegacyRun, record: RunRecord | None) -> list[DiffRow]:
    """Lay the costs of model calls side by side, in US dollars."""
    total = mapping(run.api3).get("llm_cost_total_usd")
    ours = our_cost(record)
    calls = len(record.calls) if record else None
    return [
        DiffRow("cost", "total US dollars", shown(total), shown(ours), total is not None and total == ours),
        DiffRow("cost", "model calls", str(len(run.calls)), shown(calls), calls == len(run.calls)),
    ]


def cost_findings(run: LegacyRun, record: RunRecord | None) -> Iterator[Finding]:
    """Find costs that were never filled in."""
    if run.api3 is None:
        return
    missing = [key for key in _COSTS if run.api3.get(key) is None]
    if not missing:
        return
    ours = our_cost(record)
    asked = [model for model in (run.parser_model, *(call.model for call in run.calls)) if model]
    if run.decision.get("llm2_fired"):
        asked.append("the adjudicator")
    yield Finding(
        run.run_id, "cost", "cost-missing", "Model costs are not filled in",
        f"{listed(missing)}: null", f"{ours:g} US dollars" if ours is not None else "not run",
        f"Models were asked ({listed(list(dict.fromkeys(asked)))}), which cost something."
        if asked else "No figure is not the same as no cost: without calls it is 0.",
    )  # fmt: skip


def our_cost(record: RunRecord | None) -> float | None:
    """US dollars that our run paid; 0 without calls, None where a price is not known."""
    if record is None:
        return None
    costs = [call.cost_usd for call in record.calls]
    return None if any(cost is None for cost in costs) else float(sum(cost or 0.0 for cost in costs))
