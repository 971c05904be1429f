"""Every dialog by keyboard and by screen reader, and the keys of the menus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QPushButton,
    QSlider,
    QStyleOptionComboBox,
    QStylePainter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ser_desktop.emotion.speaker_turns import SpeakerTurn
from ser_desktop.paths import resource
from ser_desktop.ui.playback.playback import Playback
from ser_desktop.ui.recording.device_box import DeviceBox
from ser_desktop.ui.shell.main_window import MainWindow
from ser_desktop.ui.speakers.compare_speakers_dialog import CompareSpeakersDialog
from ser_desktop.ui.toolkit.opened_dialog import open_once
from ser_desktop.ui.toolkit.theme import GRID, ThemeManager

DIALOGS = (
    *("preferences", "help", "about", "welcome", "meaning", "guide", "models", "voices"),
    *("export_all", "practise", "export_project", "rate_blind", "agreement", "notes"),
    *("project_speakers", "find_speakers", "same_people", "edit_annotation"),
)
MAX_TABS = 60


@pytest.fixture
def open_dialog(window: MainWindow, qtbot: QtBot, sample: Path) -> Callable[[str], QDialog]:
    """Open dialogs of an analysed recording with an annotation."""
    window.controller.open([sample])
    qtbot.waitUntil(lambda: not window.controller.workers.busy, timeout=30_000)
    window.controller.transport.choose_span((1.0, 2.0))
    window.actions_["annotate_sad"].trigger()
    qtbot.waitUntil(lambda: not window.controller.workers.busy, timeout=30_000)

    def opened(key: str) -> QDialog:
        window.actions_[key].trigger()
        dialogs = [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]
        assert len(dialogs) == 1, key
        qtbot.waitUntil(lambda: not window.controller.workers.busy, timeout=30_000)
        dialogs[0].activateWindow()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is dialogs[0])
        return dialogs[0]

    return opened


def reached(dialog: QDialog) -> list[QWidget]:
    """What Tab comes to, until it is where it began."""
    found: list[QWidget] = []
    for _ in range(MAX_TABS):
        focused = QApplication.focusWidget()
        if focused is None or (focused in found and not isinstance(focused, QTextBrowser)):
            return found
        if focused not in found:
            found.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    return found


def wanted(dialog: QDialog) -> list[QWidget]:
    """What can be used now and does not leave its keys to the dialog."""
    kinds = (QPushButton, QComboBox, QLineEdit, QAbstractSpinBox, QSlider)
    return [
        widget
        for widget in dialog.findChildren(QWidget)
        if isinstance(widget, kinds)
        and widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not isinstance(widget.parent(), QAbstractSpinBox | QComboBox)
    ]


def test_tab_reaches_everything_and_escape_closes(
    open_dialog: Callable[[str], QDialog], qtbot: QtBot
) -> None:
    missed, trapped = {}, []
    for key in DIALOGS:
        dialog = open_dialog(key)
        found = reached(dialog)
        left_out = [w.objectName() or str(w) for w in wanted(dialog) if w not in found]
        if left_out:
            missed[key] = left_out
        QTest.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_Escape)
        QApplication.processEvents()
        if dialog.isVisible():
            trapped.append(key)
            dialog.close()
        QApplication.processEvents()
    assert missed == {}, "Tab does not come here"
    assert trapped == [], "Escape does not close"


def test_every_field_says_what_it_is_for(open_dialog: Callable[[str], QDialog]) -> None:
    """On Linux the name of a box is its value: the purpose is a label or the description."""
    unknown = {}
    for key in DIALOGS:
        dialog = open_dialog(key)
        found = [
            widget.objectName()
            for widget in wanted(dialog)
            if isinstance(widget, QComboBox | QAbstractSpinBox | QLineEdit | QSlider)
            and not purpose(widget)
        ]
        if found:
            unknown[key] = found
        dialog.close()
        QApplication.processEvents()
    assert unknown == {}


def purpose(widget: QWidget) -> str:
    """What a screen reader says beside the value."""
    face = QAccessible.queryAccessibleInterface(widget)
    labels = [label.text(QAccessible.Text.Name) for label, _ in face.relations()]
    own = "" if isinstance(widget, QComboBox) else face.text(QAccessible.Text.Name)
    return " ".join([*labels, own, face.text(QAccessible.Text.Description)]).strip()


def test_no_key_means_two_things(window: MainWindow) -> None:
    keys = Counter(
        keys.toString() for key in all_keys(window) for keys in window.actions_[key].shortcuts()
    )
    assert [key for key, n in keys.items() if n > 1] == []


def all_keys(window: MainWindow) -> list[str]:
    return list(window.actions_._by_key)


def test_letters_that_are_shortcuts_can_be_typed(window: MainWindow, qtbot: QtBot) -> None:
    window.search_recordings()
    search = window.recordings_panel.search
    qtbot.waitUntil(search.hasFocus)
    triggered = []
    for key in all_keys(window):
        window.actions_[key].triggered.connect(lambda _c=False, key=key: triggered.append(key))
    for letters in ("e", "s", "m", "n", "h", "l", "w", "c", "r", "p", ",", ".", "[", "+", "?"):
        QTest.keyClicks(search, letters)
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
        QTest.keyClick(search, key)
    assert triggered == []
    assert search.text() == "smnhlwcrp,.[+?"[1:]


def test_the_row_of_buttons_stands_apart(qtbot: QtBot, themes: ThemeManager) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    column = QVBoxLayout(dialog)
    column.addWidget(QLineEdit())
    column.addWidget(QDialogButtonBox(QDialogButtonBox.StandardButton.Close))
    open_once(dialog)
    field, buttons = dialog.findChild(QLineEdit), dialog.findChild(QDialogButtonBox)
    assert field is not None
    assert buttons is not None
    qtbot.waitUntil(buttons.isVisible)
    assert buttons.y() - field.geometry().bottom() - 1 == 2 * GRID


def test_fields_of_one_row_are_equally_high(
    open_dialog: Callable[[str], QDialog],
) -> None:
    dialog = open_dialog("preferences")
    fields = [w for w in wanted(dialog) if isinstance(w, QComboBox | QAbstractSpinBox)]
    assert {field.height() for field in fields} == {fields[0].height()}
    assert len({type(field) for field in fields}) > 1


def test_tab_goes_from_the_tabs_over_the_filters_to_the_table(
    open_dialog: Callable[[str], QDialog], window: MainWindow, qtbot: QtBot
) -> None:
    window.resize(1280, 800)
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    bar = window.tables.tabBar()
    window.tables.setCurrentIndex(0)
    bar.setFocus(Qt.FocusReason.TabFocusReason)
    names = []
    while not names or names[-1] != "segmentTable":
        focused = QApplication.focusWidget()
        assert focused is not None
        names.append(focused.objectName())
        assert len(names) < 10, names
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert names[:3] == ["tablesTabs", "segmentEmotion", "segmentConfidence"]
    assert "hideSilence" in names


def test_tables_come_back_after_a_file_that_cannot_be_read(
    window: MainWindow, qtbot: QtBot, sample: Path, tmp_path: Path
) -> None:
    window.resize(1280, 800)

    def open_file(path: Path) -> None:
        window.controller.open([path])
        qtbot.waitUntil(lambda: not window.controller.workers.busy, timeout=30_000)
        QApplication.processEvents()

    open_file(sample)
    height = window.tables.height()
    broken = tmp_path / "letter.mp3"
    broken.write_bytes(b"This is a letter. " * 99)
    open_file(broken)
    assert not window.tables.isVisible()
    again = tmp_path / "again.flac"
    again.write_bytes(sample.read_bytes())
    open_file(again)
    assert window.tables.isVisible()
    assert window.tables.height() == height


def test_a_rater_may_use_the_mouse(
    open_dialog: Callable[[str], QDialog], window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Playback, "device", lambda _self: None)  # stretches can be heard
    monkeypatch.setattr(Playback, "start", lambda *_args: None)
    dialog = open_dialog("rate_blind")
    dialog.rater.setText("ann")  # type: ignore[attr-defined]
    dialog.start()  # type: ignore[attr-defined]
    n = len(dialog.left)  # type: ignore[attr-defined]
    button = dialog.findChild(QPushButton, "rate_happy")
    assert button is not None
    assert button.accessibleName() == "happy"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert len(dialog.left) == n - 1  # type: ignore[attr-defined]
    QTest.keyClick(dialog, Qt.Key.Key_Backspace)
    assert len(dialog.left) == n  # type: ignore[attr-defined]
    dialog.close()


def test_links_between_speakers_follow_the_theme(window: MainWindow, qtbot: QtBot) -> None:
    window.controller.open([resource("samples", "sample.flac")])
    qtbot.waitUntil(lambda: not window.controller.workers.busy, timeout=30_000)
    current = window.controller.current
    assert current is not None
    assert current.analysis is not None
    first, name = current.analysis.tracks[0], "speaker-1"
    turns = (SpeakerTurn(name, 0.0, 10.0),)
    speaking = replace(first, name=name, speaker=name, turns=turns)
    spoken = replace(current.analysis, further_tracks=(speaking,))
    dialog = CompareSpeakersDialog(spoken, {name: "Ann"}, window.themes)
    qtbot.addWidget(dialog)
    for appearance in ("light", "dark"):
        window.themes.set_appearance(appearance)
        colour = window.themes.theme.accent
        assert f"color:{colour}" in dialog.page.toHtml().replace(" ", ""), appearance


def test_a_page_that_is_scrolled_by_keys_has_a_role_and_its_contents(window: MainWindow) -> None:
    face = QAccessible.queryAccessibleInterface(window.result)
    assert face.role() == QAccessible.Role.Pane
    assert face.text(QAccessible.Text.Name).strip()
    assert face.childCount() > 0


def test_a_dialog_is_wide_enough_for_its_buttons(qtbot: QtBot, themes: ThemeManager) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    dialog.setMinimumWidth(200)
    dialog.resize(200, 60)
    button = QPushButton("A button with a name that is longer than two hundred pixels")
    column = QVBoxLayout(dialog)
    column.addWidget(QLineEdit())
    column.addWidget(button)
    open_once(dialog)
    qtbot.waitUntil(button.isVisible)
    assert button.width() >= button.sizeHint().width()
    assert dialog.height() >= dialog.layout().totalMinimumSize().height()  # type: ignore[union-attr]


def test_a_long_name_of_a_microphone_ends_in_an_ellipsis(
    qtbot: QtBot, themes: ThemeManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = DeviceBox("deviceBox")
    qtbot.addWidget(box)
    box.clear()
    box.addItem("A microphone with a long name, on a card with a long name")
    box.setFixedWidth(150)
    drawn: list[str] = []
    draw = QStylePainter.drawControl

    def kept(painter: QStylePainter, part: object, option: QStyleOptionComboBox) -> None:
        drawn.append(option.currentText)  # type: ignore[attr-defined]
        draw(painter, part, option)  # type: ignore[call-overload]

    monkeypatch.setattr(QStylePainter, "drawControl", kept)
    box.grab()
    assert drawn
    assert drawn[0].startswith("A mic")
    assert drawn[0].endswith("…")
