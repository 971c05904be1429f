"""Converts items to rows of the file and back, and checks rows on reading."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Table:
    """Where items of one kind are stored.

    Args:
        name: name of the table.
        key: columns that identify an item.
        columns: all columns.
        order: columns by which items are read in order.
    """

    name: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    order: tuple[str, ...]


TABLES: dict[type, Table] = {
    Recording: Table(
        "recordings",
        key=("id",),
        columns=(
            *("id", "path", "is_relative", "position", "sha256", "size_bytes", "modified_ns"),
            *("duration_s", "note", "consent", "consent_note", "tags", "view"),
        ),
        order=("position", "id"),
    ),
    Speaker: Table(
        "speakers",
        key=("id",),
        columns=("id", "name", "colour", "pseudonym", "note", "voiceprint"),
        order=("name", "id"),
    ),
    Annotation: Table(
        "annotations",
        key=("id",),
        columns=(
            *("id", "recording_id", "track", "start_s", "end_s", "labels", "intensity"),
            *("confidence", "note", "rater", "origin", "created", "changed"),
        ),
        order=("recording_id", "start_s", "end_s", "id"),
    ),
    TrackSpeaker: Table(
        "track_speakers",
        key=("recording_id", "track"),
        columns=("recording_id", "track", "speaker_id"),
        order=("recording_id", "track"),
    ),
    Turns: Table(
        "turns", key=("recording_id",), columns=("recording_id", "turns"), order=("recording_id",)
    ),
    Setting: Table("settings", key=("key",), columns=("key", "value"), order=("key",)),
}
"""The table of each kind of item; kinds that others refer to come first."""


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
    return tuple(values[name] for name in TABLES[type(item)].columns)


def recording_from(row: tuple[Any, ...], folder: Path) -> Recording:
    """Read the item from which :func:`row_of` made a row.

    Raises:
        ValueError, TypeError: the row was not written by this program.
    """
    v = dict(zip(TABLES[Recording].columns, row, strict=True))
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
    """Read the item from which :func:`row_of` made a row.

    Raises:
        ValueError, TypeError: the row was not written by this program.
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
    """Read the item from which :func:`row_of` made a row.

    Raises:
        ValueError, TypeError: the row was not written by this program.
    """
    id, name, colour, pseudonym, note, voiceprint = row
    if not isinstance(voiceprint, bytes):
        raise TypeError("voiceprint")
    return Speaker(_text(id), _text(name), _text(colour), _text(pseudonym), _text(note), voiceprint)


def track_speaker_from(row: tuple[Any, ...]) -> TrackSpeaker:
    """Read the item from which :func:`row_of` made a row.

    Raises:
        TypeError: the row was not written by this program.
    """
    return TrackSpeaker(*map(_text, row))


def turns_from(row: tuple[Any, ...]) -> Turns:
    """Read the item from which :func:`row_of` made a row.

    Raises:
        ValueError, TypeError: the row was not written by this program.
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
