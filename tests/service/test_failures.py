"""Errors as answers."""

from __future__ import annotations

import pickle

import pytest

from jdwork.errors import CatalogError, ConfigError, DatabaseError, InputError, JdworkError
from jdwork.service.failures import ServiceError, as_service_error, failure_body


def test_an_answer_stays_what_it_is():
    error = ServiceError("No.", status=409, where="here", hint="Go there.", headers={"X": "y"})
    assert as_service_error(error) is error
    assert failure_body(error).model_dump() == {"error": "No.", "where": "here", "hint": "Go there."}


def test_it_crosses_process_borders():
    error = pickle.loads(pickle.dumps(ServiceError("No.", status=409, where="here", headers={"X": "y"})))
    assert (error.problem, error.status, error.where, error.hint) == ("No.", 409, "here", None)
    assert error.headers == {"X": "y"}


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (InputError("x"), 422),
        (DatabaseError("x"), 503),
        (CatalogError("x"), 503),
        (ConfigError("x"), 503),
        (JdworkError("x"), 503),
        (KeyError("x"), 500),
        (RecursionError("x"), 500),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_error_has_a_status(error, status):
    answer = as_service_error(error)
    assert answer.status == status
    assert answer.hint or status == 422
    assert ("Retry-After" in answer.headers) == (status == 503)
