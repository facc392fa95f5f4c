"""A batch in a process of its own, in small parts: ``python -m tests.runs.batch_to_kill JDS batch ADS …``.

``JDS`` is the number of JDs in a part.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line with small parts."""
    from jdwork.cli import main as command_line
    from jdwork.runs import inputs

    inputs.CHUNK = int(sys.argv.pop(1))
    command_line()


if __name__ == "__main__":
    main()
