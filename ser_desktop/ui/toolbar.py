"""The toolbar: record, device, level, play, model, open, export."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QSizePolicy, QToolBar, QToolButton, QWidget

from ser_desktop.audio.devices import DeviceList
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.settings import SPEEDS
from ser_desktop.ui.actions import Actions
from ser_desktop.ui.announce import show_value
from ser_desktop.ui.icons import icon
from ser_desktop.ui.state import State
from ser_desktop.ui.theme import ThemeManager
from ser_desktop.ui.widgets.level_meter import LevelMeter
from ser_desktop.ui.widgets.result_panel import unseen_accuracy
from ser_desktop.ui.words import position_text


class MainToolbar(QToolBar):
    """Shows what can be done now; says what was chosen."""

    device_chosen = Signal(str)
    speed_chosen = Signal(float)

    def __init__(
        self, actions: Actions, themes: ThemeManager, parent: QWidget | None = None
    ) -> None:
        super().__init__("Main", parent)
        self.setObjectName("mainToolbar")
        self.setMovable(False)
        self.setIconSize(QSize(20, 20))
        self._themes = themes
        self._record = self._record_button(actions)
        self._button(actions, "pause")
        self._button(actions, "stop")
        self._devices = QComboBox()
        self._devices.setObjectName("deviceBox")
        self._devices.setAccessibleName("Microphone")
        self._devices.setToolTip("Microphone")
        self._devices.setMinimumWidth(150)
        self._devices.setMaximumWidth(220)
        self._devices.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._devices.activated.connect(self._on_device)
        self.addWidget(self._devices)
        self.meter = LevelMeter(themes)
        self.addWidget(self.meter)
        self.addSeparator()
        self._button(actions, "play")
        self._button(actions, "loop")
        self._speed = QComboBox()
        self._speed.setObjectName("speedBox")
        self._speed.setAccessibleName("Playback speed")
        self._speed.setToolTip("Playback speed, at the same pitch")
        self._speed.setMinimumWidth(78)
        for speed in SPEEDS:
            self._speed.addItem(f"{speed:g} ×", speed)
        self._speed.activated.connect(lambda i: self.speed_chosen.emit(self._speed.itemData(i)))
        self.addWidget(self._speed)
        self._time = QLabel("0:00.0 / 0:00.0")
        self._time.setObjectName("positionLabel")
        self._time.setAccessibleName("Position")
        self._time.setMinimumWidth(self._time.fontMetrics().horizontalAdvance("00:00.0 / 00:00.0 "))
        self.addWidget(self._time)
        spring = QWidget()
        spring.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spring)
        self._model = QLabel("loading the model…")
        self._model.setObjectName("modelLabel")
        self._model.setAccessibleName("Model")
        self._model.setProperty("role", "pill")
        self.addWidget(self._model)
        self.addSeparator()
        self._button(actions, "open", text=True)
        self._button(actions, "export", text=True)
        themes.changed.connect(self._tint)
        self.show_state(State.IDLE)

    def show_devices(self, found: DeviceList, chosen: str) -> None:
        """Fill the picker."""
        self._devices.clear()
        for device in found.devices:
            default = " (default)" if device.is_default and device.name != "default" else ""
            self._devices.addItem(f"{device.key}{default}", device.key)
        if not found.devices:
            self._devices.addItem("No microphone", "")
        self._devices.setEnabled(bool(found.devices))
        self._devices.setToolTip(found.problem or "Microphone")
        self._record.setToolTip(found.problem or "Record (Ctrl+R)")
        at = self._devices.findData(chosen)
        self._devices.setCurrentIndex(max(at, 0))

    def show_model(self, info: ModelInfo) -> None:
        """Name and worth of the model."""
        share = unseen_accuracy(info)
        worth = f" · {share} on unseen voices" if share else ""
        show_value(self._model, "Model", info.name + worth)
        self._model.setToolTip(f"{info.name} {info.version}, learned from {info.trained_on}")

    def show_no_model(self) -> None:
        """None could be loaded."""
        show_value(self._model, "Model", "no model")
        self._model.setToolTip("No model could be loaded; F5 tries again.")

    def show_position(self, position_s: float, duration_s: float) -> None:
        """Play head and length."""
        text = f"{position_text(position_s)} / {position_text(duration_s)}"
        show_value(self._time, "Position", text)

    def show_speed(self, speed: float) -> None:
        """Which playback speed is set."""
        self._speed.setCurrentIndex(self._speed.findData(speed))

    def show_state(self, state: State) -> None:
        """Record says what it would do; the picker rests during a take."""
        self._recording = state.is_take
        self._record.setText(" Stop" if self._recording else " Record")
        self._record.setAccessibleName("Stop recording" if self._recording else "Record")
        self._devices.setEnabled(not self._recording and self._devices.count() > 0)
        self._tint()

    def _button(self, actions: Actions, name: str, text: bool = False) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(actions[name])
        button.setObjectName(f"{name}Button")
        button.setAccessibleName(actions[name].toolTip())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if text:
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.addWidget(button)
        return button

    def _record_button(self, actions: Actions) -> QToolButton:
        # Not the action's own face: this one is red and its icon white.
        action = actions["record"]
        button = QToolButton()
        button.setObjectName("recordButton")
        button.setToolTip(action.toolTip())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.clicked.connect(action.trigger)
        action.enabledChanged.connect(button.setEnabled)
        self.addWidget(button)
        return button

    def _tint(self) -> None:
        # The red button's icon is white in both appearances.
        name = "square" if self._recording else "circle"
        theme = self._themes.theme
        self._record.setIcon(icon(name, "#ffffff", theme.muted))
        # What a narrow window has no room for is behind a button that Qt makes.
        more = self.findChild(QToolButton, "qt_toolbar_ext_button")
        if more is not None:
            more.setIcon(icon("chevrons-right", theme.text, theme.border))
            more.setToolTip("What there is no room for")
            more.setAccessibleName("More")

    def _on_device(self, index: int) -> None:
        self.device_chosen.emit(self._devices.itemData(index) or "")
