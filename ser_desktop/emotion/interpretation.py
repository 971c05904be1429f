"""Interpretation: scores to an analysis under settings, the pure and quick half of an analysis.

After a change of a setting, a speaker profile or an annotation, :func:`interpret` is called again,
without running the model. Neither ONNX nor Qt is imported here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.emotion.results import (
    AdapterMark,
    Analysis,
    AnalysisSettings,
    SegmentOptions,
    Track,
    TrackScores,
    Window,
    WindowScores,
)
from ser_desktop.emotion.segments import make_segments, overall_answer, speaker_segments
from ser_desktop.emotion.speaker_turns import speaker_stretches


@dataclass(frozen=True)
class InterpretationSettings:
    """Settings of the interpretation.

    Args:
        uncertain_below: threshold of the confidence, 0..1; None takes the model's own.
        segments: smoothing, and the shortest segment.
    """

    uncertain_below: float | None = None
    segments: SegmentOptions = field(default_factory=SegmentOptions)


class Adapter(Protocol):
    """Corrects a model's answers for one speaker (``ser_desktop.speakers.adapter``)."""

    def fits(self, model: ModelInfo) -> bool:
        """Return whether the adapter was learned with this model."""
        ...

    def windows(self, windows: Sequence[Window]) -> tuple[Window, ...]:
        """Return the windows with corrected probabilities."""
        ...

    def mark(self, sha256: str = "", channel: int | None = None) -> AdapterMark:
        """Return the adapter's mark for the analysis of a file."""
        ...


def interpret(
    scores: WindowScores,
    settings: InterpretationSettings = InterpretationSettings(),
    adapter: Adapter | None = None,
) -> Analysis:
    """Make the overall answer and the segments of every track.

    Args:
        scores: the model's scores.
        settings: threshold, smoothing and the shortest segment.
        adapter: corrects the probabilities; an adapter of another model is ignored.

    Returns:
        the analysis; ``scores`` are not changed.
    """
    if adapter is not None and not adapter.fits(scores.model):
        adapter = None
    below = settings.uncertain_below
    below = scores.model.uncertain_below if below is None else below
    channel = scores.tracks[0].channel
    first, *others = [
        _track(track, scores, below, settings.segments, adapter) for track in scores.tracks
    ]
    return Analysis(
        file=scores.file,
        model=scores.model,
        settings=AnalysisSettings(
            window_s=scores.window_s,
            hop_s=scores.hop_s,
            uncertain_below=below,
            channel=channel,
            segments=settings.segments,
            adapter=None if adapter is None else adapter.mark(scores.file.sha256, channel),
        ),
        overall=first.overall,
        windows=first.windows,
        segments=first.segments,
        elapsed_s=scores.elapsed_s,
        further_tracks=tuple(others),
    )


def scores_of(analysis: Analysis) -> WindowScores:
    """Return the windows of an analysis as scores, to interpret them again.

    They are the model's scores only if no adapter corrected the analysis.
    """
    return WindowScores(
        file=analysis.file,
        model=analysis.model,
        window_s=analysis.settings.window_s,
        hop_s=analysis.settings.hop_s,
        tracks=tuple(
            TrackScores(
                track.name,
                track.channel,
                track.windows,
                track.overall.speech_share,
                track.speaker,
                track.turns,
            )
            for track in analysis.tracks
        ),
        elapsed_s=analysis.elapsed_s,
    )


def with_settings(
    analysis: Analysis,
    uncertain_below: float | None,
    options: SegmentOptions,
    adapter: Adapter | None = None,
) -> Analysis:
    """Interpret the windows of an uncorrected analysis again.

    Args:
        analysis: an analysis without adapter.
        uncertain_below: None is the model's own.
        options: smoothing, and the shortest segment.
        adapter: as :func:`interpret` has it.
    """
    return interpret(scores_of(analysis), InterpretationSettings(uncertain_below, options), adapter)


def _track(
    track: TrackScores,
    scores: WindowScores,
    below: float,
    options: SegmentOptions,
    adapter: Adapter | None,
) -> Track:
    # A profile belongs to one person and does not correct tracks of others.
    corrected = adapter is not None and track.speaker is None
    windows = adapter.windows(track.windows) if adapter and corrected else track.windows
    labels, end_s = scores.model.labels, scores.file.duration_s
    if track.speaker is None:
        segments = make_segments(windows, labels, below, end_s, options=options)
    else:
        stretches = speaker_stretches(track.turns, track.speaker)
        segments = speaker_segments(windows, stretches, labels, below, end_s, options)
    return Track(
        track.name,
        track.channel,
        overall_answer(windows, labels, below, track.speech_share, scores.model.doubt),
        windows,
        segments,
        track.speaker,
        track.turns,
    )
