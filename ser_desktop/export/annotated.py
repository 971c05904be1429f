"""What people say beside what the model says, in every format of one result; and their consent.

Without annotations and consent a file is what the format alone makes of it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ser_desktop.emotion.results import Analysis
from ser_desktop.export import audacity, subrip
from ser_desktop.export.formats import EXPORT_FORMATS, ExportFormat
from ser_desktop.export.json_lines import analysis_object, to_json_line
from ser_desktop.export.project import textgrid
from ser_desktop.export.project.content import ExportedRecording, has_consent, notice
from ser_desktop.export.project.json_lines import annotation_object
from ser_desktop.export.project.tiers import annotation_text
from ser_desktop.project.items import Annotation, Recording
from ser_desktop.texts.messages import ENGLISH, Message

Annotations = Sequence[Annotation]


@dataclass(frozen=True)
class Said:
    """What the project has of a recording beside the model's answer.

    Args:
        annotations: in the order of time.
        recording: as the project has it, with the consent of the people in it; None is unknown.
        speakers: name of who speaks in each track.
        threshold_ratings: on how many ratings the project's threshold rests; None without one.
    """

    annotations: Annotations = ()
    recording: Recording | None = None
    speakers: Mapping[str, str] = field(default_factory=dict)
    threshold_ratings: int | None = None

    @property
    def has_consent(self) -> bool:
        """Whether something is noted of the consent."""
        return self.recording is not None and has_consent(self.recording)

    def __bool__(self) -> bool:
        return bool(self.annotations) or self.has_consent or self.threshold_ratings is not None


def annotated(wanted: ExportFormat, by_path: Mapping[Path, Said]) -> ExportFormat:
    """Return a format that writes annotations and consent too.

    Args:
        wanted: one of :data:`EXPORT_FORMATS`.
        by_path: annotations, consent and notes of each recording.
    """
    render = _RENDERERS[wanted.name]

    def with_annotations(analysis: Analysis) -> str:
        said = by_path.get(analysis.file.path, Said())
        return render(analysis, said) if said else wanted.render(analysis)

    return replace(wanted, render=with_annotations)


def _csv(analysis: Analysis, said: Said) -> str:
    """Return more columns: the annotation at the middle of each window, its rater, the consent."""
    rows = list(csv.reader(io.StringIO(EXPORT_FORMATS["csv"].render(analysis))))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    annotations = said.annotations
    about = (
        dict(zip(CONSENT_COLUMNS, _consent_cells(said), strict=True)) if said.has_consent else {}
    )
    if said.threshold_ratings is not None:
        about["threshold_ratings"] = str(said.threshold_ratings)
    further = ("annotation", "rater") if annotations else ()
    writer.writerow([*rows[0], *further, *about])
    for row, window in zip(rows[1:], analysis.windows, strict=True):
        middle_s = (window.start_s + window.end_s) / 2
        here = [a for a in annotations if a.start_s <= middle_s < a.end_s]
        cells = (_joined([f(a) for a in here]) for f in (annotation_text, _rater))
        writer.writerow([*row, *(cells if annotations else ()), *about.values()])
    return out.getvalue()


def _json(analysis: Analysis, said: Said) -> str:
    item = analysis_object(analysis)
    for track in item["tracks"] if said.speakers else ():
        track["speaker"] = said.speakers.get(track["name"])
    if said.threshold_ratings is not None:
        item["settings"]["threshold_ratings"] = said.threshold_ratings
    item["annotations"] = [annotation_object(a) for a in said.annotations]
    if said.recording is not None and said.has_consent:
        item["consent"] = said.recording.consent
        item["consent_note"] = said.recording.consent_note
        item["participants_notice"] = notice()
    return to_json_line(item)


def _audacity(analysis: Analysis, said: Said) -> str:
    """Lines of annotations name their rater and come first; what else is to be said comes last."""
    lines = [
        f"{a.start_s:.6f}\t{a.end_s:.6f}\t{_one_line(a)} ({_rater(a)})\n" for a in said.annotations
    ]
    about, end = _about(said), f"{analysis.file.duration_s:.6f}"
    last = f"{end}\t{end}\t{about}\n" if about else ""
    return "".join(lines) + audacity.render(analysis) + last


def _textgrid(analysis: Analysis, said: Said) -> str:
    recording = said.recording or Recording("", analysis.file.path)
    return textgrid.render(
        ExportedRecording(
            recording, analysis, tuple(said.annotations), said.speakers, said.threshold_ratings
        )
    )


def _subrip(analysis: Analysis, said: Said) -> str:
    """Captions of annotations come first; consent follows the end, where no player shows it."""
    captions = [
        (a.start_s, a.end_s, f"{_one_line(a)} ({_rater(a)})")
        for a in said.annotations
        if a.duration_s
    ]
    captions += [(start, end, f"model: {text}") for start, end, text in subrip.captions(analysis)]
    about, end_s = _about(said), analysis.file.duration_s
    return subrip.numbered([*captions, *([(end_s, end_s + 0.001, about)] if about else [])])


_RENDERERS: dict[str, Callable[[Analysis, Said], str]] = {
    "csv": _csv,
    "jsonl": _json,
    "audacity": _audacity,
    "textgrid": _textgrid,
    "srt": _subrip,
}

CONSENT_COLUMNS = ("consent", "consent_note")
SAID_COLUMNS = ("annotation", "rater", *CONSENT_COLUMNS, "threshold_ratings")
"""Of tables with a row for each recording."""


def said_cells(said: Said) -> tuple[str, ...]:
    """Return the cells of :data:`SAID_COLUMNS`: annotations of a recording, the longest first."""
    seconds: dict[str, float] = {}
    for annotation in said.annotations:
        if annotation.label:
            seconds[annotation.label] = seconds.get(annotation.label, 0.0) + annotation.duration_s
    labels = sorted(seconds, key=lambda label: -seconds[label])
    raters = _joined([_rater(a) for a in said.annotations])
    n = said.threshold_ratings
    return " ".join(labels), raters, *_consent_cells(said), "" if n is None else str(n)


def _consent_cells(said: Said) -> tuple[str, str]:
    recording = said.recording
    return (recording.consent, recording.consent_note) if recording is not None else ("", "")


def _about(said: Said) -> str:
    """On how many ratings the threshold rests, the consent and the notice, on one line."""
    sentences = []
    if said.threshold_ratings is not None:
        sentences.append(Message("export.by_ratings", n=said.threshold_ratings))
    note = ""
    if said.recording is not None and said.has_consent:
        note = said.recording.consent_note
        sentences.append(Message("export.consent", consent=said.recording.consent))
        sentences.append(Message("export.told", notice=notice()))
    texts = [sentence.written_in(ENGLISH) for sentence in sentences]
    return " ".join(" ".join([*texts, note]).split())


def _rater(annotation: Annotation) -> str:
    return annotation.rater or "annotation"


def _one_line(annotation: Annotation) -> str:
    return annotation_text(annotation).replace("\t", " ") or "?"


def _joined(texts: Sequence[str]) -> str:
    return "; ".join(dict.fromkeys(texts))
