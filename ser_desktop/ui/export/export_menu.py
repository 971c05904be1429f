"""The menu under *Export*: the formats by name, then the exports of many recordings."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from ser_desktop.export.formats import EXPORT_FORMATS
from ser_desktop.texts.messages import Message
from ser_desktop.ui.export.export_dialog import PICTURE, PICTURE_SUFFIX


class ExportMenu(QMenu):
    """Shows what can be exported before the file dialog asks where to.

    Args:
        of_many: the actions that export many recordings.
        parent: the button.
    """

    format_chosen = Signal(str)
    """A key of the export formats, or of the picture."""

    def __init__(self, of_many: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("exportMenu")
        self.setAccessibleName(str(Message("export.menu")))
        for key, item in EXPORT_FORMATS.items():
            self._add(key, item.title, item.suffix)
        self.setDefaultAction(self.actions()[0])
        self._add(PICTURE, str(Message("export.picture")), PICTURE_SUFFIX)
        self.addSeparator()
        self.addActions(of_many)

    def _add(self, key: str, title: str, suffix: str) -> None:
        # The suffix stands in the column of the keys, where it is aligned.
        action = QAction(f"{title}\t{suffix}", self)
        action.setObjectName(f"export_as_{key}")
        action.triggered.connect(lambda _checked=False: self.format_chosen.emit(key))
        self.addAction(action)
