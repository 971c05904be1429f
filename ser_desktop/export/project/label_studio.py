"""Label Studio: a task for each recording, annotations by rater, the model's answer as prediction.

The matching labelling configuration: ``<Labels name="label" toName="audio"/>`` and
``<Audio name="audio" value="$audio"/>``.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from ser_desktop.emotion.labels import is_emotion
from ser_desktop.export.formats import open_replacing
from ser_desktop.export.project.content import ExportedRecording, ProjectContent
from ser_desktop.export.project.scopes import once
from ser_desktop.project.items import Annotation


def write(content: ProjectContent, path: Path) -> None:
    """Write one JSON list of tasks, task by task.

    Raises:
        OutputError: the disk does not take it.
    """
    with open_replacing(path) as handle:
        handle.write("[")
        for number, exported in enumerate(content.recordings()):
            handle.write(",\n" if number else "\n")
            handle.write(json.dumps(_task(exported), ensure_ascii=False, allow_nan=False))
        handle.write("\n]\n")


def _task(exported: ExportedRecording) -> dict[str, Any]:
    raters = dict.fromkeys(annotation.rater for annotation in exported.annotations)
    recording = exported.recording
    return {
        "data": {
            "audio": exported.name,
            "sha256": recording.sha256,
            "duration_s": exported.duration_s,
            "consent": recording.consent,
            "about": exported.statement(),
        },
        "annotations": [
            {
                "rater": rater,
                "result": [
                    _annotated(annotation, exported)
                    for annotation in exported.annotations
                    if annotation.rater == rater
                ],
            }
            for rater in raters
        ],
        "predictions": _predictions(exported),
    }


def _annotated(annotation: Annotation, exported: ExportedRecording) -> dict[str, Any]:
    item = _region(annotation.id, annotation.start_s, annotation.end_s, list(annotation.labels))
    item["meta"] = {
        "text": [annotation.note] if annotation.note else [],
        "weights": dict(annotation.labels),
        "track": annotation.track,
        "speaker": exported.speakers.get(annotation.track, ""),
        "intensity": annotation.intensity,
        "confidence": annotation.confidence,
    }
    return item


def _predictions(exported: ExportedRecording) -> list[dict[str, Any]]:
    analysis = exported.analysis
    if analysis is None:
        return []
    regions = []
    for track in replace(exported, whose=once(exported.whose)).tracks:
        for number, segment in enumerate(track.segments):
            if is_emotion(segment.label):
                name = f"{track.name}-{number}"
                item = _region(name, segment.start_s, segment.end_s, [segment.label])
                regions.append({**item, "score": segment.confidence})
    version = f"{analysis.model.name} {analysis.model.version}"
    score = analysis.overall.confidence
    return [{"model_version": version, "score": score, "result": regions}]


def _region(id: str, start_s: float, end_s: float, labels: list[str]) -> dict[str, Any]:
    return {
        "id": id,
        "from_name": "label",
        "to_name": "audio",
        "type": "labels",
        "value": {"start": start_s, "end": end_s, "channel": 0, "labels": labels},
    }
