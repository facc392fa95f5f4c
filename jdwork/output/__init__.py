"""Output: the API bodies and the run page."""

from jdwork.output.api1 import Api1Body, api1_body
from jdwork.output.palette import role_color
from jdwork.output.run_page import run_card, run_page

__all__ = ["Api1Body", "api1_body", "role_color", "run_card", "run_page"]
