"""Tables of the figures: what is counted, and what was published."""

from apps.statistics.models.batches import Batch, Correction, SeriesMemory
from apps.statistics.models.cells import AmountFact, CaseFact, Cell, Mark
from apps.statistics.models.checks import Check

__all__ = ["AmountFact", "Batch", "CaseFact", "Cell", "Check", "Correction", "Mark", "SeriesMemory"]
