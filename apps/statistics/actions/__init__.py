"""Every write of the figures."""

from apps.statistics.actions.batches import BatchRefused, correct_batch, prepare_batch, publish_batch, publish_due
from apps.statistics.actions.checking import Difference, check
from apps.statistics.actions.demonstration import clear_with_figures, load_with_figures
from apps.statistics.actions.folding import FoldedMeanwhile, fold, rebuild
from apps.statistics.actions.printing import print_sheets

__all__ = [
    "BatchRefused",
    "Difference",
    "FoldedMeanwhile",
    "check",
    "clear_with_figures",
    "correct_batch",
    "fold",
    "load_with_figures",
    "prepare_batch",
    "print_sheets",
    "publish_batch",
    "publish_due",
    "rebuild",
]
