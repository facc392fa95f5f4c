"""Details: what the catalog knows of a JD's skills, and what they would link (APIs 2 and 3)."""

from jdwork.details.extracting import DetailJob, Orchestrator, RoleDrafter, extract
from jdwork.details.links import CatalogLinks
from jdwork.details.model import (
    AliasDetail,
    Details,
    DimensionTask,
    Linked,
    LinkOutcome,
    Resolution,
    RoleFacts,
    SkillFacts,
)
from jdwork.details.terms import new_terms, worth_asking

__all__ = [
    "AliasDetail",
    "CatalogLinks",
    "DetailJob",
    "Details",
    "DimensionTask",
    "LinkOutcome",
    "Linked",
    "Orchestrator",
    "Resolution",
    "RoleDrafter",
    "RoleFacts",
    "SkillFacts",
    "extract",
    "new_terms",
    "worth_asking",
]
