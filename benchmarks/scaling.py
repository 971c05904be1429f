"""Many recordings on one process, on two, and on a cluster: ``python -m benchmarks.scaling``.

Measures the command as people give it, the processes apart, and the naive loop of a peer: librosa
loads a file, and one process asks the same model, one file after the other. From what each station
costs, a simulation says what a million hours would take on up to 3,000 workers. Writes
``benchmarks/scaling.json``; ``python -m training.report`` makes the page of it. Takes two minutes.
Processor seconds hardly depend on what else the machine does; wall times do.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.scaling_runs import (
    LONG_S,
    SHORT_S,
    client_s,
    cluster,
    cluster_run,
    local_run,
    make_files,
    peer_run,
    processor_s,
    sizes,
)
from benchmarks.scaling_simulation import Costs, Site, ceilings, figures, fitted, simulate, windows
from ser_desktop.batch.cluster_runner import ClusterRunner
from ser_desktop.batch.task import Cancelled

N_FILES = {"ser-small": (100, 12), "ser-base": (20, 3)}
"""Short and long files for each model."""
N_EMPTY_TASKS = 1_000
SOUND_H = 1_000_000
WORKERS = (1, 2, 10, 100, 300, 1_000, 3_000)
FILE_LENGTHS_S = (10, 60, 600)
ASSUMED = Site(
    n_workers=1,
    storage_bytes_per_s=1.25e9,  # 10 Gbit/s
    worker_bytes_per_s=1.25e8,  # 1 Gbit/s
    scheduler_bytes_per_s=1.25e9,
    hours_between_losses=100.0,
    replaced_after_s=60.0,
)


@dataclass(frozen=True)
class EmptyTask:
    """Costs nothing but its way; what comes back is as large as a result."""

    answer: bytes

    def __call__(self, _cancelled: Cancelled, /) -> bytes:
        return self.answer


def empty_tasks(answer_bytes: int, work: Path) -> dict[str, float]:
    """What scheduler and runner take for a task that costs nothing."""
    with cluster(work, 1) as (address, processes):
        list(ClusterRunner(address).run([EmptyTask(b"")] * 20))
        before, own_s = processor_s(processes[0]), time.process_time()
        started_s = time.perf_counter()
        tasks = (EmptyTask(os.urandom(answer_bytes)) for _ in range(N_EMPTY_TASKS))
        n_done = sum(1 for _ in ClusterRunner(address).run(tasks))
        wall_s = time.perf_counter() - started_s
        return {
            "tasks": n_done,
            "tasks_per_wall_s": round(n_done / wall_s, 1),
            "scheduler_s_per_file": (processor_s(processes[0]) - before) / n_done,
            "client_s_per_file": (time.process_time() - own_s) / n_done,
        }


def costs_of(
    one: dict[str, Any],
    empty: dict[str, float],
    keeping_s: tuple[float, float],
    bytes: dict[str, float],
) -> Costs:
    """The costs by which a run is simulated, from a run on one worker."""
    hearing_s = (one["short"]["worker_s_per_file"], one["long"]["worker_s_per_file"])
    lengths = (windows(SHORT_S), windows(LONG_S))
    worker = fitted((lengths[0], hearing_s[0]), (lengths[1], hearing_s[1]))
    client = fitted((SHORT_S, keeping_s[0]), (LONG_S, keeping_s[1]))
    return Costs(
        worker_s_per_file=worker[0],
        worker_s_per_window=worker[1],
        # Of many tasks in a short time: beside long ones a scheduler mostly counts its own pulse.
        scheduler_s_per_file=empty["scheduler_s_per_file"],
        client_s_per_file=client[0] + empty["client_s_per_file"],
        client_s_per_sound_s=client[1],
        sound_bytes_per_s=bytes["sound_bytes_per_s"],
        result_bytes_per_file=bytes["result_bytes_per_file"],
        result_bytes_per_sound_s=bytes["result_bytes_per_sound_s"],
    )


def simulated(costs: Costs, model_bytes: float) -> list[dict[str, Any]]:
    """A million hours, by number of workers and length of the files."""
    rows = []
    for sound_s in FILE_LENGTHS_S:
        most = ceilings(costs, ASSUMED, sound_s)
        for n_workers in WORKERS:
            site = replace(ASSUMED, n_workers=n_workers)
            outcome = simulate(costs, site, sound_s, max(3_000, 12 * n_workers))
            sending_s = n_workers * model_bytes / ASSUMED.scheduler_bytes_per_s
            rows.append(
                {
                    "file_s": sound_s,
                    "workers": n_workers,
                    **figures(outcome, SOUND_H),
                    "model_sent_after_s": round(sending_s, 1),
                    "workers_kept_busy_by": {name: round(n) for name, n in most.items()},
                }
            )
    return rows


def validated(costs: Costs, runs: dict[str, dict[str, Any]], counts: tuple[int, int]) -> float:
    """Simulated wall seconds of the measured run on one worker, as a share of the measured."""
    site = replace(ASSUMED, n_workers=1)
    n_short, n_long = counts
    lengths = ((SHORT_S, n_short), (LONG_S, n_long))
    total_s = sum(n * s / simulate(costs, site, s, 1_000).sound_s_per_s for s, n in lengths)
    return round(total_s / runs["cluster, 1 worker"]["wall_s"], 2)


def measure(model: str, work: Path) -> dict[str, Any]:
    """Everything of one model."""
    counts = N_FILES[model]
    sets = (
        make_files(work / "short", SHORT_S, counts[0]),
        make_files(work / "long", LONG_S, counts[1]),
    )
    runs: dict[str, Callable[[], dict[str, Any]]] = {
        "naive loop with librosa": lambda: peer_run(model, sets),
        "1 process": lambda: local_run(model, 1, sets, work / "out"),
        "2 processes": lambda: local_run(model, 2, sets, work / "out"),
        "cluster, 1 worker": lambda: cluster_run(model, 1, sets, work),
        "cluster, 2 workers": lambda: cluster_run(model, 2, sets, work),
    }
    measured = {}
    for name, run in runs.items():
        measured[name] = run()
        print(model, name, json.dumps(measured[name]))
    bytes = sizes(model, sets)
    empty = empty_tasks(int(bytes["result_bytes_per_file"]), work)
    print(model, json.dumps(empty))
    measured_parts = {
        "runs": measured,
        "bytes": bytes,
        "empty_tasks": empty,
        "client_keeps_s": client_s(model, sets, work / "out"),
    }
    return {**measured_parts, **derived(model, measured_parts)}


def derived(model: str, measured_parts: dict[str, Any]) -> dict[str, Any]:
    """What follows from the measurements."""
    costs = costs_of(
        measured_parts["runs"]["cluster, 1 worker"],
        measured_parts["empty_tasks"],
        measured_parts["client_keeps_s"],
        measured_parts["bytes"],
    )
    return {
        "costs": asdict(costs),
        "simulated_share_of_measured": validated(costs, measured_parts["runs"], N_FILES[model]),
        "million_hours": simulated(costs, measured_parts["bytes"]["model_bytes"]),
    }


def main() -> None:
    result: dict[str, Any] = {
        "cores": os.cpu_count(),
        "other_load_at_the_start": round(os.getloadavg()[0], 1),
        "short_file_s": SHORT_S,
        "long_file_s": LONG_S,
        "assumed": {key: value for key, value in asdict(ASSUMED).items() if key != "n_workers"},
        "models": {},
    }
    for model in N_FILES:
        with tempfile.TemporaryDirectory() as name:
            result["models"][model] = measure(model, Path(name))
    target = Path(__file__).with_suffix(".json")
    target.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
