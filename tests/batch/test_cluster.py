"""A cluster of processes on this computer: every file once, also where a worker is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.dataset as dataset
import pytest
import soundfile

from ser_desktop.batch.cluster_runner import MIN_TASKS, ClusterRunner
from ser_desktop.batch.cluster_worker import ModelPlugin, SentModel
from ser_desktop.batch.runner import in_order
from ser_desktop.batch.task import InferenceTask, file_sha256
from ser_desktop.cli import main
from ser_desktop.emotion.inference_options import InferenceOptions
from ser_desktop.emotion.results import WindowScores
from ser_desktop.errors import AudioFileError, ModelError, SerError, WorkerError
from ser_desktop.paths import resource
from tests.batch.tasks import Die, Square, Unusable
from tests.test_cli import said

distributed = pytest.importorskip("distributed")
N_FILES = 40
PER_PART = 10


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two workers, which are started anew when they die; one death is a task's own fault here."""
    import dask

    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address=None,
            silence_logs=50,
        ) as started,
    ):
        yield started


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Short pieces of the sample, and a file that is none."""
    folder = tmp_path_factory.mktemp("in")
    sample = Path(__file__).parents[1] / "support" / "sounds" / "sample.flac"
    sound, rate_hz = soundfile.read(sample)
    for number in range(N_FILES - 1):
        piece = sound[number : number + rate_hz]  # alike, but not the same file
        soundfile.write(folder / f"{number:03d}.flac", piece, rate_hz)
    (folder / "bad.wav").write_text("no sound")
    return folder


def words(cluster: Any, recordings: Path, out: Path, table: str = "files") -> list[str]:
    """A command line of analyze on the cluster."""
    return [
        *("analyze", str(recordings), "--model", "ser-small", "--table", table),
        *("--table-out", f"{out}/", "--files-per-part", str(PER_PART)),
        *("--scheduler", cluster.scheduler_address),
    ]


def files_of(out: Path) -> Counter[str]:
    """How often each file is there."""
    table = dataset.dataset(out, format="parquet").to_table(columns=["file"])
    return Counter(Path(file).name for file in table["file"].to_pylist())


def wait_for_part(out: Path) -> None:
    """Wait until some results are on disk."""
    while not list(out.glob("part-*.parquet")):
        time.sleep(0.005)


def kill_one_worker(cluster: Any, out: Path, killed: list[int]) -> None:
    """Kill a worker's process as soon as some results are on disk."""
    wait_for_part(out)
    pid = next(iter(cluster.workers.values())).pid
    os.kill(pid, signal.SIGKILL)
    killed.append(pid)


def test_the_cluster_gives_the_results_of_one_process(
    cluster: Any, recordings: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    few = [str(recordings / name) for name in ("000.flac", "bad.wav", "001.flac", "gone.wav")]
    (recordings / "gone.wav").symlink_to(tmp_path / "nowhere")
    common = ["analyze", *few, "--model", "ser-small", "--format", "jsonl"]
    codes = {main(common), main([*common, "--scheduler", cluster.scheduler_address])}
    (recordings / "gone.wav").unlink()
    assert codes == {1}
    lines = capfd.readouterr().out.splitlines()
    assert len(lines) == 8
    assert lines[:4] == lines[4:]


def test_a_bounded_number_of_tasks_is_on_its_way(cluster: Any) -> None:
    started: list[int] = []
    run = ClusterRunner(cluster.scheduler_address).run(
        (Square(2) for _ in range(100)), started=started.append
    )
    for n_results, _ in enumerate(run, 1):
        assert len(started) <= n_results + MIN_TASKS + 1
    assert started == list(range(100))


def test_the_model_reaches_each_worker_once_and_is_checked(
    cluster: Any, sample: Path, tmp_path: Path
) -> None:
    content = resource("models", "ser-small.onnx").read_bytes()
    sha256 = file_sha256(resource("models", "ser-small.onnx"))
    address = cluster.scheduler_address
    hear = [InferenceTask(sample, SentModel(sha256), InferenceOptions(parallel_calls=1))]
    (heard,) = ClusterRunner(address, ModelPlugin(content, sha256)).run(hear)
    assert isinstance(heard[1], WindowScores)
    with distributed.Client(address, set_as_default=False) as client:
        before = client.run(sent_files)
        list(ClusterRunner(address, ModelPlugin(content, sha256)).run(hear))
        assert client.run(sent_files) == before
        assert {name for names in before.values() for name, _ in names} == {
            f"ser-desktop-{sha256}.onnx"
        }
        client.run(spoil, f"ser-desktop-{'0' * 64}.onnx")
    with pytest.raises(ModelError) as changed:
        list(
            ClusterRunner(address).run(
                [InferenceTask(sample, SentModel("0" * 64), hear[0].options)]
            )
        )
    assert changed.value.message_id in ("batch.model_changed", "model.not_onnx")
    with pytest.raises(SerError):
        list(ClusterRunner(address, ModelPlugin(b"half of it", "1" * 64)).run(hear))


def sent_files(dask_worker: Any) -> list[tuple[str, int]]:
    """Name and time of the models on a worker's disk."""
    folder = Path(dask_worker.local_directory)
    return sorted((path.name, path.stat().st_mtime_ns) for path in folder.glob("*.onnx"))


def spoil(name: str, dask_worker: Any) -> None:
    """Put another model in the place of one."""
    model = resource("models", "ser-small.onnx").read_bytes()
    (Path(dask_worker.local_directory) / name).write_bytes(model)


def test_a_path_that_workers_do_not_see_is_reported_at_once(cluster: Any, tmp_path: Path) -> None:
    class Hidden(type(tmp_path)):  # type: ignore[misc]
        def exists(self, **_: Any) -> bool:
            return True

    runner = ClusterRunner(cluster.scheduler_address, shared=Hidden(tmp_path / "only here.wav"))
    with pytest.raises(WorkerError) as refused:
        list(runner.run([Square(1)]))
    assert refused.value.message_id == "cluster.not_shared"


@pytest.mark.parametrize(
    ("address", "id"),
    [("nowhere:8786", "cluster.bad_address"), ("tcp://127.0.0.1:1", "cluster.no_scheduler")],
)
def test_an_invalid_scheduler_gives_one_message(
    address: str,
    id: str,
    sample: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ser_desktop.batch.cluster_runner.CONNECT_S", 0.5)
    assert main(["analyze", str(sample), "--model", "ser-small", "--scheduler", address]) == 2
    (sentence,) = capfd.readouterr().err.splitlines()
    assert address in sentence, id


def test_without_distributed_the_command_says_how_to_install_it(
    sample: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main(["analyze", str(sample), "--scheduler", "tcp://127.0.0.1:1"]) == 2
    assert said("cluster.no_distributed") in capfd.readouterr().err


def test_a_killed_run_continues_without_repeating_work(
    cluster: Any, recordings: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    command = words(cluster, recordings, out, "segments")
    process = subprocess.Popen([sys.executable, "-m", "ser_desktop", *command])
    wait_for_part(out)
    process.kill()
    process.wait(timeout=20)
    n_parts = len(list(out.glob("part-*.parquet")))
    journals = [  # one whose part is in its place would only have been deleted next
        path.read_bytes()
        for path in out.glob("_part-*.journal")
        if not path.with_name(f"{path.stem.removeprefix('_')}.parquet").exists()
    ]
    n_done = PER_PART * n_parts + sum(max(0, content.count(b"\n") - 1) for content in journals)
    assert PER_PART <= n_done < N_FILES
    assert main(command) == 1
    assert said("analyze.resumed", n=n_done, total=N_FILES, path=out) in capfd.readouterr().err
    assert set(files_of(out)) == {path.name for path in recordings.glob("*.flac")}
    assert len(set(files_of(out).values())) == 1, "all pieces are alike"


def test_every_file_is_written_once_although_a_worker_is_killed(
    cluster: Any, recordings: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    killed: list[int] = []
    killer = threading.Thread(target=kill_one_worker, args=(cluster, out, killed), daemon=True)
    killer.start()
    assert main(words(cluster, recordings, out)) == 1
    assert killed, "the run was over before a worker could be killed"
    assert files_of(out) == Counter(path.name for path in recordings.iterdir())
    assert {path.name for path in out.iterdir()} == {f"part-{n:06d}.parquet" for n in range(4)}
    said_last = capfd.readouterr().err.splitlines()[-2:]
    failures = said("analyze.failures", n=1, total=N_FILES)
    assert said_last[0] == f"ser-desktop: {failures}"
    assert "bad.wav" in said_last[1]


def test_bad_files_and_killed_workers_do_not_stop_the_others(cluster: Any, tmp_path: Path) -> None:
    always = tmp_path / "always"
    tasks = [*(Square(n) for n in range(5)), Die(always, 99), Square(6)]
    results = list(in_order(ClusterRunner(cluster.scheduler_address).run(tasks)))
    assert [result for result in results if isinstance(result, int)] == [0, 1, 4, 16, 36]
    bad, died = results[3], results[5]
    assert isinstance(bad, AudioFileError)
    assert (bad.kind, str(bad)) == ("empty", "bad")
    assert isinstance(died, AudioFileError)
    assert (died.kind, died.message_id) == ("internal", "cluster.workers_died")
    assert always.read_text().count("begun") == 2
    with pytest.raises(ModelError, match="no model"):
        list(ClusterRunner(cluster.scheduler_address).run([Unusable(), Square(1)]))
