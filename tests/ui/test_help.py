"""Guide, keys, first page and the meaning of the numbers."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton

from ser_desktop.paths import resource
from ser_desktop.texts.messages import Message
from ser_desktop.ui.shell.drop_overlay import DropOverlay
from ser_desktop.ui.shell.guide_dialog import GuideDialog
from ser_desktop.ui.shell.main_window import MainWindow
from ser_desktop.ui.shell.shortcuts_dialog import ShortcutsDialog
from ser_desktop.ui.shell.welcome_dialog import WelcomeDialog
from ser_desktop.ui.toolkit.state import State


def test_the_guide_that_ships_is_the_guide() -> None:
    page = Path(__file__).parents[2] / "docs" / "guide.md"
    assert resource("guide", "guide.md").read_text("utf-8") == page.read_text("utf-8")


def test_the_guide_opens_at_a_chapter(window: MainWindow) -> None:
    window.actions_["guide"].trigger()
    dialog = window.findChild(GuideDialog)
    assert dialog is not None
    last = dialog._chapters.item(dialog._chapters.count() - 1).text()
    dialog.go_to(last)
    assert dialog._page.verticalScrollBar().value() > 0
    assert "![" not in dialog._page.toMarkdown()
    dialog.close()


def test_shortcuts_are_listed_by_menu_and_can_be_searched(window: MainWindow) -> None:
    window.actions_["help"].trigger()
    dialog = window.findChild(ShortcutsDialog)
    assert dialog is not None
    tree = dialog.tree
    groups = [tree.topLevelItem(i) for i in range(tree.topLevelItemCount())]
    assert [group.text(0) for group in groups][:4] == ["File", "Edit", "View", "Playback"]
    dialog.search("next moment")
    shown = [
        group.child(i).text(0)
        for group in groups
        for i in range(group.childCount())
        if not group.child(i).isHidden()
    ]
    assert shown == ["Next moment"]
    dialog.close()


def test_the_first_page_gives_a_notice_and_is_found_again(window: MainWindow) -> None:
    assert not window.controller.settings["welcome_seen"]
    window.actions_["welcome"].trigger()
    assert window.controller.settings["welcome_seen"]
    dialog = window.findChild(WelcomeDialog)
    assert dialog is not None
    copy = dialog.findChild(QPushButton, "copyNotice")
    assert copy is not None
    copy.click()
    assert QGuiApplication.clipboard().text() == str(Message("welcome.notice"))
    dialog.close()


def test_an_open_microphone_is_indicated(window: MainWindow) -> None:
    label = window.findChild(QLabel, "microphoneIndicator")
    assert label is not None
    assert label.isHidden()
    window.status.show_microphone(State.RECORDING, True)
    assert label.text() == str(Message("status.microphone_recording"))
    assert not label.isHidden()
    window.status.show_microphone(None, False)
    assert label.isHidden()


def test_a_drag_is_answered_over_the_whole_window(window: MainWindow) -> None:
    overlay = window.findChild(DropOverlay)
    assert overlay is not None
    overlay.show_over(window.panels.geometry(), 3)
    assert overlay.text() == str(Message("open.drop", n=3))
    assert overlay.isVisible()
