"""Making what asks models, from settings."""

from __future__ import annotations

from pathlib import Path

from jdwork.config.settings import LlmSettings
from jdwork.llm.answer_cache import AnswerCache
from jdwork.llm.client import LanguageModels
from jdwork.llm.prices import PriceTable


def uses_models(settings: LlmSettings) -> bool:
    """Whether any stage is set to ask a language model."""
    stages = (settings.parser, settings.skills, settings.adjudicator, settings.domain, settings.enrichment)
    return "openai" in stages


def open_models(
    settings: LlmSettings, *, state_folder: Path | None = None, prices_file: Path | None = None
) -> LanguageModels:
    """Make ready to ask the server that the settings name; nothing is sent, and no key is read yet.

    Parameters
    ----------
    settings
        The section ``[llm]``.
    state_folder
        Where answers are kept; None: nowhere.
    prices_file
        What models cost; where it is absent, the prices that come with the package hold.

    Raises
    ------
    ConfigError
        If the prices cannot be read.
    ModelError
        If a prompt file cannot be read.
    """
    if prices_file is None or not prices_file.exists():
        prices_file = _shipped_prices()
    return LanguageModels(
        settings,
        prices=PriceTable.read(prices_file) if prices_file is not None else PriceTable(),
        answers=AnswerCache(state_folder) if state_folder is not None else None,
    )


def _shipped_prices() -> Path | None:
    package = Path(__file__).resolve().parent.parent
    places = (package / "shipped" / "catalog" / "prices.toml", package.parent / "catalog" / "prices.toml")
    return next((place for place in places if place.is_file()), None)
