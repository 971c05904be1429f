"""Style sheets for text that runs from right to left: Qt mirrors layouts, and no rule."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt

_SIDE = re.compile(r"\b(border|padding|margin)-(left|right)\b")
_OTHER = {"left": "right", "right": "left"}
_FOUR = re.compile(r"\b(padding|margin): *([^\s;]+) ([^\s;]+) ([^\s;]+) ([^\s;]+)(?=;)")


def in_direction(sheet: str, direction: Qt.LayoutDirection) -> str:
    """Exchange left and right in edges, margins and padding where text runs from right to left.

    Alignments of texts and places of sub-controls stay: Qt mirrors those itself.

    Args:
        sheet: rules for text that runs from left to right.
        direction: in which texts run.
    """
    if direction != Qt.LayoutDirection.RightToLeft:
        return sheet
    swapped = _SIDE.sub(lambda side: f"{side[1]}-{_OTHER[side[2]]}", sheet)
    return _FOUR.sub(r"\1: \2 \5 \4 \3", swapped)
