"""Language models: asking OpenAI-compatible servers within bounds, and keeping account of every call."""

from jdwork.llm.account import RunAccount, account_of
from jdwork.llm.answer_cache import AnswerCache, AnswerCacheWarning
from jdwork.llm.client import LanguageModels
from jdwork.llm.ledger import (
    StageAccount,
    ledger_rows,
    read_ledger,
    read_row,
    summarise,
    total_cost,
    write_ledger,
)
from jdwork.llm.model import (
    API_OF_STAGE,
    STAGES,
    Answer,
    Attempt,
    Message,
    ModelCall,
    Models,
    Outcome,
    Question,
    Stage,
)
from jdwork.llm.opening import open_models, uses_models
from jdwork.llm.prices import Price, PriceTable
from jdwork.llm.prompt_files import Prompt, Prompts
from jdwork.llm.replay import ReplayModels

__all__ = [
    "API_OF_STAGE",
    "STAGES",
    "Answer",
    "AnswerCache",
    "AnswerCacheWarning",
    "Attempt",
    "LanguageModels",
    "Message",
    "ModelCall",
    "Models",
    "Outcome",
    "Price",
    "PriceTable",
    "Prompt",
    "Prompts",
    "Question",
    "ReplayModels",
    "RunAccount",
    "Stage",
    "StageAccount",
    "account_of",
    "ledger_rows",
    "open_models",
    "read_ledger",
    "read_row",
    "summarise",
    "total_cost",
    "uses_models",
    "write_ledger",
]
