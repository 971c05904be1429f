"""The voices at hand: which is used, what it learned from, and what that is worth."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QInputDialog,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ser_desktop.emotion.model import ModelInfo
from ser_desktop.emotion.voice import Verdict, Voice, judge
from ser_desktop.ui.dialogs.question import asks_yes
from ser_desktop.ui.screen_size import resize_within_screen
from ser_desktop.ui.voices import FIRST_NAME, Voices
from ser_desktop.ui.widgets.push_button import push_button
from ser_desktop.ui.words import position_text
from ser_desktop.ui.workers import Job, Workers

_COLUMNS = ("Said as", "Recording", "From", "Until", "Heard as", "Taught by the others")
_HOW = (
    "A model that learned from other people may hear a voice always sad, or never calm. Examples "
    "put that right: record a sentence in each emotion, better two, and tell what each was with "
    "Analysis ▸ Example of a voice. Where there is a selection, it alone counts. No sound is kept "
    "in the voice, only what the model made of it."
)
_MEANINGS = {
    4: "What the model alone answers",
    5: "What it answers once the voice has learned from all the other examples",
}
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ALIGNED = {2: _RIGHT, 3: _RIGHT}
_NONE = "None"


class VoicesDialog(QDialog):
    """What is chosen or removed counts at once."""

    def __init__(
        self,
        voices: Voices,
        model: ModelInfo | None,
        workers: Workers,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("voicesDialog")
        self.setWindowTitle("Voices")
        resize_within_screen(self, 820, 460)
        self._voices, self._model, self._workers = voices, model, workers
        self._job: Job | None = None
        self._box = QComboBox()
        self._box.setObjectName("voiceBox")
        self._box.setAccessibleName("Voice")
        self._box.activated.connect(self._choose)
        self._delete = push_button("Delete…", "deleteVoice", self._ask_to_delete)
        self._new = push_button("New…", "newVoice", self._ask_for_name)
        self._new.setEnabled(model is not None)
        self._how = _words(_HOW, "voiceHow")
        self._table = self._make_table()
        self._verdict = _words("", "voiceVerdict")
        self._remove = push_button("Remove example", "removeExample", self._remove_example)
        top = QHBoxLayout()
        label = QLabel("&Answers are corrected by")
        label.setBuddy(self._box)
        top.addWidget(label)
        top.addWidget(self._box, 1)
        top.addWidget(self._new)
        top.addWidget(self._delete)
        bottom = QHBoxLayout()
        bottom.addWidget(self._remove)
        bottom.addStretch(1)
        close = push_button("Close", "closeVoices", self.reject)
        close.setDefault(True)
        bottom.addWidget(close)
        column = QVBoxLayout(self)
        column.addLayout(top)
        column.addWidget(self._how)
        column.addWidget(self._table, 1)
        column.addWidget(self._verdict)
        column.addLayout(bottom)
        voices.changed.connect(self._show)
        voices.problem.connect(self._verdict.setText)
        self._show()

    def done(self, result: int) -> None:
        """Closed: nothing is shown any more."""
        self._stop()
        super().done(result)

    def _make_table(self) -> QTableWidget:
        table = QTableWidget(0, len(_COLUMNS))
        table.setObjectName("examplesTable")
        table.setAccessibleName("Examples")
        for column, title in enumerate(_COLUMNS):
            item = QTableWidgetItem(title)
            item.setToolTip(_MEANINGS.get(column, ""))
            item.setTextAlignment(_ALIGNED.get(column, _LEFT))
            table.setHorizontalHeaderItem(column, item)
        table.verticalHeader().hide()
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        table.itemSelectionChanged.connect(self._allow)
        return table

    def _show(self) -> None:
        voice = self._voices.voice
        names = self._voices.names()
        self._box.clear()
        self._box.addItem(_NONE, "")
        for name in names:
            self._box.addItem(name, name)
        self._box.setCurrentIndex(0 if voice is None else self._box.findData(voice.name))
        self._fill(voice)
        self._allow()
        self._stop()
        if voice is None:
            self._verdict.setText("The answers are the model's own.")
        elif not voice.is_usable:
            self._verdict.setText(
                "Examples of two emotions at least are needed before it corrects anything."
            )
        elif self._model is not None and not voice.fits(self._model):
            self._verdict.setText(
                f"It was learned with {voice.model_name} {voice.model_version}, and corrects that "
                "model's answers alone. Another model needs a voice of its own."
            )
        else:
            self._verdict.setText("Asking each example what the others teach…")
            self._job = self._workers.start("details", lambda _job: judge(voice), self._show_worth)

    def _fill(self, voice: Voice | None) -> None:
        examples = () if voice is None else voice.examples
        self._table.setRowCount(len(examples))
        for row, example in enumerate(examples):
            name = Path(example.recording).name
            times = position_text(example.start_s), position_text(example.end_s)
            for column, text in enumerate((example.emotion, name, *times, "", "")):
                item = QTableWidgetItem(text)
                item.setToolTip(example.recording)
                item.setTextAlignment(_ALIGNED.get(column, _LEFT))
                self._table.setItem(row, column, item)

    def _show_worth(self, verdict: Verdict) -> None:
        self._job = None
        voice = self._voices.voice
        if voice is None or len(verdict.alone) != self._table.rowCount():
            return
        rows = zip(voice.examples, verdict.alone, verdict.corrected, strict=True)
        for row, (example, *heard) in enumerate(rows):
            for column, label in enumerate(heard, start=4):
                mark = "✓" if label == example.emotion else "✗"
                self._table.setItem(row, column, QTableWidgetItem(f"{mark} {label}"))
        missing = [label for label, count in voice.counts().items() if not count]
        told = (
            f"Of {len(voice.examples)} examples the model alone has {verdict.right_alone} right, "
            f"and {verdict.right_corrected} where each is taught by the others."
        )
        if verdict.right_corrected < verdict.right_alone:
            told += " So far it does harm: give it more examples, or use none."
        if missing:
            told += f" Without an example yet: {', '.join(missing)}."
        self._verdict.setText(told)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _allow(self) -> None:
        self._delete.setEnabled(self._voices.voice is not None)
        self._remove.setEnabled(bool(self._table.selectionModel().selectedRows()))

    def _choose(self, index: int) -> None:
        self._voices.choose(self._box.itemData(index))

    def _ask_for_name(self) -> None:
        name, wanted = QInputDialog.getText(self, "New voice", "Name:", text=FIRST_NAME)
        if wanted and self._model is not None:
            self._voices.create(name, self._model)

    def _ask_to_delete(self) -> None:
        voice = self._voices.voice
        if voice is not None and asks_yes(
            self,
            "Delete a voice",
            f"Delete {voice.name}? What it learned is erased and cannot be restored; recordings "
            "stay.",
        ):
            self._voices.delete()

    def _remove_example(self) -> None:
        rows = self._table.selectionModel().selectedRows()
        if rows:
            row = rows[0].row()
            self._voices.remove_example(row)
            self._table.selectRow(min(row, self._table.rowCount() - 1))


def _words(text: str, name: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setProperty("role", "tip")
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
