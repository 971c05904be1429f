"""A speaker profile: stretches of one person's speech whose emotion is known."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.emotion.results import Analysis
from ser_desktop.errors import ProfileError
from ser_desktop.speakers.numbers import Rows, log_probabilities_of
from ser_desktop.texts.messages import Message

MIN_EMOTIONS = 2
MAX_EXAMPLES = 200


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
    """Hash of that file, which may move."""
    start_s: float
    end_s: float
    channel: int | None = None
    """The separately analysed channel, from 0; None for the mix."""

    def common_s(self, other: Example) -> float:
        """Seconds that are in both."""
        if (self.sha256, self.channel) != (other.sha256, other.channel):
            return 0.0
        return max(0.0, min(self.end_s, other.end_s) - max(self.start_s, other.start_s))

    def overlaps_mostly(self, other: Example) -> bool:
        """Whether two examples overlap by more than half of the shorter one."""
        shorter_s = min(self.end_s - self.start_s, other.end_s - other.start_s)
        return self.common_s(other) > shorter_s / 2


@dataclass(frozen=True)
class SpeakerProfile:
    """The examples of one speaker, with answers of one model."""

    name: str
    model_name: str
    model_version: str
    labels: tuple[str, ...]
    embedding_size: int
    examples: tuple[Example, ...] = ()

    def fits(self, model: ModelInfo) -> bool:
        """Whether the profile was made with this model; embeddings of models differ."""
        mine = (self.model_name, self.model_version, self.labels, self.embedding_size)
        return mine == (model.name, model.version, model.labels, model.embedding_size)

    def counts(self) -> dict[str, int]:
        """Examples of each emotion of the model, in its order."""
        result = Counter(example.emotion for example in self.examples)
        return {label: result[label] for label in self.labels}

    def digest(self) -> str:
        """A digest of the examples, which identifies the correction."""
        digest = hashlib.sha256()
        for example in self.examples:
            digest.update(f"{example.emotion} {example.sha256} ".encode())
            digest.update(np.round(example.log_probabilities, 4).tobytes())
        return digest.hexdigest()[:12]

    @property
    def is_usable(self) -> bool:
        """Whether there are examples of two emotions; one alone would always win."""
        return sum(count > 0 for count in self.counts().values()) >= MIN_EMOTIONS

    def with_example(self, example: Example) -> SpeakerProfile:
        """Return the profile with one more example, which replaces one of the same place.

        Raises:
            ProfileError: there are too many, or the model does not know the emotion.
        """
        if example.emotion not in self.labels:
            raise ProfileError(
                Message("profile.unknown_emotion", model=self.model_name, emotion=example.emotion)
            )
        gone = self.replaced_by(example)
        others = tuple(other for other in self.examples if other not in gone)
        if len(others) >= MAX_EXAMPLES:
            raise ProfileError(Message("profile.full", name=self.name, n=MAX_EXAMPLES))
        return replace(self, examples=(*others, example))

    def without_example(self, index: int) -> SpeakerProfile:
        """Return the profile without an example."""
        return replace(self, examples=self.examples[:index] + self.examples[index + 1 :])

    def assigned_labels(self, sha256: str, channel: int | None = None) -> tuple[str, ...]:
        """Return the assigned labels of a file or its parts.

        Answers to such a file are no fair test. Another channel counts as another speaker.
        """
        said = [
            example.emotion
            for example in self.examples
            if example.sha256 == sha256 and (channel is None or example.channel in (None, channel))
        ]
        return tuple(dict.fromkeys(said))

    def replaced_by(self, example: Example) -> tuple[Example, ...]:
        """Return the example of the same place that it would replace."""
        return tuple(other for other in self.examples if other.overlaps_mostly(example))


def new_profile(name: str, model: ModelInfo) -> SpeakerProfile:
    """Make a profile without examples."""
    return SpeakerProfile(name, model.name, model.version, model.labels, model.embedding_size)


def example_from(
    analysis: Analysis, emotion: str, span_s: tuple[float, float] | None = None
) -> Example:
    """Make an example from an uncorrected analysis.

    Args:
        analysis: analysis of a whole recording, or of a part of it alone.
        emotion: the assigned label.
        span_s: start and end of the part in the recording.

    Raises:
        ProfileError: there is no speech in it.
    """
    start_s, end_s = span_s or (0.0, analysis.file.duration_s)
    spoken = [w for w in analysis.windows if w.is_speech and w.probabilities is not None]
    if not spoken:
        raise ProfileError(Message("profile.no_speech"))
    weights = [window.speech_share for window in spoken]
    rows = log_probabilities_of(np.array([window.probabilities for window in spoken]))
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


def embeddings_of(examples: Sequence[Example]) -> Rows | None:
    """Return embeddings [examples, d]; None where an example has none."""
    result = [example.embedding for example in examples if example.embedding is not None]
    return np.array(result) if len(result) == len(examples) else None
