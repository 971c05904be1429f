"""Adds annotations to the export formats of one result.

Without annotations a file is the same as from the format alone.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ser_desktop.emotion.results import Analysis
from ser_desktop.export import audacity, subrip
from ser_desktop.export.formats import EXPORT_FORMATS, ExportFormat
from ser_desktop.export.json_lines import analysis_object, to_json_line
from ser_desktop.export.project import textgrid
from ser_desktop.export.project.content import ExportedRecording
from ser_desktop.export.project.json_lines import annotation_object
from ser_desktop.export.project.tiers import annotation_text
from ser_desktop.project.items import Annotation, Recording

Annotations = Sequence[Annotation]


def annotated(wanted: ExportFormat, by_path: Mapping[Path, Annotations]) -> ExportFormat:
    """Return a format that writes annotations too.

    Args:
        wanted: one of :data:`EXPORT_FORMATS`.
        by_path: annotations by path of the recording.
    """
    render = _RENDERERS[wanted.name]

    def with_annotations(analysis: Analysis) -> str:
        said = by_path.get(analysis.file.path, ())
        return render(analysis, said) if said else wanted.render(analysis)

    return replace(wanted, render=with_annotations)


def _csv(analysis: Analysis, annotations: Annotations) -> str:
    """Return two more columns: the annotation at the middle of each window, and its rater."""
    rows = list(csv.reader(io.StringIO(EXPORT_FORMATS["csv"].render(analysis))))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*rows[0], "annotation", "rater"])
    for row, window in zip(rows[1:], analysis.windows, strict=True):
        middle_s = (window.start_s + window.end_s) / 2
        here = [a for a in annotations if a.start_s <= middle_s < a.end_s]
        texts, raters = (_joined([f(a) for a in here]) for f in (annotation_text, _rater))
        writer.writerow([*row, texts, raters])
    return out.getvalue()


def _json(analysis: Analysis, annotations: Annotations) -> str:
    return to_json_line(
        {**analysis_object(analysis), "annotations": [annotation_object(a) for a in annotations]}
    )


def _audacity(analysis: Analysis, annotations: Annotations) -> str:
    """Lines of annotations name their rater; they come first."""
    lines = [f"{a.start_s:.6f}\t{a.end_s:.6f}\t{_one_line(a)} ({_rater(a)})\n" for a in annotations]
    return "".join(lines) + audacity.render(analysis)


def _textgrid(analysis: Analysis, annotations: Annotations) -> str:
    recording = Recording("", analysis.file.path)
    return textgrid.render(ExportedRecording(recording, analysis, tuple(annotations), {}))


def _subrip(analysis: Analysis, annotations: Annotations) -> str:
    """Captions of annotations come first, those of the model are called so."""
    captions = [
        (a.start_s, a.end_s, f"{_one_line(a)} ({_rater(a)})") for a in annotations if a.duration_s
    ]
    captions += [(start, end, f"model: {text}") for start, end, text in subrip.captions(analysis)]
    return subrip.numbered(captions)


_RENDERERS: dict[str, Callable[[Analysis, Annotations], str]] = {
    "csv": _csv,
    "jsonl": _json,
    "audacity": _audacity,
    "textgrid": _textgrid,
    "srt": _subrip,
}


def annotation_cells(annotations: Annotations) -> tuple[str, str]:
    """Return the annotations of a recording, the longest first, and their raters."""
    seconds: dict[str, float] = {}
    for annotation in annotations:
        if annotation.label:
            seconds[annotation.label] = seconds.get(annotation.label, 0.0) + annotation.duration_s
    labels = sorted(seconds, key=lambda label: -seconds[label])
    return " ".join(labels), _joined([_rater(a) for a in annotations])


def _rater(annotation: Annotation) -> str:
    return annotation.rater or "annotation"


def _one_line(annotation: Annotation) -> str:
    return annotation_text(annotation).replace("\t", " ") or "?"


def _joined(texts: Sequence[str]) -> str:
    return "; ".join(dict.fromkeys(texts))
