"""Evaluates clips with a model, through the application and with the bare network."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray
from tqdm import tqdm

from ser_desktop.audio.decode import open_audio
from ser_desktop.audio.resample import MonoResampler
from ser_desktop.emotion.analysis import AnalysisOptions, analyze
from ser_desktop.emotion.model import EmotionModel
from training.data.manifest import Clip
from training.evaluate.records import Answer


class RememberingModel(EmotionModel):
    """Caches the descriptors of windows, which the bare network uses again."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._row_of = lru_cache(maxsize=16)(self._row)

    def _features(self, windows: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.stack([self._row_of(window.tobytes()) for window in windows])

    def _row(self, window: bytes) -> NDArray[np.float32]:
        row: NDArray[np.float32] = super()._features(np.frombuffer(window, np.float32)[None])[0]
        return row


def evaluate_fold(
    model: EmotionModel,
    clips: Sequence[Clip],
    fold: int,
    corpora: Path,
    cut_s: float | None = None,
) -> list[Answer]:
    """Analyse clips as the application does, and by the bare network.

    Args:
        model: model of the fold.
        clips: the clips that are analysed.
        fold: number of the fold.
        corpora: folder that the paths of the clips are relative to.
        cut_s: length of the analysed beginning of each clip, seconds; None takes the whole clip.

    Returns:
        One answer for each clip.
    """
    answers = []
    with tempfile.TemporaryDirectory() as folder:
        for clip in tqdm(clips, f"fold {fold}", unit="clip"):
            path = corpora / clip.path
            if cut_s is not None:
                path = _cut(path, cut_s, Path(folder) / "cut.wav")
            analysis = analyze(path, model, AnalysisOptions(classify_all=True))
            answers.append(Answer(clip, fold, analysis, _bare_probabilities(model, path)))
    return answers


def _cut(path: Path, seconds: float, target: Path) -> Path:
    rate_hz = soundfile.info(path).samplerate
    samples, _ = soundfile.read(path, frames=round(seconds * rate_hz))
    soundfile.write(target, samples, rate_hz, subtype="FLOAT")
    return target


def _bare_probabilities(model: EmotionModel, path: Path) -> NDArray[np.float32]:
    stream = open_audio(path)
    resampler = MonoResampler(stream.sample_rate_hz, model.info.sample_rate_hz)
    parts = [resampler.push(block) for block in stream.blocks()]
    parts.append(resampler.push(np.zeros((0, stream.channels), np.float32), last=True))
    samples = np.concatenate(parts)
    length = model.window_samples
    spare = length - len(samples)
    if spare > 0:
        samples = np.pad(samples, (spare // 2, spare - spare // 2))
    windows = np.stack([samples[:length], samples[-length:]])
    # One window a call, as the application asks a model in 8 bit, which scales a whole batch.
    each = [model(window[None]).probabilities[0] for window in windows]
    mean: NDArray[np.float32] = np.mean(each, axis=0)
    return mean
