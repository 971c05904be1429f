"""A project of 5,000 recordings: ``python -m benchmarks.project``.

Writes ``benchmarks/project.json``: how long it takes to open, how long a change takes until it is
on disk, and how much memory both need. Every recording has kept scores of ten minutes and twenty
annotations.
"""

from __future__ import annotations

import resource
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.rows import Row, keep, row
from ser_desktop.emotion.analysis import analyze
from ser_desktop.emotion.catalogue import load_model
from ser_desktop.emotion.interpretation import scores_of
from ser_desktop.paths import resource as shipped
from ser_desktop.project import changes
from ser_desktop.project.analyses import KeptAnalyses
from ser_desktop.project.items import Annotation, Recording, new_id
from ser_desktop.project.store import ProjectStore

N_RECORDINGS, N_ANNOTATIONS, N_WINDOWS, N_CHANGES = 5000, 20, 600, 200
OPEN_LIMIT_S, CHANGE_LIMIT_S, MEMORY_LIMIT_MB = 2.0, 0.2, 600.0


def fill(path: Path) -> None:
    """Make the project."""
    found = scores_of(analyze(shipped("samples", "sample.flac"), load_model("", Path("none"))))
    track = found.tracks[0]
    windows = (track.windows * (N_WINDOWS // len(track.windows) + 1))[:N_WINDOWS]
    long = replace(found, tracks=(replace(track, windows=windows),))
    with ProjectStore.create(path) as store:
        kept = KeptAnalyses(store)
        kept.keep(long)
        ((windows_key, model, blob),) = store.execute("SELECT windows, model, scores FROM analyses")
        with store.transaction():
            for n in range(N_RECORDINGS):
                recording = Recording(
                    new_id(), path.parent / f"{n}.wav", n, f"{n:064x}", 10, 10, 600.0, note="a note"
                )
                store.put(recording, *(_annotation(recording, at) for at in range(N_ANNOTATIONS)))
                store.execute(
                    "INSERT INTO analyses (sha256, model, windows, label, confidence, created, "
                    "scores) VALUES (?, ?, ?, 'sad', 0.5, '', ?)",
                    (recording.sha256, model, windows_key, blob),
                )


def _annotation(recording: Recording, at_s: float) -> Annotation:
    return Annotation(new_id(), recording.id, at_s, at_s + 1, {"sad": 0.7, "calm": 0.3}, rater="a")


@dataclass(frozen=True)
class Measured:
    """Times in seconds, the size of the file, and the peak memory of this process."""

    open_s: float
    whole_s: float
    """With all annotations."""
    change_s: float
    """99th percentile."""
    n_annotations: int
    size_mb: float
    memory_mb: float


def measured(path: Path) -> Measured:
    """Open a project and change it."""
    start = time.perf_counter()
    with ProjectStore.open(path) as store:
        recordings = store.recordings()
        answers = KeptAnalyses(store).answers()
        open_s = time.perf_counter() - start
        annotations = store.annotations()
        whole_s = time.perf_counter() - start
        assert (len(recordings), len(annotations)) == (N_RECORDINGS, N_RECORDINGS * N_ANNOTATIONS)
        assert len(answers) == N_RECORDINGS + 1
        taken_s = []
        for n in range(N_CHANGES):
            change = changes.add_annotations([_annotation(recordings[n], 30)])
            start = time.perf_counter()
            change.apply(store)
            taken_s.append(time.perf_counter() - start)
        size_mb = path.stat().st_size / 1e6
    memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    change_s = float(np.quantile(taken_s, 0.99))
    return Measured(open_s, whole_s, change_s, len(annotations), size_mb, memory_mb)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "many.serproj"
        fill(path)
        values = measured(path)
    project = f"project of {N_RECORDINGS} recordings"
    rows = [
        _limited(f"{project} with results: opened", values.open_s, "s", OPEN_LIMIT_S),
        _limited(
            f"{project}: opened with {values.n_annotations} annotations",
            *(values.whole_s, "s", OPEN_LIMIT_S),
        ),
        _limited(
            f"project: change written to disk, 99th percentile of {N_CHANGES}",
            *(values.change_s, "s", CHANGE_LIMIT_S),
        ),
        _limited(f"{project}: peak memory", values.memory_mb, "MB", MEMORY_LIMIT_MB),
        row(f"{project}: file size", values.size_mb, "MB", "", None),
    ]
    keep(rows, Path(__file__).with_suffix(".json"))


def _limited(name: str, value: float, unit: str, limit: float) -> Row:
    return row(name, value, unit, f"limit of {limit} {unit}", value / limit)


if __name__ == "__main__":
    main()
