"""The model in use, loaded in the background. The bundled model is the fallback."""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ser_desktop.emotion.catalogue import load_model, portable_model_ref
from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.errors import SerError
from ser_desktop.settings import Settings
from ser_desktop.ui.toolkit.error_message import error_message
from ser_desktop.ui.toolkit.workers import Workers

_LOG = logging.getLogger(__name__)


class ModelInUse(QObject):
    """Loads models, and decides what happens when one cannot be loaded."""

    loaded = Signal(object)
    """A model was loaded: its :class:`ModelInfo`."""
    failed = Signal(object)
    """No model could be loaded: the error."""
    problem = Signal(object)
    """A message."""

    def __init__(
        self, settings: Settings, folder: Path, workers: Workers, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._settings, self._folder, self._workers = settings, folder, workers
        self.model: EmotionClassifier | None = None
        self._n_loads = 0

    @property
    def info(self) -> ModelInfo | None:
        """Name, labels and figures of the model."""
        return None if self.model is None else self.model.info

    @property
    def ready_model(self) -> EmotionClassifier | None:
        """The loaded model; None while another one is being loaded."""
        return None if self.is_loading else self.model

    @property
    def is_loading(self) -> bool:
        """Whether a model is being loaded."""
        return self._n_loads > 0

    def load(self, name: str) -> None:
        """Load a model by its name in the settings; "" is the bundled model."""

        def done(model: EmotionClassifier) -> None:
            self._n_loads -= 1
            self.model = model
            self.loaded.emit(model.info)

        def failed(error: Exception) -> None:
            self._n_loads -= 1
            if not isinstance(error, SerError):
                _LOG.error("Model %s", name, exc_info=error)
            self.problem.emit(error_message(error))
            if not name:
                self.failed.emit(error)
                return
            if self._settings["model"] == name:
                self._settings["model"] = ""  # reported once; not again at every start
            self.load("")

        self._n_loads += 1
        self._workers.start("analysis", lambda _job: load_model(name, self._folder), done, failed)

    def load_again(self) -> None:
        """Try again after no model could be loaded."""
        if self.model is None and not self.is_loading:
            self.load(self._settings["model"])

    def choose(self, path: Path) -> None:
        """Load a model file and store the choice in the settings."""
        self._settings["model"] = portable_model_ref(path, self._folder)
        self.load(self._settings["model"])
