"""Settings: reading them, and writing tuned values back."""

from jdwork.config.settings import Settings

__all__ = ["Settings"]
