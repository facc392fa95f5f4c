"""Pictures for notebooks: plotly figures, tables that can be read, and how they are drawn."""

from jdwork.view.ablation import ablation_figure
from jdwork.view.catalog_review import findings_picture, findings_table, hub_picture, overlap_picture
from jdwork.view.client_output import ai_picture, cluster_picture, maturity_picture, nature_picture
from jdwork.view.confusion import confusion_matrix
from jdwork.view.drift import drift_forest, drift_table, volume_figure
from jdwork.view.drift_movers import drift_map, moved_sentence_table, skill_mover_figure
from jdwork.view.edit_effect import edit_effect_figure
from jdwork.view.evaluation import reliability_diagram, risk_coverage_picture, role_f1_picture
from jdwork.view.evaluation_page import evaluation_page
from jdwork.view.explanation import explanation_waterfall
from jdwork.view.figures import case_mix, confidence_picture, confusions
from jdwork.view.gate import gate_table, regression_table, role_change_picture, trend_picture
from jdwork.view.legacy_diff import legacy_card, legacy_page
from jdwork.view.misclassified import misclassified, misclassified_table
from jdwork.view.new_roles import new_role_figure, new_role_table
from jdwork.view.nightly_page import gate_summary, nightly_page
from jdwork.view.notebook import prepare_notebook
from jdwork.view.progress import counting, working
from jdwork.view.review_queue import review_queue_table, sightings_figure
from jdwork.view.run_export import export_run, write_figures
from jdwork.view.run_page import whole_run_page
from jdwork.view.tables import decision_table
from jdwork.view.tuning import (
    confusions_report,
    consequences_picture,
    history_report,
    sensitivity_picture,
    totals_report,
    tuning_report,
)

__all__ = [
    "ablation_figure",
    "ai_picture",
    "case_mix",
    "cluster_picture",
    "confidence_picture",
    "confusion_matrix",
    "confusions",
    "confusions_report",
    "consequences_picture",
    "counting",
    "decision_table",
    "drift_forest",
    "drift_map",
    "drift_table",
    "edit_effect_figure",
    "evaluation_page",
    "explanation_waterfall",
    "export_run",
    "findings_picture",
    "findings_table",
    "gate_summary",
    "gate_table",
    "history_report",
    "hub_picture",
    "legacy_card",
    "legacy_page",
    "maturity_picture",
    "misclassified",
    "misclassified_table",
    "moved_sentence_table",
    "nature_picture",
    "new_role_figure",
    "new_role_table",
    "nightly_page",
    "overlap_picture",
    "prepare_notebook",
    "regression_table",
    "reliability_diagram",
    "review_queue_table",
    "risk_coverage_picture",
    "role_change_picture",
    "role_f1_picture",
    "sensitivity_picture",
    "sightings_figure",
    "skill_mover_figure",
    "totals_report",
    "trend_picture",
    "tuning_report",
    "volume_figure",
    "whole_run_page",
    "working",
    "write_figures",
]
