"""Speaker profiles on disk, a JSON file each. No sound is kept, and nothing is sent."""

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
from ser_desktop.errors import OutputError, ProfileError
from ser_desktop.regular_file import refuse_special
from ser_desktop.speakers.profile import MAX_EXAMPLES, Example, SpeakerProfile
from ser_desktop.texts.error_reasons import reason_not_written, reason_of
from ser_desktop.texts.messages import Message

SCHEMA = 1
SUFFIX = ".json"
_MAX_NAME_LENGTH = 40
_MAX_BYTES = 20_000_000
_FORBIDDEN = set('/\\:*?"<>|')
_RESERVED = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{n}" for port in ("com", "lpt") for n in range(10)),
}
"""Reserved names on Windows."""
_MAX_VALUE = 1e6
"""Largest absolute value of an embedding that is accepted from a file."""


def profile_names(folder: Path) -> list[str]:
    """Return the names of the profiles in a folder."""
    return sorted((path.stem for path in folder.glob("*" + SUFFIX)), key=str.casefold)


def find_profile_name(name: str, folder: Path) -> str | None:
    """Find the profile of a name, ignoring case, as some file systems do."""
    folded_name = unicodedata.normalize("NFC", name.strip()).casefold()
    for known in profile_names(folder):
        if unicodedata.normalize("NFC", known).casefold() == folded_name:
            return known
    return None


def valid_profile_name(name: str) -> str:
    """Strip a name, and check that it is a valid file name on every system.

    Raises:
        ProfileError: the name is not valid.
    """
    name = unicodedata.normalize("NFC", name.strip())
    reserved = name.split(".")[0].rstrip().casefold() in _RESERVED
    bad = (
        reserved
        or not name
        or name.startswith(".")
        or name.endswith(".")
        or len(name) > _MAX_NAME_LENGTH
    )
    if bad or _FORBIDDEN & set(name) or not name.isprintable():
        raise ProfileError(Message("profile.bad_name", name=repr(name)))
    return name


def load_profile(name: str, folder: Path) -> SpeakerProfile:
    """Read and check a profile.

    Raises:
        ProfileError: there is none of that name, or its file is damaged.
    """
    path = _path(find_profile_name(name, folder) or name, folder)
    try:
        refuse_special(path)
        if path.stat().st_size > _MAX_BYTES:
            raise ProfileError(Message("profile.too_large", path=path))
        item = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        known = profile_names(folder) or "–"
        raise ProfileError(Message("profile.not_found", name=name, available=known)) from None
    except OSError as error:
        raise ProfileError(
            Message("file.cannot_read", path=path, reason=reason_of(error))
        ) from None
    except (ValueError, RecursionError) as error:
        raise ProfileError(Message("profile.damaged", path=path, reason=reason_of(error))) from None
    try:
        return _profile(path.stem, item)
    except (KeyError, TypeError, ValueError, ArithmeticError):
        raise ProfileError(Message("profile.not_a_profile", path=path)) from None


def check_model(profile: SpeakerProfile, model: ModelInfo) -> None:
    """Refuse another model.

    Raises:
        ProfileError: the profile was learned with one.
    """
    if not profile.fits(model):
        raise ProfileError(
            Message(
                "profile.other_model",
                name=profile.name,
                learned_with=f"{profile.model_name} {profile.model_version}",
                model=f"{model.name} {model.version}",
            )
        )


def save_profile(profile: SpeakerProfile, folder: Path) -> None:
    """Write a temporary file and rename it: the old file stays until the new one is complete.

    Raises:
        ProfileError: its name cannot be that of a file.
        OutputError: the file cannot be written.
    """
    path = _path(profile.name, folder)
    item = {
        "schema": SCHEMA,
        "model": {
            "name": profile.model_name,
            "version": profile.model_version,
            "labels": list(profile.labels),
            "embedding_size": profile.embedding_size,
        },
        "examples": [_example_object(example) for example in profile.examples],
    }
    part = path.with_name(f"{path.stem}.{uuid.uuid4().hex}.part")  # others may write it as well
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(item, ensure_ascii=False, allow_nan=False), encoding="utf-8")
        part.replace(path)
    except OSError as error:
        with suppress(OSError):  # the folder may be none
            part.unlink(missing_ok=True)
        raise OutputError(
            Message("file.cannot_write", path=path, reason=reason_not_written(error, path))
        ) from None


def delete_profile(name: str, folder: Path) -> None:
    """Erase its file, damaged or not.

    Raises:
        ProfileError: there is none of that name, or it cannot be erased.
    """
    known = find_profile_name(name, folder)
    if known is None:
        raise ProfileError(Message("profile.none_to_delete", name=name))
    path = _path(known, folder)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise ProfileError(
            Message("file.cannot_delete", path=path, reason=reason_of(error))
        ) from None


def _path(name: str, folder: Path) -> Path:
    return folder / (valid_profile_name(name) + SUFFIX)


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


def _profile(name: str, item: dict[str, Any]) -> SpeakerProfile:
    if item["schema"] != SCHEMA:
        raise ValueError(f"schema {item['schema']}")
    model = item["model"]
    labels, size = tuple(map(str, model["labels"])), int(model["embedding_size"])
    examples = tuple(_example(result, labels, size) for result in item["examples"])
    if len(examples) > MAX_EXAMPLES:
        raise ValueError(f"{len(examples)} examples")
    return SpeakerProfile(name, str(model["name"]), str(model["version"]), labels, size, examples)


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
    if row.shape != (length,) or not (np.abs(row) <= _MAX_VALUE).all():
        raise ValueError(f"a row that is not {length} numbers")
    return row
