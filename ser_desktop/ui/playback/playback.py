"""Plays in the window: one player at a time, with loop, speed and play head."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from ser_desktop.audio.clip import Clip
from ser_desktop.audio.devices import AudioDevice, list_devices
from ser_desktop.audio.player import Player
from ser_desktop.errors import DeviceError
from ser_desktop.settings import Settings
from ser_desktop.texts.messages import Message
from ser_desktop.ui.toolkit.chosen_device import chosen_device
from ser_desktop.ui.toolkit.error_message import error_message

PLAY_HEAD_MS = 33
SETTLE_MS = 150
"""Playback follows a selection that stays unchanged for this time; dragging changes it often."""


class Playback(QObject):
    """Starts and stops playback and signals the position."""

    moved = Signal(float)
    """Position in seconds."""
    changed = Signal()
    """Playback started or ended."""
    problem = Signal(object)
    """A message."""

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._player: Player | None = None
        self._loop = False
        self._timer = QTimer(self)
        self._timer.setInterval(PLAY_HEAD_MS)
        self._timer.timeout.connect(self._on_tick)
        self._wanted: tuple[tuple[float, float], tuple[float, float]] | None = None
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._keep_to_wanted)

    @property
    def active(self) -> bool:
        """Whether playback is running."""
        return self._player is not None

    def device(self) -> AudioDevice:
        """Return the loudspeaker that is used.

        Raises:
            DeviceError: there is none.
        """
        return chosen_device(
            list_devices("output"),
            self._settings["output_device"],
            Message("device.no_loudspeaker"),
        )

    def start(self, clip: Clip, start_s: float, span_s: tuple[float, float]) -> None:
        """Play a part of a recording, starting at a position in it."""
        self.stop()
        speed = self._settings["playback_speed"]
        try:
            self._player = Player(clip, self.device(), start_s, span_s, self._loop, speed)
        except DeviceError as error:
            self.problem.emit(error_message(error))
            return
        self._timer.start()
        self.changed.emit()

    def stop(self) -> None:
        """Stop; the play head keeps its position."""
        if self._player:
            self.close()
            self.changed.emit()

    def close(self) -> None:
        """Stop without a signal."""
        self._timer.stop()
        self._settle.stop()
        if self._player:
            self._player.close()
            self._player = None

    def set_loop(self, loop: bool) -> None:
        """Switch looping on or off."""
        self._loop = loop
        if self._player:
            self._player.loop = loop

    def apply_speed(self) -> None:
        """Apply the speed of the settings to the running playback."""
        if self._player:
            self._player.set_speed(self._settings["playback_speed"])

    def set_span(self, span_s: tuple[float, float]) -> None:
        """Limit playback to another part, immediately."""
        self._settle.stop()
        if self._player:
            self._player.set_span(span_s)

    def keep_to(self, span_s: tuple[float, float], whole_s: tuple[float, float]) -> None:
        """Limit playback to another part once it stops changing, if the head is in it.

        If the head is outside, a loop continues in that part; without a loop there is no limit.
        """
        self._wanted = span_s, whole_s
        self._settle.start()

    def _keep_to_wanted(self) -> None:
        if self._player is None or self._wanted is None:
            return
        span_s, whole_s = self._wanted
        if span_s[0] <= self._player.position_s < span_s[1]:
            self._player.set_span(span_s)
        elif self._loop:
            self._player.set_span(span_s)
            self._player.seek(span_s[0])
        else:
            self._player.set_span(whole_s)

    def seek(self, position_s: float) -> None:
        """Continue from another position."""
        if self._player:
            self._player.seek(position_s)

    def _on_tick(self) -> None:
        player = self._player
        if player is None:
            return
        position_s = player.end_s if player.finished else player.position_s
        if player.finished:
            self.stop()
        self.moved.emit(position_s)
