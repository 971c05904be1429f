"""CSV with a row for each window, decimal points and commas as separators."""

from __future__ import annotations

import csv
import io

from ser_desktop.emotion.labels import NO_SPEECH, UNCERTAIN
from ser_desktop.emotion.results import Analysis, Window


def render(analysis: Analysis) -> str:
    """Header ``start_s,end_s,label,confidence,intensity,speech_share,p_<emotion>...``."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    labels = analysis.model.labels
    writer.writerow(
        ["start_s", "end_s", "label", "confidence", "intensity", "speech_share"]
        + [f"p_{label}" for label in labels]
    )
    for window in analysis.windows:
        label, confidence = window_answer(window, analysis)
        numbers = [] if window.probabilities is None else [f"{p:.6f}" for p in window.probabilities]
        writer.writerow(
            [
                f"{window.start_s:.3f}",
                f"{window.end_s:.3f}",
                label,
                "" if confidence is None else f"{confidence:.6f}",
                "" if window.intensity is None else f"{window.intensity:.6f}",
                f"{window.speech_share:.3f}",
                *(numbers or [""] * len(labels)),
            ]
        )
    return out.getvalue()


def window_answer(window: Window, analysis: Analysis) -> tuple[str, float | None]:
    """Return label and confidence of one window."""
    if window.probabilities is None:
        return NO_SPEECH, None
    best = int(window.probabilities.argmax())
    confidence = float(window.probabilities[best])
    if confidence < analysis.settings.uncertain_below:
        return UNCERTAIN, confidence
    return analysis.model.labels[best], confidence
