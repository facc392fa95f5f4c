"""Edits of the catalog that the errors of a labelled run suggest, each with what it fixes and breaks."""

from jdwork.suggest.crossing import CrossReport
from jdwork.suggest.evidence import LabelledJd, read_labelled_jds
from jdwork.suggest.found import SuggestionReport
from jdwork.suggest.merging import TriedMerge, try_merges
from jdwork.suggest.mining import ConfusedPair, confused_pairs, mine
from jdwork.suggest.ranking import Checked, Checker, Gain
from jdwork.suggest.report import suggest, suggest_both
from jdwork.suggest.suggestion import KINDS, Suggestion

__all__ = [
    "KINDS",
    "Checked",
    "Checker",
    "ConfusedPair",
    "CrossReport",
    "Gain",
    "LabelledJd",
    "Suggestion",
    "SuggestionReport",
    "TriedMerge",
    "confused_pairs",
    "mine",
    "read_labelled_jds",
    "suggest",
    "suggest_both",
    "try_merges",
]
