"""The table for a terminal."""

from __future__ import annotations

from ser_desktop.emotion.doubt import shown_label
from ser_desktop.emotion.headline import headline_of
from ser_desktop.emotion.labels import UNCERTAIN
from ser_desktop.emotion.results import Analysis
from ser_desktop.project.written_text import as_written
from ser_desktop.texts.messages import Message

_BAR = 20


def render(analysis: Analysis) -> str:
    """Render the headline, and a bar for each emotion: of its share of the speech, or its mean."""
    overall, file, headline = analysis.overall, analysis.file, headline_of(analysis)
    head = f"{as_written(str(file.path))}  ({file.duration_s:.1f} s)\n  {headline.text()}"
    if overall.probabilities is None:
        return head + "\n\n"
    probabilities = dict(zip(analysis.model.labels, map(float, overall.probabilities), strict=True))
    if headline.is_course:
        head += f"  ({Message('table.shares')})"
        shown = {label: headline.shares.get(label, 0.0) for label in (*probabilities, UNCERTAIN)}
    else:
        shown = probabilities
        is_uncertain = shown_label(overall) == UNCERTAIN
        head += f"  {UNCERTAIN}" if is_uncertain else f"  {overall.confidence:.0%}"
        if overall.intensity is not None:
            head += str(Message("table.intensity", strong=f"{overall.intensity:.0%}"))
    rows = [
        f"  {label:<10} {'█' * round(_BAR * p):<{_BAR}} {p:>4.0%}" for label, p in shown.items()
    ]
    if (voice := analysis.settings.adapter) is not None:
        rows.append(f"  {Message('table.corrected', voice=voice.name)}")
    return "\n".join([head, *rows]) + "\n\n"
