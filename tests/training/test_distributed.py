"""Two processes under torchrun train one network, stopped and resumed."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import torch

from tests.support.made_corpus import write_corpus
from training.places import RECIPES, ROOT

SCRIPT = """
import sys
from dataclasses import replace
from pathlib import Path

import torch

from training.train import train as module
from training.data.audio_cache import AudioCache
from training.data.corpora.ravdess import scan
from training.train.distributed import first_process_first, n_processes, process_group, rank
from training.train.recipe import load_recipe
from training.data.splits import all_actors

corpora, folder, recipe_path = map(Path, sys.argv[1:4])
stop_after = int(sys.argv[4])
recipe = load_recipe(recipe_path)
clips, _ = scan(corpora)
split = all_actors(clips)
runs = []
real_init = module.Run.__init__

def kept(run, *arguments):
    real_init(run, *arguments)
    runs.append(run)

real_epoch = module.Run.train_epoch

def epoch(run):
    if run.epoch == stop_after:
        raise SystemExit(7)
    return real_epoch(run)

module.Run.__init__ = kept
module.Run.train_epoch = epoch
with process_group():
    assert n_processes() == 2
    with first_process_first():
        cache = AudioCache(clips, corpora, folder / "cache", recipe.data.speeds, workers=1)
    module.train(recipe, split, cache, 0, folder / "run", threads=1)
    torch.save(runs[0].network.state_dict(), folder / f"rank{rank()}.pt")
"""


def test_two_processes_end_with_one_network(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpora", range(1, 5))
    recipe = tmp_path / "tiny.toml"
    recipe.write_text(
        f"""base = "{RECIPES / "first.toml"}"
[data]
window_s = 1.0
speeds = [1.0]
[network]
width = 8
gru_units = 8
[optimiser]
epochs = 4
batch_size = 12
"""
    )
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2"]
    before: list[str] = []
    for stop_after, fails in ((2, True), (-1, False)):
        done = subprocess.run(
            [*command, str(script), str(corpus), str(tmp_path), str(recipe), str(stop_after)],
            capture_output=True,
            text=True,
            timeout=110,
            env={**os.environ, "PYTHONPATH": str(ROOT.parent)},
            check=False,
        )
        assert (done.returncode != 0) == fails, done.stderr[-3000:]
        lines = (tmp_path / "run" / "log.csv").read_text().splitlines()
        assert len(lines) - 1 == (2 if fails else 4)
        assert lines[: len(before)] == before, "it went on from there and did not begin anew"
        before = lines
    first, second = (torch.load(tmp_path / f"rank{i}.pt", weights_only=True) for i in (0, 1))
    for name, value in first.items():
        if "running" not in name and "num_batches" not in name:
            torch.testing.assert_close(second[name], value, msg=name)
    with (tmp_path / "run" / "log.csv").open() as handle:
        losses = [float(row["loss"]) for row in csv.DictReader(handle)]
    assert len(losses) == 4, "one process writes"
    assert losses[-1] < losses[0]
    assert (tmp_path / "run" / "best.pt").exists()
