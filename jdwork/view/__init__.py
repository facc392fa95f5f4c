"""Pictures for notebooks: plotly figures, tables that can be read, and how they are drawn."""

from jdwork.view.ablation import ablation_figure
from jdwork.view.catalog_review import findings_picture, findings_table, hub_picture, overlap_picture
from jdwork.view.figures import case_mix, confidence_picture, confusions
from jdwork.view.notebook import prepare_notebook
from jdwork.view.progress import counting
from jdwork.view.review_queue import review_queue_table, sightings_figure
from jdwork.view.tables import decision_table

__all__ = [
    "ablation_figure",
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
    "review_queue_table",
    "sightings_figure",
]
