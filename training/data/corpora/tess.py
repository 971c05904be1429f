"""TESS (Pichora-Fuller & Dupuis 2020, doi 10.5683/SP2/E8H2MF), CC BY-NC-ND 4.0.

``OAF_back_angry.wav``: the older or the younger of two actresses, a carrier word, an emotion. One
file of the corpus is named ``OA_bite_neutral``.
"""

from __future__ import annotations

import re
from pathlib import Path

from training.data.corpora.corpus import Corpus, Fields

EMOTION_OF_CODE = {
    "angry": "angry",
    "disgust": "disgust",
    "fear": "fearful",
    "happy": "happy",
    "neutral": "neutral",
    "ps": "surprised",
    "sad": "sad",
}
_NAME = re.compile(rf"(OAF?|YAF)_([a-z]+)_({'|'.join(EMOTION_OF_CODE)})")


def parse(path: Path) -> Fields | None:
    """The fields of a clip."""
    match = _NAME.fullmatch(path.stem)
    if match is None:
        return None
    return {
        "emotion": EMOTION_OF_CODE[match[3]],
        "speaker": "YAF" if match[1] == "YAF" else "OAF",
        "gender": "female",
        "intensity": "",
        "statement": match[2],
        "channel": "speech",
    }


TESS = Corpus("tess", parse, "CC BY-NC-ND 4.0")
