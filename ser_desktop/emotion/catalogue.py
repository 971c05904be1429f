"""The available models: bundled ones, the user's own, and those of other packages."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.emotion.installed_models import ModelEntry, installed_models
from ser_desktop.emotion.model import EmotionModel
from ser_desktop.emotion.model_metadata import read_model_info
from ser_desktop.errors import ModelError, OutputError
from ser_desktop.paths import resource
from ser_desktop.texts.error_reasons import reason_of, writing_reason
from ser_desktop.texts.messages import Message

DEFAULT_MODEL = "ser-base"
"""The accurate model. ``ser-small`` is bundled too, for slow computers."""


def model_files(user_models: Path) -> list[Path]:
    """Return the model files, each group sorted by name.

    Bundled models come first, then the earlier systems (not in the standard program, which lacks
    their descriptors), then the user's own models.
    """
    folders = (resource("models"), resource("classic_models"), user_models)
    return [path for folder in folders for path in sorted(folder.glob("*.onnx"), key=_name)]


def list_models(user_models: Path) -> tuple[list[ModelEntry], list[str]]:
    """List every model by its metadata, without making a session.

    Returns:
        the models, and a message for each unusable file.
    """
    entries, problems = [], []
    for path in model_files(user_models):
        try:
            entries.append(_file_entry(path))
        except ModelError as error:
            problems.append(str(error))
    of_packages, package_problems = installed_models()
    return entries + of_packages, problems + package_problems


def load_model(name_or_path: str, user_models: Path) -> EmotionClassifier:
    """Load a model by name (``ser-small``) or path; "" is the bundled accurate model.

    Raises:
        ModelError: there is no model of that name, or it cannot be used.
    """
    reference = name_or_path or DEFAULT_MODEL
    files = {path.stem: path for path in reversed(model_files(user_models))}
    if reference in files:
        return EmotionModel(files[reference])
    path = Path(reference)
    if path.suffix == ".onnx" and path.exists():
        return EmotionModel(path)
    entries, _ = list_models(user_models)
    for entry in entries:
        if entry.info.name == reference:
            return entry.load()
    if path.suffix == ".onnx" or path.exists():
        return EmotionModel(path)
    names = {*files, *(entry.info.name for entry in entries if entry.info.path.stem not in files)}
    raise ModelError(Message("model.not_found", name=reference, available=sorted(names) or "–"))


def portable_model_ref(path: Path, user_models: Path) -> str:
    """Return a reference for :func:`load_model` that stays valid when the program moves."""
    known = {file.stem: file for file in reversed(model_files(user_models))}
    if known.get(path.stem) == path:
        return path.stem
    of_packages = (entry.info for entry in installed_models()[0])
    return next((info.name for info in of_packages if info.path == path), str(path))


def add_model(path: Path, user_models: Path) -> Path:
    """Check a model and copy it to the user's models.

    Raises:
        ModelError: it cannot be used, or a model of its name exists.
        OutputError: it cannot be copied.
    """
    name = EmotionModel(path).info.name
    if any(entry.info.name == name for entry in list_models(user_models)[0]):
        raise ModelError(Message("model.name_taken", name=name))
    target = user_models / f"{path.stem}.onnx"
    if target.exists():
        raise ModelError(Message("model.file_taken", file=target.name))
    part = target.with_suffix(".part")
    try:
        user_models.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, part)
        part.replace(target)
    except OSError as error:
        with suppress(OSError):  # the path may be no folder
            part.unlink(missing_ok=True)
        reason = writing_reason(error)
        raise OutputError(Message("file.cannot_write", path=target, reason=reason)) from None
    return target


def remove_model(path: Path, user_models: Path) -> None:
    """Delete one of the user's models.

    Raises:
        ModelError: the model is bundled, or cannot be deleted.
    """
    if path.parent != user_models:
        raise ModelError(Message("model.bundled", file=path.name))
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        reason = reason_of(error)
        raise ModelError(Message("model.cannot_delete", path=path, reason=reason)) from None


def _file_entry(path: Path) -> ModelEntry:
    return ModelEntry(read_model_info(path), lambda: EmotionModel(path))


def _name(path: Path) -> str:
    return path.stem
