"""Details: what the catalog knows of each skill of a JD, and what would be linked because of it (APIs 2 and 3)."""

from jdwork.details.model import (
    AliasDetail,
    Details,
    DimensionTask,
    Linked,
    LinkOutcome,
    RoleFacts,
    SkillFacts,
)

__all__ = [
    "AliasDetail",
    "Details",
    "DimensionTask",
    "LinkOutcome",
    "Linked",
    "RoleFacts",
    "SkillFacts",
]
