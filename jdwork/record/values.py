"""JSON values back into the dataclasses that they were made of."""

from __future__ import annotations

import math
import types
from collections.abc import Callable, Hashable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from pydantic import BaseModel

Value = TypeVar("Value")


def read_value(kind: type[Value], data: Any) -> Value:
    """Read a dataclass or pydantic model from the JSON that `jdwork.record.payload.plain` made of it.

    Unlike pydantic's own reading of dataclasses, this takes any text that Python holds: a job description
    from a PDF file may contain half a surrogate pair.

    Parameters
    ----------
    kind
        What to read.
    data
        Its JSON. Fields that it lacks take their defaults; those that the class lacks are left out.

    Returns
    -------
    object
        Equal to what was written; a number that JSON cannot hold comes back as NaN.
    """
    made: Value = _reader(cast(Hashable, kind))(data)
    return made


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        others = [one for one in arguments if one is not type(None)]
        inner = _reader(others[0]) if len(others) == 1 else _as_it_is
        return lambda data: None if data is None else inner(data)
    if origin is tuple:
        return _tuple_reader(arguments)
    if origin in (dict, Mapping):
        value = _reader(arguments[1])
        return lambda data: {key: value(one) for key, one in data.items()}
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return kind.model_validate
    if isinstance(kind, type) and is_dataclass(kind):
        return _dataclass_reader(kind)
    if kind is float:
        return lambda data: math.nan if data is None else float(data)
    return _as_it_is


def _as_it_is(data: Any) -> Any:
    return data


def _tuple_reader(arguments: tuple[Any, ...]) -> Callable[[Any], Any]:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        one = _reader(arguments[0])
        return lambda data: tuple(one(each) for each in data)
    each = [_reader(argument) for argument in arguments]
    return lambda data: tuple(read(part) for read, part in zip(each, data, strict=True))


def _dataclass_reader(kind: type[Any]) -> Callable[[Any], Any]:
    hints = get_type_hints(kind)
    readers = {each.name: _reader(hints[each.name]) for each in fields(kind) if each.init}
    needed = {
        each.name for each in fields(kind) if each.default is MISSING and each.default_factory is MISSING
    }

    def read(data: Any) -> Any:
        values = {name: reader(data[name]) for name, reader in readers.items() if name in data}
        lacking = needed - values.keys()
        if lacking:
            raise KeyError(f"{kind.__name__}.{min(lacking)}")
        return kind(**values)

    return read
