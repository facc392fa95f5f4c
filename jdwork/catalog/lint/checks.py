"""The register of checks: what each looks for, what its figure means, and why it matters."""

from __future__ import annotations

from jdwork.catalog.lint.finding import Check
from jdwork.errors import CatalogError, did_you_mean

_ALL = (
    Check(
        "CAT001", "File cannot be read", ("error",),
        "",
        "A file that is not valid YAML, or an entry with a missing, unknown or malformed value, stops the "
        "whole catalog from loading. While any such problem stands, no other check can run.",
    ),
    Check(
        "CAT002", "Dangling link", ("error",),
        "",
        "A role, dimension or redirect names a slug that no file declares, mostly a misspelling or an "
        "entry that was deleted. The evidence that the link was to bring is missing.",
    ),
    Check(
        "CAT003", "Circular redirect", ("error",),
        "",
        "Old slugs redirect to one another and never to an entry that exists, so that stored decisions "
        "under them cannot be resolved any more.",
    ),
    Check(
        "CAT004", "Slug or id used twice", ("error",),
        "",
        "Slugs and ids are how decisions, labels and other systems refer to an entry. Used twice, one of "
        "the two entries is out of reach.",
    ),
    Check(
        "CAT010", "Title carried by several roles", ("error", "warning"),
        "Titles that the roles share.",
        "Titles are compared in their normal form (case, seniority and spelling aside). A title that "
        "several roles carry decides nothing: each ad under it becomes a collision that other evidence, or "
        "a model call, has to settle. It is an error where the title is the name of one of the roles, for "
        "then that role cannot be reached by its own name.",
    ),
    Check(
        "CAT011", "Duplicate roles", ("error", "warning"),
        "Mean of the overlaps that could be measured (0 to 1): KRAs (mean best cosine, above what any two "
        "roles of this catalog have), skills (weighted Jaccard), titles (share of the shorter list).",
        "Two entries for one job split its titles, its labels and its centroid between them; every "
        "decision for one is half a mistake, and metrics count it as a whole one. Merge them: the old slug "
        "and id keep working through a redirect.",
        needs_encoder=True,
    ),
    Check(
        "CAT012", "Skill name claimed by several skills", ("warning", "info"),
        "Names that the skills share.",
        "The matcher gives a name to one skill only (that whose own name it is, then the lower id), so the "
        "other skill is never found by it.",
    ),
    Check(
        "CAT013", "Near-duplicate skills", ("error", "warning"),
        "Share of the shorter list of names that the two have in common.",
        "Two entries whose names differ by punctuation, plural or spelling are found by the same words: "
        "mentions go to one of them, role weights are spread over both, and the rarity of each is "
        "overrated.",
    ),
    Check(
        "CAT020", "Hub KRA", ("warning",),
        "How many times more sentences of other roles' texts it draws than an average KRA would.",
        "A sentence counts for the KRA that it resembles most. A KRA in words that fit any job draws "
        "sentences from the ads of many roles and lifts its own role wherever they occur. Measured on the "
        "role-bearing sentences of a background of ads, those labelled with the KRA's own role left out: "
        "drawn sentences divided by (sentences / KRAs), together with the number of different roles whose "
        "ads they come from.",
        needs_encoder=True,
        needs_background=True,
    ),
    Check(
        "CAT021", "KRAs of uneven length", ("warning", "info"),
        "Words of the longest over words of the shortest KRA.",
        "Short phrases and long sentences do not have comparable similarities: short ones resemble other "
        "short texts whatever they say. Within a role the scores then depend on form, not on work.",
    ),
    Check(
        "CAT022", "KRA too short or too general", ("warning", "info"),
        "Words that say something (not filler).",
        "A KRA such as 'works with the team' has no word that tells its role from any other, and resembles "
        "a sentence of every ad.",
    ),
    Check(
        "CAT023", "Same KRA in two roles", ("warning", "info"),
        "Cosine of the nearest pair.",
        "A KRA that two roles share adds equally to both: it cannot tell them apart, and a tie falls to "
        "catalog order.",
        needs_encoder=True,
    ),
    Check(
        "CAT030", "Skill unlike its dimension", ("warning",),
        "Share of the catalog's skills that are nearer to the dimension (large catalogs), or one less the "
        "cosine of skill and dimension (small ones).",
        "Dimensions lead from skills to candidate roles. A skill that is linked to a dimension it has "
        "nothing to do with sends every ad that names it to the wrong roles. A link is suspected when the "
        "skill is far from the dimension's text and from its other skills, and no role that carries the "
        "dimension lists the skill (skills that a large part of all roles list prove nothing).",
        needs_encoder=True,
    ),
    Check(
        "CAT031", "Orphan skill", ("info",),
        "",
        "The skill is found in ads, but belongs to no role and no dimension: it is evidence for nothing.",
    ),
    Check(
        "CAT032", "Orphan dimension", ("warning", "info"),
        "",
        "A dimension without skills is never reached from an ad; one without roles leads nowhere.",
    ),
    Check(
        "CAT033", "Role with little evidence", ("warning", "info"),
        "",
        "A role is recognised by KRAs, skills and dimensions. Where one is missing, it is outweighed by "
        "better described neighbours.",
    ),
    Check(
        "CAT034", "Domain without roles", ("info",),
        "",
        "A domain that no role belongs to cannot be decided on.",
    ),
    Check(
        "CAT040", "Treacherous skill name", ("warning", "info"),
        "Roles in whose ads the plain word was taken for the skill.",
        "A name that is also a plain English word, looked for in any letter case, is found where nobody "
        "means the skill ('go live', 'swift response', 'equity'). Known words are flagged as such; others "
        "where the background shows them in lower case in ads of many roles that do not list the skill.",
    ),
    Check(
        "CAT041", "CONTEXT name without context words", ("warning",),
        "",
        "A name that is matched only near its context words is found almost nowhere if there are none: "
        "inside lists of known skills at best.",
    ),
    Check(
        "CAT050", "Role that its own evidence does not reach", ("error", "warning"),
        "Share of the role's KRAs that, each held out and read as a sentence of an ad, rank the role among "
        "the first five by its other KRAs.",
        "A role should be found from a sentence that describes it. If another role is nearer to every one "
        "of its KRAs, the role is never first in any ad's evidence and lives by its title alone; without a "
        "title of its own (error) it is never decided on.",
        needs_encoder=True,
    ),
    Check(
        "CAT090", "Accepted finding that is out of date", ("info",),
        "",
        "lint.toml accepts a finding that does not occur: the defect was mended, or its subject misspelt. "
        "A stale line would hide the defect if it came back.",
    ),
)  # fmt: skip

CHECKS: dict[str, Check] = {check.code: check for check in _ALL}
"""Every check by its code, in order."""


def select_checks(codes: tuple[str, ...] | None) -> tuple[str, ...]:
    """Resolve codes that somebody asked for.

    Parameters
    ----------
    codes
        Whole codes (``CAT020``) or their beginnings (``CAT02`` for CAT020 to CAT029); None for all.

    Returns
    -------
    tuple of str
        Known codes, in order.

    Raises
    ------
    CatalogError
        If one fits no check.
    """
    if codes is None:
        return tuple(CHECKS)
    for asked in codes:
        if not asked or not any(code.startswith(asked.upper()) for code in CHECKS):
            raise CatalogError(f"There is no check '{asked}'.", hint=did_you_mean(asked.upper(), CHECKS))
    return tuple(code for code in CHECKS if code.startswith(tuple(asked.upper() for asked in codes)))
