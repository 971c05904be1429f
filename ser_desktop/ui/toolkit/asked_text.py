"""Asks for a name or a choice; the button names what happens with it, Escape does nothing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialogButtonBox, QInputDialog, QWidget

from ser_desktop.texts.messages import Message
from ser_desktop.ui.toolkit.opened_dialog import set_margins
from ser_desktop.ui.toolkit.push_button import without_icons
from ser_desktop.ui.toolkit.screen_size import text_scale

_WIDTH = 360
"""Least width of the dialog, in pixels of usual text."""


def asked_text(
    parent: QWidget, title: Message, prompt: Message, action: Message, proposed: str = ""
) -> str | None:
    """Ask for a text, and wait for it.

    Args:
        parent: the window above which it is asked.
        title: title of the dialog.
        prompt: stands above the field.
        action: what the button does with the text, from a verb on.
        proposed: the text in the field.

    Returns:
        the text without blanks around it; None if nothing is to be done.
    """
    dialog = _dialog(parent, title, prompt, action)
    dialog.setTextValue(proposed)
    return _answer(dialog)


def asked_choice(
    parent: QWidget,
    title: Message,
    prompt: Message,
    action: Message,
    choices: Sequence[str],
    may_type: bool = False,
) -> str | None:
    """Ask for one of several texts, and wait for it.

    Args:
        parent: the window above which it is asked.
        title: title of the dialog.
        prompt: stands above the list.
        action: what the button does with the choice, from a verb on.
        choices: the texts, the first of them proposed.
        may_type: whether another text can be typed.

    Returns:
        the text without blanks around it; None if nothing is to be done.
    """
    dialog = _dialog(parent, title, prompt, action)
    dialog.setComboBoxItems(list(choices))
    dialog.setComboBoxEditable(may_type)
    return _answer(dialog)


def _dialog(parent: QWidget, title: Message, prompt: Message, action: Message) -> QInputDialog:
    dialog = QInputDialog(parent)
    dialog.setWindowTitle(str(title))
    dialog.setLabelText(str(prompt))
    dialog.setOkButtonText(str(action))
    dialog.setCancelButtonText(str(Message("dialog.cancel")))
    for buttons in dialog.findChildren(QDialogButtonBox):
        without_icons(buttons)
    dialog.setMinimumWidth(round(_WIDTH * text_scale()))
    set_margins(dialog)
    return dialog


def _answer(dialog: QInputDialog) -> str | None:
    is_taken = bool(dialog.exec())
    text = dialog.textValue().strip()
    dialog.deleteLater()
    return text if is_taken else None
