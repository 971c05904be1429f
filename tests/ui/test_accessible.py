"""What a screen reader gets: every control has a name, a role and a state."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QGraphicsView,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QTextBrowser,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ser_desktop.ui.result.emotion_bars import EmotionBars
from ser_desktop.ui.result.transition_matrix import TransitionMatrix
from ser_desktop.ui.shell.main_window import MainWindow

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QGraphicsView,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QTextBrowser,
    EmotionBars,
    TransitionMatrix,
)
DIALOGS = ("preferences", "help", "about", "welcome", "meaning", "guide")
NO_ROLES = (QAccessible.Role.NoRole, QAccessible.Role.Client)


def controls(top: QWidget) -> list[QWidget]:
    """Those a person can reach; Qt's own parts of a combo, a list or a field are theirs."""
    return [
        widget
        for widget in top.findChildren(QWidget)
        if isinstance(widget, CONTROLS)
        and widget.isVisibleTo(top)
        and not isinstance(widget.parent(), QComboBox | QLineEdit | QAbstractSpinBox)
        and not widget.objectName().startswith("qt_")
        and not isinstance(widget.parent(), QAbstractItemView)
        and not widget.metaObject().className().startswith(("QComboBox", "QHeaderView"))
        and widget.metaObject().className() != "QHeaderView"
    ]


def faults(top: QWidget) -> list[str]:
    """What is wrong with each control."""
    wrong = []
    for widget in controls(top):
        face = QAccessible.queryAccessibleInterface(widget)
        who = f"{widget.metaObject().className()} {widget.objectName()}"
        if face is None or not face.isValid():
            wrong.append(f"{who}: nothing")
        elif not face.text(QAccessible.Text.Name).strip():
            wrong.append(f"{who}: no name")
        elif face.role() in NO_ROLES:
            wrong.append(f"{who}: no role")
        elif face.state().invalid:
            wrong.append(f"{who}: no state")
    return wrong


def test_every_control_of_the_window_has_name_role_and_state(
    window: MainWindow, qtbot: QtBot, sample: Path
) -> None:
    window.resize(1280, 800)
    assert faults(window) == []
    window.controller.open([sample])
    qtbot.waitUntil(lambda: not window.controller.workers.busy, timeout=20_000)
    assert faults(window) == []
    assert len(controls(window)) > 15
    window.actions_["overview"].trigger()
    assert faults(window) == []


@pytest.mark.parametrize("key", DIALOGS)
def test_every_control_of_a_dialog_has_them_too(window: MainWindow, key: str) -> None:
    window.actions_[key].trigger()
    dialogs = [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]
    assert len(dialogs) == 1
    assert controls(dialogs[0])
    assert faults(dialogs[0]) == []
    dialogs[0].close()


def test_the_state_has_a_text(window: MainWindow, qtbot: QtBot, sample: Path) -> None:
    def state(name: str) -> QAccessible.State:
        button = window.findChild(QToolButton, name)
        assert button is not None
        return QAccessible.queryAccessibleInterface(button).state()

    assert state("playButton").disabled
    window.controller.open([sample])
    qtbot.waitUntil(lambda: not window.controller.workers.busy, timeout=20_000)
    assert not state("playButton").disabled
    assert not state("loopButton").checked
    window.actions_["loop"].trigger()
    assert state("loopButton").checked
