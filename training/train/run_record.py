"""The record of a run: recipe, clips and seed, and the code of each time it ran.

A folder belongs to one configuration: continuing with another recipe, seed or split would leave
weights that the record does not describe.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from training.data.manifest import Clip
from training.data.splits import Split
from training.places import ROOT
from training.train.distributed import n_processes

CONFIG = "config.json"
FINISHED = "best.pt"
"""Weights that exist only once a run has finished."""
PROBE = "probe.pt"
"""Weights before tuning: the untuned encoder and its linear head."""


def run_configuration(
    recipe: Any, split: Split, seed: int, start: Path | None = None
) -> dict[str, Any]:
    """Describe everything that the result of a run depends on.

    Args:
        recipe: any dataclass.
        split: clips of each side.
        seed: seed of all random numbers.
        start: weights that the run begins with.

    Returns:
        The configuration as JSON reads it back.
    """
    configuration = {
        "recipe": dataclasses.asdict(recipe),
        "split": split.name,
        "seed": seed,
        "clips": clips_record(split),
        "start_sha256": file_digest(start) if start else None,
    }
    read_back: dict[str, Any] = json.loads(json.dumps(configuration))
    return read_back


def clips_record(split: Split) -> dict[str, dict[str, Any]]:
    """Count the clips of each side of a split, with a digest of them."""
    sides = {"train": split.train, "validation": split.validation, "test": split.test}
    return {side: {"n": len(clips), "sha256": _digest_of(clips)} for side, clips in sides.items()}


def process_description(threads: int) -> dict[str, Any]:
    """Describe code, libraries and arithmetic of this process."""
    return {
        "commit": _commit(),
        "sources_sha256": sources_digest(),
        "torch": torch.__version__,
        "bfloat16": has_bfloat16(),
        "threads": threads,
        "processes": n_processes(),
    }


def begin(folder: Path, configuration: dict[str, Any], parameters: int, threads: int) -> None:
    """Write the record of a run, or add that the run continues.

    The record of a finished run stays as it is.

    Args:
        folder: folder of the run.
        configuration: as :func:`run_configuration` describes it.
        parameters: number of parameters of the network.
        threads: threads of torch.

    Raises:
        ValueError: the folder holds a run of another configuration.
    """
    path = folder / CONFIG
    record = {**configuration, "parameters": parameters, "sessions": []}
    if path.exists():
        record = json.loads(path.read_text("utf-8"))
        differing = [key for key in configuration if record.get(key) != configuration[key]]
        if differing:
            raise ValueError(
                f"{folder} holds a run with another {', '.join(differing)}. Remove it, or name "
                "another place with --runs."
            )
        if (folder / FINISHED).exists():
            return
    session = process_description(threads)
    if not record["sessions"] or record["sessions"][-1] != session:
        record["sessions"].append(session)
    part = path.with_suffix(".part")
    part.write_text(json.dumps(record, indent=2), encoding="utf-8")
    part.replace(path)


def check_shared(folder: Path, configuration: dict[str, Any]) -> None:
    """Check that this process sees the record which the first process wrote.

    Args:
        folder: folder of the run.
        configuration: as :func:`run_configuration` describes it.

    Raises:
        ValueError: it does not, so the machines do not share a folder.
    """
    path = folder / CONFIG
    record = json.loads(path.read_text("utf-8")) if path.exists() else {}
    if any(record.get(key) != value for key, value in configuration.items()):
        raise ValueError(
            f"{folder} is not the folder of the first process. All machines need one runs folder, "
            "corpora and cache in common, by a network file system."
        )


def has_bfloat16() -> bool:
    """Tell whether this processor computes in bfloat16, which halves the time of a run."""
    return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())


def sources_digest() -> str:
    """SHA-256 over the Python files that training and the application are made of."""
    digest = hashlib.sha256()
    for package in (ROOT, ROOT.parent / "ser_desktop"):
        for path in sorted(package.rglob("*.py")):
            digest.update(path.relative_to(ROOT.parent).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def file_digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _digest_of(clips: Sequence[Clip]) -> str:
    return hashlib.sha256("".join(sorted(clip.sha256 for clip in clips)).encode()).hexdigest()


def _commit() -> str:
    """The commit, marked where code or recipes differ; results written since do not count."""
    commit = _git("rev-parse", "HEAD")
    changed = _git("status", "--porcelain", "--", "*.py", "*.toml") if commit else ""
    return f"{commit}-dirty" if changed else commit


def _git(*arguments: str) -> str:
    project = str(ROOT.parent)
    done = subprocess.run(
        ["git", "-C", project, *arguments], capture_output=True, text=True, check=False
    )
    return done.stdout.strip()
