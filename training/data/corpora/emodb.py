"""EmoDB, the Berlin database of emotional speech (Burkhardt et al. 2005), for research. German.

``03a01Fa.wav``: speaker, sentence, emotion, version. Boredom is none of our eight.
"""

from __future__ import annotations

import re
from pathlib import Path

from training.data.corpora.corpus import Corpus, Fields

EMOTION_OF_CODE = {
    "W": "angry",
    "E": "disgust",
    "A": "fearful",
    "F": "happy",
    "T": "sad",
    "N": "neutral",
    "L": "",
}
MEN = {"03", "10", "11", "12", "15"}
_NAME = re.compile(r"(03|08|09|1[0-6])([ab]\d{2})([WEAFTNL])([a-f])?")


def parse(path: Path) -> Fields | None:
    """The fields of a clip."""
    match = _NAME.fullmatch(path.stem)
    if match is None:
        return None
    return {
        "emotion": EMOTION_OF_CODE[match[3]],
        "speaker": match[1],
        "gender": "male" if match[1] in MEN else "female",
        "intensity": "",
        "statement": match[2],
        "channel": "speech",
    }


EMODB = Corpus("emodb", parse, "for research")
