"""Where a text of two lines breaks, so that both are short."""

from __future__ import annotations

from collections.abc import Callable


def in_two_lines(text: str, width: Callable[[str], int]) -> int:
    """Return the width of the longer line of :func:`broken_in_two`.

    Args:
        text: words in one line.
        width: returns the pixels of a text in one line.
    """
    return max(map(width, broken_in_two(text, width).split("\n")))


def broken_in_two(text: str, width: Callable[[str], int]) -> str:
    """Return a text with a line break at the blank where its longer line is shortest.

    Args:
        text: words in one line; a single word stays whole.
        width: returns the pixels of a text in one line.
    """
    words = text.split(" ")
    halves = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    if not halves:
        return text
    return "\n".join(min(halves, key=lambda lines: max(map(width, lines))))
