"""The speakers of the project: names, colours, pseudonyms; merged and split here."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QColorDialog,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ser_desktop.project import changes, speaker_changes
from ser_desktop.project.items import Speaker
from ser_desktop.project.speaker_names import shown_name
from ser_desktop.texts.messages import Message
from ser_desktop.ui.project.project_in_use import ProjectInUse
from ser_desktop.ui.speakers.find_speakers import without_voiceprint
from ser_desktop.ui.toolkit.empty_state import EmptyState
from ser_desktop.ui.toolkit.message_label import MessageLabel
from ser_desktop.ui.toolkit.push_button import push_button
from ser_desktop.ui.toolkit.screen_size import resize_within_screen

COLUMNS = ("name", "pseudonym", "note", "tracks")
_CHIP_PX = 12


class ProjectSpeakersDialog(QDialog):
    """Cells are edited in place; each edit can be undone."""

    search_wanted = Signal()
    """Somebody wants to find who speaks when."""

    def __init__(
        self, project: ProjectInUse, parent: QWidget | None = None, can_search: bool = False
    ) -> None:
        super().__init__(parent)
        self.setObjectName("projectSpeakersDialog")
        self.setWindowTitle(str(Message("speakers.title")))
        resize_within_screen(self, 640, 360)
        self._project = project
        self._speakers: list[Speaker] = []
        self._filling = False
        self.table = QTableWidget(0, len(COLUMNS))
        self.table.setObjectName("speakersTable")
        self.table.setAccessibleName(str(Message("speakers.title")))
        heads = [str(Message(f"speakers.column_{key}")) for key in COLUMNS]
        self.table.setHorizontalHeaderLabels(heads)
        self.table.verticalHeader().hide()
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.itemChanged.connect(self._on_edited)
        self.table.itemSelectionChanged.connect(self._enable)
        self._colour = push_button("speakers.colour", "speakerColour", self._choose_colour)
        self._merge = push_button("speakers.merge", "mergeSpeakers", self.merge)
        self._split = push_button("speakers.split", "splitSpeaker", self.split)
        self._forget = push_button("speakers.forget", "forgetVoice", self._forget_voice)
        self._remove = push_button("speakers.remove", "removeSpeaker", self._remove_speaker)
        self.empty = EmptyState(
            "speakers.empty", "result.find_speakers", "findSpeakersHere", self._search
        )
        self.empty.button.setVisible(can_search)
        self._hint = hint = MessageLabel("speakersHint", "muted")
        hint.show_message(Message("speakers.hint"))
        row = QHBoxLayout()
        self._edits = (self._colour, self._merge, self._split, self._forget, self._remove)
        for button in self._edits:
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(push_button("dialog.close", "closeProjectSpeakers", self.reject))
        column = QVBoxLayout(self)
        column.addWidget(self.table, 1)
        column.addWidget(self.empty, 1)
        column.addWidget(hint)
        column.addLayout(row)
        self.refresh()

    def refresh(self) -> None:
        """Read the speakers of the project."""
        store = self._project.store
        self._speakers = store.speakers()
        self._recordings: dict[str, set[str]] = {}
        for track in store.track_speakers():
            self._recordings.setdefault(track.speaker_id, set()).add(track.recording_id)
        for part in (self.table, self._hint, *self._edits):
            part.setVisible(bool(self._speakers))
        self.empty.setVisible(not self._speakers)
        self._filling = True
        self.table.setRowCount(len(self._speakers))
        for row, speaker in enumerate(self._speakers):
            n = len(self._recordings.get(speaker.id, ()))
            texts = (shown_name(speaker.name), speaker.pseudonym, speaker.note, str(n))
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                if column == 0 and speaker.colour:
                    item.setIcon(_chip(speaker.colour))
                if COLUMNS[column] == "tracks":
                    item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
                self.table.setItem(row, column, item)
        self._filling = False
        self._enable()

    def selected(self) -> list[Speaker]:
        """The speakers of the selected rows."""
        rows = {index.row() for index in self.table.selectionModel().selectedRows()}
        return [self._speakers[row] for row in sorted(rows)]

    def merge(self) -> None:
        """Merge the selected speakers into the first one."""
        store = self._project.store
        first, *others = self.selected()
        for other in others:
            self._project.push(speaker_changes.merge_speakers(store, other, first))
        self.refresh()

    def split(self) -> None:
        """Split the selected speaker into one for each recording."""
        (speaker,) = self.selected()
        self._project.push(speaker_changes.split_speaker(self._project.store, speaker))
        self.refresh()

    def _search(self) -> None:
        self.reject()
        self.search_wanted.emit()

    def _on_edited(self, item: QTableWidgetItem) -> None:
        if self._filling:
            return
        speaker, text = self._speakers[item.row()], item.text().strip()
        key = COLUMNS[item.column()]
        if key != "name" or text:
            self._edit(speaker, replace(speaker, **{key: text}))  # type: ignore[arg-type]
        self.refresh()

    def _edit(self, before: Speaker, after: Speaker) -> None:
        if before != after:
            self._project.push(changes.edit_speaker(before, after))

    def _choose_colour(self) -> None:
        (speaker,) = self.selected()
        colour = QColorDialog.getColor(QColor(speaker.colour or "#8fb8ff"), self)
        if colour.isValid():
            self._edit(speaker, replace(speaker, colour=colour.name()))
            self.refresh()

    def _forget_voice(self) -> None:
        for speaker in self.selected():
            self._edit(speaker, without_voiceprint(speaker))
        self.refresh()

    def _remove_speaker(self) -> None:
        for speaker in self.selected():
            self._project.push(changes.remove_speaker(self._project.store, speaker))
        self.refresh()

    def _enable(self) -> None:
        chosen = self.selected() if self._speakers else []
        self._colour.setEnabled(len(chosen) == 1)
        self._merge.setEnabled(len(chosen) > 1)
        several = len(chosen) == 1 and len(self._recordings.get(chosen[0].id, ())) > 1
        self._split.setEnabled(several)
        self._forget.setEnabled(any(speaker.voiceprint for speaker in chosen))
        self._remove.setEnabled(bool(chosen))


def _chip(colour: str) -> QIcon:
    chip = QPixmap(_CHIP_PX, _CHIP_PX)
    chip.fill(QColor(colour))
    return QIcon(chip)
