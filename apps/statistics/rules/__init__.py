"""The methods behind every figure: pure functions of values. No database, no clock.

    population   how many sellers there really are, from overlapping lists
    disclosure   the gate: what of a table may be printed, and why the rest is withheld
    intervals    proportions, products, totals of samples, totals of claims
    durations    time until something happens, where for some it has not happened yet
    amounts      how a sum is spread: quartiles, the share of the largest, totals without the extremes

Names are imported from these modules themselves: numpy and scipy are loaded by those who compute with them only.
"""
