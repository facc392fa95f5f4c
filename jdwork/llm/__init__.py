"""Language models: asking OpenAI-compatible servers within bounds, and keeping account of every call."""

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

__all__ = [
    "API_OF_STAGE",
    "STAGES",
    "Answer",
    "Attempt",
    "Message",
    "ModelCall",
    "Models",
    "Outcome",
    "Question",
    "Stage",
]
