"""Adds annotations and consent to the export formats of a single result.

Without annotations and consent, a file is as the format alone writes it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ser_desktop.emotion.results import Analysis
from ser_desktop.export import audacity, subrip
from ser_desktop.export.formats import EXPORT_FORMATS, ExportFormat
from ser_desktop.export.json_lines import analysis_object, to_json_line
from ser_desktop.export.project import textgrid
from ser_desktop.export.project.consent import has_consent, notice
from ser_desktop.export.project.content import ExportedRecording
from ser_desktop.export.project.json_lines import annotation_object
from ser_desktop.export.project.tiers import annotation_text
from ser_desktop.project.annotated_spans import first_words, recording_said
from ser_desktop.project.items import Annotation, Recording
from ser_desktop.project.spreadsheet_text import as_text
from ser_desktop.project.tiers import MODEL_RATER, written_rater
from ser_desktop.texts.messages import ENGLISH, Message

Annotations = Sequence[Annotation]
_UNNAMED, _UNNAMED_FILE = "annotation", "annotations"
"""Stands for a rater without a name in lines, and in the name of a file."""
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
"""Characters that some file system does not allow in a name."""


@dataclass(frozen=True)
class ProjectFacts:
    """Facts of a recording in its project, beside the model's answer.

    Args:
        annotations: in the order of time.
        recording: as the project has it, with the consent of the people in it; None is unknown.
        speakers: name of who speaks in each track.
        threshold_ratings: number of ratings behind the project's threshold; None without one.
    """

    annotations: Annotations = ()
    recording: Recording | None = None
    speakers: Mapping[str, str] = field(default_factory=dict)
    threshold_ratings: int | None = None

    @property
    def has_consent(self) -> bool:
        """Whether the consent is stated."""
        return self.recording is not None and has_consent(self.recording)

    def __bool__(self) -> bool:
        return bool(self.annotations) or self.has_consent or self.threshold_ratings is not None


NO_FACTS = ProjectFacts()


def annotated(wanted: ExportFormat, by_path: Mapping[Path, ProjectFacts]) -> ExportFormat:
    """Return a format that writes annotations and consent too.

    Args:
        wanted: one of :data:`EXPORT_FORMATS`.
        by_path: annotations, consent and notes of each recording.
    """
    render = _RENDERERS[wanted.name]

    def with_annotations(analysis: Analysis) -> str:
        facts = by_path.get(analysis.file.path, ProjectFacts())
        return render(analysis, facts) if facts else wanted.render(analysis)

    return replace(wanted, render=with_annotations)


def annotated_files(
    wanted: ExportFormat, by_path: Mapping[Path, ProjectFacts]
) -> list[ExportFormat]:
    """Return the formats of all files: of Audacity's labels one for the model and each rater.

    Audacity makes a track of each file and calls it by the file's name.

    Args:
        wanted: one of :data:`EXPORT_FORMATS`.
        by_path: annotations, consent and notes of each recording.
    """
    of_raters = rater_files(wanted, by_path) if wanted.name == "audacity" else []
    whole = annotated(wanted, by_path)
    if not of_raters:
        return [whole]
    return [replace(whole, suffix=f" {MODEL_RATER}{wanted.suffix}"), *of_raters]


def rater_files(wanted: ExportFormat, by_path: Mapping[Path, ProjectFacts]) -> list[ExportFormat]:
    """Return a format for each rater, with the rater's labels alone and the name in the suffix."""
    raters = sorted({_rater(a) for facts in by_path.values() for a in facts.annotations})
    return [_labels_of(rater, wanted, by_path) for rater in raters]


def _labels_of(
    rater: str, wanted: ExportFormat, by_path: Mapping[Path, ProjectFacts]
) -> ExportFormat:
    def theirs(analysis: Analysis) -> Annotations:
        facts = by_path.get(analysis.file.path, ProjectFacts())
        return [a for a in facts.annotations if _rater(a) == rater]

    def lines(analysis: Analysis) -> str:
        spans = ((a.start_s, a.end_s, _one_line(a)) for a in theirs(analysis))
        return "".join(f"{start:.6f}\t{end:.6f}\t{text}\n" for start, end, text in spans)

    written = _UNNAMED_FILE if rater == _UNNAMED else written_rater(rater)
    name = _NOT_IN_NAMES.sub("-", written).strip(". ")
    return replace(
        wanted,
        suffix=f" {name}{wanted.suffix}",
        render=lines,
        applies=lambda analysis: bool(theirs(analysis)),
    )


def _csv(analysis: Analysis, facts: ProjectFacts) -> str:
    """Return more columns: the annotation at the middle of each window, its rater, the consent."""
    rows = list(csv.reader(io.StringIO(EXPORT_FORMATS["csv"].render(analysis))))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    annotations = facts.annotations
    about = consent_cells(facts) if facts.has_consent else {}
    if facts.threshold_ratings is not None:
        about["threshold_ratings"] = str(facts.threshold_ratings)
    further = ("annotation", "rater") if annotations else ()
    writer.writerow([*rows[0], *further, *about])
    for row, window in zip(rows[1:], analysis.windows, strict=True):
        middle_s = (window.start_s + window.end_s) / 2
        here = [a for a in annotations if a.start_s <= middle_s < a.end_s]
        cells = (_joined([f(a) for a in here]) for f in (annotation_text, _rater))
        further_cells = [*(cells if annotations else ()), *about.values()]
        writer.writerow([*row, *map(as_text, further_cells)])
    return out.getvalue()


def _json(analysis: Analysis, facts: ProjectFacts) -> str:
    item = analysis_object(analysis)
    for track in item["tracks"] if facts.speakers else ():
        track["speaker"] = facts.speakers.get(track["name"])
    if facts.threshold_ratings is not None:
        item["settings"]["threshold_ratings"] = facts.threshold_ratings
    said = recording_said(facts.annotations, analysis, analysis.file.duration_s)
    item["annotated"] = first_words(said) or None
    item["annotations"] = [annotation_object(a) for a in facts.annotations]
    if facts.recording is not None and facts.has_consent:
        item["consent"] = facts.recording.consent
        item["consent_note"] = facts.recording.consent_note
        item["participants_notice"] = notice()
    return to_json_line(item)


def _audacity(analysis: Analysis, facts: ProjectFacts) -> str:
    """Return the model's labels; the last line states consent and threshold."""
    about, end = _about(facts), f"{analysis.file.duration_s:.6f}"
    last = f"{end}\t{end}\t{about}\n" if about else ""
    return audacity.render(analysis) + last


def _textgrid(analysis: Analysis, facts: ProjectFacts) -> str:
    recording = facts.recording or Recording("", analysis.file.path)
    return textgrid.render(
        ExportedRecording(
            recording, analysis, tuple(facts.annotations), facts.speakers, facts.threshold_ratings
        )
    )


def _subrip(analysis: Analysis, facts: ProjectFacts) -> str:
    """Captions of annotations come first; consent follows the end, where no player shows it."""
    captions = annotation_captions(facts.annotations)
    captions += [(start, end, f"model: {text}") for start, end, text in subrip.captions(analysis)]
    about, end_s = _about(facts), analysis.file.duration_s
    return subrip.numbered([*captions, *([(end_s, end_s + 0.001, about)] if about else [])])


def annotation_captions(annotations: Annotations) -> list[tuple[float, float, str]]:
    """Return start, end and text of a caption for each annotation, with its rater."""
    return [
        (a.start_s, a.end_s, f"{_one_line(a)} ({_rater(a)})") for a in annotations if a.duration_s
    ]


_RENDERERS: dict[str, Callable[[Analysis, ProjectFacts], str]] = {
    "csv": _csv,
    "jsonl": _json,
    "audacity": _audacity,
    "textgrid": _textgrid,
    "srt": _subrip,
}

CONSENT_COLUMNS = ("consent", "consent_note")
PROJECT_COLUMNS = ("annotation", "rater", *CONSENT_COLUMNS, "threshold_ratings")
"""Of tables with a row for each recording."""


def project_cells(facts: ProjectFacts) -> tuple[str, ...]:
    """Return the cells of :data:`PROJECT_COLUMNS`; labels of longer annotations come first."""
    seconds: dict[str, float] = {}
    for annotation in facts.annotations:
        if annotation.label:
            seconds[annotation.label] = seconds.get(annotation.label, 0.0) + annotation.duration_s
    labels = sorted(seconds, key=lambda label: -seconds[label])
    raters = _joined([_rater(a) for a in facts.annotations])
    n = facts.threshold_ratings
    return " ".join(labels), raters, *consent_cells(facts).values(), "" if n is None else str(n)


def consent_cells(facts: ProjectFacts) -> dict[str, str]:
    """Return the cells of :data:`CONSENT_COLUMNS`."""
    recording = facts.recording
    values = (recording.consent, recording.consent_note) if recording is not None else ("", "")
    return dict(zip(CONSENT_COLUMNS, values, strict=True))


def _about(facts: ProjectFacts) -> str:
    """The ratings behind the threshold, the consent and the notice, on one line."""
    sentences = []
    if facts.threshold_ratings is not None:
        sentences.append(Message("export.by_ratings", n=facts.threshold_ratings))
    note = ""
    if facts.recording is not None and facts.has_consent:
        note = facts.recording.consent_note
        sentences.append(Message("export.consent", consent=facts.recording.consent))
        sentences.append(Message("export.told", notice=notice()))
    texts = [sentence.written_in(ENGLISH) for sentence in sentences]
    return " ".join(" ".join([*texts, note]).split())


def _rater(annotation: Annotation) -> str:
    return annotation.rater or _UNNAMED


def _one_line(annotation: Annotation) -> str:
    return annotation_text(annotation).replace("\t", " ") or "?"


def _joined(texts: Sequence[str]) -> str:
    return "; ".join(dict.fromkeys(texts))
