"""``python -m jdwork``: the command line without its script."""

from jdwork.cli import main

main()
