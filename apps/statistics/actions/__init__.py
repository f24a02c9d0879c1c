"""Every write of the figures."""

from apps.statistics.actions.checking import Difference, check
from apps.statistics.actions.folding import FoldedMeanwhile, fold, rebuild

__all__ = ["Difference", "FoldedMeanwhile", "check", "fold", "rebuild"]
