"""Annotations: what analysts say about decisions, kept for good, and undone by saying so."""

from jdwork.annotate.labels import current_labels, export_labels, label_words
from jdwork.annotate.listing import annotation_rows, list_annotations
from jdwork.annotate.model import Annotation, LabelInForce
from jdwork.annotate.queueing import drafted_edit
from jdwork.annotate.saying import comment, draft_edit, relabel, send_to_review
from jdwork.annotate.undoing import redo, undo

__all__ = [
    "Annotation",
    "LabelInForce",
    "annotation_rows",
    "comment",
    "current_labels",
    "draft_edit",
    "drafted_edit",
    "export_labels",
    "label_words",
    "list_annotations",
    "redo",
    "relabel",
    "send_to_review",
    "undo",
]
