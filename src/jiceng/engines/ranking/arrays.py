"""Short names for the arrays the engine speaks of."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]
Whole = NDArray[np.int64]
Truths = NDArray[np.bool_]
Anything = NDArray[Any]


def added(index: Anything, values: Reals, size: int) -> Reals:
    """(size,): the sum of the values at each index."""
    return np.bincount(index.ravel(), weights=values.ravel(), minlength=size).astype(np.float64, copy=False)
