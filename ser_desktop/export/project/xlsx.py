"""Excel: a sheet for each kind of rows, one of recordings, and an explanation.

Everybody's segments, those of speakers, those of channels and annotations are on sheets of their
own, since they are about the same seconds: a pivot table of any sheet has each second once.
Columns are those of ``segment_rows``; together the sheets are the rows of the CSV.
"""

from __future__ import annotations

from pathlib import Path

from ser_desktop import __version__
from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.export.project.content import ProjectContent
from ser_desktop.export.project.recording_rows import recording_columns, recording_row
from ser_desktop.export.project.scopes import CHANNEL, EVERYBODY, SPEAKER
from ser_desktop.export.project.segment_rows import COLUMNS, Row, rows_of
from ser_desktop.export.project.whole_file import made_beside
from ser_desktop.export.project.workbook import Book
from ser_desktop.texts.messages import ENGLISH, Message

SEGMENTS = {EVERYBODY: "segments", SPEAKER: "speaker segments", CHANNEL: "channel segments"}
"""Sheets of the model's rows by scope."""
ANNOTATIONS, RECORDINGS, ABOUT = "annotations", "recordings", "about"
_ORDER = (*SEGMENTS.values(), ANNOTATIONS, RECORDINGS, ABOUT)


def write(content: ProjectContent, path: Path) -> None:
    """Write the workbook row by row. Texts stay texts, also if they start with ``=``.

    Raises:
        OutputError: there are more rows than a sheet can hold, or the file cannot be written.
    """
    book = Book(path)
    recordings, labels = [], list(EMOTIONS)
    for exported in content.recordings():
        recordings.append(recording_row(exported))
        labels += exported.analysis.model.labels if exported.analysis is not None else ()
        for row in rows_of(exported):
            book.add(_sheet_of(row), tuple(COLUMNS), row)
    for row in recordings:
        book.add(RECORDINGS, recording_columns(labels), row)
    book.add_lines(ABOUT, _about(content, book.sheets))
    with made_beside(path) as part:
        book.save(part, _ORDER)


def _sheet_of(row: Row) -> str:
    return ANNOTATIONS if row["kind"] == "annotation" else SEGMENTS[row["scope"]]


def _about(content: ProjectContent, sheets: list[str]) -> list[str]:
    lines = [f"SER Desktop {__version__}", content.title, content.note]
    messages = [Message("report.notice")]
    if content.threshold is not None:
        messages.append(Message("export.by_ratings", n=int(content.threshold.get("n_ratings", 0))))
    if SEGMENTS[SPEAKER] in sheets or SEGMENTS[CHANNEL] in sheets:
        messages.append(Message("export.sheets_of_same_seconds"))
    messages.append(Message("export.headline_and_label"))
    return [*filter(None, lines), *(message.written_in(ENGLISH) for message in messages)]
