"""Many made files through a local cluster whose worker is killed: every file has to be there once.

``python -m benchmarks.many_files_on_a_cluster --files 10000``. Counts files in the result, in which
some are bad on purpose, and ends with 1 where one is missing or there twice.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import soundfile

from ser_desktop.paths import resource

PIECE_S = 1.0
BAD_EVERY = 100
PARTS = 20


def make_files(folder: Path, n_files: int) -> set[str]:
    """Pieces of the sample, each from another moment; every hundredth is no sound file."""
    sound, rate_hz = soundfile.read(resource("samples", "sample.flac"), dtype="int16")
    n_frames = round(PIECE_S * rate_hz)
    names = set()
    for number in range(n_files):
        name = f"{number:06d}.wav"
        names.add(name)
        if number % BAD_EVERY == BAD_EVERY - 1:
            (folder / name).write_text("no sound")
            continue
        start = number * 37 % (len(sound) - n_frames)
        soundfile.write(folder / name, sound[start : start + n_frames], rate_hz)
    return names


def kill_a_worker(cluster: Any, out: Path, killed: list[int]) -> None:
    """Kill the process of one worker when a part of the result is on disk."""
    while not list(out.glob("part-*.parquet")):
        time.sleep(0.1)
    pid = next(iter(cluster.workers.values())).pid
    os.kill(pid, signal.SIGKILL)
    killed.append(pid)


def counted(out: Path) -> Counter[str]:
    """How often each file is in the result."""
    import pyarrow.dataset as dataset

    table = dataset.dataset(out, format="parquet").to_table(columns=["file"])
    return Counter(Path(file).name for file in table["file"].to_pylist())


def run(n_files: int, n_workers: int) -> dict[str, Any]:
    """Do it. Returns what was counted."""
    from distributed import LocalCluster

    with (
        tempfile.TemporaryDirectory() as name,
        LocalCluster(
            n_workers=n_workers,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address=None,
            silence_logs=50,
        ) as cluster,
    ):
        recordings, out = Path(name) / "in", Path(name) / "out"
        recordings.mkdir()
        names = make_files(recordings, n_files)
        killed: list[int] = []
        threading.Thread(target=kill_a_worker, args=(cluster, out, killed), daemon=True).start()
        command = [
            *(sys.executable, "-m", "ser_desktop", "analyze", str(recordings)),
            *("--model", "ser-small", "--table", "files", "--table-out", f"{out}/"),
            *(
                "--files-per-part",
                str(max(1, n_files // PARTS)),
                "--scheduler",
                cluster.scheduler_address,
            ),
        ]
        started_s = time.perf_counter()
        done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
        elapsed_s = time.perf_counter() - started_s
        found = counted(out)
        return {
            "files": n_files,
            "bad_files_among_them": n_files // BAD_EVERY,
            "workers": n_workers,
            "workers_killed": len(killed),
            "exit_code": done.returncode,
            "files_there_once": sum(found[name] == 1 for name in names),
            "files_missing": sum(found[name] == 0 for name in names),
            "files_there_twice": sum(found[name] > 1 for name in names),
            "files_not_asked_for": len(set(found) - names),
            "seconds": round(elapsed_s, 1),
        }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    counts = run(options.files, options.workers)
    sys.stdout.write(json.dumps(counts, indent=2) + "\n")
    wrong = counts["files_there_once"] != counts["files"] or not counts["workers_killed"]
    return 1 if wrong or counts["files_not_asked_for"] else 0


if __name__ == "__main__":
    sys.exit(main())
