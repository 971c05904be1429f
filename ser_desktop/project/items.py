"""The items of a project: frozen data, checked on creation. Times are in seconds.

An item is known by its ``id`` (a speaker of a track by recording and track, turns by the recording,
a setting by its key);
putting an item whose id is known replaces it.
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.emotion.speaker_turns import SpeakerTurn

CONSENTS = ("unknown", "given", "refused", "withdrawn")
"""Consent of a participant to the recording and its analysis."""
ORIGINS = ("hand", "model", "import", "blind")
"""Origin of an annotation; ``blind`` is a rating without sight of the model's answer."""
MAX_TEXT = 100_000
"""Largest number of characters of a name or a note."""
MAX_TIME_S = 1e8


def new_id() -> str:
    """Return a new unique id."""
    return uuid.uuid4().hex


def now() -> str:
    """Return the present time in UTC as text: ``2026-05-04T09:30:00+00:00``."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass(frozen=True)
class Recording:
    """A sound file of the project.

    Args:
        id: id of :func:`new_id`.
        path: absolute path on this machine; the file may be missing.
        position: sort key of the list, smallest first.
        sha256: hash of the content; empty until it is computed.
        size_bytes, modified_ns: size and time of change of the file when it was hashed.
        duration_s: length; None if unknown.
        note, consent, consent_note, tags: entered by the user.
        view: state of the window (zoom, channels); only the window uses the keys.
    """

    id: str
    path: Path
    position: float = 0.0
    sha256: str = ""
    size_bytes: int = 0
    modified_ns: int = 0
    duration_s: float | None = None
    note: str = ""
    consent: str = "unknown"
    consent_note: str = ""
    tags: tuple[str, ...] = ()
    view: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _check(self.consent in CONSENTS, "consent")
        _check(math.isfinite(self.position), "position")
        _check(self.duration_s is None or 0 <= self.duration_s <= MAX_TIME_S, "duration_s")
        _check_texts(self.id, self.note, self.consent_note, *self.tags)

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name


@dataclass(frozen=True)
class Annotation:
    """An assigned label with its place and its rater.

    Args:
        id: id of :func:`new_id`.
        recording_id: id of the recording.
        start_s, end_s: from when to when.
        labels: weight 0..1 of each emotion; empty for a mere note.
        track: ``mix``, ``left``, ``speaker-1`` and so on.
        intensity, confidence: 0..1, given by the rater, or None.
        rater: name of the rater.
        origin: one of :data:`ORIGINS`.
        created, changed: results of :func:`now`.
    """

    id: str
    recording_id: str
    start_s: float
    end_s: float
    labels: Mapping[str, float]
    track: str = "mix"
    intensity: float | None = None
    confidence: float | None = None
    note: str = ""
    rater: str = ""
    origin: str = "hand"
    created: str = field(default_factory=now)
    changed: str = field(default_factory=now)

    def __post_init__(self) -> None:
        _check(0 <= self.start_s <= self.end_s <= MAX_TIME_S, "start_s, end_s")
        _check(all(0 <= weight <= 1 for weight in self.labels.values()), "labels")
        for share in (self.intensity, self.confidence):
            _check(share is None or 0 <= share <= 1, "intensity, confidence")
        _check(self.origin in ORIGINS, "origin")
        _check_texts(self.id, self.recording_id, self.track, self.note, self.rater, *self.labels)
        _check_texts(self.created, self.changed)

    @property
    def label(self) -> str:
        """The label with the largest weight (the first of equal ones), or ""."""
        order = {emotion: number for number, emotion in enumerate(EMOTIONS)}
        ranked = sorted(self.labels.items(), key=lambda item: (-item[1], order.get(item[0], 99)))
        return ranked[0][0] if ranked else ""

    @property
    def duration_s(self) -> float:
        """Duration in seconds."""
        return self.end_s - self.start_s


@dataclass(frozen=True)
class Speaker:
    """A person who speaks in recordings of the project.

    Args:
        id: id of :func:`new_id`.
        name: name used by the researcher.
        colour: ``#rrggbb``, or empty.
        pseudonym: name in pseudonymised exports; empty generates one.
        note: entered by the user.
        voiceprint: little-endian float32 numbers that identify the voice; personal data that no
        export contains. Empty if unknown.
    """

    id: str
    name: str
    colour: str = ""
    pseudonym: str = ""
    note: str = ""
    voiceprint: bytes = b""

    def __post_init__(self) -> None:
        _check(len(self.voiceprint) % 4 == 0, "voiceprint")
        _check_texts(self.id, self.name, self.colour, self.pseudonym, self.note)


@dataclass(frozen=True)
class TrackSpeaker:
    """The speaker of one track of a recording."""

    recording_id: str
    track: str
    speaker_id: str

    @property
    def id(self) -> tuple[str, str]:
        """The values that identify it."""
        return self.recording_id, self.track


@dataclass(frozen=True)
class Turns:
    """The turns of a recording, as detected and as corrected by people.

    Args:
        recording_id: whose they are.
        turns: in the order of time; the ``speaker`` of each is the name of a track.
    """

    recording_id: str
    turns: tuple[SpeakerTurn, ...]

    def __post_init__(self) -> None:
        for turn in self.turns:
            _check(0 <= turn.start_s <= turn.end_s <= MAX_TIME_S, "start_s, end_s")
            _check_texts(turn.speaker)

    @property
    def id(self) -> str:
        """The value that identifies them."""
        return self.recording_id


@dataclass(frozen=True)
class Setting:
    """A setting of the project: ``view``, ``note``, ``threshold``, ``interpretation``."""

    key: str
    value: Any
    """The value; any JSON type."""

    @property
    def id(self) -> str:
        """The values that identify it."""
        return self.key


Item = Recording | Annotation | Speaker | TrackSpeaker | Turns | Setting


def _check(holds: bool, what: str) -> None:
    if not holds:
        raise ValueError(what)


def _check_texts(*texts: str) -> None:
    for text in texts:
        _check(isinstance(text, str) and len(text) <= MAX_TEXT, "a text")
