"""SAVEE (Haq & Jackson 2010), for research.

``DC_a01.wav``, or ``DC/a01.wav``: one of four men, an emotion, the number of the sentence.
"""

from __future__ import annotations

import re
from pathlib import Path

from training.data.corpora.corpus import Corpus, Fields

SPEAKERS = ("DC", "JE", "JK", "KL")
EMOTION_OF_CODE = {
    "a": "angry",
    "d": "disgust",
    "f": "fearful",
    "h": "happy",
    "n": "neutral",
    "sa": "sad",
    "su": "surprised",
}
_NAME = re.compile(r"(?:(DC|JE|JK|KL)_)?(a|d|f|h|n|sa|su)(\d{2})")


def parse(path: Path) -> Fields | None:
    """The fields of a clip."""
    match = _NAME.fullmatch(path.stem)
    if match is None:
        return None
    speaker = match[1] or path.parent.name
    if speaker not in SPEAKERS:
        return None
    return {
        "emotion": EMOTION_OF_CODE[match[2]],
        "speaker": speaker,
        "gender": "male",
        "intensity": "",
        # The first three sentences of an emotion are common to all, the others its own.
        "statement": match[3] if int(match[3]) <= 3 else f"{match[2]}{match[3]}",
        "channel": "speech",
    }


SAVEE = Corpus("savee", parse, "for research")
