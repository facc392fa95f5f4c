"""Encoders that turn sentences into vectors, and the cache that keeps them."""

from jdwork.embed.encoder import Encoder, Vectors

__all__ = ["Encoder", "Vectors"]
