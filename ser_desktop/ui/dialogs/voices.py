"""The voices at hand: which is used, what it learned from, and what that is worth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QInputDialog,
    QLabel,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.speakers.judging import Verdict, judge
from ser_desktop.speakers.profile import SpeakerProfile
from ser_desktop.ui.dialogs.question import asks_yes
from ser_desktop.ui.screen_size import resize_within_screen
from ser_desktop.ui.voices import FIRST_NAME, Voices
from ser_desktop.ui.widgets.push_button import push_button
from ser_desktop.ui.words import count_text, position_text
from ser_desktop.ui.workers import Job, Workers

_COLUMNS = ("Said to be", "Recording", "From", "Until", "Model alone", "Taught by others")
_MEANINGS = {
    1: "Enter or a double click shows it in the window",
    4: "What the model answers without the voice",
    5: "What it answers once the voice has learned from the other examples; – where none "
    "of them is of this emotion",
}
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ALIGNED = {2: _RIGHT, 3: _RIGHT}
_HOW = (
    "A model that learned from other people may hear a voice always sad, or never calm. Examples "
    "put that right: record a sentence in each emotion, better two or three, and tell in the "
    "window what each was (Ctrl+1 to Ctrl+8, menu SpeakerProfile). Where there is a selection, it "
    "alone counts. No sound is kept in the voice, only what the model made of it."
)
_NONE = "None"


class VoicesDialog(QDialog):
    """What is chosen or removed counts at once.

    Args:
        voices: the voice in use, and the others.
        model: the one in use.
        workers: do the counting.
        show: shows recordings in the window.
        parent: the window.
    """

    def __init__(
        self,
        voices: Voices,
        model: ModelInfo | None,
        workers: Workers,
        show: Callable[[Sequence[Path]], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("voicesDialog")
        self.setWindowTitle("Voices")
        resize_within_screen(self, 860, 500)
        self._voices, self._model, self._workers, self._show_files = voices, model, workers, show
        self._job: Job | None = None
        self._closed = False
        self._order: list[int] = []
        """Which example stands in which row."""
        self._box = QComboBox()
        self._box.setObjectName("voiceBox")
        self._box.setAccessibleName("Voice")
        self._box.setMinimumContentsLength(12)
        self._box.activated.connect(self._choose)
        self._new = push_button("&New…", "newVoice", self._ask_for_name)
        self._new.setEnabled(model is not None)
        self._delete = push_button("&Delete…", "deleteVoice", self._ask_to_delete)
        self._table = self._make_table()
        self._counts = _words("", "voiceCounts")
        self._verdict = _words("", "voiceVerdict")
        self._remove = push_button("&Remove example", "removeExample", self._remove_example)
        label = QLabel("&Answers are corrected by")
        label.setBuddy(self._box)
        top = QHBoxLayout()
        top.addWidget(label)
        top.addWidget(self._box, 1)
        top.addWidget(self._new)
        top.addWidget(self._delete)
        bottom = QHBoxLayout()
        bottom.addWidget(self._remove)
        bottom.addStretch(1)
        bottom.addWidget(push_button("Close", "closeVoices", self.reject))
        column = QVBoxLayout(self)
        column.addLayout(top)
        column.addWidget(_words(_HOW, "voiceHow"))
        column.addWidget(self._table, 1)
        column.addWidget(self._counts)
        column.addWidget(self._verdict)
        column.addLayout(bottom)
        voices.changed.connect(self._show)
        voices.problem.connect(self._verdict.setText)
        voices.refresh()
        self._show()

    def done(self, result: int) -> None:
        """Closed: nothing is shown or counted any more, also where the voice changes before Qt has
        let go of the dialog."""
        if not self._closed:
            self._closed = True
            self._voices.changed.disconnect(self._show)
            self._voices.problem.disconnect(self._verdict.setText)
        self._stop()
        super().done(result)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete in the table removes the example."""
        if event.matches(QKeySequence.StandardKey.Delete) and self._table.hasFocus():
            self._remove_example()
        else:
            super().keyPressEvent(event)

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
        table.setWordWrap(False)
        table.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # the end tells takes apart
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        table.itemSelectionChanged.connect(self._allow)
        table.activated.connect(self._show_recording)
        return table

    def _show(self) -> None:
        voice = self._voices.voice
        self._box.clear()
        self._box.addItem(_NONE, "")
        for name in self._voices.names():
            model = self._voices.made_for(name)
            mine = self._model is not None and model == f"{self._model.name} {self._model.version}"
            self._box.addItem(name if mine else f"{name} ({model or 'damaged'})", name)
        self._box.setCurrentIndex(0 if voice is None else self._box.findData(voice.name))
        self._fill(voice)
        self._allow()
        self._stop()
        if voice is None:
            self._verdict.setText("The answers are the model's own.")
        elif self._model is not None and not voice.fits(self._model):
            self._verdict.setText(
                f"It was learned with {voice.model_name} {voice.model_version}, and corrects that "
                "model's answers alone. Another model needs a voice of its own."
            )
        elif not voice.is_usable:
            self._verdict.setText(
                "Examples of two emotions at least are needed before it corrects anything."
            )
        else:
            self._verdict.setText("Asking each example what the others teach…")
            self._job = self._workers.start(
                "details", lambda job: judge(voice, job.cancelled), self._show_worth
            )

    def _fill(self, voice: SpeakerProfile | None) -> None:
        examples = () if voice is None else voice.examples
        labels = () if voice is None else voice.labels
        counts = {} if voice is None else voice.counts()
        self._counts.setText("   ".join(f"{name} {count}" for name, count in counts.items()))
        self._counts.setVisible(bool(examples))
        self._order = sorted(
            range(len(examples)), key=lambda i: (labels.index(examples[i].emotion), i)
        )
        self._table.setRowCount(len(examples))
        for row, index in enumerate(self._order):
            example = examples[index]
            name = Path(example.recording).name
            if example.channel is not None:
                name += f", channel {example.channel + 1}"
            times = position_text(example.start_s), position_text(example.end_s)
            for column, text in enumerate((example.emotion, name, *times, "", "")):
                item = QTableWidgetItem(text)
                item.setToolTip(example.recording)
                item.setTextAlignment(_ALIGNED.get(column, _LEFT))
                self._table.setItem(row, column, item)

    def _show_worth(self, verdict: Verdict) -> None:
        self._job = None
        voice = self._voices.voice
        if voice is None or len(verdict.alone) != len(self._order):
            return
        for row, index in enumerate(self._order):
            heard = verdict.alone[index], verdict.corrected[index]
            for column, label in enumerate(heard, start=4):
                right = label == voice.examples[index].emotion
                text = "–" if label is None else f"{'✓' if right else '✗'} {label}"
                self._table.setItem(row, column, QTableWidgetItem(text))
        self._verdict.setText(_worth_text(voice, verdict))

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _allow(self) -> None:
        self._delete.setEnabled(bool(self._box.currentData()))
        self._remove.setEnabled(self._row() is not None)

    def _row(self) -> int | None:
        rows = self._table.selectionModel().selectedRows()
        return rows[0].row() if rows else None

    def _choose(self, index: int) -> None:
        self._voices.choose(self._box.itemData(index))
        self._allow()

    def _ask_for_name(self) -> None:
        label, name = "Name:", FIRST_NAME
        while self._model is not None:
            normal = QLineEdit.EchoMode.Normal
            name, wanted = QInputDialog.getText(self, "New voice", label, normal, name)
            if not wanted:
                return
            label = self._voices.create(name, self._model)
            if not label:
                return

    def _ask_to_delete(self) -> None:
        name = self._box.currentData()
        question = (
            f"Delete {name}? What it learned is erased and cannot be restored; recordings stay."
        )
        if name and asks_yes(self, "Delete a voice", question):
            self._voices.delete(name)

    def _remove_example(self) -> None:
        row = self._row()
        if row is not None:
            self._voices.forget(self._order[row])
            self._table.selectRow(min(row, self._table.rowCount() - 1))

    def _show_recording(self) -> None:
        row, voice = self._row(), self._voices.voice
        if row is None or voice is None:
            return
        path = Path(voice.examples[self._order[row]].recording)
        if path.is_file():
            self._show_files([path])
            self.reject()
        else:
            self._verdict.setText(f"{path} is not there any more; the example stays.")


def _worth_text(voice: SpeakerProfile, verdict: Verdict) -> str:
    judged = count_text(verdict.n_judged, "example")
    told = (
        f"Of {judged} that the others can teach, the model alone has {verdict.right_alone} "
        f"right, and taught {verdict.right_corrected}. All of them together teach more than that."
    )
    if verdict.n_judged == 0:
        told = "What it is worth can be told from two examples of each emotion on."
    elif verdict.is_harmful:
        told += " It seems to do harm: is an example said to be what it is not?"
    missing = [label for label, count in voice.counts().items() if not count]
    if missing:
        told += f" Without an example, and left to the model: {', '.join(missing)}."
    return told


def _words(text: str, name: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setProperty("role", "tip")
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
