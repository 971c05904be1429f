"""Models of other Python packages, by entry points of the group ``ser_desktop.models``.

An entry point names a manifest inside the package, ``my_models:models.json``. Manifests are read
without importing the package (the way napari's npe2 does it); a model is loaded when it is used.
``docs/example_model`` is such a package.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ser_desktop.emotion.answer_check import check_answer
from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.emotion.model import EmotionModel
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.emotion.model_metadata import info_from_metadata, read_model_info
from ser_desktop.errors import ModelError
from ser_desktop.texts.error_reasons import quoted, reason_of
from ser_desktop.texts.messages import Message

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "ser_desktop.models"
MANIFEST_SCHEMA = 1


@dataclass(frozen=True)
class ModelEntry:
    """A listed model: its metadata, and a function that loads it.

    Raises (``load``):
        ModelError: it cannot be used.
    """

    info: ModelInfo
    load: Callable[[], EmotionClassifier]
    is_file: bool = True
    """Whether the model is an ONNX file at ``info.path`` and not code of another package."""


def installed_models() -> tuple[list[ModelEntry], list[str]]:
    """Return the models of other packages, and a message for each unusable one."""
    from importlib.metadata import entry_points  # slow to import, and needed for lists only

    entries: list[ModelEntry] = []
    problems: list[str] = []
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        try:
            entries += _entries_of(_manifest(point))
        except (ModelError, OSError, ValueError, KeyError, TypeError, ImportError) as error:
            reason = reason_of(error)
            problems.append(str(Message("model.package", package=point.name, reason=reason)))
    return entries, problems


def _manifest(point: EntryPoint) -> Path:
    """Return the path of the manifest, without running code of the package."""
    from importlib.util import find_spec

    package, _, name = point.value.partition(":")
    top, *inner = package.strip().split(".")
    spec = find_spec(top)
    if spec is None or not spec.submodule_search_locations or not name:
        raise ValueError(f"{point.value} names no file in a package")
    return Path(spec.submodule_search_locations[0]).joinpath(*inner, name.strip())


def _entries_of(manifest: Path) -> Iterator[ModelEntry]:
    content = json.loads(manifest.read_text(encoding="utf-8"))
    if content["schema"] != MANIFEST_SCHEMA:
        raise ValueError(f"{manifest.name} has schema {content['schema']}")
    for item in content["models"]:
        if "onnx" in item:
            path = manifest.parent / item["onnx"]
            yield ModelEntry(read_model_info(path), lambda path=path: EmotionModel(path))  # type: ignore[misc]
        else:
            info = info_from_metadata(manifest, _as_texts(item["metadata"]))
            # two entries of a manifest differ
            info = replace(info, path=manifest.with_name(info.name))
            target = str(item["classifier"])
            yield ModelEntry(info, lambda i=info, t=target: _load_classifier(i, t), False)  # type: ignore[misc]


def _as_texts(metadata: dict[str, Any]) -> dict[str, str]:
    """Convert metadata to the texts of an ONNX file, with lists and tables as JSON."""
    return {
        key: value if isinstance(value, str) else json.dumps(value)
        for key, value in metadata.items()
    }


def _load_classifier(info: ModelInfo, target: str) -> EmotionClassifier:
    """Import ``module:name``, call it with the metadata, and try the model on silence."""
    module, _, name = target.partition(":")
    try:
        classifier: EmotionClassifier = getattr(importlib.import_module(module), name)(info)
        answer = classifier(np.zeros((2, info.window_samples), dtype=np.float32))
    except Exception as error:  # code of another package may raise anything
        reason = quoted(f"{type(error).__name__}: {error}")
        raise ModelError(Message("model.cannot_run", file=info.name, reason=reason)) from error
    check_answer(info, answer)
    return classifier
