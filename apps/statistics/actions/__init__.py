"""Every write of the figures."""

from apps.statistics.actions.batches import BatchRefused, correct_batch, prepare_batch, publish_batch, publish_due
from apps.statistics.actions.checking import Difference, check
from apps.statistics.actions.folding import FoldedMeanwhile, fold, rebuild

__all__ = [
    "BatchRefused",
    "Difference",
    "FoldedMeanwhile",
    "check",
    "correct_batch",
    "fold",
    "prepare_batch",
    "publish_batch",
    "publish_due",
    "rebuild",
]
