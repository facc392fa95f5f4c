"""Review: from what runs noticed to lines in the catalog files, each step decided by a person."""

from jdwork.review.choices import Choices
from jdwork.review.deciding import Decided, Preview, approve, preview, reject, undo
from jdwork.review.drafting import Draft, draft_edits
from jdwork.review.evidence import Evidence, ShownItem, Sighting, show_item
from jdwork.review.exporting import ExportPlan, ExportReport, export_approved, plan_export
from jdwork.review.items import ItemDecision, ReviewItem, count_items, list_items
from jdwork.review.meaning import KINDS
from jdwork.review.planning import Outcome
from jdwork.review.similar import Similar
from jdwork.review.taking_back import take_back_export

__all__ = [
    "KINDS",
    "Choices",
    "Decided",
    "Draft",
    "Evidence",
    "ExportPlan",
    "ExportReport",
    "ItemDecision",
    "Outcome",
    "Preview",
    "ReviewItem",
    "ShownItem",
    "Sighting",
    "Similar",
    "approve",
    "count_items",
    "draft_edits",
    "export_approved",
    "list_items",
    "plan_export",
    "preview",
    "reject",
    "show_item",
    "take_back_export",
    "undo",
]
