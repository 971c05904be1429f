"""The JSON object of one file, by the contract (schema 2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ser_desktop import __version__
from ser_desktop.emotion.doubt import answer_warnings
from ser_desktop.emotion.headline import track_headline
from ser_desktop.emotion.results import (
    AdapterMark,
    Analysis,
    AnalysisSettings,
    Overall,
    Segment,
    SegmentOptions,
    Track,
    Window,
)
from ser_desktop.emotion.speaker_turns import SpeakerTurn
from ser_desktop.errors import AudioFileError
from ser_desktop.export.json_pieces import Rows, dumps, pieces, whole
from ser_desktop.texts.messages import Message

SCHEMA = 2


def analysis_object(analysis: Analysis, given_path: str | None = None) -> dict[str, Any]:
    """Return the contract's object for JSON, with the path as given by the user if known."""
    item: dict[str, Any] = whole(_analysis(analysis, given_path))
    return item


def line_pieces(
    analysis: Analysis, given_path: str | None = None, split: bool = False
) -> Iterator[str]:
    """Yield the line of one recording in pieces, as it is written.

    Args:
        analysis: of the recording.
        given_path: the path as given by the user.
        split: the recording's channels were analysed separately.
    """
    yield from pieces((_split if split else _analysis)(analysis, given_path))
    yield "\n"


def _analysis(analysis: Analysis, given_path: str | None) -> dict[str, Any]:
    file, model = analysis.file, analysis.model
    tracks = [_track_object(track, analysis) for track in analysis.tracks]
    first = tracks[0]
    file_object: dict[str, Any] = {
        "path": given_path or str(file.path),
        "duration_s": round(file.duration_s, 6),
        "sample_rate": file.sample_rate_hz,
        "channels": file.channels,
        "sha256": file.sha256,
    }
    if file.truncated:
        file_object["truncated"] = True
    if file.repaired:
        file_object["repaired"] = True
    if file.damaged:
        file_object["damaged"] = [[round(s, 6), round(e, 6)] for s, e in file.damaged]
    if file.tracks > 1:
        file_object["tracks"] = file.tracks
    return {
        "schema": SCHEMA,
        "app_version": __version__,
        "file": file_object,
        "model": {"name": model.name, "version": model.version, "labels": list(model.labels)},
        "settings": _settings_object(analysis.settings),
        "overall": first["overall"],
        "windows": first["windows"],
        "segments": first["segments"],
        "tracks": tracks,
        "warnings": [_warning_object(warning) for warning in answer_warnings(analysis)],
    }


def _split(analysis: Analysis, given_path: str | None) -> dict[str, Any]:
    """Return the contract's object of a recording with separately analysed channels."""
    item = _analysis(analysis, given_path)
    keys = ("overall", "windows", "segments")
    item["channels"] = [
        {"channel": track.channel, **{key: shown[key] for key in keys}}
        for track, shown in zip(analysis.tracks, item["tracks"], strict=True)
        if track.channel is not None
    ]
    return item


def _track_object(track: Track, analysis: Analysis) -> dict[str, Any]:
    labels = analysis.model.labels
    headline = track_headline(track.overall, track.segments, analysis.file.duration_s)
    turns = {"turns": [_turn_object(turn) for turn in track.turns]}
    return {
        "name": track.name,
        "speaker": track.speaker,
        **(turns if track.kind == "speaker" else {}),
        "overall": {
            **_overall_object(track.overall, labels),
            "headline": headline.text(),
            "shares": {label: round(share, 6) for label, share in headline.shares.items()},
        },
        "windows": Rows(track.windows, partial(_window_object, labels=labels)),
        "segments": Rows(track.segments, _segment_object),
    }


def _turn_object(turn: SpeakerTurn) -> dict[str, Any]:
    return {
        "start_s": round(turn.start_s, 6),
        "end_s": round(turn.end_s, 6),
        "overlap": turn.overlap,
    }


def _overall_object(overall: Overall, labels: Sequence[str]) -> dict[str, Any]:
    return {
        "label": overall.label,
        "top": list(overall.top),
        "confidence": _rounded(overall.confidence),
        "probabilities": _by_label(overall.probabilities, labels),
        "intensity": _rounded(overall.intensity),
        "speech_share": _rounded(overall.speech_share),
        "set": list(overall.set),
        "coverage": _rounded(overall.coverage),
    }


def _window_object(window: Window, labels: Sequence[str]) -> dict[str, Any]:
    return {
        "start_s": round(window.start_s, 6),
        "end_s": round(window.end_s, 6),
        "speech_share": _rounded(window.speech_share),
        "probabilities": _by_label(window.probabilities, labels),
        "intensity": _rounded(window.intensity),
    }


def _segment_object(segment: Segment) -> dict[str, Any]:
    return {
        "start_s": round(segment.start_s, 6),
        "end_s": round(segment.end_s, 6),
        "label": segment.label,
        "confidence": _rounded(segment.confidence),
        "intensity": _rounded(segment.intensity),
    }


def _warning_object(warning: Message) -> dict[str, Any]:
    return {"id": warning.id.removeprefix("warning."), **warning.fields}


def _settings_object(settings: AnalysisSettings) -> dict[str, Any]:
    """Return the contract's settings, followed by further settings of the user."""
    item: dict[str, Any] = {
        "window_s": settings.window_s,
        "hop_s": settings.hop_s,
        "uncertain_below": settings.uncertain_below,
        "baseline": _voice_object(settings.adapter),
    }
    if settings.channel is not None:
        item["channel"] = settings.channel
    if settings.spoken_language:
        item["language"] = settings.spoken_language
    if settings.segments != SegmentOptions():
        item["smoothing_windows"] = settings.segments.smoothing_windows
        item["min_segment_s"] = settings.segments.min_s
    return item


def _voice_object(voice: AdapterMark | None) -> dict[str, Any] | None:
    if voice is None:
        return None
    return {
        "name": voice.name,
        "examples": voice.n_examples,
        "digest": voice.digest,
        "assigned_labels": list(voice.assigned_labels),
    }


def error_object(path: str, error: AudioFileError) -> dict[str, Any]:
    """Return the contract's object for a file that failed."""
    return {
        "schema": SCHEMA,
        "file": {"path": path},
        "error": {"kind": error.kind, "message": str(error)},
    }


def to_json_line(item: dict[str, Any]) -> str:
    """Return one line with unescaped UTF-8; NaN is an error."""
    return dumps(item) + "\n"


def render(analysis: Analysis) -> str:
    """Render one analysis as one line."""
    return "".join(line_pieces(analysis))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 6)


def _by_label(
    probabilities: NDArray[np.float32] | None, labels: Sequence[str]
) -> dict[str, float] | None:
    if probabilities is None:
        return None
    return {label: round(float(p), 6) for label, p in zip(labels, probabilities, strict=True)}
