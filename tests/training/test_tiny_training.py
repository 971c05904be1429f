"""A tiny network trained end to end on made audio: it learns, resumes, exports, and is judged."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from ser_desktop.emotion.analysis import AnalysisOptions, analyze
from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.emotion.model import EmotionModel
from tests.support.made_corpus import write_corpus
from training.data.audio_cache import AudioCache
from training.data.corpora.ravdess import scan
from training.data.splits import Split, luna5, random80
from training.evaluate.calibration import clip_probabilities, fit_temperature, fit_threshold
from training.evaluate.figures import figures
from training.evaluate.judging import evaluate_fold
from training.evaluate.out_of_fold import evaluate_protocol
from training.evaluate.records import Answer, read_predictions, write_predictions, write_summary
from training.places import RECIPES
from training.train import run_record
from training.train import train as train_module
from training.train.epoch_choice import chosen_epoch, keep_candidates
from training.train.export_onnx import export, fold_model_path
from training.train.learner import build_network
from training.train.recipe import Recipe, load_recipe
from training.train.run import Run
from training.train.run_record import clips_record, sources_digest
from training.train.stages import stages_of
from training.train.train import train

BARE = np.full(8, 1 / 8, dtype=np.float32)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_corpus(tmp_path_factory.mktemp("corpora"), range(1, 13))


@pytest.fixture(scope="module")
def tiny() -> Recipe:
    recipe = load_recipe(RECIPES / "ours-1.2.toml")
    return replace(
        recipe,
        data=replace(recipe.data, window_s=1.0, speeds=(1.0,)),
        network=replace(recipe.network, width=8, gru_units=8),
        optimiser=replace(recipe.optimiser, epochs=6, batch_size=12, ema_decay=0.8, start_from=""),
    )


@pytest.fixture(scope="module")
def split(corpus: Path) -> Split:
    clips, _ = scan(corpus)
    # The made corpus has one intensity, so 4 clips an emotion and actor.
    return replace(luna5(clips, 0), per_actor=4)


def test_it_is_trained_resumed_and_evaluated(
    corpus: Path, tiny: Recipe, split: Split, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    clips = split.train + split.validation + split.test
    cache = AudioCache(clips, corpus, tmp_path / "cache", tiny.data.speeds, workers=1)
    whole = train(tiny, split, cache, 0, tmp_path / "whole", threads=1)

    # The same run, killed after three epochs and started again.
    real, epochs = Run.train_epoch, []

    def killed(run: Run) -> float:
        if len(epochs) == 3:
            raise KeyboardInterrupt
        epochs.append(run.epoch)
        return real(run)

    monkeypatch.setattr(Run, "train_epoch", killed)
    with pytest.raises(KeyboardInterrupt):
        train(tiny, split, cache, 0, tmp_path / "parts", threads=1)
    monkeypatch.setattr(Run, "train_epoch", real)
    parts = train(tiny, split, cache, 0, tmp_path / "parts", threads=1)
    first, second = (torch.load(path, weights_only=True) for path in (whole, parts))
    for name, value in first.items():
        torch.testing.assert_close(second[name], value, msg=name)

    logits = np.load(tmp_path / "whole" / "validation_logits.npy")
    truth = [EMOTIONS.index(clip.emotion) for clip in split.validation]
    temperature = fit_temperature(logits, truth)
    threshold = fit_threshold(logits, temperature)
    target = tmp_path / "tiny.onnx"
    export([whole], tiny, temperature, threshold, "made tones", {}, target)
    model = EmotionModel(target)
    answers = [
        Answer(c, 0, analyze(corpus / c.path, model, AnalysisOptions(classify_all=True)), BARE)
        for c in split.test
    ]
    result = figures(answers)
    assert result["accuracy"] > 0.5, "three pitches are not hard"
    assert np.sum(result["confusion"]) == len(split.test)
    write_predictions(answers, tmp_path / "results" / "tiny" / "luna5-seed0.csv")
    table = read_predictions(tmp_path / "results" / "tiny" / "luna5-seed0.csv")
    assert table.correct.mean() == pytest.approx(result["pooled"]["accuracy"], abs=1e-4)


def test_a_folder_belongs_to_one_run_and_names_it(
    corpus: Path, tiny: Recipe, split: Split, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = split.train + split.validation
    cache = AudioCache(heard, corpus, tmp_path / "cache", tiny.data.speeds, workers=1)
    brief = replace(tiny, optimiser=replace(tiny.optimiser, epochs=1))
    folder = tmp_path / "run"
    best = train(brief, split, cache, 0, folder, threads=1).read_bytes()
    config = json.loads((folder / "config.json").read_text())
    assert config["recipe"]["optimiser"]["epochs"] == 1
    assert config["clips"]["train"]["n"] == len(split.train)
    (session,) = config["sessions"]
    assert session["sources_sha256"] == sources_digest()
    louder = replace(brief, augment=replace(brief.augment, noise_probability=1.0))
    for recipe, clips, seed, named in (
        (louder, split, 0, "recipe"),
        (brief, replace(split, train=split.train[:-1]), 0, "clips"),
        (brief, split, 1, "seed"),
    ):
        with pytest.raises(ValueError, match=f"another {named}"):
            train(recipe, clips, cache, seed, folder, threads=1)
    assert json.loads((folder / "config.json").read_text()) == config
    written = (folder / "best.pt").stat().st_mtime_ns
    monkeypatch.setattr(run_record, "sources_digest", lambda: "other code")
    assert train(brief, split, cache, 0, folder, threads=1).read_bytes() == best
    assert (folder / "best.pt").stat().st_mtime_ns == written, "what is done is left alone"
    assert json.loads((folder / "config.json").read_text()) == config


def test_a_run_killed_at_its_very_end_is_finished_the_next_time(
    corpus: Path, tiny: Recipe, split: Split, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = split.train + split.validation
    cache = AudioCache(heard, corpus, tmp_path / "cache", tiny.data.speeds, workers=1)
    brief = replace(tiny, optimiser=replace(tiny.optimiser, epochs=1))
    folder = tmp_path / "run"
    real, written = train_module.save_weights, []

    def killed(content: object, path: Path) -> None:
        if path.name == "best.pt":
            raise KeyboardInterrupt
        written.append(path.name)
        real(content, path)

    monkeypatch.setattr(train_module, "save_weights", killed)
    with pytest.raises(KeyboardInterrupt):
        train(brief, split, cache, 0, folder, threads=1)
    assert written == ["checkpoint.pt"]
    (folder / "log.csv").unlink()
    (folder / "validation_logits.npy").unlink(missing_ok=True)
    monkeypatch.setattr(train_module, "save_weights", real)
    assert train(brief, split, cache, 0, folder, threads=1).exists()
    assert len(np.load(folder / "validation_logits.npy")) == len(split.validation)
    assert len((folder / "log.csv").read_text().splitlines()) == 2


def test_a_model_is_evaluated_only_on_clips_it_was_not_trained_on(
    corpus: Path, tiny: Recipe, tmp_path: Path
) -> None:
    clips, _ = scan(corpus)
    drawn = random80(clips)
    path = fold_model_path(tmp_path, "tiny", "random80", 0, 0)
    path.parent.mkdir(parents=True)
    torch.save(build_network(tiny.network).state_dict(), tmp_path / "w.pt")
    export([tmp_path / "w.pt"], tiny, 1.0, 0.0, "nothing", {}, path)
    with pytest.raises(ValueError, match="was not trained on the clips of random80-fold0"):
        evaluate_protocol("random80", "tiny", 0, tmp_path, corpus)
    path.with_suffix(".json").write_text(json.dumps({"clips": clips_record(drawn)}))
    answers = evaluate_protocol("random80", "tiny", 0, tmp_path, corpus)
    assert {a.clip.path for a in answers} == {clip.path for clip in drawn.test}
    other = replace(drawn, train=drawn.train[1:], test=drawn.test + drawn.train[:1])
    path.with_suffix(".json").write_text(json.dumps({"clips": clips_record(other)}))
    with pytest.raises(ValueError, match="Train and export it again"):
        evaluate_protocol("random80", "tiny", 0, tmp_path, corpus)


def test_a_recipe_lists_those_it_starts_from() -> None:
    assert [stage.name for stage in stages_of(RECIPES / "ours-1.2.toml")] == ["first", "ours-1.2"]
    assert [stage.name for stage in stages_of(RECIPES / "first.toml")] == ["first"]


def test_nothing_is_trained_that_leaks(
    corpus: Path, tiny: Recipe, split: Split, tmp_path: Path
) -> None:
    cache = AudioCache(split.train, corpus, tmp_path / "cache", tiny.data.speeds, workers=1)
    leaking = replace(split, train=split.train + split.test[:1])
    with pytest.raises(ValueError, match="are in train and test"):
        train(tiny, leaking, cache, 0, tmp_path / "run", threads=1)
    assert not (tmp_path / "run").exists()


def test_a_recipe_that_starts_from_another_begins_with_its_weights(
    corpus: Path, tiny: Recipe, split: Split, tmp_path: Path
) -> None:
    heard = split.train + split.validation
    cache = AudioCache(heard, corpus, tmp_path / "cache", tiny.data.speeds, workers=1)
    still_there = replace(tiny, optimiser=replace(tiny.optimiser, start_from="nothing"))
    with pytest.raises(FileNotFoundError, match=r"training\.train makes it"):
        train(still_there, split, cache, 0, tmp_path / "later" / "fold0", threads=1)
    brief = replace(tiny, optimiser=replace(tiny.optimiser, epochs=1))
    first = train(brief, split, cache, 0, tmp_path / "first" / "fold0", threads=1)
    still = replace(brief.optimiser, start_from="first", peak_learning_rate=1e-9, weight_decay=0.0)
    second = train(
        replace(brief, optimiser=still), split, cache, 0, tmp_path / "second" / "fold0", threads=1
    )
    before, after = (torch.load(path, weights_only=True) for path in (first, second))
    for name, value in before.items():
        if "running_" not in name and "num_batches" not in name:
            torch.testing.assert_close(after[name], value, msg=name)


def test_the_summary_gathers_seeds_and_names_other_classes(tmp_path: Path) -> None:
    (tmp_path / "ours-1.2").mkdir()
    (tmp_path / "first").mkdir()
    (tmp_path / "first" / "luna5-seed0.json").write_text("{}")
    row = {"accuracy": 0.5, "uar": 0.4, "macro_f1": 0.3, "ece": 0.1, "labels": list(EMOTIONS)}
    six = list(EMOTIONS[1:7])
    for name, run in {
        "luna5-seed0": row,
        "luna5-seed1": row | {"accuracy": 0.7},
        "song-seed0": row | {"labels": six},
    }.items():
        (tmp_path / "ours-1.2" / f"{name}.json").write_text(json.dumps(run))
    write_summary(tmp_path)
    summary = json.loads((tmp_path / "summary.json").read_text())
    assert summary["ours-1.2"]["luna5"]["accuracy"] == {"mean": 0.6, "sd": 0.1414, "n_seeds": 2}
    assert "labels" not in summary["ours-1.2"]["luna5"]
    assert summary["ours-1.2"]["song"]["labels"] == six


def test_the_validation_actors_choose_the_epoch() -> None:
    values = [0.1, 0.9, 0.2, 0.5, 0.6, 0.6, 0.6, 0.3]
    history = [{"epoch": float(i), "validation_uar": v} for i, v in enumerate(values)]
    assert chosen_epoch(history) == 5, "a lone peak is luck"
    assert chosen_epoch([{"epoch": 0.0}, {"epoch": 1.0}]) == 1


def test_a_temperature_is_found_again(split: Split) -> None:
    rng = np.random.default_rng(0)
    clips = [split.train[i % len(split.train)] for i in range(2000)]
    labels = np.array([EMOTIONS.index(c.emotion) for c in clips])
    sharp = rng.standard_normal((2000, 1, 8)) * 2
    # Truth drawn from the softmax of the logits: right at temperature 1, twice as sharp at 2.
    p = clip_probabilities(sharp.astype(np.float32), 1.0)
    drawn = np.array([rng.choice(8, p=row / row.sum()) for row in p])
    rotated = np.stack([np.roll(row, labels[i] - drawn[i], axis=-1) for i, row in enumerate(sharp)])
    temperature = fit_temperature((2.0 * rotated).astype(np.float32), labels)
    assert temperature == pytest.approx(2.0, rel=0.15)


def test_an_unknown_key_in_a_recipe_is_an_error(tmp_path: Path) -> None:
    text = (RECIPES / "first.toml").read_text("utf-8")
    (tmp_path / "r.toml").write_text(text.replace("width = 24", "widht = 24"))
    with pytest.raises(ValueError, match="widht"):
        load_recipe(tmp_path / "r.toml")


def test_the_cache_is_made_once(corpus: Path, tmp_path: Path, split: Split) -> None:
    clips = split.train[:4]
    first = AudioCache(clips, corpus, tmp_path, (0.9, 1.0), workers=1)
    (stamp,) = [p.stat().st_mtime_ns for p in tmp_path.glob("*.npy")]
    AudioCache(clips, corpus, tmp_path, (0.9, 1.0), workers=1)
    assert [p.stat().st_mtime_ns for p in tmp_path.glob("*.npy")] == [stamp]
    slow, own = first.audio(clips[0], 0), first.audio(clips[0])
    assert len(slow) == pytest.approx(len(own) / 0.9, abs=2)
    assert len(first.audio(clips[0], cut_s=0.5)) == 8_000
    np.testing.assert_array_equal(first.audio(clips[0], 0, 0.45), slow[:8_000])
    assert len(first.audio(clips[0], cut_s=60.0)) == len(own)


def test_only_the_beginning_is_evaluated_if_the_protocol_cuts_clips(
    corpus: Path, tiny: Recipe, split: Split, tmp_path: Path
) -> None:
    torch.save(build_network(tiny.network).state_dict(), tmp_path / "w.pt")
    export([tmp_path / "w.pt"], tiny, 1.0, 0.0, "nothing", {}, tmp_path / "m.onnx")
    model = EmotionModel(tmp_path / "m.onnx")
    (whole,) = evaluate_fold(model, split.test[:1], 0, corpus)
    (cut,) = evaluate_fold(model, split.test[:1], 0, corpus, cut_s=1.2)
    assert whole.analysis.file.duration_s == pytest.approx(1.5, abs=1e-3)
    assert cut.analysis.file.duration_s == pytest.approx(1.2, abs=1e-3)


def test_weights_that_may_still_be_chosen_are_kept(tmp_path: Path) -> None:
    # The last epoch looks best until the next one shows that it was luck.
    values = [0.1, 0.7, 0.7, 0.7, 0.2, 0.2, 0.9, 0.0, 0.0]
    history: list[dict[str, float]] = []
    for epoch, value in enumerate(values):
        history.append({"epoch": float(epoch), "validation_uar": value})
        (tmp_path / f"epoch{epoch:03d}.pt").touch()
        keep_candidates(tmp_path, history)
        assert (tmp_path / f"epoch{chosen_epoch(history):03d}.pt").exists()
    assert chosen_epoch(history) == 2
