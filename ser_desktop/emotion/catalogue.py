"""The models at hand: those that ship and those a person added."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from ser_desktop.emotion.model import EmotionModel
from ser_desktop.errors import ModelError, OutputError
from ser_desktop.paths import resource

DEFAULT_MODEL = "ser-small"


def model_files(user_models: Path) -> list[Path]:
    """Bundled models first, then the earlier systems (not in the standard program, which lacks
    their descriptors), then a person's own, each sorted by name."""
    folders = (resource("models"), resource("classic_models"), user_models)
    return [path for folder in folders for path in sorted(folder.glob("*.onnx"), key=_name)]


def _name(path: Path) -> str:
    return path.stem


def load_model(name_or_path: str, user_models: Path) -> EmotionModel:
    """Load by name (``ser-small``), by path, or with "" the one that ships.

    Raises:
        ModelError: there is none of that name, or it cannot be used.
    """
    wanted = name_or_path or DEFAULT_MODEL
    named = {path.stem: path for path in reversed(model_files(user_models))}
    if wanted in named:
        return EmotionModel(named[wanted])
    path = Path(wanted)
    if path.suffix == ".onnx" and path.exists():
        return EmotionModel(path)
    for candidate in named.values():
        try:
            model = EmotionModel(candidate)
        except ModelError:
            continue
        if model.info.name == wanted:
            return model
    if path.suffix == ".onnx" or path.exists():
        return EmotionModel(path)
    at_hand = ", ".join(sorted(named)) or "none"
    raise ModelError(f"There is no model '{wanted}'. At hand: {at_hand}.")


def lasting_name(path: Path, user_models: Path) -> str:
    """What :func:`load_model` finds a model by, also once the program or the profile has moved."""
    at_hand = {known.stem: known for known in reversed(model_files(user_models))}
    return path.stem if at_hand.get(path.stem) == path else str(path)


def usable_models(user_models: Path) -> tuple[list[EmotionModel], list[str]]:
    """Every model that can be loaded, and a sentence for each that cannot."""
    models, problems = [], []
    for path in model_files(user_models):
        try:
            models.append(EmotionModel(path))
        except ModelError as error:
            problems.append(str(error))
    return models, problems


def add_model(path: Path, user_models: Path) -> Path:
    """Copy a model among a person's own, once it has proved usable.

    Raises:
        ModelError: it cannot be used, or there is one of its name.
        OutputError: it cannot be copied.
    """
    name = EmotionModel(path).info.name
    for other in usable_models(user_models)[0]:
        if other.info.name == name:
            raise ModelError(f"There is a model '{name}' already; remove it first.")
    target = user_models / f"{path.stem}.onnx"
    if target.exists():
        raise ModelError(f"There is a file {target.name} among your models already.")
    part = target.with_suffix(".part")
    try:
        user_models.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, part)
        part.replace(target)
    except OSError as error:
        with suppress(OSError):  # the folder may be none
            part.unlink(missing_ok=True)
        raise OutputError(f"{target} cannot be written: {error.strerror}.") from None
    return target


def remove_model(path: Path, user_models: Path) -> None:
    """Delete one of a person's own models.

    Raises:
        ModelError: it ships with the program, or cannot be deleted.
    """
    if path.parent != user_models:
        raise ModelError(f"{path.name} ships with the program and stays.")
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise ModelError(f"{path} cannot be deleted: {error.strerror}.") from None
