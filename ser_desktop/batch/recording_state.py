"""The state of a recording, to detect changes since its analysis."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.emotion.results import AnalysisSettings, FileInfo


@dataclass(frozen=True)
class RecordingState:
    """The state of a recording.

    Args:
        path: absolute path.
        size_bytes: size of the file.
        modified_ns: time of the last change in the system's nanoseconds.
        sha256: hash of its bytes; "" if they were not read.
    """

    path: str
    size_bytes: int
    modified_ns: int
    sha256: str = ""

    @classmethod
    def of(cls, file: FileInfo) -> RecordingState:
        """Return the state of a file when it was analysed."""
        return cls(os.path.abspath(file.path), file.size_bytes, file.modified_ns, file.sha256)

    @classmethod
    def now(cls, path: Path) -> RecordingState | None:
        """Return the present state of a file, without its hash; None if it does not exist."""
        try:
            status = path.stat()
        except OSError:
            return None
        return cls(os.path.abspath(path), status.st_size, status.st_mtime_ns)

    @classmethod
    def missing(cls, path: Path) -> RecordingState:
        """Return the state of a missing file."""
        return cls(os.path.abspath(path), 0, 0)

    def holds(self, path: Path) -> bool:
        """Return whether the file at ``path`` is this recording, unchanged.

        A file of another time but of the same bytes (copied, touched) is the same recording.
        """
        now = RecordingState.now(path)
        if now is None or (now.path, now.size_bytes) != (self.path, self.size_bytes):
            return False
        if now.modified_ns == self.modified_ns:
            return True
        return bool(self.sha256) and _sha256(path) == self.sha256


def settings_text(model: ModelInfo, settings: AnalysisSettings, channels: str = "mix") -> str:
    """Return model and settings, which determine a result beside the recording, as one line."""
    segments, voice = settings.segments, settings.adapter
    corrected = "" if voice is None else f", voice {voice.name} {voice.digest}"
    return (
        f"{model.name} {model.version}, window {settings.window_s:g} s, hop {settings.hop_s:g} s, "
        f"uncertain below {settings.uncertain_below:g}, smoothed over "
        f"{segments.smoothing_windows}, shortest segment {segments.min_s:g} s, channels {channels}"
        f"{corrected}"
    )


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError:
        return ""
