"""Recipes compared on validation actors."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from ser_desktop.emotion.labels import EMOTIONS
from tests.support.made_corpus import write_corpus
from training.data.corpora.ravdess import scan
from training.data.splits import Split, luna5
from training.evaluate import ablation_table


@pytest.fixture
def split(tmp_path: Path) -> Split:
    return luna5(scan(write_corpus(tmp_path / "corpora", range(1, 25)))[0], 0)


def finished_run(folder: Path, split: Split, told: str, epochs: int = 12) -> None:
    """A run that tells one emotion for every clip, and whose UAR rises by 0.01 an epoch."""
    folder.mkdir(parents=True)
    rows = [f"{epoch},{2 - epoch / 10},{epoch / 100}" for epoch in range(epochs)]
    (folder / "log.csv").write_text("\n".join(["epoch,loss,validation_uar", *rows]) + "\n")
    logits = np.zeros((len(split.validation), 2, len(EMOTIONS)), dtype=np.float32)
    logits[..., EMOTIONS.index(told)] = 3.0
    np.save(folder / "validation_logits.npy", logits)
    (folder / "best.pt").touch()


def test_seeds_of_a_recipe_are_listed_one_by_one_and_averaged(
    split: Split,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    runs = tmp_path / "runs"
    for seed in (1, 2):
        folder = runs / "ours-1.2" / f"luna5-fold0-seed{seed}"
        finished_run(folder, split, "happy", epochs=11 + seed)
    better = runs / "ours-1.2" / "luna5-fold0-seed2" / "validation_logits.npy"
    logits = np.load(better)
    is_angry = [clip.emotion == "angry" for clip in split.validation]
    logits[is_angry, :, EMOTIONS.index("angry")] = 9.0
    np.save(better, logits)
    monkeypatch.setattr(ablation_table, "RESULTS", tmp_path)
    arguments = ["ablation_table", "ours-1.2", "--seed", "1", "2", "--runs", str(runs)]
    arguments += ["--corpora", str(tmp_path / "corpora")]
    monkeypatch.setattr(sys, "argv", arguments)
    ablation_table.main()
    (tables,) = json.loads((tmp_path / "ablations.json").read_text()).values()
    chosen = {name: row["mean"] for name, row in tables["chosen_epoch"].items()}
    one, two = round(1 / 3, 4), round(2 / 3, 4)  # of the three emotions of the made corpus
    assert chosen == {"ours-1.2, seed 1": one, "ours-1.2, seed 2": two, "averaged": two}
    late = {name: row["0"] for name, row in tables["last_epochs"].items()}
    assert late == pytest.approx({"ours-1.2, seed 1": 0.065, "ours-1.2, seed 2": 0.075})
    assert "| fold | ours-1.2, seed 1 | ours-1.2, seed 2 | averaged |" in capsys.readouterr().out


def test_runs_that_were_given_up_are_compared_at_the_same_epochs(
    split: Split, tmp_path: Path
) -> None:
    folders = {name: {"0": tmp_path / name} for name in ("long", "short")}
    finished_run(tmp_path / "long", split, "happy", epochs=30)
    finished_run(tmp_path / "short", split, "happy", epochs=15)
    tables = ablation_table.stopped(folders, {"0": split})
    assert tables["epochs"] == {"long": {"0": 15}, "short": {"0": 15}}
    assert tables["validation_uar"]["long"] == tables["validation_uar"]["short"]
