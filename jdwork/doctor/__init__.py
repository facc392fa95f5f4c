"""What is wrong with a workspace as a whole, and mending what can be made again."""

from jdwork.doctor.problem import Problem
from jdwork.doctor.workspace_checks import examine_workspace

__all__ = ["Problem", "examine_workspace"]
