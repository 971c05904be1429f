"""Praat TextGrid: one interval tier ``emotion`` that tiles the recording."""

from __future__ import annotations

from ser_desktop.emotion.labels import NO_SPEECH
from ser_desktop.emotion.results import Analysis


def render(analysis: Analysis) -> str:
    """Render the long text format; intervals without speech are empty, as usual in Praat."""
    end_s = f"{analysis.file.duration_s:.6f}"
    lines = [
        'File type = "ooTextFile"',
        'Object class = "TextGrid"',
        "",
        "xmin = 0",
        f"xmax = {end_s}",
        "tiers? <exists>",
        "size = 1",
        "item []:",
        "    item [1]:",
        '        class = "IntervalTier"',
        '        name = "emotion"',
        "        xmin = 0",
        f"        xmax = {end_s}",
        f"        intervals: size = {len(analysis.segments)}",
    ]
    for number, segment in enumerate(analysis.segments, start=1):
        text = "" if segment.label == NO_SPEECH else segment.label.replace('"', '""')
        lines += [
            f"        intervals [{number}]:",
            f"            xmin = {segment.start_s:.6f}",
            f"            xmax = {segment.end_s:.6f}",
            f'            text = "{text}"',
        ]
    return "\n".join(lines) + "\n"
