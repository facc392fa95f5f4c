"""Client output: the figures that a reader outside is told of one JD, each with its formula and evidence."""

from jdwork.output.client.assembled import client_output
from jdwork.output.client.model import ClientOutput

__all__ = ["ClientOutput", "client_output"]
