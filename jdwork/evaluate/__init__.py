"""Evaluation: figures of decisions with intervals, fitting weights, and what signals are worth."""

from jdwork.evaluate.ablation import GROUPS, AblationRow, ablate
from jdwork.evaluate.calibrating import fit_calibration, fit_set_threshold
from jdwork.evaluate.comparison import Change, Comparison, RoleChange, compare_decisions
from jdwork.evaluate.evaluated import Evaluation
from jdwork.evaluate.evaluation import PRECISIONS, evaluate_decisions
from jdwork.evaluate.fit_report import FitReport, RegimeFit, RoleCoverage, RunFigures, fit_settings
from jdwork.evaluate.fitting import fit_weights
from jdwork.evaluate.folds import grouped_folds, joined_groups
from jdwork.evaluate.labelled_decisions import LabelledDecisions
from jdwork.evaluate.labelled_signals import NEW, LabelledSignals, Pool, pool
from jdwork.evaluate.metrics import Scores, score
from jdwork.evaluate.novelty import fit_support, separation, support_threshold
from jdwork.evaluate.resampling import RESAMPLES, Estimate
from jdwork.evaluate.words import figure_range, figure_rows, figure_text, figure_words

__all__ = [
    "GROUPS",
    "NEW",
    "PRECISIONS",
    "RESAMPLES",
    "AblationRow",
    "Change",
    "Comparison",
    "Estimate",
    "Evaluation",
    "FitReport",
    "LabelledDecisions",
    "LabelledSignals",
    "Pool",
    "RegimeFit",
    "RoleChange",
    "RoleCoverage",
    "RunFigures",
    "Scores",
    "ablate",
    "compare_decisions",
    "evaluate_decisions",
    "figure_range",
    "figure_rows",
    "figure_text",
    "figure_words",
    "fit_calibration",
    "fit_set_threshold",
    "fit_settings",
    "fit_support",
    "fit_weights",
    "grouped_folds",
    "joined_groups",
    "pool",
    "score",
    "separation",
    "support_threshold",
]
