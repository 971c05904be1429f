"""Tables of measurements outside training: speed, speech gate, size of the programs."""

from __future__ import annotations

from typing import Any

from training.report.figure_text import percent
from training.report.rendering import markdown_table

HEADLINES = {
    "ser-base: 3.5 s clip, file to probabilities, times faster":
        "a clip of 3.5 s, from file to probabilities, `ser-base`",
    "ser-small: 3.5 s clip, file to probabilities, times faster": "the same, `ser-small`",
    "ser-base: long file, 16 kHz mono, times real time": "a recording of 90 s, `ser-base`",
    "ser-small: long file, 16 kHz mono, times real time": "the same, `ser-small`",
    "ser-base: live result after its audio, p95":
        "a live result, after the audio it is about (95th percentile), `ser-base`",
    "process start to first painted window": "start of the window",
    "project of 5000 recordings with results: opened": "opening a project of 5,000 recordings",
    "ser-base: peak memory for an hour": "peak memory for a recording of an hour, `ser-base`",
    "ser-base: model file": "model file, `ser-base`",
}  # fmt: skip
"""Measurements that the README shows: name in ``benchmarks/results.json``, title for a reader."""


def headline_table(measurements: list[dict[str, Any]]) -> str:
    """Show the few measurements that a first reader asks for.

    Args:
        measurements: content of ``benchmarks/results.json``.
    """
    by_name = {row["name"]: row for row in measurements}
    rows = [_cells(by_name[name], title) for name, title in HEADLINES.items() if name in by_name]
    return markdown_table(("what", "measured", "compared with", "ratio"), rows)


def performance_table(measurements: list[dict[str, Any]]) -> str:
    """Show all benchmarks as they were measured on one machine.

    Args:
        measurements: content of ``benchmarks/results.json``.
    """
    header = ("what", "measured", "compared with", "ratio", "last release")
    rows = [[*_cells(row, row["name"]), _ratio(row["last_release"])] for row in measurements]
    return markdown_table(header, rows)


def _cells(row: dict[str, Any], title: str) -> list[str]:
    value = f"{row['value']:.0f}" if row["value"] >= 1000 else f"{row['value']:.3g}"
    return [title, f"{value} {row['unit']}", row["peer"], _ratio(row["ratio"])]


def _ratio(ratio: float | None) -> str:
    return "" if ratio is None else f"{ratio:.2f}"


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


def gate_levels_table(found: dict[str, Any]) -> str:
    """Show what the speech gate missed before and misses now, by the level of the peak.

    Args:
        found: content of ``training/results/speech_gate.json``.
    """
    peaks = [f"{peak:+d} dBFS" for peak in found["peaks_dbfs"]]
    before, now = (found["judging"][gate]["speech"] for gate in ("before", "shipped"))
    rows = []
    for name, was in before.items():
        pairs = zip(was["lost_percent"], now[name]["lost_percent"], strict=True)
        moved = was["frames_moved_percent"], now[name]["frames_moved_percent"]
        rows.append([name, *(_then_now(*pair) for pair in pairs), _then_now(*moved)])
    return markdown_table(("voice", *peaks, "frames that differ by gain"), rows)


def gate_choice_table(found: dict[str, Any]) -> str:
    """Show the hearings that the speech gate was chosen from.

    Args:
        found: content of ``training/results/speech_gate.json``.
    """
    rows = []
    for name, row in found["choosing"].items():
        voices = row["speech"].values()
        lost = [share for voice in voices for share in voice["lost_percent"]]
        moved = [voice["frames_moved_percent"] for voice in voices]
        shares = sum(lost) / len(lost), sum(moved) / len(moved), row["taken_for_speech_percent"]
        rows.append([name, *(f"{share:.1f} %" for share in shares)])
    header = (
        "hearings",
        "clips lost",
        "frames that differ by gain",
        "other sounds taken for speech",
    )
    return markdown_table(header, rows)


def gate_others_sentence(found: dict[str, Any]) -> str:
    """Say how often sounds without speech are taken for speech, and which.

    Args:
        found: content of ``training/results/speech_gate.json``.
    """
    judging = found["judging"]
    was, now = (judging[gate]["taken_for_speech_percent"] for gate in ("before", "shipped"))
    kinds = ", ".join(
        f"{kind} {share:.1f} %" for kind, share in judging["shipped"]["kinds_taken"].items()
    )
    return (
        f"Of {judging['n_sounds_without_speech']} sounds without speech, at each of those levels, "
        f"{was:.1f} % were taken for speech before and {now:.1f} % are now"
        + (f": {kinds}." if kinds else ".")
        + f" The gate takes {found['shipped_share_of_the_time']:.2f} of the original's processor "
        f"time, and with one hearing {found['share_of_the_time']:.2f}."
    )


def _then_now(was_percent: float, now_percent: float) -> str:
    return f"{was_percent:.0f} → {now_percent:.0f} %"


def installs_table(seen: dict[str, Any]) -> str:
    """Show what was installed from the wheels, and how much room it takes.

    Args:
        seen: content of ``bundling/installs.json``, by version of Python.
    """
    rows = []
    for version, row in seen.items():
        for package in ("ser-desktop", "ser-desktop-cli"):
            package_facts = row[package]
            largest = ", ".join(
                f"{name} {size}"
                for name, size in sorted(
                    package_facts["largest_mb"].items(), key=lambda row: -row[1]
                )[:4]
            )
            tried = ["pip", *(tool for tool in ("pipx", "uv") if package == "ser-desktop"
                              and row.get(tool, {}).get("installed"))]  # fmt: skip
            rows.append(
                [
                    f"`{package}`",
                    version,
                    ", ".join(tried),
                    f"{package_facts['installed_mb']} MB",
                    largest,
                ]
            )
    return markdown_table(("package", "Python", "installed by", "takes", "most of it, MB"), rows)


def bundle_table(measured: dict[str, Any]) -> str:
    """Show the size of the standalone programs and how fast they start.

    Args:
        measured: content of ``bundling/measured.json``.
    """
    names = ("ser-desktop", "ser-desktop-full", "ser-desktop-appimage")
    lines = ["| | standard | full | AppImage |", "|---|---|---|---|"]
    for title, key in (
        ("unpacked", "size unpacked"),
        ("packed", "size packed"),
        ("window painted, first start", "window painted, first start"),
        ("window painted, later", "window painted, later starts"),
        ("a short clip analysed, start included", "analyze from a cold start"),
    ):
        cells = [measured.get(name, {}).get(key, {}).get("note", "") for name in names]
        lines.append(f"| {title} | {' | '.join(cells)} |")
    return "\n".join(lines)
