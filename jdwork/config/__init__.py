"""Settings: reading them, and writing tuned values back."""

from jdwork.config.settings import EvidenceWeights, Settings

__all__ = ["EvidenceWeights", "Settings"]
