"""Shows that live results are shared, copies their address, and stops sharing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from ser_desktop.texts.messages import Message
from ser_desktop.ui.toolkit.theme import GRID


class SharingIndicator(QWidget):
    """Visible as long as sharing is on, also between recordings."""

    address_wanted = Signal(str)
    """The address of a kind shall be copied, see :meth:`Sharing.copy_address`."""
    stop_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sharing")
        self.state = _button("sharingIndicator")
        self.state.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.state)
        menu.setObjectName("sharingMenu")
        for key in ("with_token", "web_socket", "without_token"):
            action = menu.addAction(str(Message(f"share.copy_{key}")))
            action.setObjectName(f"share_{key}")
            action.triggered.connect(
                lambda _checked=False, wanted=key: self.address_wanted.emit(wanted)
            )
        self.state.setMenu(menu)
        self.stop = _button("stopSharing")
        self.stop.setText(str(Message("result.stop_sharing")))
        self.stop.setAccessibleName(str(Message("result.stop_sharing_spoken")))
        self.stop.setToolTip(str(Message("result.stop_sharing_spoken")))
        self.stop.clicked.connect(self.stop_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID // 2)
        row.addWidget(self.state)
        row.addWidget(self.stop)
        self.hide()

    def show_state(self, is_on: bool, is_heard: bool) -> None:
        """Show whether sharing is on, and whether the microphone is heard for it."""
        key = "indicator" if is_heard else "indicator_waiting"
        self.state.setText(str(Message(f"share.{key}")))
        self.state.setAccessibleName(str(Message(f"share.{key}_spoken")))
        self.state.setToolTip(str(Message(f"share.{key}_tip")))
        self.state.setProperty("heard", is_heard)
        self.state.style().polish(self.state)
        self.setVisible(is_on)


def _button(name: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
