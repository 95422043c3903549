"""Henderson's mixed-model equations for crossed effects, with the greatest factor eliminated.

Everything is worked out from counts of who met whom, once; after that a million scores cost what their
persons, criteria and groups do. Source: Henderson (1975); Searle, Casella and McCulloch, *Variance
Components* (1992), chapters 7 and 8; the average information of Gilmour, Thompson and Cullis, Biometrics 51
(1995).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import coo_array, csr_array

from jiceng.engines.ranking.arrays import Reals, Whole, added

FEW = 4
"""Different counts of scores for which products are kept."""


@dataclass(frozen=True, eq=False)
class Vector:
    """Numbers for the unknowns: `outer` (m,), the level first, and `inner` (q,)."""

    outer: Reals
    inner: Reals

    def dot(self, other: "Vector") -> float:
        """Inner product."""
        return float(self.outer @ other.outer + self.inner @ other.inner)


class Equations:
    """Cross-products of a crossed design; unknowns are one level and the effects of each factor.

    Parameters: `factors`: name → codes (n,); `score`, (n,). A factor of one level has no effect and is left
    out. Kept: `names` of factors, `inner` the one with most levels, `outer` the others, `sizes`, `count` n.
    """

    def __init__(self, factors: Mapping[str, Whole], score: Reals) -> None:
        sizes = {name: int(codes.max()) + 1 for name, codes in factors.items()}
        self.names = tuple(name for name, size in sizes.items() if size > 1)
        self.sizes = {name: sizes[name] for name in self.names}
        self.count = len(score)
        self.inner = max(self.names, key=lambda name: self.sizes[name])
        self.places: dict[str, slice] = {}
        at, columns = 1, [np.zeros(self.count, dtype=np.int64)]
        for name in self.names:
            if name != self.inner:
                self.places[name] = slice(at, at + sizes[name])
                columns.append(factors[name] + at)
                at += sizes[name]
        inside = factors[self.inner]
        self.dense = _crossed(columns, at)
        self.sparse = _met(columns, inside, (at, sizes[self.inner]))
        self.times = np.bincount(inside).astype(np.float64)
        totals = added(np.concatenate(columns), np.tile(score, len(columns)), at)
        self.sums = Vector(totals, added(inside, score, sizes[self.inner]))
        self.square = float(score @ score)
        self._products = _products(self.sparse, self.times)

    def part(self, vector: Vector, name: str) -> Reals:
        """A factor's numbers."""
        return vector.inner if name == self.inner else vector.outer[self.places[name]]

    def only(self, vector: Vector, name: str) -> Vector:
        """The vector with nothing but one factor's numbers."""
        if name == self.inner:
            return Vector(np.zeros_like(vector.outer), vector.inner)
        outer = np.zeros_like(vector.outer)
        outer[self.places[name]] = vector.outer[self.places[name]]
        return Vector(outer, np.zeros_like(vector.inner))

    def sandwich(self, weights: Reals) -> Reals:
        """(m, m): sparse · diag(weights) · sparse′; weights are the same for inner levels met as often."""
        found = np.zeros_like(self.dense)
        for which, product in self._products:
            found += weights[which] * product
        if not self._products:
            scaled = self.sparse.multiply(np.sqrt(weights)[None, :]).tocsr()
            found += (scaled @ scaled.T).toarray()
        return found

    def times_counts(self, vector: Vector) -> Vector:
        """W′W · vector, W being the design."""
        return Vector(
            self.dense @ vector.outer + self.sparse @ vector.inner,
            self.sparse.T @ vector.outer + self.times * vector.inner,
        )


class Inverse:
    """(W′W + ridge)⁻¹ by eliminating the inner factor.

    Parameters: `ratios`: factor → residual variance over its own, 0 for a fixed one; `level`: whether there
    is a common level (a fixed factor stands for it).
    """

    def __init__(self, equations: Equations, ratios: Mapping[str, float], *, level: bool = True) -> None:
        self._equations = equations
        self.begin = 0 if level else 1
        ridge = np.zeros(len(equations.dense))
        for name, place in equations.places.items():
            ridge[place] = ratios[name]
        self.weights = 1 / (equations.times + ratios[equations.inner])
        self._across = equations.sparse[self.begin :]
        left = equations.dense + np.diag(ridge) - equations.sandwich(self.weights)
        left = left[self.begin :, self.begin :]
        self._factor = cho_factor(left)
        self.outer: Reals = cho_solve(self._factor, np.eye(len(left)))

    @property
    def log_determinant(self) -> float:
        """log |W′W + ridge|."""
        return float(2 * np.log(np.diag(self._factor[0])).sum() - np.log(self.weights).sum())

    def solve(self, right: Vector) -> Vector:
        """The inverse times a vector."""
        down = right.outer[self.begin :] - self._across @ (self.weights * right.inner)
        outer = np.zeros_like(right.outer)
        outer[self.begin :] = cho_solve(self._factor, down)
        return Vector(outer, self.weights * (right.inner - self._across.T @ outer[self.begin :]))

    def trace(self, name: str) -> float:
        """Trace of a factor's block."""
        if name != self._equations.inner:
            return float(np.diag(self.outer)[self._block(name)].sum())
        squared = self._equations.sandwich(self.weights**2)[self.begin :, self.begin :]
        return float(self.weights.sum() + (self.outer * squared).sum())

    def diagonal(self, name: str) -> Reals:
        """Diagonal of a factor's block."""
        if name != self._equations.inner:
            return np.diag(self.outer)[self._block(name)].copy()
        across = np.asarray(self._across.T @ self.outer)
        form: Reals = np.asarray(self._across.multiply(across.T).sum(axis=0)).ravel()
        found: Reals = self.weights + self.weights**2 * form
        return found

    def block(self, name: str) -> Reals:
        """A factor's whole block."""
        if name != self._equations.inner:
            return self.outer[self._block(name), self._block(name)].copy()
        across = self._across.T.toarray() * self.weights[:, None]
        return np.diag(self.weights) + across @ self.outer @ across.T

    def _block(self, name: str) -> slice:
        place = self._equations.places[name]
        return slice(place.start - self.begin, place.stop - self.begin)


def _products(sparse: csr_array, times: Reals) -> list[tuple[int, Reals]]:
    """Where few different counts occur: an inner level of each, and sparse · sparse′ over all such levels."""
    counts, first, where = np.unique(times, return_index=True, return_inverse=True)
    if len(counts) > FEW:
        return []
    columns = sparse.tocsc()
    parts = [columns[:, np.flatnonzero(where == each)] for each in range(len(counts))]
    return [(int(at), np.asarray((part @ part.T).toarray())) for at, part in zip(first, parts, strict=True)]


def _crossed(columns: Sequence[Whole], size: int) -> Reals:
    """(m, m): how often two outer unknowns met."""
    found = np.zeros(size * size)
    for first in columns:
        for second in columns:
            found += np.bincount(first * size + second, minlength=size * size)
    return found.reshape(size, size)


def _met(columns: Sequence[Whole], inside: Whole, shape: tuple[int, int]) -> csr_array:
    """(m, q): how often an outer unknown met an inner one."""
    rows, cols = np.concatenate(columns), np.tile(inside, len(columns))
    return coo_array((np.ones(len(rows)), (rows, cols)), shape=shape).tocsr()
