"""What each system costs from a file to probabilities, stage by stage, beside ours.

``python -m benchmarks.systems`` writes ``benchmarks/systems.json``. Networks are untrained where no
run is at hand: weights do not change what they cost.
"""

from __future__ import annotations

import json
import tempfile
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import soundfile
import soxr

from benchmarks.clip import median_ms, write_clip
from ser_desktop.emotion.catalogue import load_model
from ser_desktop.emotion.descriptors.registry import find_front_end
from ser_desktop.emotion.model import EmotionModel
from training.classic.export import export_features_model
from training.classic.fit import fit
from training.classic.recipe import CLASSIC_RECIPES, load_classic_recipe

SYSTEMS = ("mlp-181", "cnn-gru-attention", "efficientnet", "mlp-256", "mlp-mfcc")
ROUNDS = 9


def untrained(name: str, folder: Path) -> EmotionModel:
    """A model of the system's shape, fitted for one step on noise."""
    recipe = load_classic_recipe(CLASSIC_RECIPES / f"{name}.toml")
    shape = find_front_end(recipe.front_end).shape
    n_rows = 64
    features = np.random.default_rng(0).standard_normal((n_rows, *shape)).astype(np.float32)
    labels = np.arange(n_rows) % len(recipe.labels)
    recipe = replace(recipe, epochs=1, batch_size=16)
    fitted = fit(recipe, (features, labels), (features, labels), 0)
    target = folder / f"{name}.onnx"
    export_features_model(recipe, fitted.network, 1.0, 0.3, "noise", {}, target)
    return EmotionModel(target)


def stages(model: EmotionModel, clip: Path) -> dict[str, float]:
    """Milliseconds of decoding and resampling, of descriptors, of the network; megabytes."""
    rate_hz = model.info.sample_rate_hz

    def read() -> np.ndarray:
        samples, own_rate_hz = soundfile.read(clip, dtype="float32")
        return soxr.resample(samples, own_rate_hz, rate_hz)

    samples = read()
    length = model.window_samples
    window = np.pad(samples[:length], (0, max(0, length - len(samples))))[None]
    given, descriptors_ms = window, 0.0
    if model.info.front_end != "waveform":
        front_end = find_front_end(model.info.front_end)
        descriptors_ms = median_ms(lambda: front_end.features(window), ROUNDS)
        given = front_end.features(window)
    return {
        "decode_ms": round(median_ms(read, ROUNDS), 2),
        "descriptors_ms": round(descriptors_ms, 2),
        "network_ms": round(median_ms(lambda: model._answer(given), ROUNDS), 2),
        "model_mb": round(model.info.path.stat().st_size / 1e6, 2),
    }


def main() -> None:
    warnings.simplefilter("ignore")
    rows: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clip = write_clip(folder)
        rows["ours"] = stages(load_model("", Path("none")), clip)
        for system in SYSTEMS:
            rows[system] = stages(untrained(system, folder), clip)
    for found in rows.values():
        found["total_ms"] = round(
            found["decode_ms"] + found["descriptors_ms"] + found["network_ms"], 2
        )
        found["times_ours"] = round(found["total_ms"] / rows["ours"]["total_ms"], 2)
    target = Path(__file__).with_suffix(".json")
    target.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    for system, found in rows.items():
        print(system, found)


if __name__ == "__main__":
    main()
