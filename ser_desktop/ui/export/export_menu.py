"""The menu under *Export*: formats by name, parts of the result, exports of many recordings."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from ser_desktop.export.formats import EXPORT_FORMATS
from ser_desktop.export.parts import ANNOTATIONS, PART_FORMATS, PARTS, ROWS
from ser_desktop.texts.messages import Message
from ser_desktop.ui.export.export_dialog import PICTURE, PICTURE_SUFFIX

Counts = tuple[int, int, int]
"""Numbers of annotations, of the rows that are shown, and of all rows."""


class ExportMenu(QMenu):
    """Shows what can be exported before the file dialog asks where to.

    Args:
        of_many: the actions that export many recordings.
        of_project: the action that exports the project; here its formats are named.
        counts: returns what the parts have.
        parent: the button.
    """

    format_chosen = Signal(str, str)
    """A key of the export formats or of the picture, and the part; "" is everything."""

    def __init__(
        self,
        of_many: Sequence[QAction],
        of_project: QAction,
        counts: Callable[[], Counts],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("exportMenu")
        self.setAccessibleName(str(Message("export.menu")))
        for key, item in EXPORT_FORMATS.items():
            self._add(self, key, item.title, item.suffix)
        self.setDefaultAction(self.actions()[0])
        self._add(self, PICTURE, str(Message("export.picture")), PICTURE_SUFFIX)
        self.addSeparator()
        self._counts = counts
        self.parts = {part: self._add_part(part) for part in PARTS}
        self.addSeparator()
        self.addActions(of_many)
        self._add_more_formats(of_project)
        self.aboutToShow.connect(self.show_counts)

    def show_counts(self) -> None:
        """Say how much each part has, and disable empty ones."""
        n_annotations, shown, n = self._counts()
        texts = {
            ANNOTATIONS: Message("export.only_annotations", n=n_annotations),
            ROWS: Message("export.only_rows", shown=shown, n=n),
        }
        for part, menu in self.parts.items():
            menu.setTitle(str(texts[part]))
            menu.menuAction().setEnabled((n_annotations if part == ANNOTATIONS else shown) > 0)

    def _add_part(self, part: str) -> QMenu:
        menu = self.addMenu("")
        menu.setObjectName(f"export_{part}")
        for key in PART_FORMATS:
            item = EXPORT_FORMATS[key]
            title = str(Message("export.csv_rows")) if key == "csv" else item.title
            self._add(menu, key, title, item.suffix, part)
        return menu

    def _add_more_formats(self, of_project: QAction) -> None:
        keys = of_project.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action = QAction(f"{Message('export.more_formats')}\t{keys}", self)
        action.setObjectName("export_more_formats")
        action.setEnabled(of_project.isEnabled())
        of_project.enabledChanged.connect(action.setEnabled)
        action.triggered.connect(of_project.trigger)
        self.addAction(action)

    def _add(self, menu: QMenu, key: str, title: str, suffix: str, part: str = "") -> None:
        # The suffix stands in the column of the keys, where it is aligned.
        action = QAction(f"{title}\t{suffix}", menu)
        action.setObjectName(f"export_{part}_as_{key}" if part else f"export_as_{key}")
        action.triggered.connect(lambda _checked=False: self.format_chosen.emit(key, part))
        menu.addAction(action)
