"""Names and counts for use in other texts or tables."""

from __future__ import annotations

from ser_desktop.texts.forms import Plural, Text

TEXTS: dict[str, Text] = {
    # A sentence from elsewhere (an operating system, a library) that has no id of its own.
    "plain": "{sentence}",
    "cancelled": "Cancelled.",
    "emotion.neutral": "neutral",
    "emotion.calm": "calm",
    "emotion.happy": "happy",
    "emotion.sad": "sad",
    "emotion.angry": "angry",
    "emotion.fearful": "fearful",
    "emotion.disgust": "disgust",
    "emotion.surprised": "surprised",
    "emotion.no_speech": "no speech",
    "emotion.uncertain": "uncertain",
    "count.files": Plural("n", one="{n} file", other="{n} files"),
    "count.recordings": Plural("n", one="{n} recording", other="{n} recordings"),
    "side.left": "left",
    "side.right": "right",
    "count.examples": Plural("n", one="{n} example", other="{n} examples"),
}
