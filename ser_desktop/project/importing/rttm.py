"""RTTM: who speaks when, of diarization. ``SPEAKER file channel start length <NA> type name ...``.

This program writes the emotion as the type of the line, and before it, where others write ``<NA>``,
the rater: lines of the model are skipped.
"""

from __future__ import annotations

from pathlib import Path

from ser_desktop.project.importing.found import MAX_SHOWN, FoundLabel, seconds, share_of, unreadable
from ser_desktop.project.importing.text_file import read_text
from ser_desktop.project.tiers import MODEL_RATER, spoken_rater
from ser_desktop.texts.messages import Message

NOTHING = "<NA>"
_MIN_FIELDS, _ALL_FIELDS = 8, 10
_REMARKS = (";", "#")


def read(path: Path) -> list[FoundLabel]:
    """Read the lines of speakers and skip all others.

    Raises:
        ProjectError: the file is no RTTM.
    """
    labels = []
    for line in read_text(path).split("\n"):
        fields = _fields(line)
        if not fields or fields[0].upper() != "SPEAKER":
            if fields and not fields[0].isupper():
                raise unreadable(path, Message("reason.not_rttm", text=line.strip()[:MAX_SHOWN]))
            continue
        if len(fields) < _MIN_FIELDS:
            raise unreadable(path, Message("reason.rttm_fields", n=len(fields)))
        start_s = seconds(path, fields[3])
        rater, label, speaker = ("" if field == NOTHING else field for field in fields[5:8])
        if rater == MODEL_RATER:
            continue
        labels.append(
            FoundLabel(
                start_s,
                start_s + seconds(path, fields[4]),
                label.replace("_", " "),
                track=speaker,
                recording="" if fields[1] == NOTHING else fields[1],
                rater=spoken_rater(rater.replace("_", " ")),
                confidence=share_of(fields[8]) if len(fields) > _MIN_FIELDS else None,
            )
        )
    return labels


def _fields(line: str) -> list[str]:
    """The fields of a line; a name of a recording with blanks in it is one."""
    if line.lstrip().startswith(_REMARKS):
        return []
    fields = line.split()
    spare = len(fields) - _ALL_FIELDS
    if spare > 0:
        fields[1 : 2 + spare] = [" ".join(fields[1 : 2 + spare])]
    return fields
