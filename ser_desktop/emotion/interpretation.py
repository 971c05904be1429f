"""Interpretation: scores to an analysis under settings, the pure and quick half of an analysis.

After a change of a setting, a speaker profile or an annotation, :func:`interpret` is called again,
without running the model. Neither ONNX nor Qt is imported here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, runtime_checkable

from ser_desktop.emotion.guesses import with_guesses
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.emotion.option_limits import (
    MIN_SEGMENT_LIMITS_S,
    SMOOTHING_WINDOWS,
    THRESHOLD_LIMITS,
    check_choice,
    check_kind,
    check_number,
)
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
from ser_desktop.emotion.segments import (
    make_segments,
    overall_answer,
    with_answer_of_all,
)
from ser_desktop.emotion.speaker_segments import speaker_segments
from ser_desktop.emotion.speaker_turns import speaker_stretches


@dataclass(frozen=True)
class InterpretationSettings:
    """Settings of the interpretation.

    Args:
        uncertain_below: threshold of the confidence, 0..1; None takes the model's own.
        segments: smoothing, and the shortest segment.
        spoken_language: a BCP 47 tag stated by the user; "" is unknown. It changes no answer; a
            model not trained on it gets a warning.
    """

    uncertain_below: float | None = None
    segments: SegmentOptions = field(default_factory=SegmentOptions)
    spoken_language: str = ""

    def check(self) -> None:
        """Refuse values beyond their limits (:mod:`ser_desktop.emotion.option_limits`).

        Raises:
            SettingsError: the message names the setting.
        """
        if self.uncertain_below is not None:
            check_number("uncertain_below", self.uncertain_below, THRESHOLD_LIMITS)
        check_choice("smoothing_windows", self.segments.smoothing_windows, SMOOTHING_WINDOWS)
        check_number("min_s", self.segments.min_s, MIN_SEGMENT_LIMITS_S)


@runtime_checkable
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


def corrected_tracks(voice: str, speakers: Mapping[str, str]) -> frozenset[str] | None:
    """Return the tracks that a voice corrects: those of the speaker with the same name.

    Args:
        voice: name of the speaker profile.
        speakers: name of the speaker of each track that has one.

    Returns:
        None if no track has a speaker: the whole recording then counts as one person's speech.
    """
    if not speakers:
        return None
    folded_voice = voice.strip().casefold()
    return frozenset(t for t, name in speakers.items() if name.strip().casefold() == folded_voice)


def interpret(
    scores: WindowScores,
    settings: InterpretationSettings = InterpretationSettings(),
    adapter: Adapter | None = None,
    corrected: Collection[str] | None = None,
) -> Analysis:
    """Make the overall answer and the segments of every track.

    Args:
        scores: the model's scores.
        settings: threshold, smoothing and the shortest segment.
        adapter: corrects the probabilities; an adapter of another model is ignored.
        corrected: names of the tracks that it corrects; None is every track except those of
            speakers.

    Returns:
        the analysis; ``scores`` are not changed.

    Raises:
        SettingsError: scores or settings are of another class, or a setting is beyond its limits.
    """
    check_kind("scores", scores, WindowScores)
    check_kind("settings", settings, InterpretationSettings)
    settings.check()
    if adapter is not None:
        check_kind("adapter", adapter, Adapter)
    if adapter is not None and not adapter.fits(scores.model):
        adapter = None
    if adapter is not None and corrected is not None:
        corrected = {track.name for track in scores.tracks} & set(corrected)
        adapter = adapter if corrected else None
    below = settings.uncertain_below
    below = scores.model.uncertain_below if below is None else below
    channel = scores.tracks[0].channel
    first, *others = [
        _track(track, scores, below, settings.segments, _of(track, adapter, corrected))
        for track in scores.tracks
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
            spoken_language=settings.spoken_language,
            gate=scores.gate,
        ),
        overall=first.overall,
        windows=first.windows,
        segments=first.segments,
        elapsed_s=scores.elapsed_s,
        further_tracks=tuple(others),
        speech=first.speech,
    )


def scores_of(analysis: Analysis) -> WindowScores:
    """Return the windows of an analysis as scores, so that they can be interpreted again.

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
                track.speech,
            )
            for track in analysis.tracks
        ),
        elapsed_s=analysis.elapsed_s,
        gate=analysis.settings.gate,
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
        adapter: as for :func:`interpret`.
    """
    return interpret(scores_of(analysis), InterpretationSettings(uncertain_below, options), adapter)


def _of(
    track: TrackScores, adapter: Adapter | None, corrected: Collection[str] | None
) -> Adapter | None:
    """Return the adapter if it corrects this track, since a profile belongs to one person."""
    is_meant = track.speaker is None if corrected is None else track.name in corrected
    return adapter if is_meant else None


def _track(
    track: TrackScores,
    scores: WindowScores,
    below: float,
    options: SegmentOptions,
    adapter: Adapter | None,
) -> Track:
    windows = adapter.windows(track.windows) if adapter else track.windows
    labels, end_s = scores.model.labels, scores.file.duration_s
    if track.speaker is None:
        segments = make_segments(
            windows, labels, below, end_s, options=options, speech=track.speech
        )
    else:
        # A short pause in which somebody else speaks is no part of a stretch.
        turns = [turn for one in scores.tracks for turn in one.turns]
        stretches = speaker_stretches(turns, track.speaker)
        segments = speaker_segments(windows, stretches, labels, below, end_s, options, track.speech)
    overall = overall_answer(windows, labels, below, track.speech_share, scores.model.doubt)
    overall = replace(overall, speech_s=track.speech_share * end_s)
    segments = with_answer_of_all(segments, overall)
    # Turns that a person changed have no speech of their own; it is that of everybody.
    speech = track.speech or scores.tracks[0].speech
    return Track(
        track.name,
        track.channel,
        overall,
        windows,
        with_guesses(segments, speech),
        track.speaker,
        track.turns,
        track.speech,
    )
