"""By what cells are counted: the closed list of layouts, and the measures that stand in every cell."""

from dataclasses import dataclass

CASE_DIMENSIONS = (
    "incident",
    "platform",
    "marketplace",
    "country",
    "case_type",
    "allegation",
    "state",
    "outcome",
    "month",
)
LINE_DIMENSIONS = ("component", "grade")
DIMENSIONS = (*CASE_DIMENSIONS, *LINE_DIMENSIONS)

# Sums of loss lines. `low`, `likely`, `high` are of all of them; the others as in a ledger (losses.selectors.sums_of).
SUMS = ("low", "likely", "high", "claimed", "documented", "verified", "recovered")
COUNTS = ("sellers", "accounts", "cases")
MEASURES = (*COUNTS, *SUMS, "unconverted")


@dataclass(frozen=True)
class Layout:
    """Cells by these dimensions; none of them is the total of everything."""

    dimensions: tuple[str, ...]

    @property
    def name(self) -> str:
        return "+".join(self.dimensions) or "all"

    @property
    def is_of_lines(self) -> bool:
        """Whether it looks into the ledger: a case then stands in as many cells as it has kinds of lines."""
        return any(dimension in LINE_DIMENSIONS for dimension in self.dimensions)


LAYOUTS = tuple(
    Layout(dimensions)
    for dimensions in (
        (),
        *((dimension,) for dimension in DIMENSIONS),
        ("incident", "country"),
        ("incident", "state"),
        ("incident", "outcome"),
        ("incident", "month"),
        ("platform", "month"),
        ("incident", "component"),
        ("incident", "grade"),
    )
)
OF_CASES = tuple(layout for layout in LAYOUTS if not layout.is_of_lines)
OF_LINES = tuple(layout for layout in LAYOUTS if layout.is_of_lines)
