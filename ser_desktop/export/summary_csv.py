"""CSV with a row for each recording, including the settings of its analysis.

Labels are English keys in every language; a column with translated labels can be added at the end.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.emotion.results import Analysis
from ser_desktop.export.csv_cell import csv_cell
from ser_desktop.export.recording_table import recording_cells, recording_columns
from ser_desktop.texts.forms import Language
from ser_desktop.texts.messages import emotion_name


def columns(labels: Sequence[str] = EMOTIONS, language: Language | None = None) -> tuple[str, ...]:
    """Names of the columns: the eight emotions, and further labels of a model behind them."""
    translated = () if language is None else (f"label_{language.code}",)
    return *(column.name for column in recording_columns(labels)), *translated


def header(labels: Sequence[str] = EMOTIONS, language: Language | None = None) -> str:
    """Return the header line."""
    return _line(columns(labels, language))


def row(
    analysis: Analysis,
    given_path: str | None = None,
    labels: Sequence[str] = EMOTIONS,
    language: Language | None = None,
) -> str:
    """Return the row of a recording; values that the model lacks are empty."""
    cells = recording_cells(analysis, given_path or str(analysis.file.path))
    if language is not None:
        cells[f"label_{language.code}"] = emotion_name(analysis.overall.label, language)
    return _line([cells.get(name) for name in columns(labels, language)])


def error_row(
    path: str,
    error: str,
    labels: Sequence[str] = EMOTIONS,
    language: Language | None = None,
    kind: str = "",
) -> str:
    """Return the row of a recording without result, with the reason."""
    cells = {"file": path, "error_kind": kind, "error": error}
    return _line([cells.get(name) for name in columns(labels, language)])


def render_all(
    analyses: Sequence[Analysis],
    unanswered: Sequence[tuple[Path, str]],
    language: Language | None = None,
    project_cells: Mapping[Path, tuple[str, ...]] | None = None,
    project_columns: tuple[str, ...] = (),
) -> str:
    """Return the whole table: recordings with a result, then those without.

    Args:
        analyses: the results.
        unanswered: recordings without one, and why.
        language: of one more column with the word for the label; None adds none.
        project_cells: further cells of each recording, from its project; None adds none.
        project_columns: names of their columns.
    """
    labels = [label for analysis in analyses for label in analysis.model.labels]
    rows = [row(analysis, None, labels, language) for analysis in analyses]
    rows += [error_row(str(path), why, labels, language) for path, why in unanswered]
    lines = [header(labels, language), *rows]
    if project_cells:
        paths = [*(analysis.file.path for analysis in analyses), *(path for path, _ in unanswered)]
        empty = ("",) * len(project_columns)
        further = [project_columns, *(project_cells.get(path, empty) for path in paths)]
        pairs = zip(lines, further, strict=True)
        lines = [line.removesuffix("\n") + "," + _line(cells) for line, cells in pairs]
    return "".join(lines)


def render(analysis: Analysis) -> str:
    """Return the table of one recording."""
    return render_all([analysis], [])


def _line(cells: Iterable[object]) -> str:
    # A cell is quoted for what is in the end of a line: a file's name may hold either half of this.
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(map(csv_cell, cells))
    return out.getvalue().removesuffix("\r\n") + "\n"
