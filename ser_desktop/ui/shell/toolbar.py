"""The toolbar: record, device, level, play, model, open, export."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QSizePolicy,
    QStackedWidget,
    QToolBar,
    QToolButton,
    QWidget,
)

from ser_desktop.audio.devices import DeviceList
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.settings import SPEEDS
from ser_desktop.texts.messages import Message, localised
from ser_desktop.ui.export.export_menu import Counts, ExportMenu
from ser_desktop.ui.models.model_text import model_title, unseen_accuracy
from ser_desktop.ui.recording.availability import show_available, why_unavailable
from ser_desktop.ui.recording.device_box import MAX_WIDTH, MIN_WIDTH, DeviceBox
from ser_desktop.ui.recording.level_meter import LevelMeter
from ser_desktop.ui.shell.actions import Actions
from ser_desktop.ui.toolkit.announce import show_value
from ser_desktop.ui.toolkit.icons import icon
from ser_desktop.ui.toolkit.number_text import position_text
from ser_desktop.ui.toolkit.state import State
from ser_desktop.ui.toolkit.theme import GRID, ThemeManager

_MIN_SPEED_WIDTH = 78
_LEFT_OUT = ("voice", "model", "word", "microphone", "speed", "position")
"""What a narrow toolbar leaves out, one after another: the word is *Open*, and the choice of the
microphone gets narrower. Menus and preferences have it too."""
_NARROW_DEVICE = 100


class MainToolbar(QToolBar):
    """The main toolbar; it signals the user's choices."""

    device_chosen = Signal(str)
    speed_chosen = Signal(float)
    export_chosen = Signal(str, str)
    """The format's key, and the part; "" is everything."""

    def __init__(
        self,
        actions: Actions,
        themes: ThemeManager,
        export_counts: Callable[[], Counts] = lambda: (0, 0, 0),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(str(Message("toolbar.name")), parent)
        self.setObjectName("mainToolbar")
        self.setMovable(False)
        self.setIconSize(QSize(20, 20))
        self._themes = themes
        self._has_voice = False
        self._missing = ""
        """Why nothing can be recorded; "" if there is a microphone."""
        self._places: dict[str, QAction] = {}
        """Parts that a narrow toolbar leaves out."""
        self._add_recording(actions)
        self.addSeparator()
        self._add_playback(actions)
        self._add_spring()
        self._add_pills(actions)
        self.addSeparator()
        self._open = self._make_button(actions, "open", text=True)
        self.addWidget(self._open)
        self.addWidget(self._export_button(actions, export_counts))
        themes.changed.connect(self._tint)
        self.show_state(State.IDLE)
        # Stop is the shorter word; a fixed width keeps the other buttons in place.
        self._record.ensurePolished()
        self._record.setMinimumWidth(self._record.sizeHint().width())

    def _add_recording(self, actions: Actions) -> None:
        """Add *Record*, *Pause* or *Stop*, the microphone and its level."""
        self._record = self._record_button(actions)
        # Only one of Pause and Stop is useful at a time. Record ends a take too, so that
        # a second Stop button would confuse. Both share one place.
        self._pause_or_stop = QStackedWidget()
        self._pause_or_stop.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        for key in ("stop", "pause"):
            self._pause_or_stop.addWidget(self._make_button(actions, key))
        self.addWidget(self._pause_or_stop)
        self._devices = DeviceBox("deviceBox")
        self._devices.chosen.connect(self.device_chosen)
        self.addWidget(self._devices)
        self.meter = LevelMeter(self._themes)
        self.addWidget(self.meter)

    def _add_playback(self, actions: Actions) -> None:
        """Add *Play*, *Loop*, the speed and the position."""
        self._button(actions, "play")
        self._button(actions, "loop")
        self._speed = self._speed_box()
        self._places["speed"] = self.addWidget(self._speed)
        self._time = QLabel(localised("0:00.0 / 0:00.0"))
        self._time.setObjectName("positionLabel")
        self._time.setAccessibleName(str(Message("toolbar.position")))
        self._time.setMinimumWidth(self._time.fontMetrics().horizontalAdvance("00:00.0 / 00:00.0 "))
        self._places["position"] = self.addWidget(self._time)

    def _speed_box(self) -> QComboBox:
        box = QComboBox()
        box.setObjectName("speedBox")
        box.setAccessibleName(str(Message("toolbar.speed")))
        box.setToolTip(str(Message("toolbar.speed_tip")))
        for speed in SPEEDS:
            box.addItem(localised(f"{speed:g} ×"), speed)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        box.ensurePolished()
        box.setMinimumWidth(max(_MIN_SPEED_WIDTH, box.sizeHint().width()))
        box.activated.connect(lambda i: self.speed_chosen.emit(box.itemData(i)))
        return box

    def _add_spring(self) -> None:
        """Add what pushes the rest to the other end."""
        spring = QWidget()
        spring.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spring)

    def _add_pills(self, actions: Actions) -> None:
        """Add the model and the voice in use."""
        self._model = _pill("modelLabel", actions["models"].trigger)
        self._model.setText(str(Message("toolbar.loading_model")))
        self._model.setAccessibleName(str(Message("toolbar.model")))
        self._places["model"] = self.addWidget(self._model)
        self._voice = _pill("voiceLabel", actions["voices"].trigger)
        self._voice.setToolTip(str(Message("toolbar.voice_tip")))
        self._voice_place = self.addWidget(self._voice)
        self._voice_place.setVisible(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what is elsewhere too, before Qt hides *Export* behind an arrow."""
        self._fit()
        super().resizeEvent(event)

    def _fit(self) -> None:
        """Show everything if there is room, else leave out what is also elsewhere."""
        for n_left_out in range(len(_LEFT_OUT) + 1):
            self._leave_out(_LEFT_OUT[:n_left_out])
            if self._needed_width() <= self.width():
                return

    def _leave_out(self, parts: Sequence[str]) -> None:
        self._voice_place.setVisible(self._has_voice and "voice" not in parts)
        for key, place in self._places.items():
            place.setVisible(key not in parts)
        style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        if "word" in parts:
            style = Qt.ToolButtonStyle.ToolButtonIconOnly
        self._open.setToolButtonStyle(style)
        is_narrow = "microphone" in parts
        self._devices.setMinimumWidth(_NARROW_DEVICE if is_narrow else MIN_WIDTH)
        self._devices.setMaximumWidth(_NARROW_DEVICE if is_narrow else MAX_WIDTH)

    def _needed_width(self) -> int:
        layout = self.layout()
        assert layout is not None
        margins, hints = layout.contentsMargins(), []
        for action in self.actions():
            widget = self.widgetForAction(action)
            if action.isVisible() and widget is not None:
                wanted = max(widget.sizeHint().width(), widget.minimumWidth())
                hints.append(min(wanted, widget.maximumWidth()))
        gaps = layout.spacing() * (len(hints) - 1)
        return sum(hints) + gaps + margins.left() + margins.right() + 2 * GRID

    def show_devices(self, devices: DeviceList, chosen: str) -> None:
        """Fill the list of microphones; without any, *Record* looks unavailable."""
        self._devices.show_devices(devices, chosen)
        self._missing = why_unavailable(devices)
        show_available(self._record, self._missing, str(Message("toolbar.record_tip")))
        self._tint()

    def show_model(self, info: ModelInfo) -> None:
        """Show name and accuracy of the model."""
        show_value(self._model, str(Message("toolbar.model")), info.name)
        self._model.setText(str(Message("toolbar.model_named", name=info.name)))
        figure = unseen_accuracy(info)
        accuracy = (
            Message("compare.accuracy", accuracy=figure)
            if figure
            else Message("compare.no_accuracy")
        )
        tip = Message(
            "toolbar.model_tip",
            title=model_title(info),
            trained_on=info.trained_on,
            accuracy=accuracy,
        )
        self._model.setToolTip(str(tip))

    def show_no_model(self) -> None:
        """Show that no model could be loaded."""
        show_value(self._model, str(Message("toolbar.model")), str(Message("toolbar.no_model")))
        self._model.setToolTip(str(Message("toolbar.no_model_tip")))

    def show_voice(self, words: str) -> None:
        """Show which voice corrects the results; "" is none."""
        show_value(self._voice, str(Message("result.fact_voice")), words)
        self._has_voice = bool(words)
        self._fit()

    def show_position(self, position_s: float, duration_s: float) -> None:
        """Show position of the play head and length."""
        text = f"{position_text(position_s)} / {position_text(duration_s)}"
        show_value(self._time, str(Message("toolbar.position")), text)

    def show_speed(self, speed: float) -> None:
        """Show a playback speed."""
        self._speed.setCurrentIndex(self._speed.findData(speed))

    def show_state(self, state: State) -> None:
        """Label the record button; disable the list of microphones during a take."""
        self._recording = state.is_take
        word = "toolbar.stop" if self._recording else "toolbar.record"
        spoken = "toolbar.stop_spoken" if self._recording else "toolbar.record"
        self._record.setText(f" {Message(word)}")
        self._record.setAccessibleName(str(Message(spoken)))
        self._pause_or_stop.setCurrentIndex(1 if self._recording else 0)
        self._devices.lock(self._recording)
        self._tint()

    def _button(self, actions: Actions, name: str, text: bool = False) -> None:
        self.addWidget(self._make_button(actions, name, text))

    @staticmethod
    def _make_button(actions: Actions, name: str, text: bool = False) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(actions[name])
        button.setObjectName(f"{name}Button")
        button.setAccessibleName(actions[name].toolTip())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if text:
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
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

    def _export_button(self, actions: Actions, counts: Callable[[], Counts]) -> QToolButton:
        button = self._make_button(actions, "export", text=True)
        menu = ExportMenu([actions["export_all"]], actions["export_project"], counts, button)
        menu.format_chosen.connect(self.export_chosen)
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return button

    def _tint(self) -> None:
        # The red button's icon is white in both appearances.
        name = "square" if self._recording else "circle"
        theme = self._themes.theme
        self._record.setIcon(icon(name, theme.muted if self._missing else "#ffffff", theme.muted))
        # Qt puts buttons without room in a narrow window behind an extension button.
        more = self.findChild(QToolButton, "qt_toolbar_ext_button")
        if more is not None:
            more.setIcon(icon("chevrons-right", theme.text, theme.disabled))
            more.setToolTip(str(Message("toolbar.more_tip")))
            more.setAccessibleName(str(Message("toolbar.more")))


def _pill(name: str, on_clicked: Callable[[], object]) -> QToolButton:
    """Return a button that names the item in use and changes it on a click."""
    pill = QToolButton()
    pill.setObjectName(name)
    pill.setProperty("role", "pill")
    pill.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    pill.clicked.connect(lambda _checked=False: on_clicked())
    return pill
