"""Praat TextGrid: a tier for each rater and the model, for each speaker or track."""

from __future__ import annotations

from ser_desktop.export.project.content import ExportedRecording
from ser_desktop.export.project.tiers import Interval, Tier, tiers_of


def render(exported: ExportedRecording) -> str:
    """Render the long text format; gaps between intervals become empty intervals."""
    tiers = tiers_of(exported)
    ends = [interval.end_s for tier in tiers for interval in tier.intervals]
    end_s = max(exported.duration_s, *ends, 0.001)
    lines = [
        'File type = "ooTextFile"',
        'Object class = "TextGrid"',
        "",
        "xmin = 0",
        f"xmax = {end_s:.6f}",
        "tiers? <exists>",
        f"size = {len(tiers)}",
        "item []:",
    ]
    for number, tier in enumerate(tiers, start=1):
        lines += _tier_lines(number, tier, end_s)
    return "\n".join(lines) + "\n"


def _tier_lines(number: int, tier: Tier, end_s: float) -> list[str]:
    intervals = _tiled(tier, end_s)
    lines = [
        f"    item [{number}]:",
        '        class = "IntervalTier"',
        f'        name = "{_quoted(tier.name)}"',
        "        xmin = 0",
        f"        xmax = {end_s:.6f}",
        f"        intervals: size = {len(intervals)}",
    ]
    for place, interval in enumerate(intervals, start=1):
        lines += [
            f"        intervals [{place}]:",
            f"            xmin = {interval.start_s:.6f}",
            f"            xmax = {interval.end_s:.6f}",
            f'            text = "{_quoted(interval.text)}"',
        ]
    return lines


def _tiled(tier: Tier, end_s: float) -> list[Interval]:
    tiled: list[Interval] = []
    at_s = 0.0
    for interval in tier.intervals:
        start_s = max(interval.start_s, at_s)
        if round(interval.end_s, 6) <= round(start_s, 6):
            continue  # Praat knows no interval without length
        if round(start_s, 6) > round(at_s, 6):
            tiled.append(Interval(at_s, start_s, ""))
        tiled.append(Interval(start_s, interval.end_s, interval.text))
        at_s = interval.end_s
    if round(at_s, 6) < round(end_s, 6):
        tiled.append(Interval(at_s, end_s, ""))
    return tiled


def _quoted(text: str) -> str:
    return " ".join(text.split()).replace('"', '""')
