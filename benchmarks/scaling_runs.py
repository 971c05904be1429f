"""The measured runs of ``benchmarks.scaling``: on processes, on a cluster, and of a peer."""

from __future__ import annotations

import pickle
import resource as usage
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import soundfile
import soxr

from benchmarks.scaling_simulation import fitted
from ser_desktop.batch.cluster_worker import SentModel
from ser_desktop.batch.recording_state import RecordingState
from ser_desktop.batch.table_parts import TableParts
from ser_desktop.batch.task import InferenceTask
from ser_desktop.batch.worker import Result
from ser_desktop.emotion.catalogue import load_model
from ser_desktop.emotion.inference import infer
from ser_desktop.emotion.inference_options import InferenceOptions
from ser_desktop.emotion.interpretation import InterpretationSettings, interpret
from ser_desktop.export.result_tables import TABLES
from ser_desktop.paths import resource

RATE_HZ = 48_000
SHORT_S, LONG_S = 2.0, 58.8
"""Lengths of the short and of the long files, seconds."""
N_RESULTS = 200


def make_files(folder: Path, sound_s: float, n_files: int) -> Path:
    """Pieces of the sample, 48 kHz and 16 bits, each from another moment."""
    folder.mkdir()
    samples, rate_hz = soundfile.read(resource("samples", "sample.flac"), dtype="float32")
    samples = soxr.resample(samples, rate_hz, RATE_HZ)
    length = round(sound_s * RATE_HZ)
    for number in range(n_files):
        piece = np.resize(np.roll(samples, -number * 9_973), length)
        soundfile.write(folder / f"{number:04d}.wav", piece, RATE_HZ)
    return folder


@contextmanager
def cluster(folder: Path, n_workers: int) -> Iterator[tuple[str, list[psutil.Process]]]:
    """Scheduler and workers as processes of their own: address, and the processes in this order."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    dask = str(Path(sys.executable).parent / "dask")
    scheduler = [dask, "scheduler", "--no-dashboard", "--host", "127.0.0.1", "--port", str(port)]
    worker = [dask, "worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny"]
    worker += ["--local-directory", str(folder / "dask")]
    with ExitStack() as started, (folder / "dask.log").open("ab") as log:
        processes = []
        for command in (scheduler, *([worker] * n_workers)):
            process = subprocess.Popen(command, stdout=log, stderr=log)
            started.callback(process.wait)
            started.callback(process.terminate)
            processes.append(psutil.Process(process.pid))
        yield address, processes


def processor_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def children_s() -> float:
    """Processor seconds of all commands that have ended."""
    spent = usage.getrusage(usage.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def timed_command(out: Path, paths: list[Path], *words: str) -> tuple[float, float]:
    """Wall and processor seconds of ``analyze`` into a new folder of parts."""
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "ser_desktop", "analyze", *map(str, paths)]
    command += ["--table", "files", "--table-out", f"{out}/", *words]
    before_s, started_s = children_s(), time.perf_counter()
    subprocess.run(command, stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started_s, children_s() - before_s


def local_run(model: str, n_workers: int, sets: tuple[Path, Path], out: Path) -> dict[str, Any]:
    """Seconds on processes of this machine, without those of the start."""
    words = ("--model", model, "--workers", str(n_workers))
    first = sorted(sets[0].iterdir())[:n_workers]
    start_wall_s, start_cpu_s = timed_command(out, first, *words)
    wall_s, cpu_s = timed_command(out, list(sets), *words)
    return _spent(sets, wall_s - start_wall_s, cpu_s - start_cpu_s)


def cluster_run(model: str, n_workers: int, sets: tuple[Path, Path], work: Path) -> dict[str, Any]:
    """Seconds on a cluster, by process, for the short files and for the long ones."""
    with cluster(work, n_workers) as (address, processes):
        words = ("--model", model, "--scheduler", address)
        short = sorted(sets[0].iterdir())
        timed_command(work / "out", short[: 4 * n_workers], *words)  # each worker loads the model
        start_wall_s, _ = timed_command(work / "out", short[:1], *words)
        spent: dict[str, Any] = {"wall_s": 0.0, "core_s": 0.0}
        for name, folder in zip(("short", "long"), sets, strict=True):
            n_files = len(list(folder.iterdir()))
            before = [processor_s(process) for process in processes]
            wall_s, _ = timed_command(work / "out", [folder], *words)
            scheduler_s, *workers_s = (
                processor_s(process) - earlier
                for process, earlier in zip(processes, before, strict=True)
            )
            spent[name] = {
                "worker_s_per_file": sum(workers_s) / n_files,
                "scheduler_s_per_file": scheduler_s / n_files,
            }
            spent["wall_s"] += wall_s - start_wall_s
            spent["core_s"] += sum(workers_s)
    total = _spent(sets, spent.pop("wall_s"), spent.pop("core_s"))
    return {**total, **spent}


def peer_run(model: str, sets: tuple[Path, Path]) -> dict[str, Any]:
    """The naive loop: librosa loads, all windows of a file go to the model at once."""
    import librosa

    network = load_model(model, Path("none"))
    rate_hz = network.info.sample_rate_hz
    window, hop = round(network.info.window_s * rate_hz), round(network.info.hop_s * rate_hz)
    files = [path for folder in sets for path in sorted(folder.iterdir())]

    def loop(paths: list[Path]) -> None:
        for path in paths:
            samples, _ = librosa.load(path, sr=rate_hz)
            samples = np.pad(samples, (0, max(0, window - len(samples))))
            starts = range(0, len(samples) - window + 1, hop)
            network(np.stack([samples[start : start + window] for start in starts]))

    loop(files[:1])
    started_s, before_s = time.perf_counter(), time.process_time()
    loop(files)
    return _spent(sets, time.perf_counter() - started_s, time.process_time() - before_s)


def _spent(sets: tuple[Path, Path], wall_s: float, core_s: float) -> dict[str, Any]:
    n_short, n_long = (len(list(folder.iterdir())) for folder in sets)
    sound_s = n_short * SHORT_S + n_long * LONG_S
    return {
        "files": n_short + n_long,
        "sound_s": round(sound_s, 1),
        "wall_s": round(wall_s, 2),
        "core_s": round(core_s, 2),
        "sound_s_per_wall_s": round(sound_s / wall_s, 1),
        "sound_s_per_core_s": round(sound_s / core_s, 1),
    }


def sizes(model: str, sets: tuple[Path, Path]) -> dict[str, float]:
    """Bytes of a task, and of a result by the length of its file."""
    network = load_model(model, Path("none"))
    short, long = (next(folder.iterdir()) for folder in sets)
    answers = [len(pickle.dumps(Result(infer(path, network)))) for path in (short, long)]
    per_file, per_s = fitted((SHORT_S, answers[0]), (LONG_S, answers[1]))
    task = InferenceTask(short, SentModel("0" * 64), InferenceOptions(parallel_calls=1))
    return {
        "task_bytes": len(pickle.dumps(task)),
        "result_bytes_per_file": round(per_file),
        "result_bytes_per_sound_s": round(per_s, 1),
        "sound_bytes_per_s": RATE_HZ * 2,
        "model_bytes": network.info.path.stat().st_size,
    }


def client_s(model: str, sets: tuple[Path, Path], out: Path) -> tuple[float, float]:
    """Seconds by which the client makes rows of a result and keeps them, short and long."""
    network, table = load_model(model, Path("none")), TABLES["files"]
    settings = InterpretationSettings()
    spent = []
    for folder in (sets[0], *sets):  # the first time libraries are loaded
        scores = infer(next(folder.iterdir()), network)
        shutil.rmtree(out, ignore_errors=True)
        store = TableParts(out, table.columns(network.info.labels), "", N_RESULTS)
        before_s = time.process_time()
        for number in range(N_RESULTS):
            path = f"{number}.wav"
            analysis = interpret(scores, settings)
            store.add(RecordingState.of(analysis.file, path), table.rows(analysis, path))
        store.finish()
        spent.append((time.process_time() - before_s) / N_RESULTS)
        store.close()
    return spent[1], spent[2]
