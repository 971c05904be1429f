"""Guide, keys, first page and the meaning of the numbers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton

from ser_desktop.paths import resource
from ser_desktop.texts.languages.loading import TRANSLATIONS, load_language
from ser_desktop.texts.messages import ENGLISH, Message, use_language
from ser_desktop.texts.tables import ENGLISH_TEXTS
from ser_desktop.ui.shell.guide_dialog import GuideDialog, guide_text
from ser_desktop.ui.shell.main_window import MainWindow
from ser_desktop.ui.shell.shortcuts_dialog import ShortcutsDialog
from ser_desktop.ui.shell.welcome_dialog import WelcomeDialog
from ser_desktop.ui.toolkit.drop_overlay import DropOverlay
from ser_desktop.ui.toolkit.state import State


def test_the_guide_that_ships_is_the_guide() -> None:
    page = Path(__file__).parents[2] / "docs" / "guide.md"
    assert resource("guide", "guide.md").read_text("utf-8") == page.read_text("utf-8")


@pytest.mark.parametrize("code", TRANSLATIONS)
def test_every_language_has_the_whole_guide(code: str) -> None:
    english, raw = guide_text(), resource("guide", f"guide.{code}.md").read_text("utf-8")
    use_language(load_language(code))
    try:
        text = guide_text(code)
    finally:
        use_language(ENGLISH)
    for part in (r"^## ", r"^\| ", r"^- ", r"^\d\. "):
        n = len(re.findall(part, english, re.MULTILINE))
        found = len(re.findall(part, text, re.MULTILINE))
        assert found == n, part
    assert "{" not in text, "every text of the window that it names exists"
    assert set(re.findall(r"{([a-z_.]+)}", raw)) <= set(ENGLISH_TEXTS)
    keys = ("F5", "F6", "F7", "F8", "W")
    assert all(re.search(rf"\b{key}\b", text) for key in keys)
    commands = set(re.findall(r"`ser-desktop (\w+)", english))
    assert set(re.findall(r"`ser-desktop (\w+)", text)) == commands


def test_the_guide_of_another_language_is_the_english_one() -> None:
    assert guide_text("xx") == guide_text()


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
    window.status.show_no_microphone("")
    assert label.isHidden(), "there is one, and it is closed"
    window.status.show_microphone(State.RECORDING, True)
    assert label.text() == str(Message("status.microphone_recording"))
    assert not label.isHidden()
    window.status.show_microphone(None, False)
    assert label.isHidden()


def test_a_drag_is_answered_over_the_whole_window(window: MainWindow) -> None:
    overlay = window.findChild(DropOverlay)
    assert overlay is not None
    overlay.show_over(window.panels.geometry(), Message("open.drop", n=3))
    assert overlay.text() == str(Message("open.drop", n=3))
    assert overlay.isVisible()
