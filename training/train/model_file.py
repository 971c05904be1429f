"""The last step of every export: write the metadata, check the file and move it into place."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import onnx

from ser_desktop.emotion.model import SCHEMA, EmotionModel

OPSET = 17
HOP_S = 1.0
LICENCE = "CC BY-NC-SA 4.0 (learned from RAVDESS): non-commercial use"


@dataclasses.dataclass(frozen=True)
class Card:
    """Metadata of a model file."""

    name: str
    version: str
    labels: Sequence[str]
    sample_rate_hz: int
    window_s: float
    front_end: str
    uncertain_below: float
    trained_on: str
    metrics: dict[str, Any]
    recipe: Any
    """The recipe, a dataclass."""
    licence: str = LICENCE
    doubt: dict[str, float] = dataclasses.field(default_factory=dict)
    """Further thresholds for the metadata, by key: for sets of emotions and for unlike voices."""
    languages: Sequence[str] = ("en",)
    """Languages of the training data, BCP 47."""


def finish(part: Path, card: Card, target: Path) -> None:
    """Give an exported graph its metadata, move it into place and load it as the application does.

    Args:
        part: the exported graph; it is renamed to ``target``.
        card: the metadata.
        target: the model file.

    Raises:
        ModelError: the application refuses it.
    """
    metadata = {
        "schema": SCHEMA,
        "name": card.name,
        "version": card.version,
        "labels": json.dumps(list(card.labels)),
        "sample_rate": card.sample_rate_hz,
        "window_s": card.window_s,
        "hop_s": HOP_S,
        "front_end": card.front_end,
        "uncertain_below": round(card.uncertain_below, 3),
        "licence": card.licence,
        "trained_on": card.trained_on,
        "metrics": json.dumps(card.metrics),
        "recipe": json.dumps(dataclasses.asdict(card.recipe)),
        **card.doubt,
        "languages": json.dumps(card.languages),
    }
    graph = onnx.load(str(part))
    onnx.helper.set_model_props(graph, {key: str(value) for key, value in metadata.items()})
    _drop_unused_opsets(graph)
    onnx.checker.check_model(graph)
    onnx.save(graph, str(part))
    part.replace(target)
    EmotionModel(target)


def _drop_unused_opsets(graph: onnx.ModelProto) -> None:
    """Drop operator domains without a node: quantising declares all those of the runtime."""
    used = {node.domain for node in graph.graph.node} | {""}
    kept = [opset for opset in graph.opset_import if opset.domain in used]
    del graph.opset_import[:]
    graph.opset_import.extend(kept)


def graph_digest(path: Path) -> str:
    """Compute the SHA-256 of a model without its metadata."""
    graph = onnx.load(str(path))
    del graph.metadata_props[:]
    return hashlib.sha256(graph.SerializeToString(deterministic=True)).hexdigest()


def copy_with_metrics(source: Path, metrics: dict[str, Any], target: Path, role: str = "") -> None:
    """Copy a finished model and replace the figures in its metadata.

    Args:
        source: the model.
        metrics: figures of the system, from the summary.
        target: the copy; it may be the same path.
        role: what the model is for (``ser_desktop.emotion.model_info.ROLES``); "" says nothing.

    Raises:
        ModelError: the application refuses it.
    """
    graph = onnx.load(str(source))
    metadata = {item.key: item.value for item in graph.metadata_props}
    replaced = {"metrics": json.dumps(metrics), **({"role": role} if role else {})}
    onnx.helper.set_model_props(graph, {**metadata, **replaced})
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    onnx.save(graph, str(part))
    part.replace(target)
    EmotionModel(target)
