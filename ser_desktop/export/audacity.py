"""Audacity labels: start, end and text, separated by tabs."""

from __future__ import annotations

from ser_desktop.emotion.results import Analysis


def render(analysis: Analysis) -> str:
    """Render a line for each segment, with six decimals, as Audacity imports them."""
    return "".join(f"{s.start_s:.6f}\t{s.end_s:.6f}\t{s.label}\n" for s in analysis.segments)
