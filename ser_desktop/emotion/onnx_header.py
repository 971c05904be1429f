"""The opsets an ONNX file declares, read from its bytes.

onnxruntime does not tell them, and the package onnx (with its protobuf) would be a large dependency
for one number. Wire format: https://protobuf.dev/programming-guides/encoding/; field numbers:
``ModelProto`` and ``OperatorSetIdProto`` of onnx.proto.
"""

from __future__ import annotations

from collections.abc import Iterator

_OPSET_IMPORT, _DOMAIN, _VERSION = 8, 1, 2
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
