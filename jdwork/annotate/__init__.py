"""Annotations: what analysts say about decisions, kept for good, and undone by saying so."""

from jdwork.annotate.label_conflicts import Conflict, ConflictRule, Voice
from jdwork.annotate.label_file import GivenLabel, LabelFile, RejectedLabel, read_label_file
from jdwork.annotate.label_import import LabelReport, import_labels
from jdwork.annotate.label_voices import LabelledJd, label_conflicts, labelled_jds
from jdwork.annotate.labels import current_labels, export_labels, label_words
from jdwork.annotate.listing import annotation_rows, list_annotations
from jdwork.annotate.model import Annotation, LabelInForce
from jdwork.annotate.queueing import drafted_edit
from jdwork.annotate.saying import comment, draft_edit, relabel, send_to_review
from jdwork.annotate.undoing import redo, undo

__all__ = [
    "Annotation",
    "Conflict",
    "ConflictRule",
    "GivenLabel",
    "LabelFile",
    "LabelInForce",
    "LabelReport",
    "LabelledJd",
    "RejectedLabel",
    "Voice",
    "annotation_rows",
    "comment",
    "current_labels",
    "draft_edit",
    "drafted_edit",
    "export_labels",
    "import_labels",
    "label_conflicts",
    "label_words",
    "labelled_jds",
    "list_annotations",
    "read_label_file",
    "redo",
    "relabel",
    "send_to_review",
    "undo",
]
