"""The table of annotations under the timeline."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.texts.messages import Message, emotion_name
from ser_desktop.ui.annotations.annotation_model import COLUMNS, AnnotationModel
from ser_desktop.ui.annotations.annotations import Annotations
from ser_desktop.ui.toolkit.theme import ThemeManager

_EMOTION, _NOTE, _TRACK = map(COLUMNS.index, ("emotion", "note", "track"))
_Index = QModelIndex | QPersistentModelIndex


class AnnotationTable(QTableView):
    """A click selects an annotation; a second click, or F2, edits a cell."""

    menu_wanted = Signal(QPoint)
    """Screen position for the context menu of the selected annotation."""

    def __init__(self, annotations: Annotations, themes: ThemeManager) -> None:
        super().__init__()
        self.setObjectName("annotationTable")
        self.setAccessibleName(str(Message("annotation.table")))
        self._annotations = annotations
        self._showing = False
        self.rows = AnnotationModel(annotations, themes, self)
        self.setModel(self.rows)
        for column, choices in ((_EMOTION, _emotions), (_TRACK, self.rows.track_titles)):
            name = f"annotation.column_{COLUMNS[column]}"
            self.setItemDelegateForColumn(column, _ChoiceDelegate(name, choices, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            trigger.DoubleClicked | trigger.SelectedClicked | trigger.EditKeyPressed
        )
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 10)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_NOTE, QHeaderView.ResizeMode.Stretch)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(
            lambda place: self.menu_wanted.emit(self.viewport().mapToGlobal(place))
        )
        self.selectionModel().currentRowChanged.connect(self._on_row)
        annotations.changed.connect(self._show_selected)
        themes.changed.connect(self.viewport().update)

    def _on_row(self, index: QModelIndex) -> None:
        if not self._showing and index.isValid() and index.row() < len(self.rows.rows):
            self._annotations.choose(self.rows.rows[index.row()])

    def _show_selected(self) -> None:
        """Select the row of the selected annotation, unless a cell is being edited."""
        one = self._annotations.one
        if self.state() == QAbstractItemView.State.EditingState:
            return
        self._showing = True
        if one is None:
            self.clearSelection()
        else:
            row = next((i for i, a in enumerate(self.rows.rows) if a.id == one.id), -1)
            if row >= 0:
                column = max(0, self.currentIndex().column())
                index = self.rows.index(row, column)
                self.setCurrentIndex(index)
                command = QItemSelectionModel.SelectionFlag
                # selectRow would take the keyboard to the first column.
                self.selectionModel().select(index, command.ClearAndSelect | command.Rows)
        self._showing = False


class _ChoiceDelegate(QStyledItemDelegate):
    """Edits a cell with a list to choose from.

    Args:
        name: id of the list's name.
        choices: returns the texts by value.
        parent: the table.
    """

    def __init__(self, name: str, choices: Callable[[], Mapping[str, str]], parent: QWidget):
        super().__init__(parent)
        self._name, self._choices = name, choices

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, _index: _Index
    ) -> QWidget:
        """A list of the choices."""
        box = QComboBox(parent)
        box.setAccessibleName(str(Message(self._name)))
        for value, text in self._choices().items():
            box.addItem(text, value)
        return box

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        """Select the present value in the list."""
        assert isinstance(editor, QComboBox)
        editor.setCurrentIndex(max(0, editor.findData(index.data(Qt.ItemDataRole.EditRole))))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        """Store the value selected in the list."""
        assert isinstance(editor, QComboBox)
        model.setData(index, editor.currentData())


def _emotions() -> dict[str, str]:
    names = {label: emotion_name(label) for label in EMOTIONS}
    return names | {"": str(Message("annotation.no_label"))}
