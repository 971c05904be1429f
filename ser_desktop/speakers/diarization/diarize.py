"""Finds who speaks when in a sound file.

The file is streamed: an hour leaves some ten thousand voices of 216 numbers in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ser_desktop.audio.decode import AudioStream, open_audio
from ser_desktop.audio.mixing import Mix
from ser_desktop.audio.offset import OffsetRemoval
from ser_desktop.audio.resample import MonoResampler
from ser_desktop.audio.shortest import refuse_too_short
from ser_desktop.emotion.speaker_turns import SpeakerTurn
from ser_desktop.errors import WorkCancelledError
from ser_desktop.speakers.diarization.clustering import group_voices, means
from ser_desktop.speakers.diarization.embedder import (
    FRAME_SAMPLES,
    VOICE_RATE_HZ,
    VoiceEmbedder,
    Voices,
    default_embedder,
)
from ser_desktop.speakers.diarization.kept_rows import InOrder, KeptRows
from ser_desktop.speakers.diarization.resegmentation import share_out
from ser_desktop.speakers.diarization.speech_windows import SpeechWindow, SpeechWindows
from ser_desktop.speakers.diarization.turns import make_turns, speaker_name

_CALLS_AT_ONCE = 2
_CALLS_WAITING = 4


@dataclass(frozen=True)
class SpeakerVoice:
    """The voice of one speaker of one recording: personal data, never exported.

    Args:
        speaker: name of the speaker in the turns.
        voice: [d], of length 1.
        seconds: seconds of speech it was computed from.
    """

    speaker: str
    voice: NDArray[np.float32]
    seconds: float


@dataclass(frozen=True)
class Diarization:
    """Who speaks when, and the voices of the speakers."""

    turns: tuple[SpeakerTurn, ...]
    voices: tuple[SpeakerVoice, ...]


@dataclass(frozen=True)
class HeardSpeech:
    """The encoded speech windows of a recording; they can be clustered many times.

    Args:
        borders_s: [windows, 2], start and end of each window in seconds.
        stretch_of: [windows], number of the stretch of speech of each window.
        encoded: [windows, d], embeddings of the voice encoder.
        timbre: [windows, d], of length 1.
        overlap: [windows], log-odds of overlapping speech.
    """

    borders_s: NDArray[np.float64]
    stretch_of: NDArray[np.int64]
    encoded: Voices
    timbre: Voices
    overlap: NDArray[np.float32]

    def voices(self, timbre_weight: float) -> Voices:
        """Return the vectors to compare: encoder and timbre concatenated, of length 1."""
        both = np.concatenate([self.encoded, np.float32(timbre_weight) * self.timbre], axis=1)
        length = np.maximum(np.linalg.norm(both, axis=1, keepdims=True), 1e-9)
        voices: Voices = (both / length).astype(np.float32)
        return voices


def diarize(
    path: Path,
    n_speakers: int | None = None,
    embedder: VoiceEmbedder | None = None,
    on_progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Diarization:
    """Find who speaks when in the mix of a file's channels.

    Args:
        path: the sound file.
        n_speakers: how many people speak; None finds it.
        embedder: None is the one that ships.
        on_progress: called between blocks with the share done, 0..1.
        cancelled: called between blocks; returning True stops the work.

    Raises:
        AudioFileError: the file cannot be read, or is too short.
        ModelError: the encoder cannot be used.
        WorkCancelledError: ``cancelled`` returned True.
    """
    return diarize_stream(open_audio(path), n_speakers, embedder, on_progress, cancelled)


def diarize_stream(
    stream: AudioStream,
    n_speakers: int | None = None,
    embedder: VoiceEmbedder | None = None,
    on_progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Diarization:
    """Find who speaks when in an opened file or in samples; otherwise as :func:`diarize`.

    Args:
        stream: read to its end.
        n_speakers: how many people speak; None finds it.
        embedder: None is the one that ships.
        on_progress: called between blocks with the share done, 0..1.
        cancelled: called between blocks; returning True stops the work.
    """
    embedder = default_embedder() if embedder is None else embedder
    mix, resampler = Mix(), MonoResampler(stream.sample_rate_hz, VOICE_RATE_HZ)
    offset = OffsetRemoval()

    def blocks() -> Iterator[NDArray[np.float32]]:
        n_frames = 0
        for block in stream.blocks():
            if cancelled is not None and cancelled():
                raise WorkCancelledError
            yield resampler.push(mix.heard(offset.removed(block)))
            n_frames += len(block)
            if on_progress and stream.duration_s:
                on_progress(min(1.0, n_frames / stream.sample_rate_hz / stream.duration_s))
        refuse_too_short(stream.path, n_frames / stream.sample_rate_hz)
        rest = np.zeros((0, 1), dtype=np.float32)
        yield resampler.push(rest, last=True)

    return who_speaks(hear_speech(blocks(), embedder), embedder, n_speakers)


def hear_speech(blocks: Iterator[NDArray[np.float32]], embedder: VoiceEmbedder) -> HeardSpeech:
    """Cut speech into windows and compute the voice of each.

    Args:
        blocks: samples at ``VOICE_RATE_HZ``.
        embedder: computes the voices.
    """
    settings = embedder.settings
    windows = SpeechWindows(settings.window_s, settings.hop_s)
    with ThreadPoolExecutor(_CALLS_AT_ONCE, "voices") as pool:
        encoder = _ParallelEncoder(embedder, pool)
        for window in _all_windows(blocks, windows):
            encoder.push(window)
        return encoder.finish()


class _ParallelEncoder:
    """Encodes stretches of speech, each with all its windows, on the threads of a pool."""

    def __init__(self, embedder: VoiceEmbedder, pool: ThreadPoolExecutor) -> None:
        self._embedder, self._pool = embedder, pool
        self._length = round(embedder.settings.window_s * VOICE_RATE_HZ)
        self._borders_s: list[tuple[float, float]] = []
        self._stretch_of: list[int] = []
        self._last: SpeechWindow | None = None
        self._starts: list[int] = []
        """First samples of the windows of the last stretch."""
        self._voices, self._timbre, self._overlap = KeptRows(), KeptRows(), KeptRows()
        self._calls = InOrder(self._add, _CALLS_WAITING)

    def push(self, window: SpeechWindow) -> None:
        """Add the next window."""
        if self._last is not None and window.stretch != self._last.stretch:
            self._submit_stretch()
        self._last = window
        self._borders_s.append((window.start_s, window.end_s))
        self._stretch_of.append(window.stretch)
        self._starts.append(window.first)

    def finish(self) -> HeardSpeech:
        """Encode the rest, and wait for all results."""
        self._submit_stretch()
        self._calls.finish()
        return HeardSpeech(
            np.array(self._borders_s, dtype=np.float64).reshape(-1, 2),
            np.array(self._stretch_of, dtype=np.int64),
            self._voices.all,
            self._timbre.all,
            self._overlap.all.reshape(-1),
        )

    def _add(self, answer: tuple[Voices, Voices, NDArray[np.float32]]) -> None:
        self._voices.add(answer[0])
        self._timbre.add(answer[1])
        self._overlap.add(answer[2])

    def _submit_stretch(self) -> None:
        if self._last is not None:
            starts = np.array(self._starts)
            job = self._pool.submit(
                _encoded, self._embedder, self._last.speech, starts, self._length
            )
            self._calls.ask(job)
            self._starts = []


def _encoded(
    embedder: VoiceEmbedder, speech: NDArray[np.float32], starts: NDArray[np.int64], length: int
) -> tuple[Voices, Voices, NDArray[np.float32]]:
    """Encode the windows of a stretch, which begin at given samples.

    Returns:
        embeddings [windows, d], mean rows of the timbre [windows, d] of length 1, and the mean
        log-odds of overlap [windows] in the time that each window covers.
    """
    timbre = embedder.timbre(speech)
    firsts = starts // FRAME_SAMPLES
    stops = np.minimum(firsts + length // FRAME_SAMPLES, len(timbre.rows))
    means = np.stack([timbre.rows[i:j].mean(axis=0) for i, j in zip(firsts, stops, strict=True)])
    longest = np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9)
    middles = (firsts + stops) / 2
    inner = ((middles[1:] + middles[:-1]) / 2).round().astype(int)
    borders = [0, *inner.tolist(), len(timbre.overlap)]
    overlap = [float(timbre.overlap[i:j].mean()) for i, j in pairwise(borders)]
    voices = embedder.voices(speech, firsts, stops)
    return voices, (means / longest).astype(np.float32), np.array(overlap, dtype=np.float32)


def _all_windows(
    blocks: Iterator[NDArray[np.float32]], windows: SpeechWindows
) -> Iterator[SpeechWindow]:
    for block in blocks:
        yield from windows.push(block, last=False)
    yield from windows.push(np.zeros(0, dtype=np.float32), last=True)


def who_speaks(
    windows: HeardSpeech, embedder: VoiceEmbedder, n_speakers: int | None = None
) -> Diarization:
    """Cluster the encoded windows; quick, so that another number can be tried at once."""
    if not len(windows.borders_s):
        return Diarization((), ())
    settings = embedder.settings
    heard_voices = windows.voices(settings.timbre_weight)
    seconds = windows.borders_s[:, 1] - windows.borders_s[:, 0]
    speakers = group_voices(heard_voices, seconds, settings, n_speakers)
    groups, _ = share_out(heard_voices, windows.stretch_of, speakers, settings)
    order = _in_order_of_speaking(groups)
    groups = order.argsort()[groups]
    voiceprints = means(windows.voices(settings.voiceprint_timbre_weight), groups)
    turns = make_turns(windows.borders_s, groups, windows.overlap > settings.overlap_above)
    lengths_s = np.bincount(groups, seconds)
    voices = [
        SpeakerVoice(speaker_name(i), voiceprint, float(lengths_s[i]))
        for i, voiceprint in enumerate(voiceprints)
    ]
    return _numbered(Diarization(turns, tuple(voices)))


def _numbered(found: Diarization) -> Diarization:
    """Number the speakers in the order of their first turns, without gaps.

    A speaker whose words are too short for a turn has neither turns nor a voice.
    """
    speakers = dict.fromkeys(turn.speaker for turn in found.turns)
    names = {speaker: speaker_name(i) for i, speaker in enumerate(speakers)}
    turns = tuple(replace(turn, speaker=names[turn.speaker]) for turn in found.turns)
    voices = {voice.speaker: voice for voice in found.voices}
    kept = tuple(replace(voices[old], speaker=new) for old, new in names.items())
    return Diarization(turns, kept)


def _in_order_of_speaking(groups: NDArray[np.int64]) -> NDArray[np.int64]:
    names, first = np.unique(groups, return_index=True)
    ordered: NDArray[np.int64] = names[np.argsort(first)]
    return ordered
