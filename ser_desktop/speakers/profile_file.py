"""Voices on disk: a JSON file each in the profile. No sound is kept, and nothing is sent."""

from __future__ import annotations

import json
import math
import unicodedata
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.emotion.voice import MOST_EXAMPLES, Correction, Example, Voice, learn
from ser_desktop.errors import OutputError, VoiceError

SCHEMA = 1
SUFFIX = ".json"
_LONGEST_NAME = 40
_MOST_BYTES = 20_000_000
_FORBIDDEN = set('/\\:*?"<>|')
_RESERVED = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{n}" for port in ("com", "lpt") for n in range(10)),
}
"""Names that are no files on Windows."""
_LARGEST = 1e6
"""Beyond it no network's embedding lies; a file may say anything."""


def voice_names(folder: Path) -> list[str]:
    """Names of the voices at hand."""
    return sorted((path.stem for path in folder.glob("*" + SUFFIX)), key=str.casefold)


def at_hand(name: str, folder: Path) -> str | None:
    """The voice of a name, whichever letters are large: some systems know no difference."""
    wanted = unicodedata.normalize("NFC", name.strip()).casefold()
    for known in voice_names(folder):
        if unicodedata.normalize("NFC", known).casefold() == wanted:
            return known
    return None


def checked_name(name: str) -> str:
    """A name without blanks around it, once it can be that of a file on every system.

    Raises:
        VoiceError: it cannot.
    """
    name = unicodedata.normalize("NFC", name.strip())
    reserved = name.split(".")[0].rstrip().casefold() in _RESERVED
    bad = (
        reserved
        or not name
        or name.startswith(".")
        or name.endswith(".")
        or len(name) > _LONGEST_NAME
    )
    if bad or _FORBIDDEN & set(name) or not name.isprintable():
        raise VoiceError(f"{name!r} is no name for a voice; take letters, digits and blanks.")
    return name


def load_voice(name: str, folder: Path) -> Voice:
    """Read one, every claim checked.

    Raises:
        VoiceError: there is none of that name, or its file is damaged.
    """
    path = _path(at_hand(name, folder) or name, folder)
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise VoiceError(f"{path} is too large to be a voice.")
        item = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        known = ", ".join(voice_names(folder)) or "none"
        raise VoiceError(f"There is no voice '{name}'. At hand: {known}.") from None
    except OSError as error:
        raise VoiceError(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError) as error:
        raise VoiceError(f"{path} is damaged: {error}") from None
    try:
        return _voice(path.stem, item)
    except (KeyError, TypeError, ValueError, ArithmeticError):
        raise VoiceError(f"{path} is no voice of this program, or was changed.") from None


def load_correction(name: str, folder: Path, model: ModelInfo) -> Correction:
    """What a voice makes of a model's answers.

    Raises:
        VoiceError: there is no such voice, it is another model's, or it has too few examples.
    """
    voice = load_voice(name, folder)
    check_model(voice, model)
    correction = learn(voice)
    if correction is None:
        raise VoiceError(f"The voice '{voice.name}' needs examples of two emotions at least.")
    return correction


def check_model(voice: Voice, model: ModelInfo) -> None:
    """Refuse another model.

    Raises:
        VoiceError: the voice was learned with one.
    """
    if not voice.fits(model):
        raise VoiceError(
            f"The voice '{voice.name}' was learned with {voice.model_name} {voice.model_version}; "
            f"{model.name} {model.version} needs one of its own."
        )


def save_voice(voice: Voice, folder: Path) -> None:
    """Write it beside and rename: the old file stays until the new one is whole.

    Raises:
        VoiceError: its name cannot be that of a file.
        OutputError: the folder does not take it.
    """
    path = _path(voice.name, folder)
    item = {
        "schema": SCHEMA,
        "model": {
            "name": voice.model_name,
            "version": voice.model_version,
            "labels": list(voice.labels),
            "embedding_size": voice.embedding_size,
        },
        "examples": [_example_object(example) for example in voice.examples],
    }
    part = path.with_name(f"{path.stem}.{uuid.uuid4().hex}.part")  # others may write it as well
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(item, ensure_ascii=False, allow_nan=False), encoding="utf-8")
        part.replace(path)
    except OSError as error:
        with suppress(OSError):  # the folder may be none
            part.unlink(missing_ok=True)
        raise OutputError(f"{path} cannot be written: {error.strerror}.") from None


def delete_voice(name: str, folder: Path) -> None:
    """Erase its file, damaged or not.

    Raises:
        VoiceError: there is none of that name, or it cannot be erased.
    """
    known = at_hand(name, folder)
    if known is None:
        raise VoiceError(f"There is no voice '{name}' to delete.")
    path = _path(known, folder)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise VoiceError(f"{path} cannot be deleted: {error.strerror}.") from None


def _path(name: str, folder: Path) -> Path:
    return folder / (checked_name(name) + SUFFIX)


def _example_object(example: Example) -> dict[str, Any]:
    embedding = example.embedding
    return {
        "emotion": example.emotion,
        "recording": example.recording,
        "sha256": example.sha256,
        "start_s": round(example.start_s, 3),
        "end_s": round(example.end_s, 3),
        "channel": example.channel,
        "log_probabilities": _numbers(example.log_probabilities),
        "embedding": None if embedding is None else _numbers(embedding),
    }


def _numbers(values: NDArray[np.float64]) -> list[float]:
    return [float(f"{value:.7g}") for value in values]


def _voice(name: str, item: dict[str, Any]) -> Voice:
    if item["schema"] != SCHEMA:
        raise ValueError(f"schema {item['schema']}")
    model = item["model"]
    labels, size = tuple(map(str, model["labels"])), int(model["embedding_size"])
    examples = tuple(_example(found, labels, size) for found in item["examples"])
    if len(examples) > MOST_EXAMPLES:
        raise ValueError(f"{len(examples)} examples")
    return Voice(name, str(model["name"]), str(model["version"]), labels, size, examples)


def _example(item: dict[str, Any], labels: tuple[str, ...], size: int) -> Example:
    if item["emotion"] not in labels:
        raise ValueError(f"emotion {item['emotion']!r}")
    start_s, end_s = float(item["start_s"]), float(item["end_s"])
    if not 0 <= start_s <= end_s < math.inf:
        raise ValueError("a time that is no number")
    embedding = None if size == 0 else _row(item["embedding"], size)
    return Example(
        item["emotion"],
        _row(item["log_probabilities"], len(labels)),
        embedding,
        str(item["recording"]),
        str(item["sha256"]),
        start_s,
        end_s,
        None if item["channel"] is None else int(item["channel"]),
    )


def _row(values: Any, length: int) -> NDArray[np.float64]:
    row = np.asarray(values, dtype=np.float64)
    if row.shape != (length,) or not (np.abs(row) <= _LARGEST).all():
        raise ValueError(f"a row that is not {length} numbers")
    return row
