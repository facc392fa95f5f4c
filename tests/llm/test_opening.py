import subprocess
import sys

import pytest

from jdwork.config.settings import LlmSettings
from jdwork.errors import ConfigError
from jdwork.llm import open_models, uses_models


@pytest.mark.parametrize("stage", ["parser", "skills", "adjudicator", "domain", "enrichment"])
def test_any_stage_may_use_models(stage):
    assert uses_models(LlmSettings(**{stage: "openai"}))
    assert not uses_models(LlmSettings())


def test_a_workspace_without_prices_has_the_shipped_ones(tmp_path):
    models = open_models(LlmSettings(), state_folder=tmp_path / "a", prices_file=tmp_path / "prices.toml")
    assert models._cost(1_000_000, 0) > 0
    assert not (tmp_path / "a").exists()  # nothing is written before there is an answer


def test_prices_of_the_workspace_come_first(tmp_path):
    path = tmp_path / "prices.toml"
    path.write_text('[models."gpt-4.1-mini"]\ninput = 7\noutput = 7\n')
    assert open_models(LlmSettings(), prices_file=path)._cost(1_000_000, 0) == 7
    path.write_text("nonsense")
    with pytest.raises(ConfigError, match=r"prices\.toml"):
        open_models(LlmSettings(), prices_file=path)


def test_opening_loads_no_client_and_reads_no_key():
    code = (
        "import sys; from jdwork.llm import open_models; from jdwork.config.settings import LlmSettings;"
        "open_models(LlmSettings(parser='openai')); print('openai' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
