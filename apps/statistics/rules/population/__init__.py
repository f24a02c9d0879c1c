"""How many sellers there really are, from two to five overlapping lists; or a refusal.

histories   the data: how many stand on exactly these lists
two_lists   Chapman
models      hierarchical log-linear models by name
loglinear   fitting them; which of them have an estimate; profile intervals
graphs      the average over decomposable graphs: the headline of three lists and more
estimates   the answer, with the rules of refusal
reading     from a file
words       to JSON and to people
"""
