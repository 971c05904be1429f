r"""Text files of labels: Audacity's, ELAN's tab-delimited text, and tables with a heading.

Audacity writes start, end and text, separated by tabs; lines of frequencies start with ``\\``. ELAN
writes tier, participant, start, end, duration and text, without a heading unless asked for one.
"""

from __future__ import annotations

import re
from pathlib import Path

from ser_desktop.errors import ProjectError
from ser_desktop.project.importing.found import MAX_SHOWN, FoundLabel, seconds, unreadable
from ser_desktop.project.importing.segments_csv import is_heading, read_table
from ser_desktop.project.importing.text_file import read_text
from ser_desktop.texts.messages import Message

_BLANKS = re.compile(r"[ \t]+")
_IN_MS = re.compile(r"\d+")


def read(path: Path) -> list[FoundLabel]:
    """Read all labels.

    Raises:
        ProjectError: the file contains no labels.
    """
    text = read_text(path)
    lines = [line for line in text.split("\n") if line.strip() and not line.startswith("\\")]
    if not lines:
        return []
    if is_heading(lines[0]):
        return read_table(path, text)
    read_line = _audacity if _is_time(path, _first(lines[0])) else _elan
    return [read_line(path, line) for line in lines]


def _audacity(path: Path, line: str) -> FoundLabel:
    # Some programs write blanks where Audacity has tabs.
    parts = line.split("\t", 2) if "\t" in line else _BLANKS.split(line.strip(), 2)
    if len(parts) < 2:
        raise unreadable(path, Message("reason.no_times", text=line.strip()[:MAX_SHOWN]))
    start_s, end_s = seconds(path, parts[0]), seconds(path, parts[1])
    text = parts[2] if len(parts) > 2 else ""
    return FoundLabel(min(start_s, end_s), max(start_s, end_s), text.strip())


def _elan(path: Path, line: str) -> FoundLabel:
    cells = [cell.strip() for cell in line.split("\t")]
    if len(cells) < 5:
        raise unreadable(path, Message("reason.no_times", text=line.strip()[:MAX_SHOWN]))
    tier, participant, start, end, *_, value = cells
    unit_s = 0.001 if _IN_MS.fullmatch(start) and _IN_MS.fullmatch(end) else 1.0
    times = seconds(path, start, unit_s), seconds(path, end, unit_s)
    return FoundLabel(*times, value, tier, track=participant)


def _first(line: str) -> str:
    return line.split("\t")[0] if "\t" in line else _BLANKS.split(line.strip())[0]


def _is_time(path: Path, text: str) -> bool:
    try:
        seconds(path, text)
    except ProjectError:
        return False
    return True
