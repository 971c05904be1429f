"""The head of a model card, as hubs of models read it: YAML between two rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from ser_desktop.emotion.model_info import ModelInfo

_DATASETS = {
    "luna5": ("RAVDESS speech, five folds by actor", "ravdess"),
    "emodb4": ("EmoDB, choice among four emotions", "emodb"),
}
"""Protocols whose figures stand in the head: name of the data and its key."""
_METRICS = {
    "accuracy": ("accuracy", "Accuracy"),
    "uar": ("recall", "Unweighted average recall"),
    "macro_f1": ("f1", "Macro F1"),
}


def hub_metadata(
    info: ModelInfo, figures: Mapping[str, Mapping[str, Any]], *, is_accurate: bool
) -> str:
    """Write the head of a card.

    Args:
        info: the model.
        figures: figures of the model under each protocol; those of ``_DATASETS`` are shown.
        is_accurate: whether it is the model that began with an encoder of Whisper.

    Returns:
        YAML between lines of three hyphens, with a newline at its end.
    """
    head: dict[str, Any] = {
        "license": "cc-by-nc-sa-4.0",
        "library_name": "onnx",
        "pipeline_tag": "audio-classification",
        "language": ["en"],
        "datasets": ["ravdess", "crema-d"] if is_accurate else ["ravdess"],
        "metrics": [kind for kind, _ in _METRICS.values()],
        "tags": ["speech-emotion-recognition", "onnx", *info.labels],
    }
    if is_accurate:
        head["base_model"] = "openai/whisper-base"
    head["model-index"] = [
        {
            "name": info.name,
            "results": [
                _result(protocol, shown)
                for protocol, shown in figures.items()
                if protocol in _DATASETS
            ],
        }
    ]
    body = yaml.safe_dump(head, sort_keys=False, allow_unicode=True, width=100)
    return f"---\n{body}---\n"


def _result(protocol: str, figures: Mapping[str, Any]) -> dict[str, Any]:
    name, key = _DATASETS[protocol]
    return {
        "task": {"type": "audio-classification", "name": "Speech emotion recognition"},
        "dataset": {"name": name, "type": key},
        "metrics": [
            {"type": kind, "name": title, "value": round(100 * figures[figure], 1)}
            for figure, (kind, title) in _METRICS.items()
        ],
    }
