"""Scores of a project's recordings, stored by sha256, model, windows and speech gate.

A recording that is added again, moved or renamed is not analysed again. Settings such as threshold
and smoothing are no keys, since interpretation starts from the scores.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ser_desktop.emotion.codec import AnalysisCodec
from ser_desktop.emotion.gate import GATE_VERSION
from ser_desktop.emotion.interpretation import interpret
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.emotion.results import MIX, WindowScores
from ser_desktop.emotion.speaker_tracks import with_turns
from ser_desktop.errors import SerError
from ser_desktop.project.items import Recording, now
from ser_desktop.project.store import ProjectStore

_CODEC = AnalysisCodec()


@dataclass(frozen=True)
class Answer:
    """The answer for a recording in lists, available without reading its scores.

    Args:
        label: label under the model's own settings.
        confidence: 0..1; None without speech.
        model: result of :func:`model_key`.
    """

    label: str
    confidence: float | None
    model: str


def model_key(model: ModelInfo) -> str:
    """Return name, version and a digest of all other metadata of a model."""
    rest = json.dumps(
        [model.labels, model.sample_rate_hz, model.front_end, model.metrics, model.recipe],
        sort_keys=True,
        default=str,
    )
    return f"{model.name} {model.version} {hashlib.sha256(rest.encode()).hexdigest()[:12]}"


class KeptAnalyses:
    """The analyses of one project.

    Args:
        store: the open store of the project.
    """

    def __init__(self, store: ProjectStore) -> None:
        self._store = store

    def keep(self, scores: WindowScores) -> None:
        """Store scores, without the paths of file and model.

        Raises:
            ProjectError: the scores cannot be written; the project is unchanged.
        """
        bare = replace(
            scores,
            file=replace(scores.file, path=Path(scores.file.path.name)),
            model=replace(scores.model, path=Path(scores.model.path.name)),
        )
        overall = interpret(bare).overall
        names = [track.name for track in scores.tracks]
        windows = _windows_key(scores.window_s, scores.hop_s, names, scores.gate)
        key = (scores.file.sha256, model_key(scores.model), windows)
        with self._store.transaction():
            self._store.execute(
                "DELETE FROM analyses WHERE sha256 = ? AND model = ? AND windows = ?", key
            )
            self._store.execute(
                "INSERT INTO analyses (sha256, model, windows, label, confidence, created, scores) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (*key, overall.label, overall.confidence, now(), _CODEC.dumps(bare)),
            )

    def find(
        self,
        recording: Recording,
        model: ModelInfo,
        window_s: float,
        hop_s: float,
        tracks: Sequence[str] = (MIX,),
    ) -> WindowScores | None:
        """Return the stored scores of a recording; None without any.

        Args:
            recording: a recording with known sha256.
            model: the model in use.
            window_s: length of a window.
            hop_s: time between the starts of windows.
            tracks: names of the analysed tracks.

        Raises:
            ProjectError: the project cannot be read.
        """
        rows = self._store.execute(
            "SELECT scores FROM analyses WHERE sha256 = ? AND model = ? AND windows = ?",
            (
                recording.sha256,
                model_key(model),
                _windows_key(window_s, hop_s, tracks, GATE_VERSION),
            ),
        )
        return self._read(recording, rows)

    def latest(self, recording: Recording) -> WindowScores | None:
        """Return the latest stored scores of a recording, of any model; None without any.

        The tracks of speakers are those of the project's turns.

        Raises:
            ProjectError: the project cannot be read.
        """
        rows = self._store.execute(
            "SELECT scores FROM analyses WHERE sha256 = ? ORDER BY number DESC LIMIT 1",
            (recording.sha256,),
        )
        scores = self._read(recording, rows)
        return None if scores is None else self._under_turns(recording, scores)

    def _under_turns(self, recording: Recording, scores: WindowScores) -> WindowScores:
        known = self._store.turns(recording.id)
        if known:
            return with_turns(scores, known[0].turns)
        # A project of the first schema has the turns in its analyses alone; undoing a search
        # leaves neither turns nor speakers.
        tracks = {item.track for item in self._store.track_speakers(recording.id)}
        is_of_first_schema = any(track.speaker in tracks for track in scores.tracks)
        return scores if is_of_first_schema else with_turns(scores, ())

    def answers(self) -> dict[str, Answer]:
        """Return the latest answer of each recording, by sha256.

        Raises:
            ProjectError: the project cannot be read.
        """
        rows = self._store.execute(
            "SELECT sha256, label, confidence, model FROM analyses ORDER BY number"
        )
        return {
            str(sha256): Answer(
                str(label),
                float(confidence) if isinstance(confidence, float) else None,
                str(model),
            )
            for sha256, label, confidence, model in rows
        }

    def _read(
        self, recording: Recording, rows: Sequence[tuple[object, ...]]
    ) -> WindowScores | None:
        """Decode scores; a damaged blob counts as missing."""
        content = rows[0][0] if rows and recording.sha256 else None
        if not isinstance(content, bytes):
            return None
        try:
            scores = _CODEC.loads(content)
        except SerError:
            return None
        if not isinstance(scores, WindowScores):
            return None
        return replace(scores, file=replace(scores.file, path=recording.path))


def _windows_key(window_s: float, hop_s: float, tracks: Sequence[str], gate: int) -> str:
    """The first version of the speech gate has no name: its scores were stored without one."""
    version = f" gate {gate}" if gate > 1 else ""
    return f"{float(window_s)!r} {float(hop_s)!r} {','.join(tracks)}{version}"
