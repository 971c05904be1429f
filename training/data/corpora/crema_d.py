"""CREMA-D (Cao et al. 2014, doi 10.1109/TAFFC.2014.2336244), Open Database License.

``1001_DFA_ANG_XX.wav``: actor, sentence, emotion, level. The gender stands in
``VideoDemographics.csv`` of the corpus and not in the name; without that file it is "".
"""

from __future__ import annotations

import csv
import re
from functools import lru_cache
from pathlib import Path

from training.data.corpora.corpus import Corpus, Fields

EMOTION_OF_CODE = {
    "ANG": "angry",
    "DIS": "disgust",
    "FEA": "fearful",
    "HAP": "happy",
    "NEU": "neutral",
    "SAD": "sad",
}
INTENSITY_OF_CODE = {"LO": "normal", "MD": "normal", "HI": "strong", "XX": "", "X": ""}
_NAME = re.compile(r"(10(?:0[1-9]|[1-8]\d|9[01]))_([A-Z]{3})_([A-Z]{3})_(LO|MD|HI|XX?)")


def parse(path: Path) -> Fields | None:
    """The fields of a clip."""
    match = _NAME.fullmatch(path.stem)
    if match is None or match[3] not in EMOTION_OF_CODE:
        return None
    return {
        "emotion": EMOTION_OF_CODE[match[3]],
        "speaker": match[1],
        "gender": _genders(path.parent).get(match[1], ""),
        "intensity": INTENSITY_OF_CODE[match[4]],
        "statement": match[2],
        "channel": "speech",
    }


@lru_cache(maxsize=4)
def _genders(folder: Path) -> dict[str, str]:
    for place in (folder, *folder.parents):
        table = place / "VideoDemographics.csv"
        if table.is_file():
            with table.open(encoding="utf-8", newline="") as handle:
                return {row["ActorID"]: row["Sex"].lower() for row in csv.DictReader(handle)}
    return {}


CREMA_D = Corpus("crema-d", parse, "ODbL 1.0")
