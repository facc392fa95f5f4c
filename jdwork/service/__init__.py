"""The service: the legacy endpoints, run pages and health over HTTP (needs the extra ``service``)."""

from jdwork.service.application import create_app
from jdwork.service.listening import listen, log_to_stderr, make_server
from jdwork.service.settings import ServiceSettings, token_of_environment

__all__ = ["ServiceSettings", "create_app", "listen", "log_to_stderr", "make_server", "token_of_environment"]
