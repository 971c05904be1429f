"""A file format for analyses that reads back exactly what was written.

One npz archive (zip of numpy arrays, no pickles): the entry ``document`` holds JSON in UTF-8, and
every array is an entry that the JSON names. Numbers in JSON read back as the same floats.
"""

from __future__ import annotations

import io
import json
import uuid
import zipfile
import zlib
from contextlib import suppress
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion import model_info, results, speaker_turns
from ser_desktop.emotion.results import Analysis, WindowScores
from ser_desktop.emotion.window_columns import WindowColumns
from ser_desktop.errors import OutputError, SerError
from ser_desktop.regular_file import refuse_special
from ser_desktop.texts.error_reasons import quoted, reason_not_written, reason_of
from ser_desktop.texts.messages import Message

SCHEMA = 2
_TYPES: dict[str, type] = {
    kind.__name__: kind
    for kind in (
        model_info.ModelInfo,
        model_info.CalibratedDoubt,
        model_info.RuntimeOptions,
        results.AdapterMark,
        results.Analysis,
        results.AnalysisSettings,
        results.FileInfo,
        results.Overall,
        results.Segment,
        results.SegmentOptions,
        speaker_turns.SpeakerTurn,
        results.Track,
        results.TrackScores,
        results.Window,
        results.WindowScores,
    )
}
"""The classes that a file can contain; reading makes no others."""
Document = Analysis | WindowScores


class AnalysisCodec:
    """Writes and reads analyses and scores."""

    def dumps(self, document: Document) -> bytes:
        """Return the bytes of a file."""
        arrays: dict[str, NDArray[Any]] = {}
        text = json.dumps(
            {"schema": SCHEMA, "content": _encoded(document, arrays)},
            ensure_ascii=True,
            allow_nan=False,
        )
        arrays["document"] = np.frombuffer(text.encode("ascii"), dtype=np.uint8)
        buffer = io.BytesIO()
        np.savez_compressed(buffer, allow_pickle=False, **arrays)
        return buffer.getvalue()

    def loads(self, content: bytes) -> Document:
        """Return the value given to :meth:`dumps`.

        Raises:
            SerError: the bytes are damaged, or of another version.
        """
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
                item = json.loads(arrays["document"].tobytes())
                if item["schema"] != SCHEMA:
                    raise SerError(
                        Message("codec.other_schema", schema=item["schema"], supported=SCHEMA)
                    )
                document = _decoded(item["content"], dict(arrays))
        except (
            *(OSError, EOFError, ValueError, KeyError, TypeError, RecursionError),
            *(zipfile.BadZipFile, NotImplementedError, AttributeError, ArithmeticError),
            *(MemoryError, zipfile.LargeZipFile, zlib.error, RuntimeError),
        ) as error:
            raise SerError(Message("codec.damaged", reason=reason_of(error))) from None
        if not isinstance(document, (Analysis, WindowScores)):
            raise SerError(Message("codec.damaged", reason=quoted(type(document).__name__)))
        return document

    def write(self, path: Path, document: Document) -> None:
        """Write a temporary file and rename it: the old file stays until the new one is complete.

        Raises:
            OutputError: the file cannot be written.
        """
        part = path.with_name(f".{uuid.uuid4().hex}.part")
        try:
            part.write_bytes(self.dumps(document))
            part.replace(path)
        except OSError as error:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            reason = reason_not_written(error, path)
            raise OutputError(Message("file.cannot_write", path=path, reason=reason)) from None

    def read(self, path: Path) -> Document:
        """Read a file.

        Raises:
            SerError: the file cannot be read, is damaged, or of another version.
        """
        try:
            refuse_special(path)
            content = path.read_bytes()
        except OSError as error:
            reason = reason_of(error)
            raise SerError(Message("file.cannot_read", path=path, reason=reason)) from None
        return self.loads(content)


def _encoded(value: Any, arrays: dict[str, NDArray[Any]]) -> Any:
    """Encode a value as JSON; other types become an object with one key that starts with $."""
    if isinstance(value, np.ndarray):
        name = f"a{len(arrays)}"
        arrays[name] = value
        return {"$array": name}
    if isinstance(value, Path):
        return {"$path": str(value)}
    if isinstance(value, WindowColumns):
        value = tuple(value)
    if is_dataclass(value) and not isinstance(value, type):
        items = {f.name: _encoded(getattr(value, f.name), arrays) for f in fields(value)}
        return {"$type": type(value).__name__, **items}
    if isinstance(value, tuple):
        return {"$tuple": [_encoded(item, arrays) for item in value]}
    if isinstance(value, dict):
        return {"$dict": {key: _encoded(item, arrays) for key, item in value.items()}}
    if isinstance(value, list):
        return [_encoded(item, arrays) for item in value]
    if isinstance(value, np.generic):
        return value.item()
    return value


def _decoded(value: Any, arrays: dict[str, NDArray[Any]]) -> Any:
    if isinstance(value, list):
        return [_decoded(item, arrays) for item in value]
    if not isinstance(value, dict):
        return value
    if "$array" in value:
        return arrays[value["$array"]]
    if "$path" in value:
        return Path(value["$path"])
    if "$tuple" in value:
        return tuple(_decoded(item, arrays) for item in value["$tuple"])
    if "$dict" in value:
        return {key: _decoded(item, arrays) for key, item in value["$dict"].items()}
    kind = _TYPES[value["$type"]]
    return kind(**{key: _decoded(v, arrays) for key, v in value.items() if key != "$type"})
