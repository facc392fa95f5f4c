"""Something wrong in a workspace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from jdwork.errors import WorkspaceError


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where, what it means and what helps.

    Parameters
    ----------
    where
        The file, folder or database.
    what
        What is wrong, as the rest of a sentence that begins with the place.
    meaning
        What follows from it.
    remedy
        What mending does; where it can do nothing, what the reader can.
    cure
        Mends it and says what was done; None where nothing can.
    """

    where: str
    what: str
    meaning: str
    remedy: str
    cure: Callable[[], str] | None = None

    @property
    def mendable(self) -> bool:
        """Whether `mend` helps."""
        return self.cure is not None

    def mend(self) -> str:
        """Do what the remedy says.

        Returns
        -------
        str
            What was done.

        Raises
        ------
        WorkspaceError
            If nothing can be done, or the file may not be changed.
        """
        if self.cure is None:
            raise WorkspaceError(
                f"This cannot be mended: it {self.what}.", where=self.where, hint=self.remedy
            )
        try:
            return self.cure()
        except OSError as error:
            raise WorkspaceError(
                f"This cannot be mended ({error.strerror or error}).",
                where=self.where,
                hint="Check the folder's permissions and the free space.",
            ) from None


def removing(path: Path) -> Callable[[], str]:
    """A cure that removes a file."""

    def remove() -> str:
        path.unlink(missing_ok=True)
        return f"removed {path.name}"

    return remove
