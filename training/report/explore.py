"""Show what RAVDESS holds, as a page of pictures.

``python -m training.report.explore`` writes docs/data.md.

Emotion by gender, channel, intensity, duration and level, from the manifest and the cached audio.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from ser_desktop.emotion.labels import EMOTIONS
from training.data.audio_cache import AudioCache
from training.data.corpora.ravdess import scan
from training.data.manifest import Clip
from training.places import RECIPES, ROOT, add_place_options
from training.report.charts import counts_chart, save, spread_chart
from training.report.rendering import render
from training.train.recipe import load_recipe

DOCS = ROOT.parent / "docs"
PICTURES = Path("pictures") / "data"


def counts_by(clips: Sequence[Clip], group: Callable[[Clip], str]) -> dict[str, Counter[str]]:
    """Number of clips by group and emotion."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for clip in clips:
        counts[group(clip)][clip.emotion] += 1
    return dict(sorted(counts.items()))


def values_by(
    clips: Sequence[Clip], group: Callable[[Clip], str], value: Callable[[Clip], float]
) -> dict[str, dict[str, list[float]]]:
    """A quantity of each clip by group and emotion."""
    values: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for clip in clips:
        values[group(clip)][clip.emotion].append(value(clip))
    return {name: dict(of_emotion) for name, of_emotion in sorted(values.items())}


def page(clips: Sequence[Clip], cache: AudioCache, corpus_report: str, folder: Path) -> str:
    """Draw the pictures below ``folder`` and return the page that shows them."""
    speech = [clip for clip in clips if clip.channel == "speech"]

    def level_dbfs(clip: Clip) -> float:
        samples = cache.audio(clip).astype(np.float64) / 32768
        return float(20 * np.log10(np.sqrt(np.mean(samples**2)) + 1e-9))

    pictures = {
        "channel": counts_chart(
            counts_by(clips, lambda c: c.channel), EMOTIONS, "Clips by channel"
        ),
        "gender": counts_chart(
            counts_by(speech, lambda c: c.gender), EMOTIONS, "Spoken clips by gender"
        ),
        "intensity": counts_chart(
            counts_by(speech, lambda c: c.intensity or "not stated"),
            EMOTIONS,
            "Spoken clips by intensity",
        ),
        "duration": spread_chart(
            values_by(clips, lambda c: c.channel, lambda c: c.duration_s),
            EMOTIONS,
            "seconds",
            "Duration by channel",
        ),
        "level": spread_chart(
            values_by(speech, lambda c: c.intensity or "not stated", level_dbfs),
            EMOTIONS,
            "dB re full scale",
            "Level of spoken clips (root mean square) by intensity",
        ),
    }
    for name, figure in pictures.items():
        save(figure, folder / PICTURES / f"{name}.png")
    return render(
        "data",
        corpus_report=corpus_report.strip(),
        pictures=PICTURES.as_posix(),
    )


def main() -> None:
    """Run the command ``python -m training.report.explore``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_place_options(parser)
    options = parser.parse_args()
    clips, report = scan(options.corpora)
    speeds = load_recipe(RECIPES / "ours-1.2.toml").data.speeds
    cache = AudioCache(clips, options.corpora, options.cache, speeds)
    target = DOCS / "data.md"
    target.write_text(page(clips, cache, str(report), DOCS), encoding="utf-8")
    print(target)


if __name__ == "__main__":
    main()
