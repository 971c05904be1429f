"""The pictures of docs/models.md and docs/data.md, drawn with matplotlib and without a screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np
from numpy.typing import ArrayLike, NDArray

mpl.use("Agg")

from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from training.evaluate.curves import Reliability

INK, GRID, ACCENT, SECOND = "#30343a", "#d5d8dc", "#2f6fb0", "#c4622d"
plt.rcParams.update(
    {
        "font.size": 10,
        "figure.dpi": 110,
        "axes.edgecolor": GRID,
        "axes.labelcolor": INK,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "text.color": INK,
        "xtick.color": INK,
        "ytick.color": INK,
        "savefig.bbox": "tight",
        # No version or date inside, so that the same figures give the same file.
        "svg.hashsalt": "ser-desktop",
    }
)


def save(figure: Figure, path: Path) -> None:
    """Write a PNG whose bytes depend on the picture alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Software": None})
    plt.close(figure)


def confusion_chart(matrix: ArrayLike, labels: Sequence[str], title: str) -> Figure:
    """Row-wise shares of a confusion matrix [true, answered]."""
    counts = np.asarray(matrix, dtype=float)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    figure, axes = plt.subplots(figsize=(6.2, 5.4))
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for (row, column), share in np.ndenumerate(shares):
        colour = "white" if share > 0.55 else INK
        axes.text(column, row, f"{100 * share:.0f}", ha="center", va="center", color=colour)
    axes.set_xticks(range(len(labels)), labels, rotation=40, ha="right")
    axes.set_yticks(range(len(labels)), labels)
    axes.set_xlabel("answered (% of the row)")
    axes.set_ylabel("acted")
    axes.set_title(title, loc="left")
    return figure


def reliability_chart(seeds: Sequence[Reliability], title: str) -> Figure:
    """Accuracy against confidence, a line a seed, with the number of answers below."""
    figure, (above, below) = plt.subplots(
        2, 1, figsize=(5.4, 5.0), sharex=True, height_ratios=[3, 1]
    )
    above.plot([0, 1], [0, 1], color=GRID, linewidth=1.5)
    for curve in seeds:
        above.plot(curve.confidence, curve.accuracy, "o-", color=ACCENT, alpha=len(seeds) ** -0.5)
    above.set(ylabel="accuracy", xlim=(0, 1), ylim=(0, 1))
    above.grid(color=GRID, linewidth=0.6)
    above.set_title(title, loc="left")
    for curve in seeds:
        below.bar(curve.confidence, curve.count, 0.05, color=ACCENT, alpha=1 / len(seeds))
    below.set(xlabel="confidence", ylabel="answers")
    return figure


def risk_coverage_chart(
    curves: Mapping[str, tuple[NDArray[np.float64], NDArray[np.float64]]], title: str
) -> Figure:
    """Share of wrong answers when only the surest share is answered."""
    figure, axes = plt.subplots(figsize=(5.8, 3.8))
    for (name, (coverage, risk)), colour in zip(curves.items(), (ACCENT, SECOND), strict=False):
        axes.plot(coverage, risk, label=name, color=colour)
    axes.set(xlabel="coverage (share answered)", ylabel="risk (share wrong)", xlim=(0, 1))
    axes.set_ylim(bottom=0)
    axes.grid(color=GRID, linewidth=0.6)
    axes.legend(frameon=False)
    axes.set_title(title, loc="left")
    return figure


def robustness_chart(conditions: Mapping[str, Mapping[str, float]], title: str) -> Figure:
    """Accuracy under each condition, against the clean clips."""
    names = list(conditions)
    values = [100 * conditions[name]["accuracy"] for name in names]
    figure, axes = plt.subplots(figsize=(6.4, 0.27 * len(names) + 1.0))
    axes.barh(names, values, color=[SECOND if name == "clean" else ACCENT for name in names])
    axes.axvline(values[names.index("clean")], color=SECOND, linewidth=1)
    for row, value in enumerate(values):
        axes.text(value + 0.7, row, f"{value:.0f}", va="center")
    axes.invert_yaxis()
    axes.set(xlabel="accuracy (%)", xlim=(0, 100))
    axes.set_title(title, loc="left")
    return figure


def counts_chart(
    counts: Mapping[str, Mapping[str, int]], labels: Sequence[str], title: str
) -> Figure:
    """Clips of each emotion, one bar a group (gender, channel or intensity)."""
    figure, axes = plt.subplots(figsize=(7.2, 3.2))
    width = 0.8 / len(counts)
    colours = (ACCENT, SECOND, "#7a7f87")
    for i, (group, of_emotion) in enumerate(counts.items()):
        position = np.arange(len(labels)) + (i - (len(counts) - 1) / 2) * width
        heights = [of_emotion.get(label, 0) for label in labels]
        axes.bar(position, heights, width, label=group, color=colours[i % len(colours)])
    axes.set_xticks(range(len(labels)), labels)
    axes.set_ylabel("clips")
    axes.legend(frameon=False, ncols=len(counts), loc="upper left", bbox_to_anchor=(0, 1.02))
    axes.set_ylim(top=axes.get_ylim()[1] * 1.15)
    axes.set_title(title, loc="left", pad=12)
    return figure


def spread_chart(
    values: Mapping[str, Mapping[str, Sequence[float]]],
    labels: Sequence[str],
    unit: str,
    title: str,
) -> Figure:
    """Boxes (quartiles, whiskers to 5 and 95 %) of a quantity by emotion, one a group."""
    figure, axes = plt.subplots(figsize=(7.2, 3.4))
    width = 0.7 / len(values)
    colours = (ACCENT, SECOND, "#7a7f87")
    handles = []
    for i, (group, of_emotion) in enumerate(values.items()):
        known = [n for n, label in enumerate(labels) if of_emotion.get(label)]
        drawn = axes.boxplot(
            [of_emotion[labels[n]] for n in known],
            positions=[n + (i - (len(values) - 1) / 2) * width for n in known],
            widths=width * 0.85,
            whis=(5, 95),
            showfliers=False,
            patch_artist=True,
            medianprops={"color": "white"},
            boxprops={"facecolor": colours[i % len(colours)], "linewidth": 0},
        )
        handles.append((drawn["boxes"][0], group))
    axes.set_xticks(range(len(labels)), labels)
    axes.set_ylabel(unit)
    axes.legend(*zip(*handles, strict=True), frameon=False, ncols=len(values))
    axes.set_ylim(top=axes.get_ylim()[1] + 0.18 * np.ptp(axes.get_ylim()))
    axes.set_title(title, loc="left")
    return figure
