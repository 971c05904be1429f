"""Learn voices on a graphics card within minutes: ``python -m training.speakers.tune_cuda``.

Candidates learn beside one another, each in a process of its own: CAM++, tuned, and rows of a voice
on top of Whisper's first layers. The people of the set "learning" teach; those of "validation"
choose the step of each candidate and say how well candidates do together. Writes files of weights
``voices-N.npz`` with names "candidate/parameter", and ``log.json``. ``training.speakers.gpu.pack``
makes the files that it reads. Tried on a processor with few people only; nothing that ships was
learned by it.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from training.speakers.gpu.bank import Bank, load_banks
from training.speakers.gpu.learn import RECIPES, Job, Recipe, learn
from training.speakers.gpu.validation import Judge

MAX_BYTES = 16_000_000
FILES = 4
_ENDS_BEFORE_S = 16.0
_LAST_CALL_S = 6.0


def main() -> None:
    """Run the command ``python -m training.speakers.tune_cuda``."""
    began = time.time()
    options = _parser().parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    device = options.device or ("cuda" if torch.cuda.is_available() else "cpu")
    work = Path(tempfile.mkdtemp())
    try:
        for side, bank in load_banks(options.data, ("learning", "validation")).items():
            print(f"{side}: {len(bank.people)} people, {len(bank.first)} clips, "
                  f"{len(bank.samples) / 16_000 / 60:.0f} minutes", flush=True)  # fmt: skip
            bank.save(work / f"{side}.pt")
        prepared_s = round(time.time() - began, 1)
        print(f"prepared after {prepared_s} s", flush=True)
        ends = began + options.seconds - min(_ENDS_BEFORE_S, 0.25 * options.seconds)
        recipes = _recipes(options)
        jobs = [
            Job(one, work, _weights(one, options), ends, device, work, options.look, options.seed)
            for one in recipes
        ]
        if options.small:
            jobs = [replace(job, judged_windows=4, speeds=(1.0,)) for job in jobs]
        _learn_all(jobs, began + options.seconds - _LAST_CALL_S)
        ranked = _write(options.out, work, recipes, _name(device), prepared_s)
        print(f"written after {time.time() - began:.0f} s", flush=True)
        _together(options.out, work, ranked, jobs[0])
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print(f"ended after {time.time() - began:.0f} s", flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the .npz of samples")
    parser.add_argument("--encoder", type=Path, required=True, help="CAM++, as .npz or wheel")
    parser.add_argument("--whisper", type=Path, help="Whisper's encoder, as .npz; none: no rows")
    parser.add_argument("--seconds", type=float, default=230.0, help="of everything together")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--device", help="default: cuda where there is one")
    parser.add_argument("--only", nargs="*", help="names of candidates; default: all")
    parser.add_argument("--look", type=float, default=10.0, help="seconds between looks")
    parser.add_argument("--small", action="store_true", help="small batches, for trials")
    parser.add_argument("--seed", type=int, default=0)
    return parser


def _recipes(options: argparse.Namespace) -> list[Recipe]:
    return [
        replace(one, windows=3) if options.small else one
        for one in RECIPES
        if (not options.only or one.name in options.only)
        and (one.network == "encoder" or options.whisper)
    ]


def _weights(recipe: Recipe, options: argparse.Namespace) -> Path:
    path: Path = options.encoder if recipe.network == "encoder" else options.whisper
    return path


def _name(device: str) -> str:
    return torch.cuda.get_device_name() if device.startswith("cuda") else device


def _learn_all(jobs: Sequence[Job], last_call: float) -> None:
    """Run every job in a process; whoever has not ended by the last call is stopped."""
    context = multiprocessing.get_context("spawn")
    running: list[SpawnProcess] = []
    for job in jobs:
        process = context.Process(target=learn, args=(job,), name=job.recipe.name)
        process.start()
        running.append(process)
    for process in running:
        process.join(max(0.0, last_call - time.time()))
        if process.is_alive():
            print(f"{process.name}: stopped; its best state so far counts", flush=True)
            process.terminate()


def _write(
    out: Path, work: Path, recipes: Sequence[Recipe], device: str, prepared_s: float
) -> list[str]:
    """Write the weights of the best candidates as far as there is room, and the log.

    Returns:
        names of the candidates, the best first.
    """
    logs = {}
    for recipe in recipes:
        path = work / f"{recipe.name}.json"
        if path.is_file():
            logs[recipe.name] = json.loads(path.read_text(encoding="utf-8"))
    ranked = sorted(logs, key=lambda name: _score(logs[name]["best"]))
    files: list[dict[str, np.ndarray[Any, Any]]] = [{} for _ in range(FILES)]
    places = {}
    for name in ranked:
        with np.load(work / f"{name}.npz") as stored:
            arrays = {f"{name}/{key}": stored[key] for key in stored}
        size = _bytes(arrays)
        free = [i for i, held in enumerate(files) if _bytes(held) + size <= MAX_BYTES]
        if free:
            files[free[0]].update(arrays)
        places[name] = f"voices-{free[0] + 1}.npz" if free else "no room"
    for number, held in enumerate(files, 1):
        if held:
            np.savez(out / f"voices-{number}.npz", **held)  # type: ignore[arg-type]
    log = {"device": device, "prepared_s": prepared_s, "files": places, "candidates": logs}
    _write_log(out, log)
    return ranked


def _write_log(out: Path, log: dict[str, Any]) -> None:
    (out / "log.json").write_text(json.dumps(log, indent=1) + "\n", encoding="utf-8")


def _score(rates: dict[str, float]) -> float:
    return sum(rates.values()) / len(rates)


def _bytes(arrays: dict[str, np.ndarray[Any, Any]]) -> int:
    return sum(values.nbytes + 600 for values in arrays.values())


def _together(out: Path, work: Path, names: Sequence[str], job: Job) -> None:
    """Add rates of every two candidates whose voices are put beside one another to the log."""
    # On the device of the candidates, so that the same windows are drawn.
    bank = Bank.load(work / "validation.pt").to(torch.device(job.device))
    judge = Judge(bank, job.judged_windows)
    voices: dict[str, list[Tensor]] = {
        name: torch.load(work / f"{name}.pt", weights_only=True, map_location=job.device)
        for name in names
    }
    table = {}
    for i, first in enumerate(names):
        for second in names[i + 1 :]:
            both = [
                torch.nn.functional.normalize(torch.cat([a.float(), b.float()], dim=1), dim=1)
                for a, b in zip(voices[first], voices[second], strict=True)
            ]
            rates = judge.rates(both)
            table[f"{first} + {second}"] = vars(rates)
            print(f"{first} + {second}: {rates}", flush=True)
    path = out / "log.json"
    log = json.loads(path.read_text(encoding="utf-8"))
    _write_log(out, {**log, "together": table})


if __name__ == "__main__":
    main()
