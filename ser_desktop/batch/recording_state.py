"""The state of a recording, to detect changes since its analysis."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass

from ser_desktop.batch.places import Place, is_address, place_key, stamp_of
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.emotion.results import AnalysisSettings, FileInfo


@dataclass(frozen=True)
class RecordingState:
    """The state of a recording.

    Args:
        path: absolute, or an address.
        size_bytes: of the file.
        modified_ns: when it was written last, nanoseconds as the system counts them; of an address
            a number that changes with the file.
        sha256: of its bytes; "" where they were not read.
    """

    path: str
    size_bytes: int
    modified_ns: int
    sha256: str = ""

    @classmethod
    def of(cls, file: FileInfo, place: Place | None = None) -> RecordingState:
        """Return the state of a file when it was analysed; ``place`` is its address, if any."""
        key = place_key(file.path if place is None else place)
        return cls(key, file.size_bytes, file.modified_ns, file.sha256)

    @classmethod
    def now(cls, path: Place) -> RecordingState | None:
        """Return the state of a file now, without its hash; None where there is none."""
        if isinstance(path, str) and is_address(path):
            stamp = stamp_of(path)
            return None if stamp is None else cls(path, *stamp)
        try:
            status = os.stat(path)
        except OSError:
            return None
        return cls(os.path.abspath(path), status.st_size, status.st_mtime_ns)

    @classmethod
    def missing(cls, path: Place) -> RecordingState:
        """Return the state of a file that is not there."""
        return cls(place_key(path), 0, 0)

    def holds(self, path: Place) -> bool:
        """Return whether the file at ``path`` is this recording, unchanged.

        A file of another time but of the same bytes (copied, touched) is the same recording.
        """
        now = RecordingState.now(path)
        if now is None or (now.path, now.size_bytes) != (self.path, self.size_bytes):
            return False
        if now.modified_ns == self.modified_ns:
            return True
        return bool(self.sha256) and not is_address(path) and _sha256(path) == self.sha256


def settings_text(model: ModelInfo, settings: AnalysisSettings, channels: str = "mix") -> str:
    """Return model and settings, which determine a result beside the recording, as one line."""
    segments, voice = settings.segments, settings.adapter
    corrected = "" if voice is None else f", voice {voice.name} {voice.digest}"
    spoken = f", language {settings.spoken_language}" if settings.spoken_language else ""
    gate = f", speech gate {settings.gate}" if settings.gate > 1 else ""
    return (
        f"{model.name} {model.version}, window {settings.window_s:g} s, hop {settings.hop_s:g} s, "
        f"uncertain below {settings.uncertain_below:g}, smoothed over "
        f"{segments.smoothing_windows}, shortest segment {segments.min_s:g} s, channels {channels}"
        f"{corrected}{spoken}{gate}"
    )


def _sha256(path: Place) -> str:
    try:
        with open(path, "rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError:
        return ""
