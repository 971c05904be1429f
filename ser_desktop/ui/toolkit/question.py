"""Questions before something is lost or decided: buttons name what they do, Escape does nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ser_desktop.texts.messages import Message
from ser_desktop.ui.toolkit.number_text import breakable
from ser_desktop.ui.toolkit.opened_dialog import open_once, set_margins
from ser_desktop.ui.toolkit.screen_size import text_scale

_WIDTH = 440
"""Width of the texts, in pixels of usual text."""
LEAVE = "leaveAsItIs"
"""Object name of the button that changes nothing."""


@dataclass(frozen=True)
class Choice:
    """A button of a question.

    Args:
        text: what it does, from a verb on.
        does: called once the dialog has closed.
        name: object name of the button.
        is_safe: whether Enter presses it; where no choice is safe, Enter changes nothing.
    """

    text: Message
    does: Callable[[], object] = lambda: None
    name: str = "doIt"
    is_safe: bool = False


class Question(QDialog):
    """A question with a button for each choice, and one that leaves everything as it is.

    Args:
        parent: the window above which it stands.
        title: title of the dialog.
        question: what is asked.
        choices: what can be done.
        leave: the text of the button that changes nothing, as Escape does.
        hint: what there is to know before; None without.
        name: object name of the dialog.
    """

    def __init__(
        self,
        parent: QWidget,
        title: Message,
        question: Message,
        choices: Sequence[Choice],
        leave: Message | None = None,
        hint: Message | None = None,
        name: str = "questionDialog",
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(str(title))
        self.question = question
        """What is asked."""
        column = QVBoxLayout(self)
        column.addWidget(_words(question, "questionText"))
        if hint is not None:
            words = _words(hint, "questionHint")
            words.setProperty("role", "muted")
            column.addWidget(words)
        roles, self._buttons = QDialogButtonBox.ButtonRole, QDialogButtonBox()
        for choice in choices:
            self._add(choice, roles.AcceptRole, QDialog.DialogCode.Accepted)
        is_safe = not any(choice.is_safe for choice in choices)
        left = Choice(leave or Message("dialog.cancel"), name=LEAVE, is_safe=is_safe)
        self._add(left, roles.RejectRole, QDialog.DialogCode.Rejected)
        column.addWidget(self._buttons)

    def _add(
        self, choice: Choice, role: QDialogButtonBox.ButtonRole, outcome: QDialog.DialogCode
    ) -> None:
        def press() -> None:
            self.done(outcome)
            choice.does()

        text = str(choice.text)
        button = QPushButton(text)
        button.setObjectName(choice.name)
        button.setAccessibleName(text.replace("&", "").rstrip("…"))
        button.clicked.connect(lambda _checked=False: press())
        self._buttons.addButton(button, role)
        button.setAutoDefault(False)  # else Enter presses whichever button has the focus
        button.setDefault(choice.is_safe)
        if choice.is_safe:
            button.setFocus()


def confirmed(
    parent: QWidget,
    title: Message,
    question: Message,
    action: Message,
    leave: Message | None = None,
) -> bool:
    """Ask whether to do something, and wait for the answer.

    Args:
        parent: the window above which it is asked.
        title: title of the dialog.
        question: what is asked.
        action: the text of the button that does it.
        leave: the text of the other button; None is *Cancel*.

    Returns:
        whether the action was chosen: Enter, Escape and closing the dialog choose nothing.
    """
    asked = Question(parent, title, question, [Choice(action)], leave)
    set_margins(asked)
    answer = asked.exec()
    asked.deleteLater()
    return answer == QDialog.DialogCode.Accepted


def ask(question: Question) -> None:
    """Show a question and return at once: its choices act by themselves."""
    open_once(question)


def _words(message: Message, name: str) -> QLabel:
    label = QLabel(breakable(str(message)))
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setMinimumWidth(round(_WIDTH * text_scale()))
    return label
