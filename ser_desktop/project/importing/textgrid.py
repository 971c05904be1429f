"""Praat TextGrids, long or short, by praatio. Points become annotations without length."""

from __future__ import annotations

from pathlib import Path

from ser_desktop.project.importing.found import FoundLabel, unreadable
from ser_desktop.project.importing.text_file import read_text


def read(path: Path) -> list[FoundLabel]:
    """Read the intervals of every tier that have a text.

    Raises:
        ProjectError: the file is no TextGrid.
    """
    from praatio.utilities import errors, textgrid_io

    try:
        grid = textgrid_io.parseTextgridStr(read_text(path), includeEmptyIntervals=False)
        return [
            FoundLabel(
                _time(path, entry[0]),
                _time(path, entry[1] if len(entry) > 2 else entry[0]),
                str(entry[-1]).strip(),
                tier=str(tier["name"]),
            )
            for tier in grid["tiers"]
            for entry in tier["entries"]
        ]
    except (
        *(KeyError, ValueError, IndexError, TypeError, AttributeError),
        errors.PraatioException,
    ) as error:
        raise unreadable(path, f"it is no TextGrid ({type(error).__name__})") from None


def _time(path: Path, value: object) -> float:
    time_s = float(str(value))
    if not 0 <= time_s < 1e8:
        raise unreadable(path, f"{value!r} is no time in seconds")
    return time_s
