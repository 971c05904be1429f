"""What is shown was this emotion: one more example of a voice."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.ui.controller import Controller


class VoiceMenu(QMenu):
    """The emotions; those the model knows can be chosen, once there is an answer to learn from."""

    def __init__(self, controller: Controller, parent: QWidget | None = None) -> None:
        super().__init__("Example of a &voice", parent)
        self.setObjectName("menuVoice")
        self._controller = controller
        for number, emotion in enumerate(EMOTIONS, start=1):
            action = QAction(f"&{number} {emotion}", self)
            action.setObjectName(f"action_example_{emotion}")
            action.triggered.connect(
                lambda _checked=False, emotion=emotion: controller.add_example(emotion)
            )
            self.addAction(action)
        self.aboutToShow.connect(self.enable)

    def enable(self) -> None:
        """Look what can be learned from now."""
        current, model = self._controller.current, self._controller.model
        answered = current is not None and bool(current.found) and current.progress is None
        known = model.info.labels if model is not None and answered else ()
        for action, emotion in zip(self.actions(), EMOTIONS, strict=True):
            action.setEnabled(emotion in known)
