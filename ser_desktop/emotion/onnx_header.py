"""The opsets an ONNX file declares and where it keeps its weights, read from its bytes.

onnxruntime does not tell the first and looks for the second in whatever folder it was started from;
the package onnx (with its protobuf) would be a large dependency for that. Wire format:
https://protobuf.dev/programming-guides/encoding/; field numbers of onnx.proto.
"""

from __future__ import annotations

from collections.abc import Iterator

_OPSET_IMPORT, _DOMAIN, _VERSION = 8, 1, 2
_TENSOR = "TensorProto"
_EXTERNAL_DATA, _DATA_LOCATION, _EXTERNAL = 13, 14, 1
_HOLDS_TENSORS = {
    "ModelProto": {7: "GraphProto", 25: "FunctionProto"},
    "GraphProto": {1: "NodeProto", 5: _TENSOR, 15: "SparseTensorProto"},
    "FunctionProto": {7: "NodeProto"},
    "NodeProto": {5: "AttributeProto"},
    "AttributeProto": {
        **{5: _TENSOR, 6: "GraphProto", 10: _TENSOR, 11: "GraphProto"},
        **{22: "SparseTensorProto", 23: "SparseTensorProto"},
    },
    "SparseTensorProto": {1: _TENSOR, 2: _TENSOR},
}
"""Where tensors can stand: the message in each field that can hold one."""
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


def declared_opsets(model: bytes) -> dict[str, int]:
    """Version by domain; the standard domain is "". Empty where the bytes are no model."""
    opsets: dict[str, int] = {}
    for number, value in _fields(model):
        if number == _OPSET_IMPORT and isinstance(value, memoryview):
            fields = dict(_fields(value))
            domain, version = fields.get(_DOMAIN, b""), fields.get(_VERSION, 0)
            if isinstance(version, int) and version > 0 and not isinstance(domain, int):
                opsets[bytes(domain).decode("utf-8", "replace")] = version
    return opsets


def keeps_data_elsewhere(model: bytes) -> bool:
    """Whether any tensor lies in another file (``TensorProto.data_location``)."""
    waiting: list[tuple[str, memoryview]] = [("ModelProto", memoryview(model))]
    while waiting:  # and not by calls: a hostile file nests as deep as it likes
        kind, message = waiting.pop()
        for number, value in _fields(message):
            if kind == _TENSOR:
                if number == _EXTERNAL_DATA or (number, value) == (_DATA_LOCATION, _EXTERNAL):
                    return True
            elif isinstance(value, memoryview) and number in _HOLDS_TENSORS[kind]:
                waiting.append((_HOLDS_TENSORS[kind][number], value))
    return False


def _fields(message: bytes | memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """Field numbers and values of one message; nested messages stay as bytes."""
    view = memoryview(message)
    at = 0
    while at < len(view):
        key, at = _varint(view, at)
        number, kind = key >> 3, key & 7
        if kind == _VARINT:
            value, at = _varint(view, at)
            yield number, value
        elif kind == _BYTES:
            length, at = _varint(view, at)
            yield number, view[at : at + length]
            at += length
        elif kind in (_FIXED64, _FIXED32):
            at += 8 if kind == _FIXED64 else 4
        else:
            return


def _varint(view: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(view):
        byte = view[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            break
    return value, at
