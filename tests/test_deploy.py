"""The files by which a cluster is set up: by their linters, and their commands as they stand."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow.dataset as dataset
import pytest

from ser_desktop.cli import main

yaml = pytest.importorskip("yaml")
ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
COMPOSE, KUBERNETES = DEPLOY / "compose.yaml", DEPLOY / "kubernetes.yaml"


def check(*words: object) -> None:
    """Run a linter of this environment."""
    program, *arguments = map(str, words)
    path = shutil.which(program, path=str(Path(sys.executable).parent)) or shutil.which(program)
    if path is None:
        pytest.skip(f"{program} is not installed")
    done = subprocess.run([path, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_yaml_is_well_formed() -> None:
    check("yamllint", "--strict", "--config-file", DEPLOY / ".yamllint.yaml", DEPLOY)


def test_the_compose_file_fits_its_schema() -> None:
    check("check-jsonschema", "--builtin-schema", "vendor.compose-spec", COMPOSE)


def test_compose_itself_reads_it() -> None:
    check("docker-compose", "--file", COMPOSE, "config", "--quiet")


def test_the_manifests_fit_the_schemas_of_kubernetes() -> None:
    check("kubernetes-validate", "--strict", KUBERNETES)


def commands_of_kubernetes() -> dict[str, list[str]]:
    """The command of each container."""
    found = {}
    for item in yaml.safe_load_all(KUBERNETES.read_text("utf-8")):
        if item["kind"] in ("Deployment", "Job"):
            for container in item["spec"]["template"]["spec"]["containers"]:
                found[container["name"]] = container["command"]
    return found


def commands_of_compose() -> dict[str, list[str]]:
    """The command of each service."""
    services = yaml.safe_load(COMPOSE.read_text("utf-8"))["services"]
    return {name: service["command"] for name, service in services.items()}


@contextmanager
def running(command: list[str], folder: Path) -> Iterator[None]:
    """A command that is ended with the block."""
    program = str(Path(sys.executable).parent / command[0])
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen([program, *command[1:]], stdout=log, stderr=log, cwd=folder)
        try:
            yield
        finally:
            process.terminate()
            process.wait(timeout=20)


@pytest.mark.parametrize("commands_of", [commands_of_compose, commands_of_kubernetes])
def test_the_commands_work_as_they_stand(
    commands_of: Any, sample: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    recordings = tmp_path / "recordings"
    recordings.mkdir()
    shutil.copy(sample, recordings / "a.flac")
    here = {
        "tcp://scheduler:8786": f"tcp://127.0.0.1:{port}",
        "/recordings": str(recordings),
        "/results": str(tmp_path / "results"),
        "/scratch": str(tmp_path / "scratch"),
        "/tmp/dask": str(tmp_path / "scratch"),
    }
    commands = commands_of()
    for name, words in commands.items():
        for place, other in here.items():
            words = [word.replace(place, other) for word in words]
        commands[name] = words
    scheduler = [*commands["scheduler"], "--host", "127.0.0.1", "--port", str(port)]
    with running(scheduler, tmp_path), running(commands["worker"], tmp_path):
        assert main([*commands["analyze"][1:], "--model", "ser-small"]) == 0
    table = dataset.dataset(tmp_path / "results" / "files", format="parquet").to_table()
    assert table["file"].to_pylist() == [str(recordings / "a.flac")]
