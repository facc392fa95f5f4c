"""The fixed words that CHECK constraints allow.

They repeat the vocabularies of the catalog and decide rooms, because the database room stands below
both and imports neither; a test holds the two sides equal.
"""

from __future__ import annotations

SOURCES = ("catalog", "run", "pending")
"""Who put a link there: the files, a recorded run, or a run that still awaits review.

Only ``catalog`` rows belong to the snapshot and its content hash.
"""

CASES = ("A", "B", "C", "D", "DOMAIN", "E", "REJECT")
ALIAS_TYPES = ("CANONICAL", "SYNONYM", "ABBREVIATION", "VERSION", "SPELLING", "VENDOR_NAME")
MATCH_STRATEGIES = ("CASE_INSENSITIVE", "CASE_SENSITIVE", "CONTEXT")
NATURES = (
    "LANGUAGE", "FRAMEWORK", "LIBRARY", "TOOL", "PLATFORM", "DATABASE", "PROTOCOL", "STANDARD", "CONCEPT",
    "PRACTICE", "DOMAIN_KNOWLEDGE", "SOFT_SKILL", "CERTIFICATION", "NATURAL_LANGUAGE", "EQUIPMENT",
)  # fmt: skip
VOLATILITIES = ("STABLE", "EVOLVING", "VOLATILE")
LIFESPANS = ("EVERGREEN", "LONG", "MEDIUM", "SHORT")
VERSION_STRATEGIES = ("UNVERSIONED", "NOT_APPLICABLE", "MAJOR_VERSIONS", "SEMANTIC", "YEARLY")
DIFFICULTIES = ("well_known", "specialised", "rare")
REVIEW_KINDS = (
    "decision",
    "new_role",
    "role_skill",
    "new_skill",
    "new_kra",
    "role_dimension",
    "skill_dimension",
    "skill_alias",
    "role_alias",
    "collision",
)
REVIEW_STATUSES = ("pending", "approved", "rejected", "exported")
LABEL_VERDICTS = ("role", "new_role", "not_a_jd", "unsure", "withdrawn")
ANNOTATION_KINDS = ("relabel", "comment", "review", "edit", "undo")
