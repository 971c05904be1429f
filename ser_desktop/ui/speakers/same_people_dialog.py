"""Shows who is probably the same person in several recordings; the user confirms each."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ser_desktop.project.recognising import SamePerson, same_people
from ser_desktop.project.speaker_changes import join_speakers
from ser_desktop.project.speaker_names import shown_name
from ser_desktop.speakers.diarization.embedder import default_embedder
from ser_desktop.texts.messages import Message
from ser_desktop.ui.project.project_in_use import ProjectInUse
from ser_desktop.ui.toolkit.error_message import error_message
from ser_desktop.ui.toolkit.message_label import MessageLabel
from ser_desktop.ui.toolkit.push_button import push_button
from ser_desktop.ui.toolkit.screen_size import resize_within_screen
from ser_desktop.ui.toolkit.workers import Job, Workers

COLUMNS = ("speaker", "speaks_in", "person", "known_from", "score")


class SamePeopleDialog(QDialog):
    """Nothing changes before *Join ticked*, which is one step of undo."""

    def __init__(
        self, project: ProjectInUse, workers: Workers, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("samePeopleDialog")
        self.setWindowTitle(str(Message("same_people.title")))
        resize_within_screen(self, 760, 360)
        self._project = project
        self.found: list[SamePerson] = []
        self.message = MessageLabel("samePeopleMessage", "muted")
        self.message.show_message(Message("same_people.looking"))
        self.table = QTableWidget(0, len(COLUMNS))
        self.table.setObjectName("samePeopleTable")
        self.table.setAccessibleName(str(Message("same_people.title")))
        heads = [str(Message(f"same_people.column_{key}")) for key in COLUMNS]
        self.table.setHorizontalHeaderLabels(heads)
        self.table.verticalHeader().hide()
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.itemChanged.connect(lambda _item: self._enable())
        self._join = push_button("same_people.join", "joinPeople", self.join)
        self._join.setDefault(True)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._join)
        row.addWidget(push_button("dialog.close", "closeSamePeople", self.reject))
        column = QVBoxLayout(self)
        column.addWidget(self.message)
        column.addWidget(self.table, 1)
        column.addLayout(row)
        self._enable()
        store = project.store

        def work(_job: Job) -> list[SamePerson]:
            return same_people(store, default_embedder().settings.same_person_above)

        self._job: Job | None = workers.start("details", work, self._show, self._show_fault)

    def ticked(self) -> list[SamePerson]:
        """The pairs that the user confirmed."""
        return [
            pair
            for row, pair in enumerate(self.found)
            if (item := self.table.item(row, 0)) is not None
            and item.checkState() is Qt.CheckState.Checked
        ]

    def join(self) -> None:
        """Join the confirmed pairs."""
        pairs = [(pair.speaker, pair.person) for pair in self.ticked()]
        if self._project.push(join_speakers(self._project.store, pairs)):
            self._project.news.emit(Message("same_people.joined", n=len(pairs)), True)
            self.accept()

    def done(self, result: int) -> None:
        """Cancel an unfinished search."""
        if self._job is not None:
            self._job.cancel()
        super().done(result)

    def _show(self, pairs: list[SamePerson]) -> None:
        self._job, self.found = None, pairs
        id = "same_people.check" if pairs else "same_people.none"
        self.message.show_message(Message(id))
        self.table.setRowCount(len(pairs))
        for row, pair in enumerate(pairs):
            texts = (
                *(shown_name(pair.speaker.name), ", ".join(pair.recordings)),
                *(shown_name(pair.person.name), ", ".join(pair.known_from)),
                f"{pair.score:.2f}",
            )
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if column == 0:
                    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                    item.setCheckState(Qt.CheckState.Checked)
                self.table.setItem(row, column, item)
        self._enable()

    def _show_fault(self, error: Exception) -> None:
        self._job = None
        self.message.show_message(error_message(error))

    def _enable(self) -> None:
        self._join.setEnabled(bool(self.ticked()))
