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
from ser_desktop.audio.file_state import FileState
from ser_desktop.audio.level import LevelMeasure
from ser_desktop.audio.mixing import Mix
from ser_desktop.audio.offset import OffsetRemoval
from ser_desktop.audio.samples import as_frames, stream_of
from ser_desktop.audio.shortest import refuse_too_short
from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.emotion.content_hash import finished_hash, refuse_changed, sha256_of
from ser_desktop.emotion.gate import GATE_VERSION
from ser_desktop.emotion.inference_options import InferenceOptions, window_and_hop_s
from ser_desktop.emotion.option_limits import check_channel
from ser_desktop.emotion.results import FileInfo, WindowScores
from ser_desktop.emotion.spans import blocks_within, damage_within, shortened
from ser_desktop.emotion.speaker_inference import SpeakerTracks
from ser_desktop.emotion.track_inference import Pools, TrackInference, WindowPlan
from ser_desktop.errors import AudioFileError, WorkCancelledError
from ser_desktop.texts.messages import Message

Progress = Callable[[float], None]
"""Called with the share done, 0..1."""


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
        AudioFileError: the file cannot be analysed, with the kind of the contract, or it changed
            while it was read.
        SettingsError: an option cannot be used.
        WorkCancelledError: ``cancelled`` returned True.
    """
    window_and_hop_s(model, options)  # check the options before opening the file
    before = FileState.of(path)
    try:
        stream = open_audio(path)
        state = before or FileState(0, 0)
        source = _Source(stream, partial(sha256_of, path), state.size_bytes, state.modified_ns)
        scores = _infer(source, model, options, on_progress, cancelled)
    except AudioFileError:
        if before is not None and FileState.of(path) not in (None, before):
            raise AudioFileError("vanished", Message("file.changed", file=path.name)) from None
        raise
    refuse_changed(path, before, scores.file.sha256)
    return scores


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
    if options.channel is not None:
        check_channel(options.channel, stream.channels)
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
            refuse_too_short(stream.path, tracks[0].duration_s)
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
        divided_by=stream.divided_by,
    )
