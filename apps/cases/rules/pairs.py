"""The moves of a pair of sellers. No database."""

from apps.cases.enums import PairState, PairStep

# step -> (from where, to where). Who finds, joins by itself.
STEPS: dict[PairStep, tuple[tuple[PairState, ...], PairState]] = {
    PairStep.JOINED: ((PairState.SUGGESTED, PairState.PROPOSED), PairState.SAME),
    PairStep.PROPOSED: ((PairState.SUGGESTED, PairState.DIFFERENT), PairState.PROPOSED),
    PairStep.CONFIRMED: ((PairState.PROPOSED,), PairState.SAME),
    PairStep.APART: ((PairState.SUGGESTED, PairState.PROPOSED, PairState.SAME), PairState.DIFFERENT),
    PairStep.UNDONE: ((PairState.PROPOSED, PairState.SAME, PairState.DIFFERENT), PairState.SUGGESTED),
}

PAIR_MOVES = sorted({(start.value, end.value) for starts, end in STEPS.values() for start in starts})
