"""Converts items to rows of the file and back, and checks rows on reading."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from ser_desktop.emotion.speaker_turns import SpeakerTurn
from ser_desktop.project.items import (
    Annotation,
    Item,
    Recording,
    Setting,
    Speaker,
    TrackSpeaker,
    Turns,
)
from ser_desktop.project.places import path_from, stored_path

TABLES: dict[type, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    Recording: (
        "recordings",
        ("id",),
        (
            *("id", "path", "is_relative", "position", "sha256", "size_bytes", "modified_ns"),
            *("duration_s", "note", "consent", "consent_note", "tags", "view"),
        ),
    ),
    Speaker: (
        "speakers",
        ("id",),
        ("id", "name", "colour", "pseudonym", "note", "voiceprint"),
    ),
    Annotation: (
        "annotations",
        ("id",),
        (
            *("id", "recording_id", "track", "start_s", "end_s", "labels", "intensity"),
            *("confidence", "note", "rater", "origin", "created", "changed"),
        ),
    ),
    TrackSpeaker: (
        "track_speakers",
        ("recording_id", "track"),
        ("recording_id", "track", "speaker_id"),
    ),
    Turns: ("turns", ("recording_id",), ("recording_id", "turns")),
    Setting: ("settings", ("key",), ("key", "value")),
}
"""Table, key and columns of each kind of item; kinds that others refer to come first."""


def key_of(item: Item) -> tuple[str, ...]:
    """Return the values of the key columns."""
    return item.id if isinstance(item.id, tuple) else (item.id,)


def row_of(item: Item, folder: Path) -> tuple[Any, ...]:
    """Return the values of an item's columns.

    Args:
        item: the item.
        folder: the project's folder; paths below it are stored as relative ones.

    Raises:
        ValueError: a value is not valid JSON (NaN).
    """
    values: dict[str, Any] = dict(vars(item))
    if isinstance(item, Recording):
        values["path"], values["is_relative"] = stored_path(item.path, folder)
        values["tags"] = _json(list(item.tags))
        values["view"] = _json(dict(item.view))
    elif isinstance(item, Annotation):
        values["labels"] = _json(dict(item.labels))
    elif isinstance(item, Turns):
        values["turns"] = _json([[t.speaker, t.start_s, t.end_s, t.overlap] for t in item.turns])
    elif isinstance(item, Setting):
        values["value"] = _json(item.value)
    return tuple(values[name] for name in TABLES[type(item)][2])


def recording_from(row: tuple[Any, ...], folder: Path) -> Recording:
    """Return what :func:`row_of` was given.

    Raises:
        ValueError, TypeError: the row is none of this program's.
    """
    v = dict(zip(TABLES[Recording][2], row, strict=True))
    path = v["path"]
    if not isinstance(path, (str, bytes)) or not path:
        raise TypeError("path")
    return Recording(
        id=_text(v["id"]),
        path=path_from(path, bool(v["is_relative"]), folder),
        position=float(v["position"]),
        sha256=_text(v["sha256"]),
        size_bytes=int(v["size_bytes"]),
        modified_ns=int(v["modified_ns"]),
        duration_s=_number(v["duration_s"]),
        note=_text(v["note"]),
        consent=_text(v["consent"]),
        consent_note=_text(v["consent_note"]),
        tags=tuple(map(_text, json.loads(v["tags"]))),
        view=_mapping(v["view"]),
    )


def annotation_from(row: tuple[Any, ...]) -> Annotation:
    """Return what :func:`row_of` was given.

    Raises:
        ValueError, TypeError: the row is none of this program's.
    """
    # Written without a loop, since a project may have a hundred thousand annotations.
    id, recording_id, track, start_s, end_s, labels, intensity, confidence, *texts = row
    note, rater, origin, created, changed = texts
    return Annotation(  # which checks that its texts are texts
        id=id,
        recording_id=recording_id,
        start_s=float(start_s),
        end_s=float(end_s),
        labels=_labels(labels),
        track=track,
        intensity=_number(intensity),
        confidence=_number(confidence),
        note=note,
        rater=rater,
        origin=origin,
        created=created,
        changed=changed,
    )


def speaker_from(row: tuple[Any, ...]) -> Speaker:
    """Return what :func:`row_of` was given.

    Raises:
        ValueError, TypeError: the row is none of this program's.
    """
    id, name, colour, pseudonym, note, voiceprint = row
    if not isinstance(voiceprint, bytes):
        raise TypeError("voiceprint")
    return Speaker(_text(id), _text(name), _text(colour), _text(pseudonym), _text(note), voiceprint)


def track_speaker_from(row: tuple[Any, ...]) -> TrackSpeaker:
    """Return what :func:`row_of` was given.

    Raises:
        TypeError: the row is none of this program's.
    """
    return TrackSpeaker(*map(_text, row))


def turns_from(row: tuple[Any, ...]) -> Turns:
    """Return what :func:`row_of` was given.

    Raises:
        ValueError, TypeError: the row is none of this program's.
    """
    recording_id, turns = row
    return Turns(
        _text(recording_id),
        tuple(
            SpeakerTurn(_text(speaker), float(start_s), float(end_s), bool(overlap))
            for speaker, start_s, end_s, overlap in json.loads(turns)
        ),
    )


def _json(value: Any) -> str:
    return json.dumps(value, allow_nan=False)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("a text")
    return value


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


@lru_cache(maxsize=4096)
def _labels(text: Any) -> Mapping[str, float]:
    """Return labels, shared by annotations with equal labels, since items are immutable."""
    return {_text(key): float(value) for key, value in _mapping(text).items()}


def _mapping(text: Any) -> Mapping[str, Any]:
    value = json.loads(text)
    if not isinstance(value, dict):
        raise TypeError("a mapping")
    return value
