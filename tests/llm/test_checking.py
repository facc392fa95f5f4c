import pytest

from jdwork.config.settings import LlmSettings
from jdwork.llm import LanguageModels, PriceTable
from jdwork.llm.checking import check_models
from tests.llm.conftest import said

pytestmark = pytest.mark.http


@pytest.mark.parametrize(("text", "outcome"), [('{"answer": "ready"}', "ok"), ("Hello!", "failed")])
def test_a_server_is_tried_out_with_the_shipped_question(chat, text, outcome):
    chat.script = [said(text)]
    models = LanguageModels(
        LlmSettings(model="tester", base_url=chat.url), prices=PriceTable(), api_key="key"
    )
    assert check_models(models).call.outcome == outcome
