"""Reads and checks the metadata of a model file without making a session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from ser_desktop.emotion.descriptors.front_end import FrontEnd
from ser_desktop.emotion.descriptors.registry import find_front_end
from ser_desktop.emotion.labels import EMOTIONS, is_label_set
from ser_desktop.emotion.metadata_defaults import languages_of_older_files
from ser_desktop.emotion.metadata_values import (
    json_list,
    json_object,
    language_list,
    positive,
    runtime_options,
    share,
)
from ser_desktop.emotion.model_info import ROLES, CalibratedDoubt, ModelInfo
from ser_desktop.emotion.onnx_header import OnnxHeader, read_header
from ser_desktop.emotion.runtime import choose_runtime
from ser_desktop.errors import ModelError
from ser_desktop.texts.error_reasons import reason_of
from ser_desktop.texts.messages import Message

SCHEMA = 1
WAVEFORM, FEATURES = "waveform", "features"
MIN_OPSET = 17
ALLOWED_DOMAINS = ("", "ai.onnx", "com.microsoft")
"""``com.microsoft`` contains the operators of quantised graphs and is part of onnxruntime."""
_FORBIDDEN_OPERATORS = {"EPContext"}
"""Operators that read other files: https://onnxruntime.ai/docs/execution-providers/EP-Context-Design.html."""
_PICKLE_STARTS = (b"PK\x03\x04", b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")
"""A PyTorch file is a zip of pickles, older ones a pickle. Loading one runs what is in it."""
Metadata = dict[str, str]


def read_model_info(path: Path) -> ModelInfo:
    """Read the metadata of a model file; quick also for 100 MB.

    Raises:
        ModelError: the file is missing, damaged, or breaks the contract.
    """
    return describe_model(path)[0]


def describe_model(path: Path) -> tuple[ModelInfo, OnnxHeader]:
    """Read metadata and header, and check everything that needs no session.

    Raises:
        ModelError: as :func:`read_model_info`.
    """
    header = _header(path)
    info = info_from_metadata(path, header.metadata)
    _check_operators(path, header)
    _check_inputs(path, info, header)
    if "probabilities" not in header.outputs:
        raise ModelError(Message("model.no_probabilities", file=path.name))
    return _with_graph_facts(info, header), header


def info_from_metadata(path: Path, metadata: Metadata) -> ModelInfo:
    """Check the contract's metadata, of an ONNX file or of another package's manifest.

    Args:
        path: the file, for messages.
        metadata: texts by key.

    Raises:
        ModelError: a key is missing or out of range.
    """
    field = partial(_field, path, metadata)
    _check_schema(path, field("schema", int))
    info = ModelInfo(
        name=field("name", str),
        version=field("version", str),
        labels=_labels(path, field("labels", json_list)),
        sample_rate_hz=field("sample_rate", int),
        window_s=field("window_s", float),
        hop_s=field("hop_s", float),
        front_end=field("front_end", str),
        uncertain_below=field("uncertain_below", float),
        licence=field("licence", str),
        trained_on=field("trained_on", str),
        metrics=field("metrics", json_object),
        recipe=field("recipe", json_object),
        path=path,
        embedding_size=field("embedding_size", int, "0"),
        languages=field("languages", language_list, languages_of_older_files(metadata)),
        doubt=_doubt(field) if "set_above" in metadata else None,
        role=_role(metadata),
        runtime=field("runtime", runtime_options, "{}"),
    )
    _check_ranges(path, info)
    return info


def _field(
    path: Path,
    metadata: Metadata,
    key: str,
    parse: Callable[[str], Any],
    default: str | None = None,
) -> Any:
    """Return a parsed value; raise a ModelError that names the file and the key."""
    text = metadata.get(key, default)
    if text is None:
        raise ModelError(Message("model.metadata_missing", file=path.name, key=key))
    try:
        return parse(text)
    except (ValueError, TypeError, RecursionError):
        shown = repr(text[:80])
        raise ModelError(
            Message("model.metadata_unreadable", file=path.name, key=key, value=shown)
        ) from None


def _check_schema(path: Path, schema: int) -> None:
    if schema != SCHEMA:
        raise ModelError(
            Message("model.other_schema", file=path.name, schema=schema, supported=SCHEMA)
        )


def _labels(path: Path, labels: list[Any]) -> tuple[str, ...]:
    if not is_label_set(labels):
        raise ModelError(
            Message("model.labels", file=path.name, labels=str(labels), known=str(list(EMOTIONS)))
        )
    return tuple(labels)


def _role(metadata: Metadata) -> str:
    """Return the role; unknown roles of later versions become ""."""
    role = metadata.get("role", "")
    return role if role in ROLES else ""


def front_end_of(path: Path, info: ModelInfo) -> FrontEnd | None:
    """Return the front end of a classic system; None if the graph takes the waveform.

    Raises:
        ModelError: there is no such front end, or its windows differ.
    """
    if info.front_end == WAVEFORM:
        return None
    try:
        front_end = find_front_end(info.front_end)
    except ValueError as error:
        raise ModelError(
            Message("model.front_end_unknown", file=path.name, reason=reason_of(error))
        ) from None
    if (front_end.sample_rate_hz, front_end.window_s) != (info.sample_rate_hz, info.window_s):
        raise ModelError(
            Message(
                "model.front_end_window",
                file=path.name,
                window_s=info.window_s,
                rate_hz=info.sample_rate_hz,
                front_end=front_end.name,
                expected_s=front_end.window_s,
                expected_hz=front_end.sample_rate_hz,
            )
        )
    return front_end


def _header(path: Path) -> OnnxHeader:
    if path.exists() and not path.is_file():
        raise ModelError(Message("model.not_a_file", path=path))
    try:
        with path.open("rb") as handle:
            start = handle.read(4)
        header = read_header(path)
    except OSError as error:
        reason = reason_of(error)
        raise ModelError(Message("model.cannot_read", path=path, reason=reason)) from None
    if start.startswith(_PICKLE_STARTS):
        raise ModelError(Message("model.pickle", file=path.name))
    if header.keeps_data_elsewhere:
        raise ModelError(Message("model.external_data", file=path.name))
    if not header.outputs:
        raise ModelError(Message("model.not_onnx", file=path.name))
    return header


def _with_graph_facts(info: ModelInfo, header: OnnxHeader) -> ModelInfo:
    shape = header.outputs.get("embedding") or ()
    stated = shape[1] if len(shape) == 2 else 0
    runtime = info.runtime
    if "runtime" not in header.metadata:
        runtime = choose_runtime(header, info.path.stat().st_size)
    size = stated if isinstance(stated, int) else info.embedding_size
    return replace(info, embedding_size=size, runtime=runtime)


def _check_ranges(path: Path, info: ModelInfo) -> None:
    if not (1_000 <= info.sample_rate_hz <= 768_000 and 0.1 <= info.window_s <= 60):
        raise ModelError(
            Message(
                "model.window_range",
                file=path.name,
                window_s=info.window_s,
                rate_hz=info.sample_rate_hz,
            )
        )
    if not (0 < info.hop_s <= info.window_s and 0 <= info.uncertain_below < 1):
        raise ModelError(
            Message(
                "model.hop_range",
                file=path.name,
                hop_s=info.hop_s,
                threshold=info.uncertain_below,
            )
        )


def _check_operators(path: Path, header: OnnxHeader) -> None:
    foreign = sorted(header.domains - set(ALLOWED_DOMAINS))
    if foreign:
        raise ModelError(Message("model.foreign_operators", file=path.name, domains=foreign))
    forbidden = sorted(header.operators & _FORBIDDEN_OPERATORS)
    if forbidden:
        raise ModelError(Message("model.external_data", file=path.name))
    opset = header.opsets.get("", header.opsets.get("ai.onnx", 0))
    if opset < MIN_OPSET:
        raise ModelError(Message("model.old_opset", file=path.name, opset=opset, minimum=MIN_OPSET))


def _check_inputs(path: Path, info: ModelInfo, header: OnnxHeader) -> None:
    front_end = front_end_of(path, info)
    name = WAVEFORM if front_end is None else FEATURES
    if name not in header.inputs:
        raise ModelError(
            Message(
                "model.other_input",
                file=path.name,
                inputs=str(sorted(header.inputs)),
                expected=name,
                front_end=info.front_end,
            )
        )
    shape = header.inputs[name] or ()
    if front_end is None:
        if len(shape) != 2 or any(isinstance(axis, int) for axis in shape):
            raise ModelError(
                Message("model.fixed_waveform", file=path.name, shape=str(list(shape)))
            )
    elif not shape or isinstance(shape[0], int) or shape[1:] != front_end.shape:
        raise ModelError(
            Message(
                "model.features_shape",
                file=path.name,
                shape=str(list(shape)),
                front_end=front_end.name,
                expected=str(list(front_end.shape)),
            )
        )


def _doubt(field: Callable[[str, Callable[[str], Any]], Any]) -> CalibratedDoubt:
    return CalibratedDoubt(
        field("set_above", share), field("set_coverage", share), field("unlike_above", positive)
    )
