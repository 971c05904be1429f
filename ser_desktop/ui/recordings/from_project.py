"""Converts recordings of a project to rows of the list, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ser_desktop.emotion.interpretation import interpret, scores_of
from ser_desktop.emotion.results import Analysis
from ser_desktop.emotion.speaker_tracks import with_turns
from ser_desktop.emotion.speaker_turns import SpeakerTurn
from ser_desktop.project import items
from ser_desktop.project.changes import Change
from ser_desktop.ui.project.contents import Contents
from ser_desktop.ui.recordings.recording import Recording


def recording_from(item: items.Recording, contents: Contents) -> Recording:
    """Return a row of the list for a recording of the project."""
    item = replace(item, path=contents.moved.get(item.id, item.path))
    recording = Recording.of(item.path)
    document, view = recording.document, recording.view
    document.item, document.kept = item, contents.answers.get(item.sha256)
    document.annotations = contents.annotations.get(item.id, ())
    document.speakers = contents.speakers.get(item.id, {})
    document.turns = contents.turns.get(item.id, ())
    document.split_channels = item.view.get("split") is True
    view.channel = 1 if item.view.get("channel") == 1 else 0
    view.speaker = str(item.view.get("speaker") or "")
    view.visible_s, view.selection_s = map(_span, map(item.view.get, ("visible_s", "selection_s")))
    position = item.view.get("position_s")
    view.position_s = float(position) if isinstance(position, int | float) else 0.0
    return recording


def view_of(recording: Recording) -> dict[str, Any]:
    """Return the view of a recording as the project stores it."""
    view = recording.view
    return {
        "split": recording.document.split_channels,
        "channel": view.channel,
        "speaker": view.speaker,
        "visible_s": None if view.visible_s is None else list(view.visible_s),
        "selection_s": None if view.selection_s is None else list(view.selection_s),
        "position_s": round(view.position_s, 3),
    }


def set_raw(recording: Recording, analyses: tuple[Analysis, ...]) -> None:
    """Set the raw analyses of a recording; the file may have moved since."""
    document = recording.document
    document.raw_analyses = tuple(
        replace(analysis, file=replace(analysis.file, path=recording.path)) for analysis in analyses
    )
    if not document.turns:  # projects of the first schema have them only in their analyses
        turns = [turn for track in analyses[0].tracks for turn in track.turns]
        document.turns = tuple(sorted(turns, key=lambda turn: (turn.start_s, turn.end_s)))


def follow_turns(change: Change, by_id: Mapping[str, Recording]) -> list[Recording]:
    """Apply changed turns. Returns the recordings they change.

    Known windows move with the turns; analysing a recording again cuts them anew.
    """
    changed = []
    turns: dict[str, tuple[SpeakerTurn, ...]] = {}
    turns |= {item.id: () for item in change.before if isinstance(item, items.Turns)}
    turns |= {item.id: item.turns for item in change.after if isinstance(item, items.Turns)}
    for id in turns.keys() & by_id.keys():
        document = by_id[id].document
        if document.turns == turns[id]:
            continue
        document.turns = turns[id]
        if turns[id]:
            document.split_channels = False
        if not document.split_channels and len(document.raw_analyses) == 1:
            scores = with_turns(scores_of(document.raw_analyses[0]), turns[id])
            document.raw_analyses = (interpret(scores),)
        changed.append(by_id[id])
    return changed


def follow_annotations(change: Change, by_id: Mapping[str, Recording]) -> None:
    """Update the annotations of recordings after a change of the project."""
    after = [item for item in change.after if isinstance(item, items.Annotation)]
    before = [item for item in change.before if isinstance(item, items.Annotation)]
    gone = {item.id for item in (*before, *after)}
    for id in {item.recording_id for item in (*before, *after)} & by_id.keys():
        document = by_id[id].document
        kept = [a for a in document.annotations if a.id not in gone]
        kept += [a for a in after if a.recording_id == id]
        document.annotations = tuple(sorted(kept, key=lambda a: (a.start_s, a.end_s, a.id)))


def _span(value: object) -> tuple[float, float] | None:
    if isinstance(value, list) and len(value) == 2:
        first, last = value
        if isinstance(first, int | float) and isinstance(last, int | float) and first < last:
            return float(first), float(last)
    return None
