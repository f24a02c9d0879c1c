"""The record of writes: what was appended is committed to in one chain of hashes, whose head is signed every day.

A trigger (`core.guards.Audited`) leaves a note beside every row of an append-only table, in the writer's own
transaction and without a lock. `sealing` puts notes into the chain, one after another; `checking` recomputes all of it.
docs/decisions say why, and what it cannot show.
"""
