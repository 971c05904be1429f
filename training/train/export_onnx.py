"""Export trained networks to the model file of the contract.

``python -m training.train.export_onnx`` writes fold0.onnx ... fold4.onnx of one seed into the runs
folder and, with ``--ship FOLDER``, the model of all actors; each with a record beside it.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from torch import Tensor, nn

from ser_desktop.emotion.catalogue import DEFAULT_MODEL
from ser_desktop.emotion.labels import EMOTIONS
from training.data.corpora.ravdess import scan
from training.data.splits import PROTOCOLS, TRAINED
from training.evaluate.calibration import fit_temperature, fit_threshold
from training.places import RECIPES, RESULTS, add_place_options
from training.train.epoch_choice import chosen_epoch
from training.train.learner import build_network
from training.train.model_file import OPSET, Card, finish
from training.train.networks.front_end import LogMel
from training.train.networks.ours import OurNetwork
from training.train.recipe import Recipe, load_recipe
from training.train.run_record import CONFIG, file_digest
from training.train.stages import first_weights

VERSION = "1.2"


class ExportedNetwork(nn.Module):
    """One or more networks with calibrated outputs, in the names of the contract.

    They share one front end. Logits are averaged, embeddings stand side by side.
    """

    def __init__(self, members: Sequence[OurNetwork], temperature: float) -> None:
        super().__init__()
        self.log_mel: LogMel = members[0].log_mel
        self.members = nn.ModuleList(members)
        self.temperature = temperature

    def forward(self, waveform: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Compute probabilities, intensity and embedding of waveforms [batch, samples]."""
        log_mel = self.log_mel(waveform)
        answers = [member.from_log_mel(log_mel) for member in self._each()]
        logits, strong = (torch.stack([a[i] for a in answers]).mean(dim=0) for i in (0, 1))
        embedding = torch.cat([a[2] for a in answers], dim=1)
        return torch.softmax(logits / self.temperature, dim=1), torch.sigmoid(strong), embedding

    def _each(self) -> Iterator[OurNetwork]:
        yield from cast("Iterable[OurNetwork]", self.members)


def export(
    weights: Sequence[Path],
    recipe: Recipe,
    temperature: float,
    uncertain_below: float,
    trained_on: str,
    metrics: dict[str, Any],
    target: Path,
) -> None:
    """Write one ``.onnx`` and load it as the application does."""
    members = [build_network(recipe.network) for _ in weights]
    for network, path in zip(members, weights, strict=True):
        network.load_state_dict(torch.load(path, weights_only=True))
    exported = ExportedNetwork(members, temperature).eval()
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    n_samples = round(recipe.data.window_s * 16_000)
    torch.onnx.export(
        exported,
        (torch.randn(2, n_samples) * 0.1,),
        str(part),
        opset_version=OPSET,
        input_names=["waveform"],
        output_names=["probabilities", "intensity", "embedding"],
        dynamic_axes={
            "waveform": {0: "batch", 1: "samples"},
            "probabilities": {0: "batch"},
            "intensity": {0: "batch"},
            "embedding": {0: "batch"},
        },
        dynamo=False,
    )
    card = Card(
        name=target.stem,
        version=VERSION,
        labels=EMOTIONS,
        sample_rate_hz=16_000,
        window_s=recipe.data.window_s,
        front_end="waveform",
        uncertain_below=uncertain_below,
        trained_on=trained_on,
        metrics=metrics,
        recipe=recipe,
    )
    finish(part, card, target)


def main() -> None:
    """Run the command ``python -m training.train.export_onnx``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--recipe", type=Path, default=RECIPES / "ours-1.2.toml")
    parser.add_argument("--protocol", choices=TRAINED, default="luna5")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--ship", type=Path, help="also write the model of all actors into this folder"
    )
    add_place_options(parser)
    options = parser.parse_args()
    recipe = load_recipe(options.recipe)
    clips, _ = scan(options.corpora)
    runs = options.runs / recipe.name
    protocol = PROTOCOLS[options.protocol]
    temperatures, thresholds = [], []
    for fold in range(protocol.n_folds):
        split = protocol.split(clips, fold, recipe.data.songs_in_training)
        folders = member_folders(runs, split.name, recipe, options.seed)
        logits = np.mean([np.load(f / "validation_logits.npy") for f in folders], axis=0)
        truth = [EMOTIONS.index(clip.emotion) for clip in split.validation]
        temperatures.append(fit_temperature(logits, truth))
        thresholds.append(fit_threshold(logits, temperatures[-1]))
        target = fold_model_path(options.runs, recipe.name, protocol.name, options.seed, fold)
        trained_on = f"RAVDESS (English), the training side of {split.name}"
        weights = [folder / "best.pt" for folder in folders]
        export(weights, recipe, temperatures[-1], thresholds[-1], trained_on, {}, target)
        _write_record(recipe, options.seed, folders, temperatures[-1], thresholds[-1], target)
        print(f"{target}: temperature {temperatures[-1]:.2f}, uncertain below {thresholds[-1]:.2f}")
    if options.ship:
        _ship(recipe, runs, options.seed, temperatures, thresholds, options.ship)


def _write_record(
    recipe: Recipe,
    seed: int,
    folders: Sequence[Path],
    temperature: float,
    uncertain_below: float,
    target: Path,
) -> None:
    """Write the record beside the model: which runs and which code made it."""
    record = {
        "seed": seed,
        **_record(recipe, folders),
        "temperature": round(temperature, 4),
        "uncertain_below": round(uncertain_below, 4),
    }
    text = json.dumps(record, indent=1) + "\n"
    target.with_suffix(".json").write_text(text, encoding="utf-8")


def _record(recipe: Recipe, folders: Sequence[Path]) -> dict[str, Any]:
    """Sum parameters and training time over all members, and list their runs.

    The run that a member started from counts as well.
    """
    parameters, seconds, runs = 0, 0.0, []
    for folder in folders:
        before = first_weights(recipe, folder)
        for part in [folder] if before is None else [before.parent, folder]:
            config = json.loads((part / CONFIG).read_text("utf-8"))
            with (part / "log.csv").open(encoding="utf-8", newline="") as handle:
                history = [
                    {name: float(value) for name, value in row.items()}
                    for row in csv.DictReader(handle)
                ]
            seconds += sum(row["seconds"] for row in history)
            runs.append(
                {
                    "recipe": config["recipe"]["name"],
                    "run": part.name,
                    "chosen_epoch": chosen_epoch(history),
                    "weights_sha256": file_digest(part / "best.pt"),
                    "sessions": config["sessions"],
                }
            )
        parameters += config["parameters"]
    clips = json.loads((folders[0] / CONFIG).read_text("utf-8"))["clips"]
    return {"parameters": parameters, "train_s": round(seconds, 1), "clips": clips, "runs": runs}


def member_folders(runs: Path, split: str, recipe: Recipe, seed: int) -> list[Path]:
    """List the runs whose networks form the model of a seed: seeds n*seed ... n*seed+n-1 of ``n``.

    No two models share a member, so their spread is that of independent models.
    """
    n = recipe.network.members
    return [runs / f"{split}-seed{member}" for member in range(n * seed, n * seed + n)]


def fold_model_path(runs: Path, system: str, protocol: str, seed: int, fold: int) -> Path:
    """Path of the model of a fold: ``runs/ours-1.2/luna5-seed0/fold0.onnx``."""
    return runs / system / f"{protocol}-seed{seed}" / f"fold{fold}.onnx"


def _ship(
    recipe: Recipe,
    runs: Path,
    seed: int,
    temperatures: list[float],
    thresholds: list[float],
    folder: Path,
) -> None:
    summary = json.loads((RESULTS / "summary.json").read_text("utf-8"))
    target = folder / f"{DEFAULT_MODEL}.onnx"
    members = member_folders(runs, "all", recipe, seed)
    temperature, threshold = float(np.median(temperatures)), float(np.median(thresholds))
    export(
        [member / "best.pt" for member in members],
        recipe,
        temperature,
        threshold,
        "RAVDESS, all 24 actors, speech and song (English, acted, two sentences)",
        summary.get(recipe.name, {}),
        target,
    )
    _write_record(recipe, seed, members, temperature, threshold, target)
    print(target)


if __name__ == "__main__":
    main()
