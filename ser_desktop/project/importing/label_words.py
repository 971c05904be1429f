"""Converts words for emotions to labels with weights, and labels to text.

>>> labels_from("angry:0.7+sad:0.3")
{'angry': 0.7, 'sad': 0.3}
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from ser_desktop.emotion.labels import EMOTIONS

_WORDS: dict[str, tuple[str, ...]] = {
    "neutral": ("neutral", "neutrality", "normal"),
    "calm": ("calm", "calmness", "relaxed"),
    "happy": ("happy", "happiness", "joy", "joyful", "amused", "amusement", "glad"),
    "sad": ("sad", "sadness", "sorrow"),
    "angry": ("angry", "anger", "mad", "rage"),
    "fearful": ("fearful", "fear", "afraid", "scared", "anxious", "anxiety"),
    "disgust": ("disgust", "disgusted"),
    "surprised": ("surprised", "surprise", "astonished"),
}
_OF_WORD = {word: emotion for emotion, words in _WORDS.items() for word in words}
MIN_PREFIX = 3
"""``ang``, ``hap``, ``neu``: corpora write labels so."""
_MAX_LABELS = 12
_SEPARATORS = re.compile(r"[+/&;,]")
_PART = re.compile(
    r"(?P<word>[^\W\d_]+(?:[ '-]+[^\W\d_]+)*)\s*"
    r"(?:[:=(]?\s*(?P<weight>\d{1,3}(?:\.\d{1,6})?)\s*(?P<percent>%?)\)?)?"
)


def emotion_of(word: str, further: Collection[str] = ()) -> str | None:
    """Return the emotion that a word names, or None.

    Args:
        word: a name, a noun or adjective of it, or its first three letters or more.
        further: other labels, which are named in full.
    """
    word = word.strip().casefold()
    if word in further:
        return word
    if word in _OF_WORD:
        return _OF_WORD[word]
    if len(word) < MIN_PREFIX:
        return None
    meant = {emotion for known, emotion in _OF_WORD.items() if known.startswith(word)}
    return meant.pop() if len(meant) == 1 else None


def labels_from(text: str, further: Collection[str] = ()) -> dict[str, float] | None:
    """Return the labels with weights in a text, or None if it contains other words.

    Args:
        text: one emotion or several apart by ``+ / & ; ,``, each perhaps with a weight (``:0.7``,
            ``70 %``); several without weights share them.
        further: labels beside the eight emotions, as some models have them.
    """
    parts = [part.strip() for part in _SEPARATORS.split(text)]
    if not 0 < len(parts) <= _MAX_LABELS:
        return None
    labels: dict[str, float | None] = {}
    for part in parts:
        match = _PART.fullmatch(part)
        emotion = emotion_of(match["word"], further) if match else None
        if match is None or emotion is None or emotion in labels:
            return None
        weight = None if match["weight"] is None else float(match["weight"])
        if weight is not None and (match["percent"] or weight > 1):
            weight /= 100
        if weight is not None and weight > 1:
            return None
        labels[emotion] = weight
    share = 1.0 if len(labels) == 1 else round(1 / len(labels), 6)
    return {emotion: share if w is None else w for emotion, w in labels.items()}


def labels_text(labels: Mapping[str, float]) -> str:
    """Return labels as a text that :func:`labels_from` can read.

    Args:
        labels: weights by label; a weight of 1 is omitted.
    """
    if list(labels.values()) == [1.0]:
        return next(iter(labels))
    order = {emotion: number for number, emotion in enumerate(EMOTIONS)}
    ranked = sorted(labels.items(), key=lambda item: (-item[1], order.get(item[0], 99)))
    return "+".join(f"{label}:{share_text(weight)}" for label, weight in ranked)


def share_text(share: float) -> str:
    """Return a share 0..1 with up to six decimals, never as a power of ten."""
    return f"{share:.6f}".rstrip("0").rstrip(".")
