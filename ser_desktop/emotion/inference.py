"""Inference: a sound file to the model's scores of its windows, the costly half of an analysis.

The file is streamed: decoded, mixed to mono and resampled block by block, cut into windows and
classified, so that memory does not grow with the recording's length. The speech gate runs before
the model, which gets no windows without speech. Gate and model run on threads of their own and
release the interpreter lock while they work: a block is classified while the next one is decoded.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ser_desktop.audio.decode import AudioStream, open_audio
from ser_desktop.audio.level import LevelMeasure
from ser_desktop.audio.mixing import Mix
from ser_desktop.audio.offset import OffsetRemoval
from ser_desktop.audio.samples import as_frames, stream_of
from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.emotion.content_hash import finished_hash, sha256_of
from ser_desktop.emotion.gate import GATE_VERSION
from ser_desktop.emotion.results import FileInfo, WindowScores
from ser_desktop.emotion.spans import blocks_within, damage_within, shortened
from ser_desktop.emotion.speaker_inference import SpeakerTracks
from ser_desktop.emotion.speaker_turns import SpeakerTurn
from ser_desktop.emotion.track_inference import MIN_DURATION_S, Pools, TrackInference, WindowPlan
from ser_desktop.errors import AudioFileError, SettingsError, WorkCancelledError
from ser_desktop.texts.messages import Message

Progress = Callable[[float], None]
"""Called with the share done, 0..1."""


@dataclass(frozen=True)
class InferenceOptions:
    """Which part and channels of a file are classified, and in which windows.

    Args:
        window_s: length of a window; None takes the model's own.
        hop_s: from one window to the next; None takes the model's own.
        classify_all: also classify windows without speech, for evaluation by forced choice.
        channel: classify one channel, counted from 0, instead of the mean of all.
        span_s: start and end of the part to classify, in seconds. Times in the result count from
            its start.
        split: add a track for every channel to the track of the mix.
        parallel_calls: calls of the model at once; None takes the model's own. Several processes
            that share the processors make one call each.
        turns: speaker turns (``ser_desktop.speakers.diarization``); every speaker gets a track
            beside the others.
        embeddings: keep each window's embedding, for a voice; else only its mean square.
    """

    window_s: float | None = None
    hop_s: float | None = None
    classify_all: bool = False
    channel: int | None = None
    span_s: tuple[float, float] | None = None
    split: bool = False
    parallel_calls: int | None = None
    turns: tuple[SpeakerTurn, ...] = ()
    embeddings: bool = True


def infer(
    path: Path,
    model: EmotionClassifier,
    options: InferenceOptions = InferenceOptions(),
    on_progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> WindowScores:
    """Classify the windows of one file.

    Args:
        path: the sound file.
        model: the loaded model.
        options: windows, channel and span.
        on_progress: called between blocks with the share done, 0..1.
        cancelled: called between batches; returning True stops the work.

    Returns:
        the model's scores for each window of each track, with facts of the file.

    Raises:
        AudioFileError: the file cannot be analysed, with the kind of the contract.
        SettingsError: the hop is longer than the window, or the window is too long for the model.
        WorkCancelledError: ``cancelled`` returned True.
    """
    window_and_hop_s(model, options)  # check the options before opening the file
    stream, status = open_audio(path), path.stat()
    source = _Source(stream, partial(sha256_of, path), status.st_size, status.st_mtime_ns)
    return _infer(source, model, options, on_progress, cancelled)


def infer_samples(
    samples: NDArray[Any],
    sample_rate_hz: int,
    model: EmotionClassifier,
    options: InferenceOptions = InferenceOptions(),
    on_progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> WindowScores:
    """Classify the windows of samples in memory.

    Args:
        samples: [frames] or [frames, channels]; floats -1..1, or integers of full scale.
        sample_rate_hz: frames a second.
        model: the loaded model.
        options: windows, channel and span.
        on_progress: called between blocks with the share done, 0..1.
        cancelled: called between batches; returning True stops the work.

    Returns:
        as :func:`infer`; the file is called ``samples``, its hash is that of the float32 samples.

    Raises:
        AudioFileError: there are too few samples.
        SettingsError: the options, the shape or the rate cannot be used.
        WorkCancelledError: ``cancelled`` returned True.
    """
    frames = as_frames(samples)
    stream = stream_of(frames, sample_rate_hz)

    def digest(_stop: threading.Event) -> str:
        return hashlib.sha256(frames.data).hexdigest()

    return _infer(_Source(stream, digest, frames.nbytes), model, options, on_progress, cancelled)


@dataclass(frozen=True)
class _Source:
    """The opened sound, its hash, size and time of change."""

    stream: AudioStream
    digest: Callable[[threading.Event], str]
    size_bytes: int
    modified_ns: int = 0


def _infer(
    source: _Source,
    model: EmotionClassifier,
    options: InferenceOptions,
    on_progress: Progress | None,
    cancelled: Callable[[], bool] | None,
) -> WindowScores:
    started = time.perf_counter()
    window_s, hop_s = window_and_hop_s(model, options)
    stream = source.stream
    level = LevelMeasure(stream.sample_rate_hz)
    sound = _Sound(stream, level, Mix(), model.info.runtime.block_s, options.span_s)
    stop = threading.Event()

    def check_cancelled() -> None:
        if stop.is_set() or (cancelled is not None and cancelled()):
            raise WorkCancelledError

    helpers = ThreadPoolExecutor(2, "analysis")
    n_calls = options.parallel_calls or model.info.runtime.parallel_calls
    calls = ThreadPoolExecutor(n_calls, "analysis")
    with helpers, calls:
        try:
            digest = helpers.submit(source.digest, stop)
            pools = Pools(helpers, calls, check_cancelled)
            plan = WindowPlan(window_s, hop_s, options.classify_all, options.embeddings)
            tracks = _tracks(model, stream, options, plan, pools)
            speakers = SpeakerTracks(model, stream.sample_rate_hz, options.turns, plan, pools)
            _read(sound, tracks, speakers if options.turns else None, on_progress)
            _refuse_too_short(stream.path, tracks[0].duration_s)
            scores = (*(track.scores() for track in tracks), *speakers.scores())
            sha256 = finished_hash(digest, stream.path)
        finally:
            stop.set()
    return WindowScores(
        file=_file_info(sound, source, tracks[0], sha256),
        model=model.info,
        window_s=window_s,
        hop_s=hop_s,
        tracks=scores,
        elapsed_s=time.perf_counter() - started,
        gate=GATE_VERSION,
    )


def window_and_hop_s(model: EmotionClassifier, options: InferenceOptions) -> tuple[float, float]:
    """Return the window and the hop, in seconds, that a model uses under some options.

    Where the window is shorter than the model's hop, the hop is as long as the window.

    Raises:
        SettingsError: the hop is longer than the window, so that sound between windows would be
            skipped, or the window is longer than the model's input.
    """
    info = model.info
    window_s = info.window_s if options.window_s is None else options.window_s
    hop_s = min(info.hop_s, window_s) if options.hop_s is None else options.hop_s
    if hop_s > window_s:
        raise SettingsError(Message("settings.hop_too_long", hop_s=hop_s, window_s=window_s))
    if window_s > info.window_s and info.front_end != "waveform":
        raise SettingsError(
            Message("settings.window_too_long", model=info.name, window_s=info.window_s)
        )
    return window_s, hop_s


def _tracks(
    model: EmotionClassifier,
    stream: AudioStream,
    options: InferenceOptions,
    plan: WindowPlan,
    pools: Pools,
) -> list[TrackInference]:
    """Make a track for the mix, or for the channels that the options ask for."""
    channels = [None, *range(stream.channels)] if options.split else [options.channel]
    return [
        TrackInference(model, stream.sample_rate_hz, channel, plan, pools) for channel in channels
    ]


@dataclass(frozen=True)
class _Sound:
    """The stream, how it is read, and measurements made while reading."""

    stream: AudioStream
    level: LevelMeasure
    mix: Mix
    block_s: float
    span_s: tuple[float, float] | None
    offset: OffsetRemoval = field(default_factory=OffsetRemoval)


def _read(
    sound: _Sound,
    tracks: list[TrackInference],
    speakers: SpeakerTracks | None,
    on_progress: Progress | None,
) -> None:
    """Push every block to every track, and tell the tracks which block is the last."""
    stream, block_s, span_s = sound.stream, sound.block_s, sound.span_s
    n_frames = 0
    longest = max(1, round(block_s * stream.sample_rate_hz))
    blocks = shortened(blocks_within(stream, span_s), longest)
    block: NDArray[np.float32] | None = next(blocks)
    while block is not None:
        following = next(blocks, None)
        centred = sound.offset.removed(block)
        sound.level.push(block, centred)
        mixed = sound.mix.heard(centred)
        for track in tracks:
            track.push(mixed if track.channel is None else centred, last=following is None)
        if speakers is not None:
            speakers.push(mixed, last=following is None)
        n_frames += len(block)
        if on_progress and stream.duration_s:
            on_progress(min(1.0, n_frames / stream.sample_rate_hz / stream.duration_s))
        block = following


def _refuse_too_short(path: Path, duration_s: float) -> None:
    if duration_s < MIN_DURATION_S:
        raise AudioFileError(
            "too_short",
            Message(
                "file.too_short",
                file=path.name,
                duration_ms=1000 * duration_s,
                minimum_ms=1000 * MIN_DURATION_S,
            ),
        )


def _file_info(sound: _Sound, source: _Source, first: TrackInference, sha256: str) -> FileInfo:
    stream, level = sound.stream, sound.level
    return FileInfo(
        path=stream.path,
        duration_s=first.duration_s,
        sample_rate_hz=stream.sample_rate_hz,
        channels=stream.channels,
        sha256=sha256,
        format_name=stream.format_name,
        truncated=stream.truncated,
        repaired=stream.repaired,
        damaged=damage_within(stream.damaged, sound.span_s),
        opposite_phase=sound.mix.opposite,
        peak=level.peak,
        speech_level_dbfs=level.speech_level_dbfs,
        noise_level_dbfs=level.noise_level_dbfs,
        clipped_share=level.clipped_share,
        high_band_db=first.high_band_db,
        tracks=stream.tracks,
        size_bytes=source.size_bytes,
        modified_ns=source.modified_ns,
    )
