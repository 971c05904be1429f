"""The answers of a recording's windows during an analysis, in a few large arrays.

ONNX Runtime allocates its small outputs between the large temporary arrays of the same call.
Thousands of kept outputs would prevent the heap from shrinking (18 KB per window). So the outputs
are copied, and the originals are freed.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.model_info import WindowOutputs

Row = tuple[NDArray[np.float32], float | None, NDArray[np.float32] | None, float | None]
"""Probabilities [labels], intensity, embedding [d] and unlikeness of one window."""
_CHUNK_ROWS = 256


class Answers:
    """Waits for batches in the order in which they were submitted, and keeps their rows.

    Args:
        embeddings: keep embeddings; otherwise only the mean square of each, in less memory.
    """

    def __init__(self, embeddings: bool = True) -> None:
        self._keeps_embeddings = embeddings
        self._waiting: deque[tuple[Future[WindowOutputs], int]] = deque()
        self._n_rows = self._n_settled = 0
        self._columns = (_Column(), _Column(), _Column(), _Column())

    @property
    def n_waiting(self) -> int:
        """Batches that were submitted and have no result yet."""
        return len(self._waiting)

    def expect(self, batch: Future[WindowOutputs], n_windows: int) -> int:
        """Add a submitted batch.

        Returns:
            the row number of its first window; the other windows follow.
        """
        first = self._n_rows
        self._waiting.append((batch, n_windows))
        self._n_rows += n_windows
        return first

    def settle(self, n_batches: int) -> None:
        """Wait for the oldest batches and copy their answers."""
        for _ in range(n_batches):
            batch, n_windows = self._waiting.popleft()
            outputs = batch.result()
            embedding = outputs.embedding
            unlikeness: NDArray[np.float32] | None = None
            if embedding is not None and not self._keeps_embeddings:
                unlikeness = np.square(embedding).mean(axis=1)
                embedding = None
            arrays = (outputs.probabilities, outputs.intensity, embedding, unlikeness)
            for column, rows in zip(self._columns, arrays, strict=True):
                if rows is not None:
                    column.put(self._n_settled, rows)
            self._n_settled += n_windows

    def row(self, number: int) -> Row:
        """Return the answer for a window of a settled batch."""
        probabilities, intensity, embedding, unlikeness = self._columns
        row_probabilities = probabilities.at(number)
        assert row_probabilities is not None
        return (
            row_probabilities,
            intensity.number(number),
            embedding.at(number),
            unlikeness.number(number),
        )


class _Column:
    """Rows of one shape, in chunks that are filled one after the other."""

    def __init__(self) -> None:
        self._chunks: list[NDArray[np.float32]] = []

    def put(self, first: int, rows: NDArray[np.float32]) -> None:
        for number, row in enumerate(rows, first):
            if number >= len(self._chunks) * _CHUNK_ROWS:
                self._chunks.append(np.empty((_CHUNK_ROWS, *rows.shape[1:]), np.float32))
            self._chunks[number // _CHUNK_ROWS][number % _CHUNK_ROWS] = row

    def number(self, row: int) -> float | None:
        """The value of a column with one number in each row."""
        value = self.at(row)
        return None if value is None else float(value)

    def at(self, number: int) -> NDArray[np.float32] | None:
        chunk = number // _CHUNK_ROWS
        return self._chunks[chunk][number % _CHUNK_ROWS] if chunk < len(self._chunks) else None
