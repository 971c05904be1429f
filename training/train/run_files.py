"""Files of a run, each written under another name and then renamed: none is ever partial."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import torch


def save_weights(content: Any, path: Path) -> None:
    """Save tensors, or a dictionary of them, with :func:`torch.save`."""
    part = path.with_suffix(".part")
    torch.save(content, part)
    part.replace(path)


def write_log(history: list[dict[str, float]], path: Path) -> None:
    """Write one row for each epoch."""
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(history[0]))
        writer.writeheader()
        writer.writerows(history)
    part.replace(path)
