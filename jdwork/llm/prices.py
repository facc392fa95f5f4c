"""What models cost: US dollars per million tokens, from a file that people keep up to date."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from jdwork.errors import ConfigError

PER = 1_000_000
"""Tokens that a price is for."""

# What may follow a listed name: a date, a build number, or "latest". Anything else is another model, and
# may cost a multiple ("gpt-5-pro" is no "gpt-5").
_VERSION = re.compile(r"[-@:](\d{4}-\d{2}-\d{2}|\d{3,8}|latest|preview)")


class Price(BaseModel):
    """US dollars per million tokens; ``cached_input`` is for prompt tokens that the server remembered."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    input: float = Field(ge=0)
    output: float = Field(ge=0)
    cached_input: float | None = Field(None, ge=0)


class _PriceFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    models: dict[str, Price] = {}


@dataclass(frozen=True)
class PriceTable:
    """Prices by model name.

    Parameters
    ----------
    prices
        Name to price. A name also stands for its dated versions (``gpt-4.1-mini-2025-04-14``), unless they
        have prices of their own.
    """

    prices: Mapping[str, Price] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> PriceTable:
        """Read ``prices.toml``.

        Raises
        ------
        ConfigError
            If it cannot be read, is no TOML, or holds something other than prices.
        """
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise ConfigError(
                f"The prices cannot be read ({error}).", where=str(path), hint="Mend the file."
            ) from None
        try:
            return cls(_PriceFile.model_validate(content).models)
        except ValidationError as error:
            first = error.errors()[0]
            key = ".".join(str(part) for part in first["loc"])
            raise ConfigError(
                f"Not a price: {first['msg']}.",
                where=f"{path}, {key}",
                hint='Write [models."NAME"] with input and output in US dollars per million tokens.',
            ) from None

    def price(self, model: str) -> Price | None:
        """Return the price of a model, or of the longest listed name that it is a version of."""
        if model in self.prices:
            return self.prices[model]
        for name in sorted(self.prices, key=len, reverse=True):
            if model.startswith(name) and _VERSION.fullmatch(model[len(name) :]):
                return self.prices[name]
        return None

    def cost(
        self, model: str, prompt_tokens: int, completion_tokens: int, *, cached_tokens: int = 0
    ) -> float | None:
        """Return what a request costs.

        Parameters
        ----------
        model
            Its name.
        prompt_tokens, completion_tokens
            As the server counts them.
        cached_tokens
            How many of the prompt's tokens the server says it remembered.

        Returns
        -------
        float or None
            US dollars: tokens times price per million, summed; None for a model that is not listed.
        """
        price = self.price(model)
        if price is None:
            return None
        remembered = price.input if price.cached_input is None else price.cached_input
        cached = min(max(cached_tokens, 0), prompt_tokens)
        fresh = prompt_tokens - cached
        return (fresh * price.input + cached * remembered + completion_tokens * price.output) / PER
