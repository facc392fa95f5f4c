"""Discover: what the JDs that no role fits have in common, and which roles the catalog may lack."""

from jdwork.discover.clustering import average_linkage, cluster_unknown
from jdwork.discover.model import Fit, NearRole, NewRole, Said, TypicalDuty, UnknownJd
from jdwork.discover.proposing import describe_new_role, propose_new_roles
from jdwork.discover.unknown import nearest_fits, said_of, unknown_jd

__all__ = [
    "Fit",
    "NearRole",
    "NewRole",
    "Said",
    "TypicalDuty",
    "UnknownJd",
    "average_linkage",
    "cluster_unknown",
    "describe_new_role",
    "nearest_fits",
    "propose_new_roles",
    "said_of",
    "unknown_jd",
]
