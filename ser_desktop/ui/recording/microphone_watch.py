"""Looks for a microphone while there is none, so that recording becomes possible by itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from ser_desktop.audio.sound_hardware import hardware_mark
from ser_desktop.ui.recording.microphone_input import MicrophoneInput

LOOK_MS = 2000
_SEARCHES = 2
"""Searches after a change: PulseAudio lists new hardware later than the system does."""


class MicrophoneWatch(QObject):
    """Searches again when hardware changes, and when the person comes back to the window.

    Args:
        microphone: what searches.
        is_free: whether nothing is played: a search closes every stream.
        parent: owner.
    """

    def __init__(
        self, microphone: MicrophoneInput, is_free: Callable[[], bool], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._microphone, self._is_free = microphone, is_free
        self._mark = hardware_mark()
        self._left = 0
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        microphone.devices_changed.connect(self._on_devices)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.connect(self._on_application)

    def look(self) -> None:
        """Search if the hardware has changed."""
        mark = hardware_mark()
        if mark != self._mark:
            self._mark, self._left = mark, _SEARCHES
        if self._left > 0:
            self._left -= 1
            self._search()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()
        self._microphone.devices_changed.disconnect(self._on_devices)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.disconnect(self._on_application)

    def _search(self) -> None:
        if self._microphone.device is None and self._is_free():
            self._microphone.rescan()

    def _on_application(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive and self._timer.isActive():
            self._search()

    def _on_devices(self) -> None:
        if self._microphone.device is not None:
            self._timer.stop()
        elif not self._timer.isActive():
            self._mark = hardware_mark()
            self._timer.start()
