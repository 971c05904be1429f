"""The contents of a project, read in the background when it is opened."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from ser_desktop.emotion.speaker_turns import SpeakerTurn
from ser_desktop.project import items
from ser_desktop.project.analyses import Answer, KeptAnalyses
from ser_desktop.project.relinking import find_moved, missing
from ser_desktop.project.store import ProjectStore
from ser_desktop.ui.toolkit.workers import Job

VIEW = "window_view"
"""The key under which the project stores the view of the window."""


@dataclass(frozen=True)
class Contents:
    """Everything except the models' scores, which are large and read later.

    Args:
        recordings: in the order of the list.
        answers: the latest stored answers, by sha256.
        annotations: by recording.
        speakers: by recording and track.
        turns: who speaks when, by recording, if speakers were searched for.
        moved: new paths of recordings that were not at their stored paths, by id.
        n_missing: number of recordings that were not found.
        view: the stored view of the window.
    """

    recordings: tuple[items.Recording, ...]
    answers: dict[str, Answer]
    annotations: dict[str, tuple[items.Annotation, ...]]
    speakers: dict[str, dict[str, items.Speaker]]
    turns: dict[str, tuple[SpeakerTurn, ...]]
    moved: dict[str, Path]
    n_missing: int
    view: dict[str, object]


def read_contents(store: ProjectStore, job: Job) -> Contents:
    """Read a project, and search its folder for recordings that moved with it.

    Args:
        store: the project's store.
        job: the background job; it can be cancelled.

    Raises:
        ProjectError: the project is damaged.
        WorkCancelledError: the job was cancelled.
    """
    recordings = store.recordings()
    annotations: defaultdict[str, list[items.Annotation]] = defaultdict(list)
    for annotation in store.annotations():
        annotations[annotation.recording_id].append(annotation)
    people = {speaker.id: speaker for speaker in store.speakers()}
    speakers: defaultdict[str, dict[str, items.Speaker]] = defaultdict(dict)
    for track in store.track_speakers():
        if track.speaker_id in people:
            speakers[track.recording_id][track.track] = people[track.speaker_id]
    answers = KeptAnalyses(store).answers()
    lost = missing(recordings)
    moved = find_moved(lost, [store.folder], job.cancelled) if lost else {}
    view = store.setting(VIEW, {})
    return Contents(
        tuple(recordings),
        answers,
        {id: tuple(of_recording) for id, of_recording in annotations.items()},
        dict(speakers),
        {found.recording_id: found.turns for found in store.turns()},
        moved,
        len(lost) - len(moved),
        view if isinstance(view, dict) else {},
    )
