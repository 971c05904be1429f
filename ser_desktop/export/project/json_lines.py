"""JSON lines: the contract's object of each recording (schema 2), with annotations and speakers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ser_desktop import __version__
from ser_desktop.export.formats import open_replacing
from ser_desktop.export.json_lines import SCHEMA, analysis_object, to_json_line
from ser_desktop.export.project.consent import has_consent, notice
from ser_desktop.export.project.content import (
    ExportedRecording,
    ProjectContent,
)
from ser_desktop.export.project.recording_rows import annotated_words
from ser_desktop.project.items import Annotation


def write(content: ProjectContent, path: Path) -> None:
    """Write a line for each recording, as ``analyze --format jsonl`` does.

    Raises:
        OutputError: the disk does not take it.
    """
    with open_replacing(path) as handle:
        for exported in content.recordings():
            handle.write(to_json_line(_object(exported)))


def _object(exported: ExportedRecording) -> dict[str, Any]:
    recording = exported.recording
    if exported.analysis is None:
        file = {"path": str(recording.path), "sha256": recording.sha256}
        item: dict[str, Any] = {"schema": SCHEMA, "app_version": __version__, "file": file}
    else:
        item = analysis_object(exported.analysis)
        wanted = {track.name for track in exported.tracks}
        item["tracks"] = [track for track in item["tracks"] if track["name"] in wanted]
        for track in item["tracks"]:
            track["scope"] = exported.scope_of(track["name"])
            track["speaker"] = exported.speakers.get(track["name"])
        item["settings"]["threshold_ratings"] = exported.threshold_ratings
    if exported.voices:
        item["voices"] = {
            track: [round(number, 7) for number in voice]
            for track, voice in exported.voices.items()
        }
    return {
        **item,
        "annotated": annotated_words(exported) or None,
        "annotations": [annotation_object(annotation) for annotation in exported.annotations],
        "participants_notice": notice() if has_consent(recording) else "",
        "consent": recording.consent,
        "consent_note": recording.consent_note,
        "tags": list(recording.tags),
        "note": recording.note,
    }


def annotation_object(annotation: Annotation) -> dict[str, Any]:
    """Return the contract's object of an annotation, with further fields."""
    return {
        "track": annotation.track,
        "start_s": round(annotation.start_s, 6),
        "end_s": round(annotation.end_s, 6),
        "labels": dict(annotation.labels),
        "intensity": annotation.intensity,
        "note": annotation.note,
        "rater": annotation.rater,
        "confidence": annotation.confidence,
        "origin": annotation.origin,
        "created": annotation.created,
        "changed": annotation.changed,
    }
