"""The gate through which every public figure leaves: what may be printed of a table, and why the rest is withheld.

contents      what stands behind one number: sellers and their amounts; what changed between two of them
tables        cells, totals, small categories folded into "other", which cells add up to which
sensitivity   threshold, p% rule, dominance, increments
flooring      the printed form of a number: never more than is true
suppression   what a reader could work out: linear algebra and bounds
complement    what else must be withheld for that
gate          all of it together, for one table of a series
reading       from a file
words         to JSON and to people
"""
