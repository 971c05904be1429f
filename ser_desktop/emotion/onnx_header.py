"""Reads the header of an ONNX file from its bytes, without a session.

Making a session of a large model takes a second and its memory, too much for a list of twenty
models. onnxruntime also does not report opsets, and searches for external weights in the current
folder. The package onnx with protobuf would be a large dependency for this.
Wire format: https://protobuf.dev/programming-guides/encoding/; field numbers of onnx.proto.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

Buffer = bytes | memoryview | mmap.mmap
Shape = tuple[int | str, ...]
"""Axes: a length, or the name of a dynamic axis."""

_MODEL, _GRAPH, _FUNCTION = "ModelProto", "GraphProto", "FunctionProto"
_NODE, _TENSOR, _SPARSE, _ATTRIBUTE = "NodeProto", "TensorProto", "SparseTensorProto", "Attribute"
_HOLDS_TENSORS = {
    _MODEL: {7: _GRAPH, 25: _FUNCTION},
    _GRAPH: {1: _NODE, 5: _TENSOR, 15: _SPARSE},
    _FUNCTION: {7: _NODE},
    _NODE: {5: _ATTRIBUTE},
    _ATTRIBUTE: {5: _TENSOR, 6: _GRAPH, 10: _TENSOR, 11: _GRAPH, 22: _SPARSE, 23: _SPARSE},
    _SPARSE: {1: _TENSOR, 2: _TENSOR},
}
"""Messages and fields that can contain tensors."""
_TENSOR_EXTERNAL_DATA, _TENSOR_LOCATION, _EXTERNAL = 13, 14, 1
_NODE_OPERATOR, _NODE_DOMAIN, _FUNCTION_DOMAIN = 4, 7, 10
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


@dataclass
class OnnxHeader:
    """The declarations of a file. Empty if the bytes are no model."""

    opsets: dict[str, int] = field(default_factory=dict)
    """Version by domain; the standard domain is ""."""
    metadata: dict[str, str] = field(default_factory=dict)
    inputs: dict[str, Shape | None] = field(default_factory=dict)
    """Shapes by name; None if not stated. Constants are left out."""
    outputs: dict[str, Shape | None] = field(default_factory=dict)
    operators: set[str] = field(default_factory=set)
    domains: set[str] = field(default_factory=set)
    """Domains of the operators in use, without those the file defines itself."""
    keeps_data_elsewhere: bool = False
    """Whether any tensor lies in another file (``TensorProto.data_location``)."""


def read_header(path: Path) -> OnnxHeader:
    """Read the declarations of a file, without its weights.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as handle:
        if not handle.seek(0, 2):
            return OnnxHeader()
        content = mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ)
        try:
            return parse_header(content)
        finally:
            # A profiler, such as the one in each worker of Dask, may hold a frame of the parser
            # with a view of the bytes. They are unmapped then when it lets go.
            with suppress(BufferError):
                content.close()


def parse_header(content: Buffer) -> OnnxHeader:
    """Parse the declarations from the bytes of a file."""
    header = OnnxHeader()
    for number, value in _fields(content):
        if isinstance(value, int):
            continue
        if number == 7:
            _read_graph(value, header)
        elif number == 8:
            domain, version = _entry(value)
            if isinstance(version, int) and version > 0:
                header.opsets[_text(domain)] = version
        elif number == 14:
            key, stored = _entry(value)
            header.metadata[_text(key)] = _text(stored)
    _walk(content, header)
    return header


def _read_graph(graph: memoryview, header: OnnxHeader) -> None:
    constants = set()
    for number, value in _fields(graph):
        if isinstance(value, int):
            continue
        if number in (11, 12):
            name, shape = _value_info(value)
            (header.inputs if number == 11 else header.outputs)[name] = shape
        elif number == 5:
            constants |= {_text(v) for n, v in _fields(value) if n == 8}
    for name in constants & header.inputs.keys():
        del header.inputs[name]


def _value_info(message: memoryview) -> tuple[str, Shape | None]:
    """Name and shape of a ``ValueInfoProto``."""
    name, shape = "", None
    for number, value in _fields(message):
        if number == 1:
            name = _text(value)
        elif number == 2:
            tensors = _messages(value, 1)
            shapes = [shape for tensor in tensors for shape in _messages(tensor, 2)]
            shape = tuple(_axis(axis) for axis in _messages(shapes[0], 1)) if shapes else None
    return name, shape


def _axis(message: memoryview) -> int | str:
    for number, value in _fields(message):
        if number == 1 and isinstance(value, int):
            return value
        if number == 2:
            return _text(value)
    return "?"


def _walk(content: Buffer, header: OnnxHeader) -> None:
    """Collect operators, domains and external data, also in branches and functions.

    It uses a list instead of recursion, since a hostile file can nest deeply.
    """
    defined: set[str] = set()
    waiting: list[tuple[str, Buffer]] = [(_MODEL, content)]
    while waiting:
        kind, message = waiting.pop()
        for number, value in _fields(message):
            if kind == _TENSOR:
                external = (number, value) == (_TENSOR_LOCATION, _EXTERNAL)
                header.keeps_data_elsewhere |= external or number == _TENSOR_EXTERNAL_DATA
            elif isinstance(value, int):
                continue
            elif number in _HOLDS_TENSORS[kind]:
                waiting.append((_HOLDS_TENSORS[kind][number], value))
            elif kind == _NODE and number == _NODE_OPERATOR:
                header.operators.add(_text(value))
            elif kind == _NODE and number == _NODE_DOMAIN:
                header.domains.add(_text(value))
            elif kind == _FUNCTION and number == _FUNCTION_DOMAIN:
                defined.add(_text(value))
    header.domains -= defined


def _entry(message: memoryview) -> tuple[int | memoryview, int | memoryview]:
    """Fields 1 and 2 of a message, empty where they are missing."""
    fields = dict(_fields(message))
    empty = memoryview(b"")
    return fields.get(1, empty), fields.get(2, empty)


def _messages(message: int | memoryview, field_number: int) -> list[memoryview]:
    if isinstance(message, int):
        return []
    return [v for n, v in _fields(message) if n == field_number and not isinstance(v, int)]


def _text(value: int | memoryview) -> str:
    return "" if isinstance(value, int) else bytes(value).decode("utf-8", "replace")


def _fields(message: Buffer) -> Iterator[tuple[int, int | memoryview]]:
    """Field numbers and values of one message; nested messages stay as bytes."""
    view = memoryview(message)
    position = 0
    while position < len(view):
        key, position = _varint(view, position)
        number, kind = key >> 3, key & 7
        if kind == _VARINT:
            value, position = _varint(view, position)
            yield number, value
        elif kind == _BYTES:
            length, position = _varint(view, position)
            yield number, view[position : position + length]
            position += length
        elif kind in (_FIXED64, _FIXED32):
            position += 8 if kind == _FIXED64 else 4
        else:
            return


def _varint(view: memoryview, position: int) -> tuple[int, int]:
    value = shift = 0
    while position < len(view):
        byte = view[position]
        position += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            break
    return value, position
