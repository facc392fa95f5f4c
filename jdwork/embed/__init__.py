"""Encoders that turn sentences into vectors, and the cache that keeps them."""

from jdwork.embed.cache import CachedEncoder, CacheWarning
from jdwork.embed.encoder import Encoder, Vectors
from jdwork.embed.factory import make_encoder
from jdwork.embed.hashing import HashingEncoder
from jdwork.embed.openai_encoder import OpenAIEncoder
from jdwork.embed.sentence_transformer import SentenceTransformerEncoder

__all__ = [
    "CacheWarning",
    "CachedEncoder",
    "Encoder",
    "HashingEncoder",
    "OpenAIEncoder",
    "SentenceTransformerEncoder",
    "Vectors",
    "make_encoder",
]
