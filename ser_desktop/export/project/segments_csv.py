"""CSV of segments and annotations: the columns of ``segment_rows``, dot decimals."""

from __future__ import annotations

import csv
from pathlib import Path

from ser_desktop.export.csv_cell import csv_cell
from ser_desktop.export.formats import open_replacing
from ser_desktop.export.project.content import ProjectContent
from ser_desktop.export.project.segment_rows import COLUMNS, segment_rows
from ser_desktop.texts.messages import emotion_name

_TRANSLATED = ("label", "annotation")
"""Columns with labels (English keys), of which translated columns can be added."""


def write(content: ProjectContent, path: Path) -> None:
    """Write the rows of all recordings.

    Raises:
        OutputError: the disk does not take it.
    """
    with open_replacing(path) as handle:
        writer = csv.writer(handle, lineterminator="\n")
        language = content.options.language
        translated = () if language is None else _TRANSLATED
        more = [f"{name}_{language.code}" for name in translated] if language else []
        writer.writerow([*COLUMNS, *more])
        for row in segment_rows(content):
            words = [emotion_name(row[name], language) if row[name] else "" for name in translated]
            writer.writerow([*(csv_cell(row[name]) for name in COLUMNS), *words])
