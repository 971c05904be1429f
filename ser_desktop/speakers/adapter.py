"""One speaker's own voice: answers corrected by examples whose emotion is known.

A network that was trained on other people hears a new voice with a bias: too sad, never calm. A
few sentences of that voice in known emotions tell the bias, and how this speaker's emotions lie in
the network's embedding. The correction is multinomial logistic regression on top of the network's
own log-probabilities, with a Gaussian prior around no correction at all (maximum a posteriori;
Bishop 2006, *Pattern Recognition and Machine Learning*, 4.3 and 6.1), so that few examples change
little. Emotions without an example keep the network's own probability.

The deviations of the prior were chosen on validation actors (``training/NOTES.md``).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.emotion.results import Analysis, VoiceMark, Window
from ser_desktop.errors import VoiceError, WorkCancelledError

LEAST_EMOTIONS = 2
MOST_EXAMPLES = 200
ENOUGH_TO_TELL = 3
"""Examples of each emotion from which a count says that a voice does harm."""
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


@dataclass(frozen=True, eq=False)
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
    channel: int | None = None
    """The one that was heard alone, from 0."""

    def common_s(self, other: Example) -> float:
        """Seconds that are in both."""
        if (self.sha256, self.channel) != (other.sha256, other.channel):
            return 0.0
        return max(0.0, min(self.end_s, other.end_s) - max(self.start_s, other.start_s))

    def is_of_the_place_of(self, other: Example) -> bool:
        """Whether both are of one place: they share more than half of the shorter one."""
        shorter_s = min(self.end_s - self.start_s, other.end_s - other.start_s)
        return self.common_s(other) > shorter_s / 2


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

    def digest(self) -> str:
        """Of the examples: others are another correction."""
        digest = hashlib.sha256()
        for example in self.examples:
            digest.update(f"{example.emotion} {example.sha256} ".encode())
            digest.update(np.round(example.log_probabilities, 4).tobytes())
        return digest.hexdigest()[:12]

    @property
    def is_usable(self) -> bool:
        """Whether there is anything to learn: one emotion alone would win everywhere."""
        return sum(count > 0 for count in self.counts().values()) >= LEAST_EMOTIONS

    def with_example(self, example: Example) -> Voice:
        """With one more, in place of what was said of the same place before.

        Raises:
            VoiceError: there are too many, or the model does not know the emotion.
        """
        if example.emotion not in self.labels:
            raise VoiceError(f"{self.model_name} does not know '{example.emotion}'.")
        gone = self.replaced_by(example)
        others = tuple(other for other in self.examples if other not in gone)
        if len(others) >= MOST_EXAMPLES:
            raise VoiceError(f"{self.name} has {MOST_EXAMPLES} examples, which is the most.")
        return replace(self, examples=(*others, example))

    def without_example(self, index: int) -> Voice:
        """With one less."""
        return replace(self, examples=self.examples[:index] + self.examples[index + 1 :])

    def said_as(self, sha256: str, channel: int | None = None) -> tuple[str, ...]:
        """What a file, or parts of it, were said to be; what is answered to it proves little. The
        other channel, heard alone, is somebody else."""
        said = [
            example.emotion
            for example in self.examples
            if example.sha256 == sha256 and (channel is None or example.channel in (None, channel))
        ]
        return tuple(dict.fromkeys(said))

    def replaced_by(self, example: Example) -> tuple[Example, ...]:
        """What was said of its place before."""
        return tuple(other for other in self.examples if other.is_of_the_place_of(example))


def new_voice(name: str, model: ModelInfo) -> Voice:
    """One without examples yet."""
    return Voice(name, model.name, model.version, model.labels, model.embedding_size)


def example_from(
    analysis: Analysis, emotion: str, span_s: tuple[float, float] | None = None
) -> Example:
    """An example out of an analysis that no voice has corrected.

    Args:
        analysis: of a whole recording, or of a part of it alone.
        emotion: what it was.
        span_s: where in the recording that part lies.

    Raises:
        VoiceError: there is no speech in it.
    """
    start_s, end_s = span_s or (0.0, analysis.file.duration_s)
    spoken = [w for w in analysis.windows if w.is_speech and w.probabilities is not None]
    if not spoken:
        raise VoiceError("Nobody was heard to speak there, so there is nothing to learn.")
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
        analysis.settings.channel,
    )


@dataclass(frozen=True)
class Correction:
    """What a voice does to the answers of its model."""

    voice: Voice
    bias: Rows
    """[labels]"""
    weights: Rows | None
    """[d, labels]; None where the model gives no embedding."""
    taught: tuple[int, ...]
    """The labels that have an example."""

    def mark(self, sha256: str = "", channel: int | None = None) -> VoiceMark:
        """What the analysis of a file says of it."""
        voice = self.voice
        said = voice.said_as(sha256, channel)
        return VoiceMark(voice.name, len(voice.examples), voice.digest(), said)

    def probabilities(self, log_probabilities: Rows, embeddings: Rows | None) -> Rows:
        """Corrected probabilities [n, labels] of answers [n, labels] with embeddings [n, d].

        What the taught emotions have together stays theirs together: nothing was learned of the
        others, and they keep the model's own probability.
        """
        found = _softmax(log_probabilities)
        scores = log_probabilities + self.bias
        if self.weights is not None and embeddings is not None:
            scores = scores + embeddings @ self.weights
        taught = list(self.taught)
        together = found[:, taught].sum(axis=1, keepdims=True)
        found[:, taught] = together * _softmax(scores[:, taught])
        return found

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
    """The correction its examples ask for; None where there are too few of them."""
    if not voice.is_usable:
        return None
    task = _Task.of(voice, prior)
    return task.correction(voice, task.solve(np.arange(len(voice.examples))))


@dataclass(frozen=True)
class _Task:
    """The numbers of all examples, of which some or all are learned from."""

    prior: Prior
    scores: Rows
    """[examples, labels]"""
    truth: Rows
    """[examples, labels], one 1 each."""
    kernel: Rows
    """[examples, examples], of both priors."""
    embeddings: Rows | None
    """[examples, d], 1 long on average."""
    scale: float

    @classmethod
    def of(cls, voice: Voice, prior: Prior) -> _Task:
        examples = voice.examples
        scores = np.array([example.log_probabilities for example in examples])
        emotions = [voice.labels.index(example.emotion) for example in examples]
        kernel = np.full((len(examples), len(examples)), prior.bias**2, dtype=np.float64)
        embeddings, scale = _embeddings(examples), 1.0
        if embeddings is not None:
            scale = float(np.sqrt((embeddings**2).sum(axis=1).mean())) or 1.0
            embeddings = embeddings / scale
            kernel += prior.weight**2 * (embeddings @ embeddings.T)
        return cls(prior, scores, np.eye(len(voice.labels))[emotions], kernel, embeddings, scale)

    def solve(self, chosen: NDArray[np.intp], start: Rows | None = None) -> Rows:
        """Coefficients a [examples, labels] of the chosen examples; 0 for the others.

        With f = K a the maximum is where a = Y - P: the labels less the corrected probabilities.
        Accelerated gradient steps (Nesterov 1983) reach it, sooner from a ``start`` near by.
        """
        taught = np.flatnonzero(self.truth[chosen].any(axis=0))
        rows = np.ix_(chosen, taught)
        kernel, scores, truth = (
            self.kernel[np.ix_(chosen, chosen)],
            self.scores[rows],
            self.truth[rows],
        )
        # The largest sum of a row bounds the largest eigenvalue, and costs nothing.
        condition = 1.0 + float(np.abs(kernel).sum(axis=1).max()) / 2
        momentum = (np.sqrt(condition) - 1) / (np.sqrt(condition) + 1)
        last = ahead = np.zeros_like(truth) if start is None else start[rows]
        for _ in range(_MOST_STEPS):
            step = truth - _softmax(scores + kernel @ ahead) - ahead
            following = ahead + step / condition
            ahead, last = following + momentum * (following - last), following
            if np.abs(step).max() < _TOLERANCE:
                break
        found = np.zeros_like(self.scores)
        found[rows] = last
        return found

    def correction(self, voice: Voice, found: Rows) -> Correction:
        weights = None
        if self.embeddings is not None:
            weights = self.prior.weight**2 * self.embeddings.T @ found / self.scale
        taught = np.flatnonzero(np.any(found != 0, axis=0))
        return Correction(voice, self.prior.bias**2 * found.sum(axis=0), weights, tuple(taught))


@dataclass(frozen=True)
class Verdict:
    """What the examples say of each other."""

    alone: tuple[str, ...]
    """The model's own answer to each example."""
    corrected: tuple[str | None, ...]
    """The answer taught by the others; None where none of them is of that emotion."""
    right_alone: int
    right_corrected: int
    """Both of the examples that could be judged."""
    n_judged: int
    least_examples: int
    """Of the taught emotion that has fewest."""

    @property
    def is_harmful(self) -> bool:
        """Whether it makes answers worse; told from ``ENOUGH_TO_TELL`` examples on."""
        enough = self.least_examples >= ENOUGH_TO_TELL
        return enough and self.right_corrected < self.right_alone


def judge(voice: Voice, cancelled: Callable[[], bool] = lambda: False) -> Verdict:
    """Every example by what the others teach.

    What overlaps it is left out too, and one example of each other emotion, where there is more
    than one: otherwise the emotion that is asked for would be the one with fewest examples.

    Raises:
        WorkCancelledError: ``cancelled`` said so.
    """
    of_emotion: dict[str, list[int]] = {}
    for index, example in enumerate(voice.examples):
        of_emotion.setdefault(example.emotion, []).append(index)
    task = _Task.of(voice, PRIOR) if voice.examples else None
    everything = task.solve(np.arange(len(voice.examples))) if task else None
    alone: list[str] = []
    corrected: list[str | None] = []
    for index, example in enumerate(voice.examples):
        if cancelled():
            raise WorkCancelledError
        assert task is not None
        rows = example.log_probabilities[None]
        alone.append(voice.labels[int(rows.argmax())])
        turn = of_emotion[example.emotion].index(index)
        left_out = {alike[turn % len(alike)] for alike in of_emotion.values() if len(alike) > 1}
        others = [
            i
            for i, other in enumerate(voice.examples)
            if i != index and i not in left_out and not example.common_s(other)
        ]
        taught = {voice.examples[i].emotion for i in others}
        if len(taught) < LEAST_EMOTIONS or example.emotion not in taught:
            corrected.append(None)
            continue
        correction = task.correction(voice, task.solve(np.array(others), everything))
        embeddings = None if task.embeddings is None else _embeddings([example])
        answer = correction.probabilities(rows, embeddings)
        corrected.append(voice.labels[int(answer.argmax())])
    judged = [
        (example.emotion == a, example.emotion == c)
        for example, a, c in zip(voice.examples, alone, corrected, strict=True)
        if c is not None
    ]
    return Verdict(
        tuple(alone),
        tuple(corrected),
        sum(a for a, _ in judged),
        sum(c for _, c in judged),
        len(judged),
        min(map(len, of_emotion.values()), default=0),
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
