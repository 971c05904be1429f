"""JSON text in pieces, so that a long recording is never in memory as text or as objects."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Rows(Generic[T]):
    """An array whose objects are made when they are written.

    Args:
        items: what the array lists.
        to_object: makes the object of one item.
    """

    def __init__(self, items: Sequence[T], to_object: Callable[[T], Any]) -> None:
        self._items, self._to_object = items, to_object

    def __iter__(self) -> Iterator[Any]:
        return map(self._to_object, self._items)


def whole(value: Any) -> Any:
    """Return a value with lists in the place of :class:`Rows`."""
    if isinstance(value, Mapping):
        return {key: whole(inner) for key, inner in value.items()}
    if isinstance(value, (list, Rows)):
        return [whole(inner) for inner in value]
    return value


def pieces(value: Any) -> Iterator[str]:
    """Yield the text of a value: together what ``dumps(whole(value))`` returns."""
    if isinstance(value, Mapping):
        yield "{"
        for number, (key, inner) in enumerate(value.items()):
            yield f"{', ' if number else ''}{dumps(key)}: "
            yield from pieces(inner)
        yield "}"
    elif isinstance(value, list):
        yield "["
        for number, inner in enumerate(value):
            yield ", " if number else ""
            yield from pieces(inner)
        yield "]"
    elif isinstance(value, Rows):
        yield "["
        for number, inner in enumerate(value):
            yield f"{', ' if number else ''}{dumps(inner)}"
        yield "]"
    else:
        yield dumps(value)


def dumps(value: Any) -> str:
    """Return JSON with unescaped UTF-8; NaN is an error."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
