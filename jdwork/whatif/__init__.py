"""What-if: what stored runs would decide under an edited catalog."""

from jdwork.whatif.change import CatalogChange, catalog_change
from jdwork.whatif.edited import edited_pipeline
from jdwork.whatif.effect import EditEffect, effect_of_catalog, effect_of_edits, effect_of_items
from jdwork.whatif.reach import Reach, reach_of
from jdwork.whatif.trial import Decided, TrialRun

__all__ = [
    "CatalogChange",
    "Decided",
    "EditEffect",
    "Reach",
    "TrialRun",
    "catalog_change",
    "edited_pipeline",
    "effect_of_catalog",
    "effect_of_edits",
    "effect_of_items",
    "reach_of",
]
