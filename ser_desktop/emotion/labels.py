"""Labels: the eight emotions in their fixed order, and further labels of a model."""

from __future__ import annotations

import re
from collections.abc import Iterable

EMOTIONS = ("neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised")

# Labels of an analysis that are no emotions.
NO_SPEECH = "no speech"
UNCERTAIN = "uncertain"

_OWN_LABEL = re.compile(r"[^\W\d_][\w '-]{0,29}")


def is_emotion(label: str) -> bool:
    """Return whether a label is an emotion, and not "no speech" or "uncertain"."""
    return label not in (NO_SPEECH, UNCERTAIN)


def in_order(labels: Iterable[str]) -> list[str]:
    """Return each label once: the eight in their order, then the others."""
    unique = list(dict.fromkeys(labels))
    return [e for e in EMOTIONS if e in unique] + [e for e in unique if e not in EMOTIONS]


def is_label_set(labels: list[object]) -> bool:
    """Return whether a model may have these labels.

    The eight come first, in their order. Further labels (``contempt``, ``other``) are lower case,
    start with a letter and have at most 30 characters, so that every export format accepts them.
    """
    return (
        bool(labels)
        and all(isinstance(label, str) for label in labels)
        and labels == in_order(map(str, labels))
        and all(_is_label(str(label)) for label in labels)
    )


def _is_label(label: str) -> bool:
    own = _OWN_LABEL.fullmatch(label) is not None and label == label.lower().strip()
    return own and is_emotion(label)
