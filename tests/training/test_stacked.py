"""Runs tuned side by side are what each would be alone, and travel to another machine and back."""

from __future__ import annotations

import copy
import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from training.data.augment import order_within, random_crop
from training.data.corpora.catalogue import CORPORA
from training.data.corpora.corpus import scan_corpus
from training.data.crema_folds import both
from training.data.manifest import Clip
from training.data.splits import Split
from training.places import RECIPES
from training.train.export_encoder import mixed_network, run_folder
from training.train.networks.encoder_classifier import EncoderClassifier
from training.train.networks.whisper_encoder import EncoderShape, WhisperEncoder
from training.train.pretrained import default_folder, load_encoder
from training.train.run_record import CONFIG, clips_record
from training.train.stacked import laboratory
from training.train.stacked.audio_bank import AudioBank, load_bank
from training.train.stacked.candidates import CHANGES, design, effects, gaining_changes
from training.train.stacked.clip_table import ClipTable, make_table
from training.train.stacked.folds import train_recipe
from training.train.stacked.laboratory import Laboratory, Task
from training.train.stacked.networks import StackedClassifier, StackedHeads
from training.train.stacked.optimiser import MAX_GRADIENT_NORM, StackedAdamW
from training.train.stacked.pack import write_packs
from training.train.stacked.protocol import run_protocol
from training.train.stacked.run_options import RunOptions, StackedRun, clip_order
from training.train.stacked.unpack import unpack
from training.train.stacked.weights import load_changes, save_changes
from training.train.tuning_material import CORPORA_USED
from training.train.tuning_recipe import load_tuning_recipe

SHAPE = EncoderShape(d_model=32, n_layers=5, n_heads=4, d_feed_forward=64)
POOLED = (2, 3, 4, 5)
FEATURES = 2 * len(POOLED) * SHAPE.d_model
EMOTIONS = ("neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised")


def _heads(runs: int) -> StackedHeads:
    torch.manual_seed(1)
    return StackedHeads(
        torch.randn(runs, FEATURES),
        torch.rand(runs, FEATURES) + 0.5,
        torch.randn(runs, 9, FEATURES) * 0.1,
        torch.randn(runs, 9),
    )


def _stack(runs: int) -> StackedClassifier:
    torch.manual_seed(0)
    network = StackedClassifier(WhisperEncoder(SHAPE, 5), POOLED, 1, _heads(runs))
    for group in network.layers:
        group.value.add_(torch.randn_like(group.value) * 0.02)
    return network


def _alone(network: StackedClassifier, run: int) -> EncoderClassifier:
    alone = EncoderClassifier(copy.deepcopy(network.encoder), POOLED)
    heads = network.heads.parameters
    with torch.no_grad():
        for number, group in enumerate(network.layers, start=1):
            for name, parameter in alone.encoder.layers[number].named_parameters():
                parameter.copy_(group.parameters[name][run])
        alone.emotion.weight.copy_(heads["weight"][run, :8])
        alone.emotion.bias.copy_(heads["bias"][run, :8])
        alone.strong.weight.copy_(heads["weight"][run, 8:])
        alone.strong.bias.copy_(heads["bias"][run, 8:])
        alone.feature_mean.copy_(network.mean[run])
        alone.feature_deviation.copy_(network.deviation[run])
    return alone


def test_each_run_computes_what_its_network_computes_alone() -> None:
    network = _stack(3)
    log_mel = torch.randn(3, 4, 80, 60)
    logits, strong = network.logits(log_mel)
    for run in range(3):
        alone = _alone(network, run)
        own_logits, own_strong, _ = alone.from_log_mel(log_mel[run])
        torch.testing.assert_close(logits[run], own_logits, atol=1e-5, rtol=1e-4)
        torch.testing.assert_close(strong[run], own_strong, atol=1e-5, rtol=1e-4)


def test_a_step_of_each_run_is_a_step_of_adamw_alone() -> None:
    network = _stack(2)
    alone = [_alone(network, run) for run in range(2)]
    rates = [torch.tensor([1e-3, 1e-4])] * 5
    stacked = StackedAdamW(network.groups, rates, weight_decay=0.01, ema_decay=0.9)
    log_mel = torch.randn(2, 4, 80, 60)
    (network.logits(log_mel)[0].square().mean(dim=(1, 2)).sum() * 50).backward()
    stacked.step(1.0)
    for run, rate in enumerate((1e-3, 1e-4)):
        tuned = [
            *(p for layer in list(alone[run].encoder.layers)[1:] for p in layer.parameters()),
            *alone[run].emotion.parameters(),
            *alone[run].strong.parameters(),
        ]
        optimiser = torch.optim.AdamW(tuned, lr=rate, weight_decay=0.01)
        (alone[run].from_log_mel(log_mel[run])[0].square().mean() * 50).backward()
        norm = torch.nn.utils.clip_grad_norm_([p for p in tuned if p.grad is not None], 2.0)
        assert norm > MAX_GRADIENT_NORM
        for parameter in alone[run].strong.parameters():
            parameter.grad = torch.zeros_like(parameter)
        optimiser.step()
        for number, group in enumerate(network.layers, start=1):
            for name, parameter in alone[run].encoder.layers[number].named_parameters():
                torch.testing.assert_close(
                    group.parameters[name][run], parameter, atol=2e-5, rtol=1e-4
                )


def test_background_voices_come_from_the_same_run() -> None:
    order = order_within(4, 8, torch.Generator().manual_seed(0)).view(4, 8)
    for run in range(4):
        assert sorted(order[run].tolist()) == list(range(8 * run, 8 * run + 8))


def _clips(count: int) -> list[Clip]:
    clips = []
    for number in range(count):
        crema = number % 2 == 0
        emotion = EMOTIONS[number // 2 % 8]
        if crema and emotion in ("calm", "surprised"):
            emotion = "sad"
        clips.append(
            Clip(
                f"{'crema-d' if crema else 'ravdess'}/{number}.opus",
                "crema-d" if crema else "ravdess",
                emotion,
                str(number % 6),
                "male",
                ("normal", "strong", "")[number % 3],
                "01",
                "song" if number % 10 == 1 else "speech",
                f"{number:064d}",
                1.0,
            )
        )
    return clips


def _write_audio(clips: list[Clip], folder: Path) -> None:
    rng = np.random.default_rng(0)
    for clip in clips:
        path = folder / clip.path
        path.parent.mkdir(parents=True, exist_ok=True)
        samples = 0.1 * rng.standard_normal(16_000 + 1000 * int(clip.speaker)).astype(np.float32)
        soundfile.write(path, samples, 16_000, format="OGG", subtype="OPUS")


def _splits(clips: list[Clip]) -> list[Split]:
    learned = [clip for clip in clips if int(clip.speaker) > 1]
    judged = [clip for clip in clips if int(clip.speaker) <= 1]
    names = [f"both-fold{fold}" for fold in range(5)] + ["random80"]
    splits = [Split(name, learned, judged, []) for name in names]
    for name in ("ravdess", "crema-d"):
        own = [clip for clip in learned if clip.corpus == name]
        other = [clip for clip in judged if clip.corpus != name]
        splits.append(Split(f"{name}-alone", own, other, []))
    return splits


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packs")
    clips = _clips(48)
    _write_audio(clips, folder / "corpora")
    packs = write_packs(clips, folder / "corpora", folder, most_bytes=40_000, workers=1)
    assert len(packs) > 1
    make_table(clips, {"0": np.full(8, 0.125, np.float32)}, _splits(clips)).save(
        folder / "clips.json"
    )
    torch.manual_seed(0)
    state = WhisperEncoder(SHAPE, 5).state_dict()
    np.savez(folder / "encoder.npz", **{k: v.half().numpy() for k, v in state.items()})
    return folder


def _bank(data: Path) -> AudioBank:
    table = ClipTable.load(data / "clips.json")
    packs = sorted(data.glob("audio*.npz"))
    return load_bank(packs, table.paths, (0.9, 1.0), 1, torch.device("cpu"))


def test_a_packed_clip_is_the_clip(data: Path) -> None:
    bank = _bank(data)
    for row in (0, 17, 47):
        path = data / "corpora" / ClipTable.load(data / "clips.json").paths[row]
        samples, _ = soundfile.read(io.BytesIO(path.read_bytes()), dtype="float32")
        first, length = int(bank.start[row, 0]), int(bank.length[row, 0])
        assert length == len(samples)
        kept = bank.samples[first : first + length].numpy() / 32768
        np.testing.assert_allclose(kept, samples, atol=1e-4)
        assert int(bank.length[row, 1]) == pytest.approx(length / 0.9, abs=2)


def test_crops_are_those_of_the_other_training(data: Path) -> None:
    bank = _bank(data)
    row = torch.tensor([5])
    length = int(bank.length[5, 0])
    clip = bank.samples[int(bank.start[5, 0]) :][:length].numpy()

    class Middle:
        """Random numbers that choose the first possible place."""

        def integers(self, low: int, _high: int) -> int:
            return low

    for wanted in (8000, 40_000):
        expected = random_crop(clip, wanted, 300, Middle())  # type: ignore[arg-type]
        low = -300 if length >= wanted else length - wanted
        cut = bank._cut(row, torch.tensor([0]), torch.tensor([low]), wanted)[0]
        np.testing.assert_allclose(cut.numpy(), expected, atol=1e-6)
        crop = bank.crops(row, torch.tensor([0]), wanted, 300, torch.Generator().manual_seed(0))
        assert crop.shape == (1, wanted)
        assert float(crop.abs().max()) > 0


def test_a_run_hears_its_own_clips_each_equally_often(data: Path) -> None:
    table = ClipTable.load(data / "clips.json")
    order = clip_order(StackedRun("both-fold0", 3, RunOptions()), table, steps=40, batch_size=8)
    train = table.splits["both-fold0"]["train"]
    assert set(order.flatten()) == set(train)
    assert set(order.flatten()).isdisjoint(table.splits["both-fold0"]["validation"])
    crema = [int((order == row).sum()) for row in train if table.pool[row] == 2]
    assert max(crema) - min(crema) <= 1
    assert (table.pool[order] == 2).sum(axis=1).tolist() == [5] * 40
    alone = clip_order(StackedRun("crema-d-alone", 3, RunOptions()), table, 4, 8)
    assert set(table.pool[alone].flatten()) == {2}


def test_changes_in_8_bits_are_nearly_the_weights(tmp_path: Path) -> None:
    network = _stack(3)
    save_changes(network.averaged([[1], [0, 2]]), 1, _heads(3), tmp_path / "run.npz")
    _, tuned = load_changes(tmp_path / "run.npz", network.encoder, POOLED)
    log_mel = torch.randn(2, 80, 60)
    with torch.no_grad():
        for group in network.groups:
            group.value[0] = group.value[[0, 2]].mean(dim=0)
        expected = _alone(network, 0).from_log_mel(log_mel)[0]
        difference = (tuned.from_log_mel(log_mel)[0] - expected).abs().max()
    assert float(difference) < 0.02 * float(expected.std())


def test_effects_of_changes_are_told_apart() -> None:
    true = dict(zip(CHANGES, (0.02, -0.01, 0.0005, 0.0, 0.03, -0.02, 0.004), strict=True))
    table = {
        name: {"score": 0.6 + sum(true[change] for change in made)}
        for name, made in design().items()
    }
    for change, columns in effects(table).items():
        assert columns["score"] == pytest.approx(true[change], abs=1e-4)
    assert gaining_changes(table) == ["mixup 0.5", "rate * 2", "more of crema-d"]


def test_the_whole_protocol_runs_and_its_weights_come_back(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(laboratory, "STEPS_TO_MEASURE", 1)
    task = Task(2, 1, 2, 0.01, 0.01, 0.01, 0.01, 30)
    lab = Laboratory(data, tmp_path, torch.device("cpu"), task, SHAPE)
    run_protocol(lab)
    explored = json.loads((tmp_path / "explore.json").read_text("utf-8"))
    assert set(explored["candidates"]) == set(design())
    assert set(explored["effects"]) == set(CHANGES)
    for row in explored["candidates"].values():
        assert len(row) == 8
        assert all(0 <= value <= 1 for name, value in row.items() if name != "steps")
    combined = json.loads((tmp_path / "combine.json").read_text("utf-8"))
    scores = {name: row["score"] for name, row in combined["table"].items()}
    assert scores[combined["winner"]] == max(scores.values())
    encoder = lab.encoder(5)
    start, tuned = load_changes(tmp_path / "ser-base-both-fold3-seed0.npz", encoder, POOLED)
    weight = tuned.encoder.layers[4].fc1.weight
    assert not torch.equal(weight, encoder.layers[4].fc1.weight)
    assert torch.equal(start.encoder.layers[4].fc1.weight, encoder.layers[4].fc1.weight)
    assert torch.equal(tuned.encoder.layers[0].fc1.weight, encoder.layers[0].fc1.weight)
    assert (tmp_path / "ser-small-both-fold4-seed0.npz").is_file()
    judged = json.loads((tmp_path / "ser-base-validation.json").read_text("utf-8"))
    assert set(judged["both-fold0 seed 0"]) == {"members", "mean of weights"}


def test_the_recipe_is_tuned_by_its_own_numbers(data: Path, tmp_path: Path) -> None:
    lab = Laboratory(
        data, tmp_path, torch.device("cpu"), Task(batch_size=2, seeds=1, members=1), SHAPE
    )
    assert lab.recipe.side_by_side is not None
    numbers = replace(lab.recipe.side_by_side, steps=1)
    lab.recipe = replace(lab.recipe, side_by_side=numbers)
    train_recipe(lab, ["both-fold0", "random80"])
    record = json.loads((tmp_path / "recipe.json").read_text("utf-8"))
    assert record["side_by_side"]["mixup"] == numbers.mixup
    assert (tmp_path / "ser-base-random80-seed0.npz").is_file()
    lab.recipe = replace(lab.recipe, side_by_side=None)
    with pytest.raises(ValueError, match="side_by_side"):
        train_recipe(lab, ["both-fold0"])


def test_runs_made_elsewhere_are_unpacked_as_tune_writes_them(
    corpora: Path, tmp_path: Path
) -> None:
    folder = default_folder()
    if folder is None:
        pytest.skip("no weights of Whisper; set SER_PRETRAINED")
    clips = [clip for name in CORPORA_USED for clip in scan_corpus(CORPORA[name], corpora)[0]]
    recipe = load_tuning_recipe(RECIPES / "ser-base.toml")
    encoder = load_encoder(folder, tmp_path, recipe.encoder.n_layers)
    features = 2 * len(recipe.encoder.pooled_layers) * encoder.shape.d_model
    heads = StackedHeads(
        torch.zeros(1, features), torch.ones(1, features), torch.zeros(1, 9, features),
        torch.ones(1, 9),
    )  # fmt: skip
    network = StackedClassifier(encoder, recipe.encoder.pooled_layers, 1, heads)
    network.layers[3].value.add_(0.5)
    changes = tmp_path / "ser-base-both-fold2-seed1.npz"
    save_changes(network, 0, heads, changes)
    run = unpack(changes, clips, {"gpu": "none"}, tmp_path / "runs", tmp_path)
    assert run == run_folder(tmp_path / "runs", "ser-base", 2, 1)
    record = json.loads((run / CONFIG).read_text("utf-8"))
    assert record["clips"] == clips_record(both(clips, 2))
    assert record["sessions"][0]["gpu"] == "none"
    tuned = mixed_network(tmp_path / "runs", recipe, {"ser-base": 1.0}, 2, 1)
    weight = encoder.layers[4].fc2.weight
    torch.testing.assert_close(tuned.encoder.layers[4].fc2.weight, weight + 0.5, atol=2e-3, rtol=0)
    changes.rename(tmp_path / "other.npz")
    with pytest.raises(ValueError, match="is no run"):
        unpack(tmp_path / "other.npz", clips, {}, tmp_path / "runs", tmp_path)
