"""What a project holds: plain frozen data, checked when it is made. Times are in seconds.

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
"""What a participant said to the recording and its analysis."""
ORIGINS = ("hand", "model", "import", "blind")
"""Where an annotation comes from; ``blind`` is a rating without the model's answer in sight."""
MAX_TEXT = 100_000
"""Characters of a name or a note."""
MAX_TIME_S = 1e8


def new_id() -> str:
    """Return an id that no other item has."""
    return uuid.uuid4().hex


def now() -> str:
    """Return the present time in UTC, as items keep it: ``2026-05-04T09:30:00+00:00``."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass(frozen=True)
class Recording:
    """A sound file of the project.

    Args:
        id: of :func:`new_id`.
        path: absolute on this machine, whether or not the file is there.
        position: recordings are listed by it, smallest first.
        sha256: of the content; empty while nobody has computed it.
        size_bytes, modified_ns: of the file when it was hashed.
        duration_s: None while it is not known.
        note, consent, consent_note, tags: a person's own.
        view: how it was looked at (zoom, channels); the window alone knows the keys.
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
    """An assigned label with its place, and who gave it.

    Args:
        id: of :func:`new_id`.
        recording_id: whose it is.
        start_s, end_s: from when to when.
        labels: weight 0..1 of each emotion; empty where a note is all there is.
        track: ``mix``, ``left``, ``speaker-1`` and so on.
        intensity, confidence: 0..1, as the rater says; None where the rater did not.
        rater: who gave it.
        origin: one of :data:`ORIGINS`.
        created, changed: as :func:`now` writes them.
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
        """The label of the largest weight, the first of the eight where two are as large; or ""."""
        order = {emotion: number for number, emotion in enumerate(EMOTIONS)}
        ranked = sorted(self.labels.items(), key=lambda item: (-item[1], order.get(item[0], 99)))
        return ranked[0][0] if ranked else ""

    @property
    def duration_s(self) -> float:
        """How long it lasts."""
        return self.end_s - self.start_s


@dataclass(frozen=True)
class Speaker:
    """A person who speaks in recordings of the project.

    Args:
        id: of :func:`new_id`.
        name: as the researcher knows the person.
        colour: ``#rrggbb``, or empty.
        pseudonym: what stands for the name in pseudonymised exports; empty has one made.
        note: a person's own.
        voiceprint: little-endian float32 numbers by which the voice is known again; personal data
            that no export writes. Empty where there is none.
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
    """Who speaks in one track of a recording."""

    recording_id: str
    track: str
    speaker_id: str

    @property
    def id(self) -> tuple[str, str]:
        """By what it is known."""
        return self.recording_id, self.track


@dataclass(frozen=True)
class Turns:
    """Who speaks when in a recording, as it was found and as people corrected it.

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
        """By what they are known."""
        return self.recording_id


@dataclass(frozen=True)
class Setting:
    """A value of the whole project: ``view``, ``note``, ``threshold``, ``interpretation``."""

    key: str
    value: Any
    """What JSON can hold."""

    @property
    def id(self) -> str:
        """By what it is known."""
        return self.key


Item = Recording | Annotation | Speaker | TrackSpeaker | Turns | Setting


def _check(holds: bool, what: str) -> None:
    if not holds:
        raise ValueError(what)


def _check_texts(*texts: str) -> None:
    for text in texts:
        _check(isinstance(text, str) and len(text) <= MAX_TEXT, "a text")
