"""Output: the API bodies and the run page."""

from jdwork.output.all_bodies import bodies
from jdwork.output.api1 import Api1Body, api1_body
from jdwork.output.api2 import Api2Body, api2_body
from jdwork.output.api3 import Api3Body, api3_body
from jdwork.output.client import ClientOutput, client_output
from jdwork.output.highlight import Stretch, highlight
from jdwork.output.palette import role_color
from jdwork.output.run_page import run_card, run_page

__all__ = [
    "Api1Body",
    "Api2Body",
    "Api3Body",
    "ClientOutput",
    "Stretch",
    "api1_body",
    "api2_body",
    "api3_body",
    "bodies",
    "client_output",
    "highlight",
    "role_color",
    "run_card",
    "run_page",
]
