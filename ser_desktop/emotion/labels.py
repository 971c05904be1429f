"""The eight emotions, in the one order used everywhere."""

from __future__ import annotations

EMOTIONS = ("neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised")

# Labels an analysis can give beside an emotion.
NO_SPEECH = "no speech"
UNCERTAIN = "uncertain"
