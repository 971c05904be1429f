"""CSV with a row for each recording, including the settings of its analysis.

Labels are English keys in every language; a column with translated labels can be added at the end.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ser_desktop.emotion.headline import Headline, headline_of
from ser_desktop.emotion.labels import EMOTIONS, UNCERTAIN, in_order
from ser_desktop.emotion.results import Analysis
from ser_desktop.project.spreadsheet_text import as_text
from ser_desktop.texts.forms import Language
from ser_desktop.texts.messages import emotion_name

_ANSWER = (
    *("file", "channel", "duration_s", "headline", "label", "confidence", "intensity"),
    "speech_share",
)
_ORIGIN = (
    *("model", "model_version", "window_s", "hop_s", "uncertain_below", "sha256"),
    *("error", "truncated", "repaired", "voice", "assigned_labels"),
)


def columns(labels: Sequence[str] = EMOTIONS, language: Language | None = None) -> tuple[str, ...]:
    """Names of the columns: the eight emotions, and further labels of a model behind them."""
    translated = () if language is None else (f"label_{language.code}",)
    probabilities = (f"p_{label}" for label in in_order([*EMOTIONS, *labels]))
    return *_ANSWER, *probabilities, *share_columns(labels), *_ORIGIN, *translated


def share_columns(labels: Sequence[str] = EMOTIONS) -> tuple[str, ...]:
    """Return the names of the columns with shares of the time with speech."""
    return tuple(f"share_{label}" for label in (*in_order([*EMOTIONS, *labels]), UNCERTAIN))


def shares_of(headline: Headline, labels: Sequence[str]) -> list[float | None]:
    """Return a share for each of :func:`share_columns`; None for all without speech.

    Args:
        headline: of the recording.
        labels: labels of the model. Others have no share.
    """
    known = {*labels, UNCERTAIN} if headline.shares else set()
    names = (name.removeprefix("share_") for name in share_columns(labels))
    return [headline.shares.get(name, 0.0) if name in known else None for name in names]


def header(labels: Sequence[str] = EMOTIONS, language: Language | None = None) -> str:
    """Return the header line."""
    return _line(columns(labels, language))


def row(
    analysis: Analysis,
    given_path: str | None = None,
    labels: Sequence[str] = EMOTIONS,
    language: Language | None = None,
) -> str:
    """Return the row of a recording; values that the model lacks are empty."""
    file, overall, settings = analysis.file, analysis.overall, analysis.settings
    headline = headline_of(analysis)
    voice = settings.adapter
    cells: dict[str, object] = {
        "file": given_path or str(file.path),
        "channel": "" if settings.channel is None else settings.channel,
        "duration_s": f"{file.duration_s:.3f}",
        "headline": headline.text(),
        "label": overall.label,
        "confidence": _number(overall.confidence),
        "intensity": _number(overall.intensity),
        "speech_share": f"{overall.speech_share:.3f}",
        "model": analysis.model.name,
        "model_version": analysis.model.version,
        "window_s": settings.window_s,
        "hop_s": settings.hop_s,
        "uncertain_below": settings.uncertain_below,
        "sha256": file.sha256,
        "voice": "" if voice is None else voice.name,
        "assigned_labels": "" if voice is None else " ".join(voice.assigned_labels),
        "truncated": int(file.truncated),
        "repaired": int(file.repaired),
    }
    if overall.probabilities is not None:
        for label, p in zip(analysis.model.labels, overall.probabilities, strict=True):
            cells[f"p_{label}"] = _number(float(p))
    known = analysis.model.labels
    shares = zip(share_columns(known), shares_of(headline, known), strict=True)
    cells |= {name: _number(share) for name, share in shares}
    if language is not None:
        cells[f"label_{language.code}"] = emotion_name(overall.label, language)
    return _line([cells.get(name, "") for name in columns(labels, language)])


def error_row(
    path: str,
    error: str,
    labels: Sequence[str] = EMOTIONS,
    language: Language | None = None,
) -> str:
    """Return the row of a recording without result, with the reason."""
    cells = {"file": path, "error": error}
    return _line([cells.get(name, "") for name in columns(labels, language)])


def render_all(
    analyses: Sequence[Analysis],
    unanswered: Sequence[tuple[Path, str]],
    language: Language | None = None,
    project_cells: Mapping[Path, tuple[str, ...]] | None = None,
    project_columns: tuple[str, ...] = (),
) -> str:
    """Return the whole table: recordings with a result, then those without.

    Args:
        analyses: the results.
        unanswered: recordings without one, and why.
        language: of one more column with the word for the label; None adds none.
        project_cells: further cells of each recording, from its project; None adds none.
        project_columns: names of their columns.
    """
    labels = [label for analysis in analyses for label in analysis.model.labels]
    rows = [row(analysis, None, labels, language) for analysis in analyses]
    rows += [error_row(str(path), why, labels, language) for path, why in unanswered]
    lines = [header(labels, language), *rows]
    if project_cells:
        paths = [*(analysis.file.path for analysis in analyses), *(path for path, _ in unanswered)]
        empty = ("",) * len(project_columns)
        further = [project_columns, *(project_cells.get(path, empty) for path in paths)]
        pairs = zip(lines, further, strict=True)
        lines = [line.removesuffix("\n") + "," + _line(cells) for line, cells in pairs]
    return "".join(lines)


def render(analysis: Analysis) -> str:
    """Return the table of one recording."""
    return render_all([analysis], [])


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.6f}"


def _line(cells: Iterable[object]) -> str:
    # A cell is quoted for what is in the end of a line: a file's name may hold either half of this.
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(map(as_text, cells))
    return out.getvalue().removesuffix("\r\n") + "\n"
