from pathlib import Path

import pytest

from jdwork.errors import ConfigError
from jdwork.llm import Price, PriceTable

TABLE = PriceTable(
    {
        "gpt-4.1": Price(input=2, output=8),
        "gpt-4.1-mini": Price(input=0.4, cached_input=0.1, output=1.6),
        "gpt-4.1-mini-2025-04-14": Price(input=9, output=9),
    }
)


def test_cost_is_tokens_times_price_per_million():
    assert TABLE.cost("gpt-4.1-mini", 1_000_000, 500_000) == pytest.approx(1.2)
    assert TABLE.cost("gpt-4.1-mini", 0, 0) == 0
    assert TABLE.cost("gpt-4.1-mini", 1_000_000, 0, cached_tokens=400_000) == pytest.approx(0.24 + 0.04)
    assert TABLE.cost("gpt-4.1", 1_000_000, 0, cached_tokens=400_000) == 2
    assert TABLE.cost("gpt-4.1-mini", 100, 0, cached_tokens=999) == pytest.approx(1e-5)


@pytest.mark.parametrize(
    ("model", "found"),
    [
        ("gpt-4.1-mini-2025-04-14", 9),
        ("gpt-4.1-mini-2026-01-01", 0.4),
        ("gpt-4.1-mini-latest", 0.4),
        ("gpt-4.1-0613", 2),
        ("gpt-4.1-pro", None),
        ("gpt-4.15", None),
        ("gpt-4", None),
        ("llama", None),
    ],
)
def test_a_name_stands_for_its_versions_and_not_for_other_models(model, found):
    price = TABLE.price(model)
    assert (price and price.input) == found
    assert (TABLE.cost(model, 5, 5) is None) == (found is None)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[models", "cannot be read"),
        ('[models."x"]\ninput = 1', "x.output"),
        ('[models."x"]\ninput = -1\noutput = 1', "x.input"),
        ('[models."x"]\ninput = 1\noutput = 1\noutptu = 2', "outptu"),
        ("[modles]", "modles"),
        ('[models."x"]\ninput = nan\noutput = 1', "x.input"),
    ],
)
def test_a_broken_file_is_an_error_that_names_the_place(text, problem, tmp_path):
    path = tmp_path / "prices.toml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=problem) as caught:
        PriceTable.read(path)
    assert "prices.toml" in str(caught.value)


def test_the_shipped_prices_are_read_and_know_the_default_model():
    table = PriceTable.read(Path(__file__).parents[2] / "catalog" / "prices.toml")
    assert table.cost("gpt-4.1-mini", 10, 10) > 0
    for name, price in table.prices.items():
        assert price.output >= price.input > 0, name
        assert price.cached_input is None or price.cached_input <= price.input, name
