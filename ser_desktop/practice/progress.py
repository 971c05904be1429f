"""Progress over time: a row for each day in the chart, a row for each take as CSV."""

from __future__ import annotations

import csv
import io
import uuid
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass, fields
from datetime import date
from pathlib import Path
from statistics import median

from ser_desktop.errors import OutputError
from ser_desktop.practice.measures import Measures
from ser_desktop.practice.progress_entry import ProgressEntry
from ser_desktop.texts.error_reasons import reason_not_written
from ser_desktop.texts.messages import Message

_FORMULA = ("=", "+", "-", "@")
_COLUMNS = (
    *("at", "number", "emotion", "strength", "score", "score_low", "score_high", "verdict"),
    *("answer", "set", "coverage", "intensity", "reliable", "doubts", "model", "voice"),
)
_FILE = "file"
"""Source of a take that was not recorded here."""


@dataclass(frozen=True)
class Day:
    """The counted takes of one day.

    Args:
        day: the date.
        median: median of the scores, 0..1.
        best: the largest of them.
        n_takes: number of takes.
    """

    day: date
    median: float
    best: float
    n_takes: int


def days(entries: Sequence[ProgressEntry], model: str = "", voice: str = "") -> list[Day]:
    """Return the days on which a target was practised, oldest first.

    Takes with bad sound do not count, and neither do those of another model or voice: their scores
    are on another scale.

    Args:
        entries: takes against one target.
        model: name and version; "" counts the takes of every model and voice.
        voice: the speaker profile, "" for none.
    """
    by_day: dict[date, list[float]] = defaultdict(list)
    for entry in entries:
        probability = entry.score.probability
        if probability is not None and counts(entry, model, voice):
            by_day[entry.day].append(probability)
    return [Day(day, median(p), max(p), len(p)) for day, p in sorted(by_day.items())]


def counts(entry: ProgressEntry, model: str = "", voice: str = "") -> bool:
    """Whether a take counts for the chart of a model and a voice."""
    is_same = not model or (entry.model, entry.voice) == (model, voice)
    return entry.score.is_reliable and is_same


def csv_text(entries: Sequence[ProgressEntry]) -> str:
    """Return a row for each take, with English columns, decimal points and commas."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    figures = [field.name for field in fields(Measures)]
    writer.writerow([*_COLUMNS, *figures, "sentence", "source", "recording"])
    for entry in entries:
        score = entry.score
        row = [
            entry.at.isoformat(timespec="seconds"),
            entry.number,
            score.target.emotion,
            score.target.strength,
            *map(_cell, (score.probability, score.low, score.high)),
            score.verdict,
            score.answer,
            " ".join(score.set),
            *map(_cell, (score.coverage, score.intensity)),
            "yes" if score.is_reliable else "no",
            " ".join(doubt.id.split(".")[1] for doubt in score.doubts),
            _text(entry.model),
            _text(entry.voice),
            *map(_cell, astuple(entry.measures)),
            _text(entry.sentence),
            _FILE if entry.microphone is None else _text(entry.microphone),
            _text(entry.recording),
        ]
        writer.writerow(row)
    return out.getvalue()


def write_csv(entries: Sequence[ProgressEntry], path: Path) -> None:
    """Write the table to a temporary file and rename it.

    Raises:
        OutputError: the file cannot be written.
    """
    part = path.with_name(f".{path.stem}.{uuid.uuid4().hex}.part")
    try:
        part.write_text(csv_text(entries), encoding="utf-8-sig", newline="")
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise OutputError(
            Message("file.cannot_write", path=path, reason=reason_not_written(error, path))
        ) from None


def _cell(value: float | int | None) -> str:
    if value is None:
        return ""
    return str(value) if isinstance(value, int) else f"{value:.4f}"


def _text(text: str) -> str:
    """Escape a text that a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
