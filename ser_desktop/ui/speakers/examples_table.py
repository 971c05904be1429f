"""The examples of a speaker profile as a table, with the result of each."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from ser_desktop.speakers.judging import Verdict
from ser_desktop.speakers.profile import Example, SpeakerProfile
from ser_desktop.texts.messages import Message, emotion_name
from ser_desktop.ui.toolkit.number_text import position_text

COLUMNS = ("emotion", "recording", "start", "end", "without", "with")
_RECORDING, _WITHOUT = COLUMNS.index("recording"), COLUMNS.index("without")
_EXPLAINED = ("recording", "without", "with")
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ExamplesTable(QTableWidget):
    """One row for each example, in the order of the emotions."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, len(COLUMNS), parent)
        self.setObjectName("examplesTable")
        self.setAccessibleName(str(Message("profile.examples")))
        self._order: list[int] = []
        """Index of the example of each row."""
        for column, key in enumerate(COLUMNS):
            item = QTableWidgetItem(str(Message(f"profile.column_{key}")))
            if key in _EXPLAINED:
                item.setToolTip(str(Message(f"profile.column_{key}_tip")))
            item.setTextAlignment(_alignment(column))
            self.setHorizontalHeaderItem(column, item)
        self.verticalHeader().hide()
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(
            Qt.TextElideMode.ElideMiddle
        )  # takes differ in the end of their names
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_RECORDING, QHeaderView.ResizeMode.Stretch)

    def show_profile(self, profile: SpeakerProfile | None) -> None:
        """Fill the rows; the results of the examples come later, by :meth:`show_verdict`."""
        examples = () if profile is None else profile.examples
        labels = () if profile is None else profile.labels
        self._order = sorted(
            range(len(examples)), key=lambda i: (labels.index(examples[i].emotion), i)
        )
        self.setRowCount(len(examples))
        for row, index in enumerate(self._order):
            for column, text in enumerate(_cells(examples[index])):
                item = QTableWidgetItem(text)
                item.setToolTip(examples[index].recording)
                item.setTextAlignment(_alignment(column))
                self.setItem(row, column, item)

    def show_verdict(self, profile: SpeakerProfile, verdict: Verdict) -> None:
        """Mark which examples are recognised without and with the others."""
        if len(verdict.alone) != len(self._order):
            return
        for row, index in enumerate(self._order):
            results = verdict.alone[index], verdict.corrected[index]
            for column, label in enumerate(results, start=_WITHOUT):
                is_right = label == profile.examples[index].emotion
                mark = "✓" if is_right else "✗"
                text = "–" if label is None else f"{mark} {emotion_name(label)}"
                self.setItem(row, column, QTableWidgetItem(text))

    def selected_row(self) -> int | None:
        """The selected row, if any."""
        rows = self.selectionModel().selectedRows()
        return rows[0].row() if rows else None

    def selected_example(self) -> int | None:
        """The index of the selected example in its profile, if any."""
        row = self.selected_row()
        return None if row is None else self._order[row]


def _alignment(column: int) -> Qt.AlignmentFlag:
    return _RIGHT if COLUMNS[column] in ("start", "end") else _LEFT


def _cells(example: Example) -> tuple[str, ...]:
    name = Path(example.recording).name
    if example.channel is not None:
        name = str(Message("profile.one_channel", name=name, channel=example.channel + 1))
    times = position_text(example.start_s), position_text(example.end_s)
    return (emotion_name(example.emotion), name, *times, "", "")
