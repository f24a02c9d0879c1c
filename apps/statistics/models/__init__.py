"""Tables of the figures: what is counted, and what was published."""

from apps.statistics.models.batches import Batch, Correction, SeriesMemory
from apps.statistics.models.cells import AmountFact, CaseFact, Cell, Mark
from apps.statistics.models.checks import Check
from apps.statistics.models.sheets import PressSheet

__all__ = ["AmountFact", "Batch", "CaseFact", "Cell", "Check", "Correction", "Mark", "PressSheet", "SeriesMemory"]
