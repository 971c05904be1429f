"""What the window says about a model."""

from __future__ import annotations

from ser_desktop.emotion.model import ModelInfo
from ser_desktop.texts.messages import Message
from ser_desktop.ui.toolkit.number_text import confidence_text


def unseen_accuracy(info: ModelInfo) -> str | None:
    """``76 %``: accuracy on speakers never heard in training, if the file states it."""
    try:
        return confidence_text(float(info.metrics["luna5"]["accuracy"]["mean"]))
    except (KeyError, TypeError, ValueError):
        return None


def accuracy_text(info: ModelInfo) -> str:
    """The accuracy on unseen speakers, or that the file does not state it."""
    return unseen_accuracy(info) or str(Message("model.not_stated"))


def languages_text(info: ModelInfo) -> str:
    """The languages of the training data, where the file names them."""
    known = "English" in info.trained_on
    return str(Message("language.english" if known else "model.not_stated"))


def model_title(info: ModelInfo) -> str:
    """Name and version."""
    return f"{info.name} {info.version}"
