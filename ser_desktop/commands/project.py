"""``ser-desktop project``: create, describe, fill, export and collect projects."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from ser_desktop import __version__
from ser_desktop.commands.exit_codes import OK, SOME_FAILED
from ser_desktop.commands.project_agreement import run_agreement
from ser_desktop.commands.project_exchange import run_export, run_import
from ser_desktop.commands.project_recordings import run_add, run_analyze_project, run_create
from ser_desktop.emotion.headline import headline_of
from ser_desktop.export.project.content import ProjectContent
from ser_desktop.export.project.json_lines import annotation_object
from ser_desktop.export.project.recording_rows import annotated_words
from ser_desktop.paths import Profile
from ser_desktop.project.analyses import Answer, KeptAnalyses
from ser_desktop.project.copies import collect
from ser_desktop.project.items import Annotation, Recording
from ser_desktop.project.store import ProjectStore
from ser_desktop.streams import say
from ser_desktop.texts.messages import Message


def run_project(options: argparse.Namespace, profile: Profile, out: TextIO) -> int:
    """Run one action. Returns the exit code of the contract."""
    actions: dict[str, Callable[[argparse.Namespace, Profile, TextIO], int]] = {
        "create": run_create,
        "add": run_add,
        "analyze": run_analyze_project,
        "info": _info,
        "import": run_import,
        "export": run_export,
        "agreement": run_agreement,
        "collect": _collect,
    }
    return actions[options.action](options, profile, out)


def _info(options: argparse.Namespace, profile: Profile, out: TextIO) -> int:
    with ProjectStore.open(options.project, read_only=True) as store:
        recordings, annotations = store.recordings(), store.annotations()
        speakers, tracks = store.speakers(), store.track_speakers()
        answers = KeptAnalyses(store).answers()
        headlines, annotated = _headlines(store)
        item = {
            "schema": store.schema,
            "app_version": __version__,
            "project": {"path": str(store.path), "note": store.setting("note", "")},
            "threshold": store.setting("threshold"),
            "recordings": [
                _recording_object(
                    r, answers.get(r.sha256), headlines.get(r.id), annotated.get(r.id)
                )
                for r in recordings
            ],
            "annotations": [
                {"id": a.id, "recording": a.recording_id, **annotation_object(a)}
                for a in annotations
            ],
            "speakers": [
                {
                    "id": speaker.id,
                    "name": speaker.name,
                    "colour": speaker.colour,
                    "pseudonym": speaker.pseudonym,
                    "note": speaker.note,
                    "tracks": [
                        {"recording": track.recording_id, "track": track.track}
                        for track in tracks
                        if track.speaker_id == speaker.id
                    ],
                }
                for speaker in speakers
            ],
        }
    if options.json:
        out.write(json.dumps(item, ensure_ascii=False, allow_nan=False) + "\n")
        return OK
    shown = {
        id: str(Message("recordings.row_annotated", annotated=annotated[id], answer=words))
        if id in annotated
        else words
        for id, words in headlines.items()
    }
    out.write(_table(options.project, recordings, annotations, shown, len(speakers)))
    return OK


def _headlines(store: ProjectStore) -> tuple[dict[str, str], dict[str, str]]:
    """Return the model's words for each recording, and those of people where they come first."""
    headlines, annotated = {}, {}
    for exported in ProjectContent(store).recordings():
        if exported.analysis is not None:
            headlines[exported.recording.id] = headline_of(exported.analysis).text()
        if words := annotated_words(exported):
            annotated[exported.recording.id] = words
    return headlines, annotated


def _recording_object(
    recording: Recording, answer: Answer | None, headline: str | None, annotated: str | None
) -> dict[str, Any]:
    return {
        "id": recording.id,
        "path": str(recording.path),
        "found": recording.path.is_file(),
        "sha256": recording.sha256,
        "duration_s": recording.duration_s,
        "annotated": annotated,
        "headline": headline,
        "label": None if answer is None else answer.label,
        "confidence": None if answer is None else answer.confidence,
        "tags": list(recording.tags),
        "note": recording.note,
        "consent": recording.consent,
        "consent_note": recording.consent_note,
    }


def _table(
    path: Path,
    recordings: Sequence[Recording],
    annotations: Sequence[Annotation],
    headlines: Mapping[str, str],
    n_speakers: int,
) -> str:
    counts = Message(
        "project.counts",
        path=path,
        recordings=Message("count.recordings", n=len(recordings)),
        annotations=Message("count.annotations", n=len(annotations)),
        speakers=Message("count.speakers", n=n_speakers),
    )
    lines = [str(counts)]
    for recording in recordings:
        shown = headlines.get(recording.id, "–")
        missing = "" if recording.path.is_file() else f"  {Message('project.file_missing')}"
        lines.append(f"  {recording.name}  {shown}{missing}")
    return "\n".join(lines) + "\n"


def _collect(options: argparse.Namespace, profile: Profile, out: TextIO) -> int:
    with ProjectStore.open(options.project, read_only=True) as store:
        done = collect(store, options.folder, with_voices=options.voices)
    for _, message in done.left:
        say(str(message))
    out.write(f"{done.path}\n")
    return SOME_FAILED if done.left else OK
