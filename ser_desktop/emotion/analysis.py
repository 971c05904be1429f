"""A sound file to emotions over time: what the window and the command line both call.

The file is streamed: decoded, mixed to mono and resampled block by block, cut into windows and
classified, so that memory does not grow with the recording's length. The speech gate hears a block
first; windows without speech never reach the model. Gate and model run on threads of their own
(they leave the interpreter lock while they work): a block is classified while the next is decoded.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ser_desktop.audio.decode import AudioStream, open_audio
from ser_desktop.audio.level import LevelMeasure
from ser_desktop.audio.mixing import Mix
from ser_desktop.audio.resample import MonoResampler
from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.emotion.gate import FRAME_S, GATE_RATE_HZ, SpeechGate, speech_share
from ser_desktop.emotion.model_info import WindowOutputs
from ser_desktop.emotion.results import (
    LEAST_SPEECH_SHARE,
    Analysis,
    AnalysisSettings,
    FileInfo,
    Window,
)
from ser_desktop.emotion.segments import make_segments, overall_answer
from ser_desktop.errors import AudioFileError, SettingsError, WorkCancelledError

SHORTEST_S = 0.1

Progress = Callable[[float], None]
"""Called with the share done, 0..1."""


@dataclass(frozen=True)
class AnalysisOptions:
    """What a person can choose; None takes the model's own.

    ``channel`` takes one channel, from 0, instead of the mean of all. ``classify_all`` also
    classifies windows without speech, for evaluation by forced choice. ``span_s`` hears a part
    alone, as if it were a file of its own: times count from its beginning.
    """

    window_s: float | None = None
    hop_s: float | None = None
    uncertain_below: float | None = None
    classify_all: bool = False
    channel: int | None = None
    span_s: tuple[float, float] | None = None


def analyze(
    path: Path,
    model: EmotionClassifier,
    options: AnalysisOptions = AnalysisOptions(),
    on_progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Analysis:
    """Analyse one file.

    Args:
        path: the sound file.
        model: the loaded model.
        options: window, hop and threshold.
        on_progress: called between blocks with the share done.
        cancelled: asked between batches; True ends the work.

    Raises:
        AudioFileError: the file cannot be analysed, with the kind of the contract.
        SettingsError: the options leave out a part of every file, or the model has no such window.
        WorkCancelledError: ``cancelled`` said so.
    """
    started = time.perf_counter()
    settings = settings_of(model, options)
    stream = open_audio(path)
    status = path.stat()
    run = _Run(stream, model, settings, cancelled or (lambda: False), options)
    stop = threading.Event()
    # Two pools: many calls of a large model must not stand in front of the next block's gate.
    helpers = ThreadPoolExecutor(2, "analysis")
    calls = ThreadPoolExecutor(model.info.runtime.parallel_calls, "analysis")
    with helpers, calls:
        try:
            digest = helpers.submit(_sha256, path, stop)
            run.read(SpeechGate(), helpers, calls, on_progress)
            sha256 = _finished(digest, path)
        finally:
            stop.set()
    windows = run.windows()
    labels, below = model.info.labels, settings.uncertain_below
    return Analysis(
        file=FileInfo(
            path=path,
            duration_s=run.duration_s,
            sample_rate_hz=stream.sample_rate_hz,
            channels=stream.channels,
            sha256=sha256,
            format_name=stream.format_name,
            truncated=stream.truncated,
            repaired=stream.repaired,
            damaged=_within(stream.damaged, options.span_s),
            opposite_phase=run.mix.opposite,
            peak=run.level.peak,
            speech_level_dbfs=run.level.speech_level_dbfs,
            clipped_share=run.level.clipped_share,
            tracks=stream.tracks,
            size_bytes=status.st_size,
            modified_ns=status.st_mtime_ns,
        ),
        model=model.info,
        settings=settings,
        overall=overall_answer(windows, labels, below, run.speech_share),
        windows=windows,
        segments=make_segments(windows, labels, below, run.duration_s),
        elapsed_s=time.perf_counter() - started,
    )


def _finished(digest: Future[str], path: Path) -> str:
    try:
        return digest.result()
    except OSError as error:
        raise AudioFileError(
            "vanished", f"{path.name} could not be read to its end: {error}."
        ) from None


def settings_of(model: EmotionClassifier, options: AnalysisOptions) -> AnalysisSettings:
    """What holds for a model under some options. A window shorter than the model's hop brings the
    hop down with it.

    Raises:
        SettingsError: sound between the windows would go unheard, or the window is longer than what
            the model hears of it.
    """
    info = model.info
    window_s = info.window_s if options.window_s is None else options.window_s
    hop_s = min(info.hop_s, window_s) if options.hop_s is None else options.hop_s
    if hop_s > window_s:
        raise SettingsError(
            f"With a hop of {hop_s:g} s and a window of {window_s:g} s the sound between windows "
            "would go unheard; the hop may be as long as the window."
        )
    if window_s > info.window_s and info.front_end != "waveform":
        raise SettingsError(
            f"{info.name} hears {info.window_s:g} s at a time; the window may be no longer."
        )
    return AnalysisSettings(
        window_s=window_s,
        hop_s=hop_s,
        uncertain_below=(
            info.uncertain_below if options.uncertain_below is None else options.uncertain_below
        ),
        channel=options.channel,
    )


@dataclass(frozen=True)
class _Place:
    """Where the answer of a window will be found."""

    batch: Future[WindowOutputs]
    row: int


class _Run:
    """The state of one analysis: where each window starts, its answer, and the speech frames."""

    def __init__(
        self,
        stream: AudioStream,
        model: EmotionClassifier,
        settings: AnalysisSettings,
        cancelled: Callable[[], bool],
        options: AnalysisOptions,
    ) -> None:
        self._channel, self._all = options.channel, options.classify_all
        self._span_s = options.span_s
        self._stream, self._model, self._cancelled = stream, model, cancelled
        self._rate_hz = model.info.sample_rate_hz
        runtime = model.info.runtime
        self._batch_windows = runtime.batch_windows
        self._block_frames = max(1, round(runtime.block_s * stream.sample_rate_hz))
        self._window = round(settings.window_s * self._rate_hz)
        self._hop = max(1, round(settings.hop_s * self._rate_hz))
        self._starts: list[int] = []
        self._answers: list[_Place | None] = []
        self._speech = np.zeros(0, dtype=np.bool_)
        self._n_samples = 0
        self.level = LevelMeasure(stream.sample_rate_hz)
        self.mix = Mix()

    @property
    def duration_s(self) -> float:
        """Length of what was read."""
        return self._n_samples / self._rate_hz

    @property
    def speech_share(self) -> float:
        """Share of the whole recording that is speech."""
        return speech_share(self._speech, 0.0, self.duration_s)

    def read(
        self,
        gate: SpeechGate,
        helpers: ThreadPoolExecutor,
        calls: ThreadPoolExecutor,
        on_progress: Progress | None,
    ) -> None:
        """Decode, gate and classify the whole stream."""
        source_rate_hz = self._stream.sample_rate_hz
        to_model = MonoResampler(source_rate_hz, self._rate_hz, self._channel)
        to_gate = MonoResampler(source_rate_hz, GATE_RATE_HZ, self._channel)
        buffer = np.zeros(0, dtype=np.float32)
        next_start = 0
        n_frames = n_settled = 0
        blocks = _shortened(_part(self._stream, self._span_s), self._block_frames)
        block: NDArray[np.float32] | None = next(blocks)
        while block is not None:
            self._check_cancelled()
            following = next(blocks, None)
            last = following is None
            self.level.push(block)
            if self._channel is None:
                block = self.mix.heard(block)
            samples = to_model.push(block, last)
            gate_samples = samples if self._rate_hz == GATE_RATE_HZ else to_gate.push(block, last)
            gated = helpers.submit(gate.push, gate_samples, last)
            self._n_samples += len(samples)
            buffer = np.concatenate([buffer, samples])
            buffer_start = self._n_samples - len(buffer)
            starts = range(next_start, self._n_samples - self._window + 1, self._hop)
            self._speech = np.concatenate([self._speech, gated.result()])
            n_before = len(self._answers)
            self._classify(buffer, buffer_start, starts, calls)
            next_start = starts[-1] + self._hop if starts else next_start
            if last:
                self._classify_end(buffer, calls)
            # The last window ends with the audio: one window's worth has to stay.
            keep_from = max(buffer_start, min(next_start, self._n_samples - self._window))
            buffer = buffer[keep_from - buffer_start :]
            # No more than one block waits for the model.
            for place in self._answers[n_settled:n_before]:
                if place is not None:
                    place.batch.result()
            n_settled = n_before
            n_frames += len(block)
            if on_progress and self._stream.duration_s:
                on_progress(min(1.0, n_frames / source_rate_hz / self._stream.duration_s))
            block = following
        for place in self._answers:
            self._check_cancelled()
            if place is not None:
                place.batch.result()

    def windows(self) -> tuple[Window, ...]:
        """The windows in time; without speech they carry no answer unless all were wanted."""
        found = []
        for start, place in zip(self._starts, self._answers, strict=True):
            start_s, end_s = self._times_s(start)
            share = speech_share(self._speech, start_s, end_s)
            probabilities, intensity, embedding = None, None, None
            if place is not None and (self._all or share >= LEAST_SPEECH_SHARE):
                outputs = place.batch.result()
                probabilities = outputs.probabilities[place.row]
                if outputs.intensity is not None:
                    intensity = float(outputs.intensity[place.row])
                if outputs.embedding is not None:
                    embedding = outputs.embedding[place.row]
            found.append(Window(start_s, end_s, share, probabilities, intensity, embedding))
        return tuple(found)

    def _times_s(self, start: int) -> tuple[float, float]:
        start_s = start / self._rate_hz
        return start_s, min(start_s + self._window / self._rate_hz, self.duration_s)

    def _may_be_speech(self, start: int) -> bool:
        """Whether a window can turn out to be speech; so long as the gate has not heard its end, it
        can."""
        start_s, end_s = self._times_s(start)
        if self._all or end_s > len(self._speech) * FRAME_S:
            return True
        return speech_share(self._speech, start_s, end_s) >= LEAST_SPEECH_SHARE

    def _classify(
        self,
        buffer: NDArray[np.float32],
        buffer_start: int,
        starts: Sequence[int],
        threads: ThreadPoolExecutor,
    ) -> None:
        at = {start: len(self._starts) + i for i, start in enumerate(starts)}
        self._starts += starts
        self._answers += [None] * len(starts)
        spoken = [start for start in starts if self._may_be_speech(start)]
        for first in range(0, len(spoken), self._batch_windows):
            self._check_cancelled()
            chosen = spoken[first : first + self._batch_windows]
            offsets = [start - buffer_start for start in chosen]
            windows = np.stack([buffer[offset : offset + self._window] for offset in offsets])
            batch = threads.submit(self._answer, windows)
            for row, start in enumerate(chosen):
                self._answers[at[start]] = _Place(batch, row)

    def _answer(self, windows: NDArray[np.float32]) -> WindowOutputs:
        self._check_cancelled()
        return self._model(windows)

    def _classify_end(self, buffer: NDArray[np.float32], threads: ThreadPoolExecutor) -> None:
        """The window that ends with the audio, or all of a short recording amid silence."""
        if self.duration_s < SHORTEST_S:
            raise AudioFileError(
                "too_short",
                f"{self._stream.path.name} lasts {1000 * self.duration_s:.4g} ms; "
                f"{1000 * SHORTEST_S:g} ms is the least.",
            )
        spare = self._window - self._n_samples
        if spare > 0:
            padded = np.pad(buffer, (spare // 2, spare - spare // 2))
            self._classify(padded, 0, [0], threads)
        elif self._starts[-1] + self._window < self._n_samples:
            start = self._n_samples - self._window
            self._classify(buffer[-self._window :], start, [start], threads)

    def _check_cancelled(self) -> None:
        if self._cancelled():
            raise WorkCancelledError


def _part(stream: AudioStream, span_s: tuple[float, float] | None) -> Iterator[NDArray[np.float32]]:
    """The blocks between two times, one at least; None is all of them."""
    if span_s is None:
        yield from stream.blocks()
        return
    first, end = (round(time_s * stream.sample_rate_hz) for time_s in span_s)
    at = 0
    for block in stream.blocks():
        if at >= end:
            return
        if at == 0 or first < at + len(block):
            yield block[max(0, first - at) : end - at]
        at += len(block)


def _within(
    times_s: Sequence[tuple[float, float]], span_s: tuple[float, float] | None
) -> tuple[tuple[float, float], ...]:
    """What of some times lies in a span, counted from its beginning."""
    if span_s is None:
        return tuple(times_s)
    first_s, end_s = span_s
    cut = ((max(start, first_s), min(stop, end_s)) for start, stop in times_s)
    return tuple((start - first_s, stop - first_s) for start, stop in cut if start < stop)


def _shortened(
    blocks: Iterator[NDArray[np.float32]], n_frames: int
) -> Iterator[NDArray[np.float32]]:
    """The blocks, cut where they are longer than the model wants them; an empty one stays."""
    for block in blocks:
        yield block[:n_frames]
        for first in range(n_frames, len(block), n_frames):
            yield block[first : first + n_frames]


def _sha256(path: Path, stop: threading.Event) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while not stop.is_set() and (block := handle.read(1 << 20)):
            digest.update(block)
    return digest.hexdigest()
