"""jdwork: the workbench of people who own a job-description role classifier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jdwork.workbench import Workbench
    from jdwork.workbench import open_workbench as open

__version__ = "0.1.0"
__all__ = ["Workbench", "__version__", "open"]


def __getattr__(name: str) -> Any:
    # Lazily, so that `import jdwork` and `jdwork --help` stay light.
    if name in ("open", "Workbench"):
        from jdwork import workbench

        return workbench.open_workbench if name == "open" else workbench.Workbench
    raise AttributeError(f"module 'jdwork' has no attribute '{name}'")
