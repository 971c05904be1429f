"""Texts about a model: accuracy, languages, title."""

from __future__ import annotations

from PySide6.QtCore import QLocale

from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.texts.messages import Message
from ser_desktop.ui.toolkit.number_text import confidence_text


def unseen_accuracy(info: ModelInfo) -> str | None:
    """``76 %``: accuracy on speakers that training did not include, if the file states it."""
    return None if info.unseen_accuracy is None else confidence_text(info.unseen_accuracy)


def accuracy_text(info: ModelInfo) -> str:
    """The accuracy on unseen speakers, or a text that the file does not state it."""
    return unseen_accuracy(info) or str(Message("model.not_stated"))


def languages_text(info: ModelInfo) -> str:
    """``English, German``: the languages of the training data, where the file names them."""
    names = [QLocale.languageToString(QLocale(code).language()) for code in info.languages]
    return ", ".join(names) or str(Message("model.not_stated"))


def model_title(info: ModelInfo) -> str:
    """Name and version."""
    return f"{info.name} {info.version}"


def title_with_role(info: ModelInfo) -> str:
    """Name, version, and what the model is for: ``ser-small 1.2 (fast)``."""
    title = model_title(info)
    return str(Message(f"model.{info.role}", title=title)) if info.role else title
