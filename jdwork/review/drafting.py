"""What approving a review item would do: catalog edits, or a label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from jdwork.catalog import edits
from jdwork.catalog.edits import CatalogEdit
from jdwork.catalog.references import folded
from jdwork.catalog.slug import visible_line
from jdwork.catalog.snapshot import CatalogSnapshot, Role
from jdwork.enrich import skill_weight
from jdwork.errors import ReviewError
from jdwork.parse import normalize_title
from jdwork.review.choices import Choices, check_choices
from jdwork.review.drafting_roles import draft_new_role
from jdwork.review.drafting_skills import draft_new_skill, draft_skill_alias
from jdwork.review.evidence import Evidence
from jdwork.review.items import ReviewItem


@dataclass(frozen=True, slots=True)
class Draft:
    """What approving an item would do.

    Parameters
    ----------
    edits
        Catalog edits, in order; none where the catalog holds all of it already, and for a decision.
    notes
        What the reviewer should know.
    label
        For a decision: slug of the role to label its JD with.
    settles
        Whether approving it says something although it edits nothing: the dimension of a skill that the
        catalog does not have yet.
    """

    edits: tuple[CatalogEdit, ...] = ()
    notes: tuple[str, ...] = ()
    label: str | None = None
    settles: bool = False


def draft_edits(
    item: ReviewItem, snapshot: CatalogSnapshot, *, evidence: Evidence, choices: Choices | None = None
) -> Draft:
    """Work out what approving an item does to the catalog.

    Parameters
    ----------
    item
        The item.
    snapshot
        The catalog that it would change.
    evidence
        What speaks for it, from `jdwork.review.show_item`.
    choices
        What the reviewer says instead.

    Returns
    -------
    Draft

    Raises
    ------
    ReviewError
        If a choice does not fit the kind, or the draft needs one.
    CatalogError
        If a slug is not in the catalog.
    """
    chosen = choices or Choices()
    check_choices(item.kind, chosen)
    made, notes, label = _DRAFTS[item.kind](item, snapshot, evidence, chosen)
    settles = item.kind == "skill_dimension" and item.skill not in snapshot.skill_index
    return Draft(tuple(made), tuple(notes), label, settles)


Made = tuple[list[CatalogEdit], list[str], str | None]


def _decision(item: ReviewItem, snapshot: CatalogSnapshot, evidence: Evidence, chosen: Choices) -> Made:
    decided = evidence.sightings[0].role if evidence.sightings else None
    if chosen.role is None and decided is None:
        raise ReviewError(
            f"The runs chose no role for '{_shown(item)}'.", hint="Name the right one with --role SLUG."
        )
    role = snapshot.role(chosen.role or decided or "")
    notes = [f"The JD is labelled {role.slug}."]
    if decided and decided != role.slug:
        notes.append(f"The runs chose {decided}.")
    return [], notes, role.slug


def _role_skill(item: ReviewItem, snapshot: CatalogSnapshot, evidence: Evidence, chosen: Choices) -> Made:
    role, skill = _role(item, snapshot, chosen), snapshot.skill(item.skill or "")
    held = next((link for link in role.skills if link.slug == skill.slug), None)
    drafted = evidence.drafted.weight if isinstance(evidence.drafted, edits.SetRoleSkill) else None
    wanted = chosen.weight or drafted
    if held is not None and wanted in {None, held.weight}:
        return [], [f"{role.slug} lists {skill.slug} already, with weight {held.weight:g}."], None
    weight = wanted or skill_weight(item.seen, evidence.role_sizes.get(role.slug, item.seen))
    return [edits.SetRoleSkill(role.slug, skill.slug, weight)], [], None


def _new_kra(item: ReviewItem, snapshot: CatalogSnapshot, evidence: Evidence, chosen: Choices) -> Made:
    role = _role(item, snapshot, chosen)
    # The item's name is cut at 300 characters, and so is the snippet: say so instead of a torn sentence.
    drafted = evidence.drafted.kra if isinstance(evidence.drafted, edits.AddKra) else None
    text = visible_line(chosen.text or drafted or item.name)
    if not text:
        raise ReviewError("The KRA has no visible character.", hint="Write it with --text.")
    if folded(text) in map(folded, role.kras):
        return [], [f"{role.slug} has this KRA already."], None
    own = chosen.text is None and drafted is None
    notes = ["The sentence is the ad's own; --text puts it into the catalog's words."] if own else []
    if own and len(item.name) >= 300:
        notes.append("The sentence was cut after 300 characters.")
    return [edits.AddKra(role.slug, text)], notes, None


def _role_alias(item: ReviewItem, snapshot: CatalogSnapshot, evidence: Evidence, chosen: Choices) -> Made:
    role = _role(item, snapshot, chosen)
    drafted = evidence.drafted.alias if isinstance(evidence.drafted, edits.AddRoleAlias) else None
    alias = visible_line(chosen.text or drafted or normalize_title(item.name), most=200)
    if not alias:
        raise ReviewError("The title has no visible character.", hint="Write it with --text.")
    normal = normalize_title(alias)
    if any(normalize_title(one) == normal for one in role.aliases):
        return [], [f"{role.slug} carries this title already."], None
    notes = []
    others = roles_that_carry(snapshot, alias, but=role.slug)
    if others:
        notes.append(f"{', '.join(others)} carries it too: its ads will be collisions.")
    if len(normal.split()) == 1:
        notes.append(f"One word: every title that ends in '{normal}' will carry it.")
    return [edits.AddRoleAlias(role.slug, alias)], notes, None


def _role_dimension(item: ReviewItem, snapshot: CatalogSnapshot, evidence: Evidence, chosen: Choices) -> Made:
    role, dimension = _role(item, snapshot, chosen), snapshot.dimension(item.dimension or "")
    if dimension.slug in role.dimensions:
        return [], [f"{role.slug} has the dimension already."], None
    return [edits.LinkRoleDimension(role.slug, dimension.slug)], [], None


def _skill_dimension(
    item: ReviewItem, snapshot: CatalogSnapshot, evidence: Evidence, chosen: Choices
) -> Made:
    dimension = snapshot.dimension(item.dimension or "")
    if item.skill not in snapshot.skill_index:
        told = f"The catalog has no skill '{item.skill}' yet; approving that adds it to {dimension.slug}."
        return [], [told], None
    skill = snapshot.skill(item.skill or "")
    if skill.slug in dimension.skills:
        return [], [f"{dimension.slug} has the skill already."], None
    return [edits.LinkSkillDimension(dimension.slug, skill.slug)], [], None


def _skill_alias(item: ReviewItem, snapshot: CatalogSnapshot, evidence: Evidence, chosen: Choices) -> Made:
    skill = snapshot.skill(item.skill or "")
    name = visible_line(chosen.text or item.name, most=200)
    if not name:
        raise ReviewError("The spelling has no visible character.", hint="Write it with --text.")
    made, notes = draft_skill_alias(name, skill)
    others = [
        one.slug
        for one in snapshot.skills
        if one.slug != skill.slug and any(alias.text.casefold() == name.casefold() for alias in one.aliases)
    ]
    if made and others:
        notes.append(f"{', '.join(others)} is written so too.")
    return made, notes, None


def _collision(item: ReviewItem, snapshot: CatalogSnapshot, evidence: Evidence, chosen: Choices) -> Made:
    carriers = carried_aliases(snapshot, item.name)
    if len(carriers) < 2:
        return [], ["No two roles share an alias that this title fits."], None
    if chosen.role is None:
        raise ReviewError(
            f"'{_shown(item)}' is carried by {', '.join(carriers)}.",
            hint="Say with --role SLUG which of them keeps it; reject the item to leave it with all.",
        )
    keeper = snapshot.role(chosen.role).slug
    if keeper not in carriers:
        raise ReviewError(
            f"The role '{keeper}' does not carry '{_shown(item)}'.",
            hint=f"It is carried by {', '.join(carriers)}.",
        )
    made: list[CatalogEdit] = []
    for slug, aliases in carriers.items():
        for alias in aliases:
            if slug == keeper:
                continue
            if folded(alias) == folded(snapshot.role(slug).display_name):
                raise ReviewError(
                    f"'{alias}' is the name of the role '{slug}', which is always one of its aliases.",
                    hint=f"Rename it ('jdwork catalog rename role {slug} --name …') or merge the two "
                    f"('jdwork catalog merge role {slug} {keeper}').",
                )
            made.append(edits.DropRoleAlias(slug, alias))
    return made, [], None


def _new_skill(item: ReviewItem, snapshot: CatalogSnapshot, evidence: Evidence, chosen: Choices) -> Made:
    return *draft_new_skill(item, snapshot, evidence, chosen), None


def _new_role(item: ReviewItem, snapshot: CatalogSnapshot, evidence: Evidence, chosen: Choices) -> Made:
    return *draft_new_role(item, snapshot, evidence, chosen), None


_DRAFTS: dict[str, Callable[[ReviewItem, CatalogSnapshot, Evidence, Choices], Made]] = {
    "decision": _decision,
    "role_skill": _role_skill,
    "new_kra": _new_kra,
    "role_alias": _role_alias,
    "role_dimension": _role_dimension,
    "skill_dimension": _skill_dimension,
    "skill_alias": _skill_alias,
    "collision": _collision,
    "new_skill": _new_skill,
    "new_role": _new_role,
}


def carried_aliases(snapshot: CatalogSnapshot, title: str) -> dict[str, list[str]]:
    """Find the roles that a title fits by one and the same alias, as classification matches it.

    Parameters
    ----------
    snapshot
        The catalog.
    title
        As written in an ad.

    Returns
    -------
    dict
        Role slug to those of its aliases that other roles have too. A title that joins two jobs
        (``Baker / Plumber``) fits each by an alias of its own, and gives none.
    """
    from jdwork.signals.title import build_title_index

    index = build_title_index(snapshot)
    found: dict[str, list[str]] = {}
    carried = index.match(title).carried
    shared = Counter(hit for _, hit in carried)
    for position, hit in carried:
        if shared[hit] < 2:
            continue
        role = snapshot.roles[position]
        found[role.slug] = [alias for alias in role.aliases if (position, hit) in index.match(alias).carried]
    return found


def roles_that_carry(snapshot: CatalogSnapshot, title: str, *, but: str) -> list[str]:
    """Slugs of the other roles that have a title as one of their aliases."""
    normal = normalize_title(title)
    return [
        role.slug
        for role in snapshot.roles
        if role.slug != but and any(normalize_title(alias) == normal for alias in role.aliases)
    ]


def _role(item: ReviewItem, snapshot: CatalogSnapshot, chosen: Choices) -> Role:
    return snapshot.role(chosen.role or item.role or "")


def _shown(item: ReviewItem) -> str:
    return visible_line(item.name, most=80) or item.key
