"""A part of a result: the annotations alone, or the rows of the table that are shown."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from ser_desktop.emotion.results import Analysis, Segment
from ser_desktop.export import audacity, subrip
from ser_desktop.export.annotated import (
    NO_FACTS,
    ProjectFacts,
    annotation_captions,
    consent_cells,
    rater_files,
)
from ser_desktop.export.formats import EXPORT_FORMATS, ExportFormat
from ser_desktop.export.project import textgrid
from ser_desktop.export.project.content import ExportedRecording
from ser_desktop.export.project.segment_rows import annotation_cells
from ser_desktop.project.items import Recording
from ser_desktop.project.spreadsheet_text import as_text

PART_FORMATS = ("csv", "audacity", "textgrid", "srt")
"""Formats that a part can be written in."""
ANNOTATIONS, ROWS = "annotations", "rows"
PARTS = (ANNOTATIONS, ROWS)
"""What can be exported beside everything."""


@dataclass(frozen=True)
class Row:
    """A row of the table: a segment, who speaks in it, and how it is annotated."""

    segment: Segment
    speakers: str = ""
    annotation: str = ""


def annotations_alone(
    format_name: str, analysis: Analysis, facts: ProjectFacts
) -> list[ExportFormat]:
    """Return the formats of the files with a recording's annotations and nothing else.

    Args:
        format_name: one of :data:`PART_FORMATS`.
        analysis: of the recording.
        facts: the annotations, and who speaks in their tracks.
    """
    wanted, by_path = EXPORT_FORMATS[format_name], {analysis.file.path: facts}
    if format_name == "audacity":
        files = rater_files(wanted, by_path)
        return [replace(file, suffix=wanted.suffix) for file in files] if len(files) == 1 else files
    renderers: dict[str, Callable[[Analysis], str]] = {
        "csv": lambda _analysis: _annotations_csv(facts),
        "textgrid": lambda analysis: textgrid.render(_annotated_recording(analysis, facts)),
        "srt": lambda _analysis: subrip.numbered(annotation_captions(facts.annotations)),
    }
    return [replace(wanted, render=renderers[format_name])]


def rows_alone(
    format_name: str, rows: Sequence[Row], facts: ProjectFacts = NO_FACTS
) -> list[ExportFormat]:
    """Return the format of a file with some segments of the model and nothing else.

    Args:
        format_name: one of :data:`PART_FORMATS`.
        rows: the segments as they are shown.
        facts: the consent of the people in the recording.
    """
    in_time = sorted((row.segment for row in rows), key=lambda segment: segment.start_s)

    def only(analysis: Analysis) -> Analysis:
        return replace(analysis, segments=tuple(in_time), further_tracks=())

    renderers: dict[str, Callable[[Analysis], str]] = {
        "csv": lambda _analysis: _rows_csv(rows, facts),
        "audacity": lambda analysis: audacity.render(only(analysis)),
        "textgrid": lambda analysis: textgrid.render(
            ExportedRecording(Recording("", analysis.file.path), only(analysis), (), {})
        ),
        "srt": lambda _analysis: subrip.numbered([subrip.caption(s) for s in in_time]),
    }
    return [replace(EXPORT_FORMATS[format_name], render=renderers[format_name])]


def _annotated_recording(analysis: Analysis, facts: ProjectFacts) -> ExportedRecording:
    recording = facts.recording or Recording("", analysis.file.path)
    recording = replace(recording, duration_s=analysis.file.duration_s)
    return ExportedRecording(recording, None, tuple(facts.annotations), facts.speakers)


def _annotations_csv(facts: ProjectFacts) -> str:
    cells = [annotation_cells(annotation) for annotation in facts.annotations]
    names = list(cells[0]) if cells else []
    return _csv(
        ("track", "speaker", "start_s", "end_s", *names),
        (
            [a.track, facts.speakers.get(a.track, ""), a.start_s, a.end_s, *own.values()]
            for a, own in zip(facts.annotations, cells, strict=True)
        ),
        facts,
    )


def _rows_csv(rows: Sequence[Row], facts: ProjectFacts) -> str:
    return _csv(
        ("start_s", "end_s", "label", "confidence", "intensity", "speaker", "annotation"),
        (
            [s.start_s, s.end_s, s.label, s.confidence, s.intensity, row.speakers, row.annotation]
            for row in rows
            for s in (row.segment,)
        ),
        facts,
    )


def _csv(names: Sequence[str], rows: Iterable[Sequence[object]], facts: ProjectFacts) -> str:
    """Return a table, with the consent in each row if it is stated."""
    about = consent_cells(facts) if facts.has_consent else {}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*names, *about])
    for row in rows:
        numbers = [round(x, 6) if isinstance(x, float) else as_text(x) for x in row]
        writer.writerow([*numbers, *map(as_text, about.values())])
    return out.getvalue()
