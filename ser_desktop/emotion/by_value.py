"""Equality and hash of results that contain arrays, which have no truth value of their own."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from ser_desktop.emotion.file_info import FileInfo

_HASHED = (str, int, float, Path, FileInfo, type(None))
"""Equal results have equal values of these types, which are quick to hash."""


class ComparedByValue:
    """A base of frozen dataclasses with ``eq=False``: equal if all fields that compare are equal.

    Arrays are equal if shape and numbers are, NaN included; sequences if their elements are.
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if type(other) is not type(self):
            return NotImplemented
        return all(map(_equal, _compared(self), _compared(other)))

    def __hash__(self) -> int:
        hashed: list[Hashable] = [v for v in _compared(self) if isinstance(v, _HASHED)]
        return hash((type(self).__name__, *hashed))


def _compared(value: Any) -> Iterator[Any]:
    return (getattr(value, field.name) for field in fields(value) if field.compare)


def _equal(one: Any, other: Any) -> bool:
    if one is other:
        return True
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        both = isinstance(one, np.ndarray) and isinstance(other, np.ndarray)
        return both and np.array_equal(one, other, equal_nan=True)
    if _is_sequence(one) and _is_sequence(other):
        return len(one) == len(other) and all(map(_equal, one, other))
    return bool(one == other)


def _is_sequence(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)
