"""CSV of segments and annotations: the columns of ``segment_rows``, dot decimals."""

from __future__ import annotations

import csv
from pathlib import Path

from ser_desktop.export.formats import open_replacing
from ser_desktop.export.project.content import ProjectContent
from ser_desktop.export.project.segment_rows import COLUMNS, segment_rows


def write(content: ProjectContent, path: Path) -> None:
    """Write the rows of all recordings.

    Raises:
        OutputError: the disk does not take it.
    """
    with open_replacing(path) as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in segment_rows(content):
            writer.writerow([_cell(row[name]) for name in COLUMNS])


def _cell(value: object) -> object:
    return round(value, 6) if isinstance(value, float) else value
