"""The Python way in: a workbench bound to one workspace."""

from jdwork.workbench.workbench import Workbench, open_workbench

__all__ = ["Workbench", "open_workbench"]
