"""A speaker adapter: a model's answers corrected by the examples of one speaker's profile.

A network that was trained on other people has a bias for a new voice: too sad, never calm. A few
sentences of that voice in known emotions show this bias, and the place of this speaker's emotions
in the network's
embedding. The correction is multinomial logistic regression on top of the network's
own log-probabilities, with a Gaussian prior around no correction at all (maximum a posteriori;
Bishop 2006, *Pattern Recognition and Machine Learning*, 4.3 and 6.1), so that few examples change
little. Emotions without an example keep the network's own probability.

The deviations of the prior were chosen on validation actors (``training/NOTES.md``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.emotion.results import AdapterMark, Window
from ser_desktop.speakers.numbers import Rows, log_probabilities_of, softmax
from ser_desktop.speakers.profile import SpeakerProfile, embeddings_of

_TOLERANCE = 1e-6
_MAX_STEPS = 5000


@dataclass(frozen=True)
class Prior:
    """The prior of the correction, before there are examples.

    Deviations, in units of log-probability, of an emotion's bias and of what its weights add for an
    embedding of average length.
    """

    bias: float = 1.0
    weight: float = 3.0


PRIOR = Prior()


@dataclass(frozen=True)
class SpeakerAdapter:
    """Corrects a model's answers; learned from a profile."""

    profile: SpeakerProfile
    bias: Rows
    """[labels]"""
    weights: Rows | None
    """[d, labels]; None where the model gives no embedding."""
    taught: tuple[int, ...]
    """The labels that have an example."""

    def fits(self, model: ModelInfo) -> bool:
        """Return whether the adapter was learned with this model."""
        return self.profile.fits(model)

    def mark(self, sha256: str = "", channel: int | None = None) -> AdapterMark:
        """Return the mark for the analysis of a file."""
        profile = self.profile
        said = profile.assigned_labels(sha256, channel)
        return AdapterMark(profile.name, len(profile.examples), profile.digest(), said)

    def probabilities(self, log_probabilities: Rows, embeddings: Rows | None) -> Rows:
        """Corrected probabilities [n, labels] of answers [n, labels] with embeddings [n, d].

        The sum over emotions with examples does not change; emotions without examples keep the
        model's own probability.
        """
        result = softmax(log_probabilities)
        scores = log_probabilities + self.bias
        if self.weights is not None and embeddings is not None:
            scores = scores + embeddings @ self.weights
        taught = list(self.taught)
        together = result[:, taught].sum(axis=1, keepdims=True)
        result[:, taught] = together * softmax(scores[:, taught])
        return result

    def windows(self, windows: Sequence[Window]) -> tuple[Window, ...]:
        """Return windows with corrected probabilities; others are not changed."""
        answered = [i for i, window in enumerate(windows) if window.probabilities is not None]
        if not answered:
            return tuple(windows)
        rows = log_probabilities_of(np.array([windows[i].probabilities for i in answered]))
        embeddings = None
        if self.weights is not None and all(windows[i].embedding is not None for i in answered):
            embeddings = np.array([windows[i].embedding for i in answered])
        corrected = self.probabilities(rows, embeddings).astype(np.float32)
        result = list(windows)
        for i, row in zip(answered, corrected, strict=True):
            result[i] = replace(result[i], probabilities=row)
        return tuple(result)


def learn(profile: SpeakerProfile, prior: Prior = PRIOR) -> SpeakerAdapter | None:
    """Learn the adapter of a profile; None with too few examples."""
    if not profile.is_usable:
        return None
    task = LearningTask.of(profile, prior)
    return task.adapter(profile, task.solve(np.arange(len(profile.examples))))


@dataclass(frozen=True)
class LearningTask:
    """The arrays of all examples, of which some or all are used for learning."""

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
    def of(cls, profile: SpeakerProfile, prior: Prior) -> LearningTask:
        """Collect the numbers of a profile's examples."""
        examples = profile.examples
        scores = np.array([example.log_probabilities for example in examples])
        emotions = [profile.labels.index(example.emotion) for example in examples]
        kernel = np.full((len(examples), len(examples)), prior.bias**2, dtype=np.float64)
        embeddings, scale = embeddings_of(examples), 1.0
        if embeddings is not None:
            scale = float(np.sqrt((embeddings**2).sum(axis=1).mean())) or 1.0
            embeddings = embeddings / scale
            kernel += prior.weight**2 * (embeddings @ embeddings.T)
        return cls(prior, scores, np.eye(len(profile.labels))[emotions], kernel, embeddings, scale)

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
        for _ in range(_MAX_STEPS):
            step = truth - softmax(scores + kernel @ ahead) - ahead
            following = ahead + step / condition
            ahead, last = following + momentum * (following - last), following
            if np.abs(step).max() < _TOLERANCE:
                break
        result = np.zeros_like(self.scores)
        result[rows] = last
        return result

    def adapter(self, profile: SpeakerProfile, coefficients: Rows) -> SpeakerAdapter:
        """Return the adapter of a profile from coefficients [examples, labels]."""
        weights = None
        if self.embeddings is not None:
            weights = self.prior.weight**2 * self.embeddings.T @ coefficients / self.scale
        taught = np.flatnonzero(np.any(coefficients != 0, axis=0))
        bias = self.prior.bias**2 * coefficients.sum(axis=0)
        return SpeakerAdapter(profile, bias, weights, tuple(taught))
