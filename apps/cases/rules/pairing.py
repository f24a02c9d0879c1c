"""Which rows share a number: very many rows at once, so arrays in place of sets. No database."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]


def pairs_sharing(numbers: Iterable[Sequence[int]], at_most: int) -> Places:
    """Places of every two rows that share a number which at most so many rows have, each pair once, in order.

    One row of two columns for each pair, the smaller place first. `numbers` are those of each row, in turn.
    """
    rows = [np.unique(np.asarray(row, dtype=np.int64)) for row in numbers]
    places = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    together = np.concatenate([*rows, np.empty(0, dtype=np.int64)])
    order = np.argsort(together, kind="stable")  # so that the places of one number stay in order
    places, together = places[order], together[order]
    _, starts, counts = np.unique(together, return_index=True, return_counts=True)
    found = [np.empty(0, dtype=np.int64)]
    for size in range(2, at_most + 1):
        groups = places[starts[counts == size][:, None] + np.arange(size)]
        left, right = np.triu_indices(size, 1)
        found.append((groups[:, left] * len(rows) + groups[:, right]).ravel())
    codes = np.unique(np.concatenate(found))
    return np.stack(np.divmod(codes, max(len(rows), 1)), axis=1)
