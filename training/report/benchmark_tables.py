"""Tables of measurements outside training: speed, speech gate, size of the programs."""

from __future__ import annotations

from typing import Any

from training.report.figure_text import percent
from training.report.rendering import markdown_table


def performance_table(measurements: list[dict[str, Any]]) -> str:
    """Show the benchmarks as they were measured on one machine.

    Args:
        measurements: content of ``benchmarks/results.json``.
    """
    rows = [
        [
            row["name"],
            f"{row['value']:.3g} {row['unit']}",
            row["peer"],
            "" if row["ratio"] is None else f"{row['ratio']:.2f}",
        ]
        for row in measurements
    ]
    return markdown_table(("measured", "value", "beside", "ratio"), rows)


def gate_table(detectors: dict[str, Any]) -> str:
    """Compare voice-activity detectors.

    Args:
        detectors: content of ``benchmarks/speech_gate.json``.
    """
    header = (
        "detector",
        "non-speech refused",
        "worst kind",
        "RAVDESS clips lost",
        "times real time",
    )
    rows = []
    for name, row in detectors.items():
        if isinstance(row, dict):
            worst = f"{row['worst_kind']} ({percent(row['worst_kind_rejected'])})"
            rows.append(
                [
                    name,
                    percent(row["non_speech_rejected"]),
                    "–" if row["worst_kind_rejected"] == 1 else worst,
                    percent(row["speech_clips_lost"]),
                    str(row["times_real_time"]),
                ]
            )
    return markdown_table(header, rows)


def installs_table(seen: dict[str, Any]) -> str:
    """Show what was installed from the wheels, and how much room it takes.

    Args:
        seen: content of ``bundling/installs.json``, by version of Python.
    """
    rows = []
    for version, row in seen.items():
        for package in ("ser-desktop", "ser-desktop-cli"):
            found = row[package]
            largest = ", ".join(
                f"{name} {size}"
                for name, size in sorted(found["largest_mb"].items(), key=lambda row: -row[1])[:4]
            )
            tried = ["pip", *(tool for tool in ("pipx", "uv") if package == "ser-desktop"
                              and row.get(tool, {}).get("installed"))]  # fmt: skip
            rows.append(
                [f"`{package}`", version, ", ".join(tried), f"{found['installed_mb']} MB", largest]
            )
    return markdown_table(("package", "Python", "installed by", "takes", "most of it, MB"), rows)


def bundle_table(measured: dict[str, Any]) -> str:
    """Show the size of the standalone programs and how fast they start.

    Args:
        measured: content of ``bundling/measured.json``.
    """
    lines = ["| | standard | full |", "|---|---|---|"]
    for title, key in (
        ("unpacked", "size unpacked"),
        ("packed", "size packed"),
        ("window painted, first start", "window painted, first start"),
        ("window painted, later", "window painted, later starts"),
        ("a short clip analysed, start included", "analyze from a cold start"),
    ):
        cells = [measured[name][key]["note"] for name in ("ser-desktop", "ser-desktop-full")]
        lines.append(f"| {title} | {cells[0]} | {cells[1]} |")
    return "\n".join(lines)
