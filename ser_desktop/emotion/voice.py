"""One speaker's own voice: answers corrected by examples whose emotion is known.

A network that was trained on other people hears a new voice with a bias: too sad, never calm. A
few sentences of that voice in known emotions tell the bias, and how this speaker's emotions lie in
the network's embedding. The correction is multinomial logistic regression on top of the network's
own log-probabilities, with a Gaussian prior around no correction at all (maximum a posteriori;
Bishop 2006, *Pattern Recognition and Machine Learning*, 4.3 and 6.1), so that few examples change
little. Emotions without an example keep the network's own scores.

The deviations of the prior were chosen on validation actors (``training/NOTES.md``).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.model import ModelInfo
from ser_desktop.emotion.results import Analysis, VoiceMark, Window
from ser_desktop.emotion.summary import windows_between
from ser_desktop.errors import VoiceError

LEAST_EMOTIONS = 2
MOST_EXAMPLES = 200
_LEAST_PROBABILITY = 1e-6
_TOLERANCE = 1e-6
_MOST_STEPS = 5000

Rows = NDArray[np.float64]


@dataclass(frozen=True)
class Prior:
    """How far from no correction at all is believed before there are examples: deviations, in
    units of log-probability, of an emotion's bias and of what its weights add for an embedding of
    average length."""

    bias: float = 1.0
    weight: float = 3.0


PRIOR = Prior()


@dataclass(frozen=True)
class Example:
    """A stretch of speech whose emotion is known."""

    emotion: str
    log_probabilities: Rows
    """[labels], the network's own answer."""
    embedding: Rows | None
    """[d]; None where the model gives none."""
    recording: str
    """Path of the file it was heard in."""
    sha256: str
    """Of that file, which may be moved."""
    start_s: float
    end_s: float


@dataclass(frozen=True)
class Voice:
    """The examples of one speaker, as one model heard them."""

    name: str
    model_name: str
    model_version: str
    labels: tuple[str, ...]
    embedding_size: int
    examples: tuple[Example, ...] = ()

    def fits(self, model: ModelInfo) -> bool:
        """Whether it was made with this model: another one's embedding means something else."""
        mine = (self.model_name, self.model_version, self.labels, self.embedding_size)
        return mine == (model.name, model.version, model.labels, model.embedding_size)

    def counts(self) -> dict[str, int]:
        """Examples of each emotion of the model, in its order."""
        found = Counter(example.emotion for example in self.examples)
        return {label: found[label] for label in self.labels}

    @property
    def is_usable(self) -> bool:
        """Whether there is anything to learn: one emotion alone would win everywhere."""
        return sum(count > 0 for count in self.counts().values()) >= LEAST_EMOTIONS

    def with_example(self, example: Example) -> Voice:
        """With one more; the same stretch of the same recording changes its emotion.

        Raises:
            VoiceError: there are too many, or the model does not know the emotion.
        """
        if example.emotion not in self.labels:
            raise VoiceError(f"{self.model_name} does not know '{example.emotion}'.")
        others = tuple(other for other in self.examples if _place(other) != _place(example))
        if len(others) >= MOST_EXAMPLES:
            raise VoiceError(f"{self.name} has {MOST_EXAMPLES} examples, which is the most.")
        return replace(self, examples=(*others, example))

    def without_example(self, index: int) -> Voice:
        """With one less."""
        return replace(self, examples=self.examples[:index] + self.examples[index + 1 :])


def _place(example: Example) -> tuple[str, float, float]:
    return example.sha256, round(example.start_s, 2), round(example.end_s, 2)


def new_voice(name: str, model: ModelInfo) -> Voice:
    """One without examples yet."""
    return Voice(name, model.name, model.version, model.labels, model.embedding_size)


def example_from(
    analysis: Analysis, emotion: str, span_s: tuple[float, float] | None = None
) -> Example:
    """An example out of an analysis that no voice has corrected: the whole, or a part.

    Raises:
        VoiceError: there is no speech in it.
    """
    start_s, end_s = span_s or (0.0, analysis.file.duration_s)
    windows = windows_between(analysis, start_s, end_s) if span_s else list(analysis.windows)
    spoken = [w for w in windows if w.is_speech and w.probabilities is not None]
    if not spoken:
        raise VoiceError("There is no speech in it to learn from.")
    weights = [window.speech_share for window in spoken]
    rows = _log(np.array([window.probabilities for window in spoken]))
    embedding = None
    if all(window.embedding is not None for window in spoken):
        embedding = np.average([window.embedding for window in spoken], axis=0, weights=weights)
    return Example(
        emotion,
        np.average(rows, axis=0, weights=weights),
        embedding,
        str(analysis.file.path),
        analysis.file.sha256,
        start_s,
        end_s,
    )


@dataclass(frozen=True)
class Correction:
    """What a voice does to the answers of its model."""

    voice: Voice
    bias: Rows
    """[labels]"""
    weights: Rows | None
    """[d, labels]; None where the model gives no embedding."""

    def learned_from(self, sha256: str) -> bool:
        """Whether a file is among the examples: what is answered to it proves nothing."""
        return any(example.sha256 == sha256 for example in self.voice.examples)

    def mark(self, sha256: str = "") -> VoiceMark:
        """What the analysis of a file says of it."""
        digest = hashlib.sha256()
        for example in self.voice.examples:
            digest.update(example.emotion.encode())
            digest.update(np.round(example.log_probabilities, 6).tobytes())
        return VoiceMark(
            self.voice.name,
            len(self.voice.examples),
            digest.hexdigest()[:12],
            self.learned_from(sha256),
        )

    def probabilities(self, log_probabilities: Rows, embeddings: Rows | None) -> Rows:
        """Corrected probabilities [n, labels] of answers [n, labels] with embeddings [n, d]."""
        scores = log_probabilities + self.bias
        if self.weights is not None and embeddings is not None:
            scores = scores + embeddings @ self.weights
        return _softmax(scores)

    def windows(self, windows: Sequence[Window]) -> tuple[Window, ...]:
        """Windows with corrected probabilities; without an answer they stay as they are."""
        answered = [i for i, window in enumerate(windows) if window.probabilities is not None]
        if not answered:
            return tuple(windows)
        rows = _log(np.array([windows[i].probabilities for i in answered]))
        embeddings = None
        if self.weights is not None and all(windows[i].embedding is not None for i in answered):
            embeddings = np.array([windows[i].embedding for i in answered])
        corrected = self.probabilities(rows, embeddings).astype(np.float32)
        found = list(windows)
        for i, row in zip(answered, corrected, strict=True):
            found[i] = replace(found[i], probabilities=row)
        return tuple(found)


def learn(voice: Voice, prior: Prior = PRIOR) -> Correction | None:
    """The correction its examples ask for; None where there are too few of them.

    With f = K a and K the kernel of both priors, the maximum is where a = Y - P: the labels less
    the corrected probabilities of the examples. Accelerated gradient steps (Nesterov) reach it.
    """
    if not voice.is_usable:
        return None
    examples = voice.examples
    scores = np.array([example.log_probabilities for example in examples])
    embeddings = _embeddings(examples)
    kernel = np.full((len(examples), len(examples)), prior.bias**2, dtype=np.float64)
    scale = 1.0
    if embeddings is not None:
        scale = float(np.sqrt((embeddings**2).sum(axis=1).mean())) or 1.0
        kernel += prior.weight**2 * (embeddings @ embeddings.T) / scale**2
    taught = [i for i, count in enumerate(voice.counts().values()) if count]
    emotions = [voice.labels.index(example.emotion) for example in examples]
    truth = np.eye(len(voice.labels))[emotions][:, taught]
    found = np.zeros((len(examples), len(voice.labels)))
    found[:, taught] = _fit(kernel, scores[:, taught], truth)
    weights = None
    if embeddings is not None:
        weights = prior.weight**2 * embeddings.T @ found / scale**2
    return Correction(voice, prior.bias**2 * found.sum(axis=0), weights)


def _fit(kernel: Rows, scores: Rows, truth: Rows) -> Rows:
    """The coefficients a [examples, labels]."""
    condition = 1.0 + float(np.linalg.norm(kernel, 2)) / 2
    momentum = (np.sqrt(condition) - 1) / (np.sqrt(condition) + 1)
    found = ahead = np.zeros_like(truth)
    for _ in range(_MOST_STEPS):
        wanted = truth - _softmax(scores + kernel @ ahead)
        following = ahead + (wanted - ahead) / condition
        if np.abs(wanted - ahead).max() < _TOLERANCE:
            return following
        ahead = following + momentum * (following - found)
        found = following
    return found


@dataclass(frozen=True)
class Verdict:
    """What the examples say of each other: every one judged by what the others teach."""

    alone: tuple[str, ...]
    """The model's own answer to each example."""
    corrected: tuple[str, ...]
    """The answer when all other examples have been learned from."""
    right_alone: int
    right_corrected: int


def judge(voice: Voice) -> Verdict:
    """Leave one out: no example is judged by itself."""
    alone, corrected = [], []
    for index, example in enumerate(voice.examples):
        rows = example.log_probabilities[None]
        alone.append(voice.labels[int(rows.argmax())])
        correction = learn(voice.without_example(index))
        if correction is not None:
            embeddings = None if example.embedding is None else example.embedding[None]
            rows = correction.probabilities(rows, embeddings)
        corrected.append(voice.labels[int(rows.argmax())])
    truth = [example.emotion for example in voice.examples]
    return Verdict(
        tuple(alone),
        tuple(corrected),
        sum(a == b for a, b in zip(truth, alone, strict=True)),
        sum(a == b for a, b in zip(truth, corrected, strict=True)),
    )


def _embeddings(examples: Sequence[Example]) -> Rows | None:
    found = [example.embedding for example in examples if example.embedding is not None]
    return np.array(found) if len(found) == len(examples) else None


def _log(probabilities: NDArray[np.float32]) -> Rows:
    return np.log(np.maximum(probabilities.astype(np.float64), _LEAST_PROBABILITY))


def _softmax(scores: Rows) -> Rows:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    found: Rows = powers / powers.sum(axis=1, keepdims=True)
    return found
