"""Shares live results with other programs on this computer by WebSocket and OSC."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from ser_desktop.emotion.live import LiveWindow
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.emotion.results import Window
from ser_desktop.emotion.sound_doubt import UNMEASURED
from ser_desktop.errors import SerError
from ser_desktop.live.result import LiveResult, StreamInfo
from ser_desktop.live.sink import LiveSink
from ser_desktop.paths import APP_NAME
from ser_desktop.settings import MODELS_OWN, Settings, stated_language
from ser_desktop.texts.messages import Message
from ser_desktop.ui.recording.listening import Listening
from ser_desktop.ui.toolkit.state import State

if TYPE_CHECKING:
    from ser_desktop.live.websocket import WebSocketSink

HOST = "localhost"
OSC_PORT = 7000
"""The OSC port of TouchDesigner and of most examples."""


class Sharing(QObject):
    """Starts and stops sharing; while it is on, every new live result is sent."""

    changed = Signal(bool)
    """Sharing was switched on or off."""
    news = Signal(object, bool)
    """A message, and False: it cannot be undone."""
    problem = Signal(object)
    """A message."""

    def __init__(
        self, settings: Settings, listening: Listening, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._settings, self._listening = settings, listening
        self._sinks: list[LiveSink] = []
        self._server: WebSocketSink | None = None
        self._labels: tuple[str, ...] = ()
        self._sent_to_s = 0.0
        listening.live.changed.connect(self._send_new)
        listening.started.connect(self._begin_anew)
        listening.ended.connect(self._on_ended)

    @property
    def is_on(self) -> bool:
        """Whether sharing is on."""
        return self._server is not None

    @property
    def page(self) -> str:
        """The address of the page for OBS and browsers; "" while sharing is off."""
        return "" if self._server is None else self._server.page

    def copy_address(self, kind: str) -> None:
        """Copy an address of the server; the notice shows it without its token.

        Args:
            kind: ``with_token`` (the page, which then opens without a question), ``without_token``
                (the page), or ``web_socket`` (what programs connect to, with the token).
        """
        whole = self.page
        if kind == "web_socket" and self._server is not None:
            whole = self._server.address
        shown = whole.partition("?")[0]
        has_token = kind != "without_token"
        QGuiApplication.clipboard().setText(whole if has_token else shown)
        id = "share.copied_with_token" if has_token else "share.copied_without_token"
        self.news.emit(Message(id, page=shown), False)

    def set_on(self, wanted: bool, model: ModelInfo | None) -> None:
        """Start or stop sharing.

        Args:
            wanted: True to start, False to stop.
            model: the model in use.
        """
        was_on = self.is_on
        self.close()
        if was_on and not wanted:
            self.news.emit(Message("share.stopped"), False)
        if wanted and model is None:
            self.problem.emit(Message("share.no_model"))
        elif wanted and model is not None:
            self._open(model)
        self.changed.emit(self.is_on)

    def use_model(self, model: ModelInfo) -> None:
        """Restart the receivers, which get the model's emotions at their start."""
        if self.is_on and model.labels != self._labels:
            self.set_on(True, model)

    def close(self) -> None:
        """Stop sharing."""
        for sink in self._sinks:
            sink.close()
        self._sinks, self._server = [], None

    def _open(self, model: ModelInfo) -> None:
        # Sockets and asyncio would delay the first paint.
        from ser_desktop.live.osc import OscSink
        from ser_desktop.live.websocket import WebSocketSink

        info = StreamInfo(
            APP_NAME, model.name, model.labels, self._settings["live_hop_s"], self._below(model)
        )
        try:
            port = self._settings["share_port"]
            self._server = WebSocketSink(HOST, port, info, self._token())
            self._sinks = [self._server, OscSink(HOST, OSC_PORT)]
        except SerError as error:
            self.close()
            self.problem.emit(error.message)
            return
        self._labels = model.labels
        is_heard = self._listening.state is not State.IDLE
        id = "share.started" if is_heard else "share.started_waiting"
        self.news.emit(Message(id, port=port, osc_port=OSC_PORT), False)

    def _token(self) -> str:
        """Return the token of this installation, so that an address stored in OBS stays valid."""
        if not self._settings["share_token"]:
            self._settings["share_token"] = secrets.token_urlsafe(16)
        token: str = self._settings["share_token"]
        return token

    def _below(self, model: ModelInfo) -> float:
        chosen: float = self._settings["uncertain_below"]
        return model.uncertain_below if chosen == MODELS_OWN else chosen

    def _begin_anew(self) -> None:
        self._sent_to_s = 0.0

    def _on_ended(self, _take: object) -> None:
        """Say that sharing goes on with the next recording; receivers stay connected."""
        if self.is_on:
            self.news.emit(Message("share.stays_on"), False)

    def _send_new(self, windows: Sequence[Window]) -> None:
        """Send the new windows among those of the last minute."""
        model, microphone = self._listening.live.info, self._listening.input.microphone
        new = [window for window in windows if window.end_s > self._sent_to_s]
        if not new or model is None or microphone is None:
            return
        self._sent_to_s = new[-1].end_s
        for window in new if self.is_on else ():
            sound = window.sound if isinstance(window, LiveWindow) else UNMEASURED
            spoken = stated_language(self._settings)
            result = LiveResult.of(window, model, self._below(model), spoken, sound)
            for sink in self._sinks:
                sink.send(result)
