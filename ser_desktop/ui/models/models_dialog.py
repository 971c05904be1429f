"""The dialog of installed models: choose, add and delete."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ser_desktop.emotion.catalogue import add_model, list_models, remove_model
from ser_desktop.emotion.installed_models import ModelEntry
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.errors import SerError
from ser_desktop.texts.messages import Message, emotion_name, localised
from ser_desktop.ui.models.licence_text import licence_messages, licence_name
from ser_desktop.ui.models.model_text import accuracy_text, title_with_role
from ser_desktop.ui.toolkit.error_message import error_message
from ser_desktop.ui.toolkit.message_label import MessageLabel
from ser_desktop.ui.toolkit.push_button import push_button
from ser_desktop.ui.toolkit.question import confirmed
from ser_desktop.ui.toolkit.screen_size import resize_within_screen
from ser_desktop.ui.toolkit.workers import Workers

_COLUMNS = ("model", "emotions", "accuracy", "licence", "size", "state")
_NUMBERS = ("emotions", "accuracy", "size")
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ModelsDialog(QDialog):
    """Lists accuracy and licence of each model. A selected model is used at once."""

    def __init__(
        self,
        user_models: Path,
        current: ModelInfo | None,
        workers: Workers,
        on_chosen: Callable[[Path], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("modelsDialog")
        self.setWindowTitle(str(Message("models.title")))
        resize_within_screen(self, 900, 472)
        self._user_models, self._workers, self._on_chosen = user_models, workers, on_chosen
        self._current = current.path if current else None
        self._infos: list[ModelInfo] = []
        self._closed = False
        self._table = QTableWidget(0, len(_COLUMNS))
        self._table.setObjectName("modelsTable")
        self._table.setAccessibleName(str(Message("models.title")))
        self._table.setHorizontalHeaderLabels(
            [str(Message(f"models.column_{key}")) for key in _COLUMNS]
        )
        self._table.verticalHeader().hide()
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.setTabKeyNavigation(False)
        self._table.setShowGrid(False)
        self._table.setWordWrap(False)
        for at, key in enumerate(_COLUMNS):
            heading = self._table.horizontalHeaderItem(at)
            if heading is not None and key in _NUMBERS:
                heading.setTextAlignment(_RIGHT)
        header = self._table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_COLUMNS.index("licence"), QHeaderView.ResizeMode.Stretch)
        self._table.itemSelectionChanged.connect(self._on_selected)
        self._table.doubleClicked.connect(self._use)
        self.licence = MessageLabel("modelsLicence", "muted")
        self.message = MessageLabel("modelsMessage", "tip")
        self._use_button = push_button("models.use", "useModel", self._use)
        self._use_button.setDefault(True)
        self._remove_button = push_button("models.delete", "removeModel", self._remove)
        row = QHBoxLayout()
        row.addWidget(self._use_button)
        row.addWidget(push_button("models.add", "addModel", self._ask_to_add))
        row.addWidget(self._remove_button)
        row.addStretch(1)
        row.addWidget(push_button("dialog.close", "closeModels", self.reject))
        column = QVBoxLayout(self)
        column.addWidget(self._table, 1)
        column.addWidget(self.licence)
        column.addWidget(self.message)
        column.addLayout(row)
        self.refresh()

    def refresh(self) -> None:
        """Search for models again. Only metadata is read, which is quicker than to say so."""
        self._show(list_models(self._user_models))

    def done(self, result: int) -> None:
        """Close the dialog; a model that is being added is still added."""
        self._closed = True
        super().done(result)

    def add(self, path: Path) -> None:
        """Copy a model file into the user's models."""
        folder = self._user_models

        def added(_path: Path) -> None:
            if not self._closed:
                self.refresh()

        def failed(error: Exception) -> None:
            if not isinstance(error, SerError):
                raise error
            if not self._closed:
                self.message.show_message(error_message(error))

        self._workers.start("details", lambda _job: add_model(path, folder), added, failed)

    def _show(self, outcome: tuple[list[ModelEntry], list[str]]) -> None:
        entries, problems = outcome
        # A model file may have been removed meanwhile; models of packages have none.
        self._infos = [e.info for e in entries if e.info.path.is_file() or not e.is_file]
        self._table.setRowCount(len(self._infos))
        for row, info in enumerate(self._infos):
            for column, text in enumerate(self._cells(info)):
                item = QTableWidgetItem(text)
                item.setToolTip(str(_tool_tip(info)))
                if _COLUMNS[column] in _NUMBERS:
                    item.setTextAlignment(_RIGHT)
                self._table.setItem(row, column, item)
            if info.path == self._current:
                self._table.selectRow(row)
        self.message.show_message(*(Message("plain", sentence=str(p)) for p in problems))
        self._on_selected()

    def _cells(self, info: ModelInfo) -> tuple[str, ...]:
        return (
            title_with_role(info),
            str(len(info.labels)),
            accuracy_text(info),
            licence_name(info.licence),
            localised(f"{info.path.stat().st_size / 1e6:.1f} MB") if info.path.is_file() else "",
            str(self._state(info)),
        )

    def _state(self, info: ModelInfo) -> Message:
        if info.path == self._current:
            return Message("models.in_use")
        return Message("models.added_by_user" if self._is_own(info) else "models.bundled")

    def _is_own(self, info: ModelInfo) -> bool:
        return info.path.parent == self._user_models

    def _selected(self) -> ModelInfo | None:
        rows = self._table.selectionModel().selectedRows()
        return self._infos[rows[0].row()] if rows and rows[0].row() < len(self._infos) else None

    def _on_selected(self) -> None:
        info = self._selected()
        is_other = info is not None and info.path != self._current
        self.licence.show_message(*(licence_messages(info.licence) if info is not None else ()))
        self._use_button.setEnabled(is_other)
        self._remove_button.setEnabled(is_other and info is not None and self._is_own(info))

    def _use(self) -> None:
        info = self._selected()
        if info is not None and info.path != self._current:
            self._current = info.path
            self._on_chosen(info.path)
            self.refresh()

    def _ask_to_add(self) -> None:
        title, filters = str(Message("models.add_title")), str(Message("models.add_filter"))
        name, _ = QFileDialog.getOpenFileName(self, title, "", filters)
        if name:
            self.add(Path(name))

    def _remove(self) -> None:
        info = self._selected()
        if info is not None and self._may_delete(info):
            try:
                remove_model(info.path, self._user_models)
            except SerError as error:
                self.message.show_message(error_message(error))
                return
            self.refresh()

    def _may_delete(self, info: ModelInfo) -> bool:
        question = Message("models.ask_delete", name=info.name, file=info.path.name)
        action = Message("models.delete_title")
        return confirmed(self, action, question, action)


def _tool_tip(info: ModelInfo) -> Message:
    names = [emotion_name(label) for label in info.labels]
    return Message("models.tip", name=info.name, emotions=names, trained_on=info.trained_on)
