"""Pictures for notebooks: plotly figures, tables that can be read, and how they are drawn."""

from jdwork.view.catalog_review import findings_picture, findings_table, hub_picture, overlap_picture
from jdwork.view.figures import case_mix, confidence_picture, confusions
from jdwork.view.notebook import prepare_notebook
from jdwork.view.progress import counting
from jdwork.view.tables import decision_table

__all__ = [
    "case_mix",
    "confidence_picture",
    "confusions",
    "counting",
    "decision_table",
    "findings_picture",
    "findings_table",
    "hub_picture",
    "overlap_picture",
    "prepare_notebook",
]
