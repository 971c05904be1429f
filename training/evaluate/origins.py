"""The origin of an evaluated model, from the record beside its file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from training.data.splits import (
    Split,
)
from training.train.model_file import graph_digest
from training.train.run_record import clips_record, file_digest


def check_trained_on(path: Path, split: Split) -> None:
    """Refuse a model that was trained on other clips than a split says.

    Its training clips might contain test clips otherwise.

    Args:
        path: path of the model, with its record beside it.
        split: the split that the model has to be trained on.

    Raises:
        ValueError: the record beside the model lists other clips, or none.
    """
    if record_of(path).get("clips") != clips_record(split):
        raise ValueError(
            f"{path} was not trained on the clips of {split.name}. Train and export it again."
        )


def cost(path: Path) -> dict[str, float]:
    """Read parameters, training time and size of a model.

    Returns:
        ``parameters``, ``train_s`` (seconds) and ``model_mb`` (megabytes).
    """
    record = record_of(path)
    return {
        "parameters": record["parameters"],
        "train_s": record["train_s"],
        "model_mb": round(path.stat().st_size / 1e6, 2),
    }


def origin(path: Path) -> dict[str, Any]:
    """Describe which model this is and which runs and code it comes from."""
    left_out = ("parameters", "train_s", "history")
    kept = {k: v for k, v in record_of(path).items() if k not in left_out}
    return {"model_sha256": file_digest(path), "graph_sha256": graph_digest(path), **kept}


def record_of(path: Path) -> dict[str, Any]:
    """Read the record that the export wrote beside a model; empty if there is none."""
    beside = path.with_suffix(".json")
    record: dict[str, Any] = json.loads(beside.read_text("utf-8")) if beside.exists() else {}
    return record
