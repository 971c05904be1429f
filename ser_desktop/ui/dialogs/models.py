"""The models at hand: choose one, add one, delete one's own."""

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
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ser_desktop.emotion.catalogue import add_model, list_models, remove_model
from ser_desktop.emotion.installed_models import ModelEntry
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.errors import SerError
from ser_desktop.ui.dialogs.question import asks_yes
from ser_desktop.ui.screen_size import resize_within_screen
from ser_desktop.ui.widgets.push_button import push_button
from ser_desktop.ui.widgets.result_panel import unseen_accuracy
from ser_desktop.ui.workers import Job, Workers

_COLUMNS = ("Model", "Emotions", "Right on unseen voices", "Licence", "Size", "")

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ModelsDialog(QDialog):
    """Figures and licence of each model; what is chosen is used at once."""

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
        self.setWindowTitle("Models")
        resize_within_screen(self, 900, 380)
        self._user_models, self._workers, self._on_chosen = user_models, workers, on_chosen
        self._current = current.path if current else None
        self._infos: list[ModelInfo] = []
        self._jobs: list[Job] = []
        self._closed = False
        self._table = QTableWidget(0, len(_COLUMNS))
        self._table.setObjectName("modelsTable")
        self._table.setAccessibleName("Models")
        self._table.setHorizontalHeaderLabels(list(_COLUMNS))
        self._table.verticalHeader().hide()
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.setTabKeyNavigation(False)
        self._table.setShowGrid(False)
        header = self._table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        self._table.itemSelectionChanged.connect(self._on_selected)
        self._table.doubleClicked.connect(self._use)
        self._message = QLabel()
        self._message.setObjectName("modelsMessage")
        self._message.setProperty("role", "tip")
        self._message.setWordWrap(True)
        self._use_button = push_button("Use", "useModel", self._use)
        self._use_button.setDefault(True)
        self._remove_button = push_button("Delete…", "removeModel", self._remove)
        row = QHBoxLayout()
        row.addWidget(self._use_button)
        row.addWidget(push_button("Add…", "addModel", self._ask_to_add))
        row.addWidget(self._remove_button)
        row.addStretch(1)
        row.addWidget(push_button("Close", "closeModels", self.reject))
        column = QVBoxLayout(self)
        column.addWidget(self._table, 1)
        column.addWidget(self._message)
        column.addLayout(row)
        self.refresh()

    def refresh(self) -> None:
        """Look anew which models there are; loading them is the worker's."""
        self._say("Looking at the models…")
        folder = self._user_models
        self._jobs.append(
            self._workers.start("details", lambda _job: list_models(folder), self._show)
        )

    def done(self, result: int) -> None:
        """Closed: a model under way is still added, and nothing is shown any more."""
        self._closed = True
        for job in self._jobs:
            job.cancel()
        super().done(result)

    def add(self, path: Path) -> None:
        """Take a file among one's own models."""
        folder = self._user_models

        def added(_path: Path) -> None:
            if not self._closed:
                self.refresh()

        def failed(error: Exception) -> None:
            if not isinstance(error, SerError):
                raise error
            if not self._closed:
                self._say(str(error))

        self._workers.start("details", lambda _job: add_model(path, folder), added, failed)

    def _show(self, found: tuple[list[ModelEntry], list[str]]) -> None:
        entries, problems = found
        # One may have been removed since they were looked at; those of packages need no file.
        self._infos = [e.info for e in entries if e.info.path.is_file() or not e.is_file]
        self._table.setRowCount(len(self._infos))
        for row, info in enumerate(self._infos):
            used = "in use" if info.path == self._current else ""
            own = "yours" if info.path.parent == self._user_models else ""
            cells = (
                f"{info.name} {info.version}",
                str(len(info.labels)),
                unseen_accuracy(info) or "not stated",
                info.licence,
                f"{info.path.stat().st_size / 1e6:.1f} MB" if info.path.is_file() else "",
                ", ".join(word for word in (used, own) if word),
            )
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setToolTip(f"{info.name}: {', '.join(info.labels)}\n{info.trained_on}")
                if column in (1, 2, 4):
                    item.setTextAlignment(
                        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    )
                self._table.setItem(row, column, item)
            if info.path == self._current:
                self._table.selectRow(row)
        self._say("\n".join(problems))
        self._on_selected()

    def _selected(self) -> ModelInfo | None:
        rows = self._table.selectionModel().selectedRows()
        return self._infos[rows[0].row()] if rows and rows[0].row() < len(self._infos) else None

    def _on_selected(self) -> None:
        info = self._selected()
        self._use_button.setEnabled(info is not None and info.path != self._current)
        own = info is not None and info.path.parent == self._user_models
        self._remove_button.setEnabled(own and info is not None and info.path != self._current)

    def _use(self) -> None:
        info = self._selected()
        if info is not None and info.path != self._current:
            self._current = info.path
            self._on_chosen(info.path)
            self.refresh()

    def _ask_to_add(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Add a model", "", "Models (*.onnx)")
        if name:
            self.add(Path(name))

    def _remove(self) -> None:
        info = self._selected()
        if info is not None and self._may_delete(info):
            try:
                remove_model(info.path, self._user_models)
            except SerError as error:
                self._say(str(error))
                return
            self.refresh()

    def _may_delete(self, info: ModelInfo) -> bool:
        question = (
            f"Delete {info.name}? Its file {info.path.name} is erased and cannot be restored."
        )
        return asks_yes(self, "Delete a model", question)

    def _say(self, text: str) -> None:
        self._message.setText(text)
        self._message.setVisible(bool(text))
