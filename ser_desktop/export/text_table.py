"""The table for a terminal."""

from __future__ import annotations

from ser_desktop.emotion.results import Analysis
from ser_desktop.texts.messages import Message

_BAR = 20


def render(analysis: Analysis) -> str:
    """Render the answer on one line, followed by a bar for each emotion."""
    overall, file = analysis.overall, analysis.file
    head = f"{file.path}  ({file.duration_s:.1f} s)\n  {overall.label}"
    if overall.probabilities is None:
        return head + "\n\n"
    head += f"  {overall.confidence:.0%}"
    if overall.intensity is not None:
        head += str(Message("table.intensity", strong=f"{overall.intensity:.0%}"))
    rows = [
        f"  {label:<10} {'█' * round(_BAR * float(p)):<{_BAR}} {p:>4.0%}"
        for label, p in zip(analysis.model.labels, overall.probabilities, strict=True)
    ]
    if (voice := analysis.settings.adapter) is not None:
        rows.append(f"  {Message('table.corrected', voice=voice.name)}")
    return "\n".join([head, *rows]) + "\n\n"
