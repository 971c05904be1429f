"""Export the tuned encoder to the contract's model file.

``python -m training.train.export_encoder``.

Writes fold0.onnx ... fold4.onnx of one seed into the runs folder, each in 8 bit and with a record
beside it. The weights of a fold lie between those before and after tuning (``tuned_shares``).
``--ship FOLDER`` writes the model that ships: the mean of the five folds' weights, which
all began with the same encoder (a "model soup", Wortsman et al. 2022, arXiv 2203.05482), so that
every actor was heard by most of them and no further run is needed.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import Tensor, nn

from ser_desktop.emotion.labels import EMOTIONS
from training.data.crema_folds import MIXED, N_FOLDS, both, random80_with_crema
from training.data.manifest import Clip
from training.evaluate.doubt import Doubt, fit_doubt
from training.places import RECIPES, RESULTS, add_place_options
from training.train.frozen_features import edge_windows
from training.train.half_precision import load_half
from training.train.model_file import OPSET, Card, finish
from training.train.networks.encoder_classifier import EncoderClassifier
from training.train.run_record import CONFIG, FINISHED, PROBE, file_digest, has_bfloat16
from training.train.tuning_material import Material
from training.train.tuning_recipe import TuningRecipe, load_tuning_recipe
from training.train.weight_averages import soup_of
from training.train.weight_storage import store_in_8_bits

VERSIONS = {"ser-base": "3.1", "ser-small": "2.1"}
"""By the name of the recipe."""
EMBEDDING_SIZE = 128
LICENCE = (
    "CC BY-NC-SA 4.0 (learned from RAVDESS), with CREMA-D (ODbL 1.0) and Whisper's encoder (MIT): "
    "non-commercial use"
)
TRAINED_ON = "RAVDESS, 24 actors, speech and song, and CREMA-D, 91 actors (English, acted)"
_CLIPS_FOR_EMBEDDING = 2000


class ExportedEncoder(nn.Module):
    """The classifier with calibrated outputs, in the names of the contract.

    Args:
        doubt: its temperature and floor; the floor keeps probabilities below what the calibration
            data support.
        whitening: [embedding, features]; turns standardised features into an embedding whose
            numbers have mean 0 and deviation 1 over the training clips, so that its mean square
            tells how unlike them a window is.
        centre: [embedding], subtracted after it.
    """

    whitening: Tensor
    centre: Tensor

    def __init__(
        self, network: EncoderClassifier, doubt: Doubt, whitening: Tensor, centre: Tensor
    ) -> None:
        super().__init__()
        self.network, self.doubt = network, doubt
        self.register_buffer("whitening", whitening)
        self.register_buffer("centre", centre)

    def forward(self, waveform: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Compute probabilities, intensity and embedding of waveforms [batch, samples]."""
        logits, strong, features = self.network(waveform)
        floor = self.doubt.floor
        sharp = torch.softmax(logits / self.doubt.temperature, dim=1)
        probabilities = (1 - floor) * sharp + floor / len(EMOTIONS)
        embedding = features @ self.whitening.T - self.centre
        return probabilities, torch.sigmoid(strong), embedding


@torch.no_grad()
def fit_whitening(
    network: EncoderClassifier, clips: Sequence[Clip], material: Material, window_s: float
) -> tuple[Tensor, Tensor]:
    """Compute the centre of features over clips, and components scaled to deviation 1."""
    rng = np.random.default_rng(0)
    sampled = [clips[i] for i in rng.permutation(len(clips))[:_CLIPS_FOR_EMBEDDING]]
    parts = []
    for first in range(0, len(sampled), 16):
        windows = [edge_windows(clip, material.cache, window_s)[0] for clip in sampled[first:][:16]]
        with torch.autocast("cpu", torch.bfloat16, enabled=has_bfloat16()):
            parts.append(network(torch.from_numpy(np.stack(windows)))[2].float())
    features = torch.cat(parts)
    mean = features.mean(dim=0)
    _, sizes, components = torch.linalg.svd(features - mean, full_matrices=False)
    scale = sizes[:EMBEDDING_SIZE] / np.sqrt(len(features) - 1)
    whitening = components[:EMBEDDING_SIZE] / scale[:, None]
    return whitening, whitening @ mean


def export(exported: ExportedEncoder, window_s: float, card: Card, target: Path) -> None:
    """Write one ``.onnx`` with its matrices in 8 bits, and load it as the application does."""
    target.parent.mkdir(parents=True, exist_ok=True)
    plain, ready = target.with_suffix(".float"), target.with_suffix(".ready")
    part = target.with_suffix(".part")
    torch.onnx.export(
        exported.eval(),
        (torch.randn(2, round(window_s * card.sample_rate_hz)) * 0.1,),
        str(plain),
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
    quant_pre_process(str(plain), str(ready), skip_symbolic_shape=True)
    # 7 of 8 bits: processors without VNNI add two products in 16 bits, which would overflow.
    quantize_dynamic(
        str(ready),
        str(part),
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
        op_types_to_quantize=["MatMul"],
    )
    plain.unlink()
    ready.unlink()
    graph = onnx.load(str(part))
    store_in_8_bits(graph, "network.encoder.")  # convolutions and positions, computed in 32 bits
    onnx.save(graph, str(part))
    finish(part, card, target)


def run_folder(runs: Path, recipe_name: str, fold: int | None, seed: int) -> Path:
    """Folder of the tuning run of a joint fold, or of ``random80`` (None)."""
    split = MIXED if fold is None else f"both-fold{fold}"
    return runs / recipe_name / f"{split}-seed{seed}"


def mixed_network(
    runs: Path, recipe: TuningRecipe, shares: Mapping[str, float], fold: int | None, seed: int
) -> EncoderClassifier:
    """Mix the weights of a fold before tuning with those that runs left after it.

    Args:
        runs: folder of the runs.
        recipe: of the network.
        shares: share of each recipe's tuned weights; see ``ExportOptions``.
        fold: 0 to 4 of the joint folds, None for ``random80``.
        seed: of the runs.

    Returns:
        The network.
    """
    networks = [load_half(run_folder(runs, n, fold, seed) / FINISHED, recipe) for n in shares]
    parts = list(shares.values())
    if (rest := 1 - sum(parts)) > 1e-6:
        networks.append(load_half(run_folder(runs, recipe.name, fold, seed) / PROBE, recipe))
        parts.append(rest)
    return soup_of(networks, parts)


def fold_path(runs: Path, recipe: TuningRecipe, fold: int | None, seed: int) -> Path:
    """Path of the model file of a joint fold, or of ``random80`` (None)."""
    if fold is None:
        return runs / recipe.name / f"{MIXED}-seed{seed}" / "fold0.onnx"
    return runs / recipe.name / f"both-seed{seed}" / f"fold{fold}.onnx"


def make_card(recipe: TuningRecipe, name: str, doubt: Doubt, trained_on: str, metrics: Any) -> Card:
    """Collect the metadata of a model file."""
    return Card(
        name=name,
        version=VERSIONS.get(recipe.name, "0"),
        labels=EMOTIONS,
        sample_rate_hz=16_000,
        window_s=recipe.window_s,
        front_end="waveform",
        uncertain_below=doubt.uncertain_below,
        trained_on=trained_on,
        metrics=metrics,
        recipe=recipe,
        licence=LICENCE,
        doubt=doubt.metadata(),
    )


@dataclass(frozen=True)
class Fold:
    """A fold's network, and its doubt as fitted on its validation actors."""

    network: EncoderClassifier
    doubt: Doubt


def export_fold(
    recipe: TuningRecipe, fold: int | None, material: Material, runs: Path, seed: int
) -> Fold:
    """Calibrate a fold (``random80``: None) on its validation side and write its model file."""
    clips = material.clips
    split = random80_with_crema(clips) if fold is None else both(clips, fold)
    target = fold_path(runs, recipe, fold, seed)
    shares = {recipe.name: 1.0} if fold is None else recipe.export.tuned_shares
    network = mixed_network(runs, recipe, shares, fold, seed)
    whitening, centre = fit_whitening(network, split.train, material, recipe.window_s)
    doubt = fit_doubt(network, whitening, centre, split, material, recipe, seed)
    card = make_card(recipe, target.stem, doubt, f"the training side of {split.name}", {})
    export(ExportedEncoder(network, doubt, whitening, centre), recipe.window_s, card, target)
    _write_record(runs, shares, [fold], seed, doubt, target)
    return Fold(network, doubt)


def _ship(
    recipe: TuningRecipe,
    folds: Sequence[Fold],
    material: Material,
    runs: Path,
    seed: int,
    folder: Path,
) -> Path:
    soup = soup_of([fold.network for fold in folds])
    whitening, centre = fit_whitening(soup, material.clips, material, recipe.window_s)
    doubt = Doubt.median([fold.doubt for fold in folds])
    summary_path = RESULTS / "summary.json"
    summary = json.loads(summary_path.read_text("utf-8")) if summary_path.exists() else {}
    target = folder / f"{recipe.name}.onnx"
    card = make_card(recipe, recipe.name, doubt, TRAINED_ON, summary.get(recipe.name, {}))
    export(ExportedEncoder(soup, doubt, whitening, centre), recipe.window_s, card, target)
    _write_record(runs, recipe.export.tuned_shares, range(N_FOLDS), seed, doubt, target)
    return target


def _write_record(
    runs: Path,
    shares: Mapping[str, float],
    folds: Sequence[int | None],
    seed: int,
    doubt: Doubt,
    target: Path,
) -> None:
    """Write the record beside the model: which runs and which code made it."""
    records: list[dict[str, Any]] = []
    seconds, config = 0.0, {}
    for name, fold in product(shares, folds):
        folder = run_folder(runs, name, fold, seed)
        config = json.loads((folder / CONFIG).read_text("utf-8"))
        with (folder / "log.csv").open(encoding="utf-8", newline="") as handle:
            history = list(csv.DictReader(handle))
        seconds += sum(float(row["seconds"]) for row in history)
        records.append(
            {
                "recipe": name,
                "share": shares[name],
                "run": folder.name,
                "chosen_epoch": int(float(history[-1]["epoch"])),
                "weights_sha256": file_digest(folder / FINISHED),
                "sessions": config["sessions"],
            }
        )
    record = {
        "seed": seed,
        "parameters": config["parameters"],
        "train_s": round(seconds, 1),
        "clips": config["clips"] if len(folds) == 1 else None,
        "runs": records,
        **doubt.metadata(),
    }
    text = json.dumps(record, indent=1) + "\n"
    target.with_suffix(".json").write_text(text, encoding="utf-8")


def main() -> None:
    """Run the command ``python -m training.train.export_encoder``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--recipe", type=Path, default=RECIPES / "ser-base.toml")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--fold", type=int, nargs="+", default=list(range(N_FOLDS)))
    parser.add_argument(
        "--ship", type=Path, help="also write the model that ships into this folder"
    )
    parser.add_argument(
        "--random80", action="store_true", help=f"the model of {MIXED} in place of the folds"
    )
    parser.add_argument("--threads", type=int, default=2)
    add_place_options(parser)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    recipe = load_tuning_recipe(options.recipe)
    material = Material(recipe, options)
    folds = []
    for fold in [None] if options.random80 else options.fold:
        folds.append(export_fold(recipe, fold, material, options.runs, options.seed))
        print(fold_path(options.runs, recipe, fold, options.seed), folds[-1].doubt)
    if options.ship:
        if len(folds) != N_FOLDS:
            parser.error("--ship averages all five folds: leave --fold out")
        print(_ship(recipe, folds, material, options.runs, options.seed, options.ship))


if __name__ == "__main__":
    main()
