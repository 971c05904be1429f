"""Questions: buttons say what they do, and neither Enter nor Escape loses anything."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ser_desktop.texts.languages.loading import LANGUAGES, load_language
from ser_desktop.texts.messages import Message
from ser_desktop.ui.toolkit.question import LEAVE, Choice, Question, ask

ACTION = Message("annotate.whole", n=1)


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    """The window above which is asked."""
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


def shown_question(parent: QWidget, done: list[str], safe: str = "") -> Question:
    choices = (
        Choice(ACTION, lambda: done.append("first"), "first", is_safe=safe == "first"),
        Choice(Message("work.other_button"), lambda: done.append("second"), "second"),
    )
    title = Message("annotate.title")
    asked = Question(parent, title, Message("models.ask_delete", name="a", file="b"), choices)
    ask(asked)
    return asked


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape])
def test_no_key_alone_does_anything(parent: QWidget, key: Qt.Key) -> None:
    done: list[str] = []
    asked = shown_question(parent, done)
    outcomes: list[int] = []
    asked.finished.connect(outcomes.append)
    QTest.keyClick(asked, key)
    assert (done, outcomes) == ([], [QDialog.DialogCode.Rejected])


def test_enter_presses_the_choice_that_is_safe(parent: QWidget) -> None:
    done: list[str] = []
    QTest.keyClick(shown_question(parent, done, safe="first"), Qt.Key.Key_Return)
    assert done == ["first"]


@pytest.mark.parametrize(("name", "outcome"), [("first", ["first"]), ("second", ["second"])])
def test_a_button_does_what_it_says(
    parent: QWidget, qtbot: QtBot, name: str, outcome: list[str]
) -> None:
    done: list[str] = []
    asked = shown_question(parent, done)
    texts = {button.objectName(): button.text() for button in asked.findChildren(QPushButton)}
    assert texts["first"] == "Annotate the whole recording"
    assert texts[LEAVE] == "Cancel"
    assert asked.findChild(QPushButton, "second").accessibleName() == "Open another"
    qtbot.mouseClick(asked.findChild(QPushButton, name), Qt.MouseButton.LeftButton)
    assert done == outcome


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_button_is_a_mere_yes(code: str) -> None:
    language = load_language(code)
    ids = ("annotate.whole", "teach.whole", "export.overwrite", "import.remove", "profile.make")
    for id in (*ids, "profile.delete_title", "models.delete_title", "rename.title"):
        said = Message(id, n=1).written_in(language).casefold()
        assert said not in {"yes", "ok", "ja", "oui", "sí"}
        assert len(said) > 5
