"""Excel: sheets with segments and annotations, recordings, and an explanation of columns."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ser_desktop import __version__
from ser_desktop.errors import OutputError
from ser_desktop.export.project.content import ExportedRecording, ProjectContent
from ser_desktop.export.project.segment_rows import COLUMNS, rows_of
from ser_desktop.export.project.whole_file import made_beside
from ser_desktop.texts.messages import ENGLISH, Message

MAX_ROWS = 1_048_576
_MAX_CELL = 32_767
_RECORDING_COLUMNS = (
    *("file", "duration_s", "label", "confidence", "annotations", "tags", "note"),
    *("consent", "consent_note", "sha256", "statement"),
)


def write(content: ProjectContent, path: Path) -> None:
    """Write the workbook row by row. Texts stay texts, also if they start with ``=``.

    Raises:
        OutputError: there are more rows than a sheet can hold, or the file cannot be written.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    segments, recordings = book.create_sheet("segments"), book.create_sheet("recordings")

    def add(sheet: Any, cells: Sequence[Any]) -> None:
        row = []
        for value in cells:
            if isinstance(value, str):
                value = ILLEGAL_CHARACTERS_RE.sub("?", value)[:_MAX_CELL]
                value = value.encode("utf-8", "replace").decode("utf-8")
            cell = WriteOnlyCell(sheet, value)
            if isinstance(value, str):
                cell.data_type = "s"  # a text that starts with = would become a formula
            row.append(cell)
        sheet.append(row)

    segments.freeze_panes = recordings.freeze_panes = "A2"
    add(segments, list(COLUMNS))
    add(recordings, _RECORDING_COLUMNS)
    n_rows = 1
    for exported in content.recordings():
        add(recordings, _recording_cells(exported))
        for row in rows_of(exported):
            n_rows += 1
            if n_rows > MAX_ROWS:
                raise OutputError(Message("export.too_many_rows", path=path))
            add(segments, [row[name] for name in COLUMNS])
    about = book.create_sheet("about")
    for line in (f"SER Desktop {__version__}", content.title, content.note):
        add(about, [line])
    add(about, [Message("report.notice").written_in(ENGLISH)])
    if content.threshold is not None:
        n = int(content.threshold.get("n_ratings", 0))
        add(about, [Message("export.by_ratings", n=n).written_in(ENGLISH)])
    with made_beside(path) as part:
        book.save(part)


def _recording_cells(exported: ExportedRecording) -> list[Any]:
    recording, analysis = exported.recording, exported.analysis
    overall = None if analysis is None else analysis.overall
    return [
        exported.name,
        exported.duration_s,
        None if overall is None else overall.label,
        None if overall is None else overall.confidence,
        len(exported.annotations),
        " ".join(recording.tags),
        recording.note,
        recording.consent,
        recording.consent_note,
        recording.sha256,
        exported.statement(),
    ]
