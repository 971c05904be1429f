"""The models at hand: those that ship and those a person added."""

from __future__ import annotations

from pathlib import Path

from ser_desktop.emotion.model import EmotionModel
from ser_desktop.errors import ModelError
from ser_desktop.paths import resource

DEFAULT_MODEL = "ser-small"


def model_files(user_models: Path) -> list[Path]:
    """Bundled models first, then a person's own, each sorted by name."""
    bundled = sorted(resource("models").glob("*.onnx"))
    own = sorted(user_models.glob("*.onnx")) if user_models.is_dir() else []
    return bundled + own


def load_model(name_or_path: str, user_models: Path) -> EmotionModel:
    """Load by name (``ser-small``), by path, or with "" the one that ships.

    Raises:
        ModelError: there is none of that name, or it cannot be used.
    """
    wanted = name_or_path or DEFAULT_MODEL
    named = {path.stem: path for path in reversed(model_files(user_models))}
    if wanted in named:
        return EmotionModel(named[wanted])
    for candidate in named.values():
        try:
            model = EmotionModel(candidate)
        except ModelError:
            continue
        if model.info.name == wanted:
            return model
    path = Path(wanted)
    if path.suffix == ".onnx" or path.exists():
        return EmotionModel(path)
    at_hand = ", ".join(sorted(named)) or "none"
    raise ModelError(f"There is no model '{wanted}'. At hand: {at_hand}.")
