"""The dialog that compares the results of all models for one recording."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ser_desktop.emotion.catalogue import list_models
from ser_desktop.emotion.doubt import shown_label
from ser_desktop.emotion.headline import headline_of
from ser_desktop.emotion.installed_models import ModelEntry
from ser_desktop.emotion.labels import UNCERTAIN
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.emotion.results import Analysis
from ser_desktop.errors import SerError
from ser_desktop.texts.messages import Message
from ser_desktop.ui.models.model_text import unseen_accuracy
from ser_desktop.ui.result.emotion_bars import EmotionBars
from ser_desktop.ui.toolkit.error_message import error_message
from ser_desktop.ui.toolkit.message_label import MessageLabel
from ser_desktop.ui.toolkit.number_text import confidence_text
from ser_desktop.ui.toolkit.push_button import push_button
from ser_desktop.ui.toolkit.screen_size import resize_within_screen, text_scale
from ser_desktop.ui.toolkit.theme import GRID, ThemeManager
from ser_desktop.ui.toolkit.workers import Job, Workers

_COLUMNS = 3
_WIDTH = 230
_WIDE, _TALL = 800, 720


class CompareDialog(QDialog):
    """One column for each model, filled when the model finishes. Closing stops the rest."""

    def __init__(
        self,
        path: Path,
        user_models: Path,
        themes: ThemeManager,
        workers: Workers,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("compareDialog")
        self.setWindowTitle(str(Message("compare.title", name=path.name)))
        resize_within_screen(self, _WIDE, 460)
        self._path, self._themes, self._workers = path, themes, workers
        self._jobs: list[Job] = []
        self.columns: dict[str, _Column] = {}
        body = QWidget()
        self._grid = QGridLayout(body)
        self._grid.setSpacing(2 * GRID)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        scroll.setWidgetResizable(True)
        scroll.setWidget(body)
        self._message = MessageLabel("compareMessage", "muted")
        close = push_button("dialog.close", "closeCompare", self.reject)
        column = QVBoxLayout(self)
        column.addWidget(scroll, 1)
        column.addWidget(self._message)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self._show_models(list_models(user_models))

    def done(self, result: int) -> None:
        """Stop the models that have not finished."""
        for job in self._jobs:
            job.cancel()
        super().done(result)

    def _show_models(self, outcome: tuple[list[ModelEntry], list[str]]) -> None:
        models, problems = outcome
        self._message.show_message(*(Message("plain", sentence=str(p)) for p in problems))
        for i, entry in enumerate(models):
            column = _Column(entry.info, self._themes)
            self.columns[entry.info.name] = column
            self._grid.addWidget(column, i // _COLUMNS, i % _COLUMNS)
            self._start(entry, column)
        self._grid.setColumnStretch(_COLUMNS, 1)
        self._grid.setRowStretch(len(models) // _COLUMNS + 1, 1)
        if len(models) > _COLUMNS:
            resize_within_screen(self, _WIDE, _TALL)

    def _start(self, entry: ModelEntry, column: _Column) -> None:
        path = self._path

        def work(job: Job) -> Analysis:
            from ser_desktop.emotion.analysis import analyze

            return analyze(path, entry.load(), cancelled=job.cancelled)

        def failed(error: Exception) -> None:
            if not isinstance(error, SerError):
                raise error
            column.show_problem(error_message(error))

        self._jobs.append(self._workers.start("details", work, column.show_analysis, failed))


class _Column(QFrame):
    """One model: name, accuracy, result, bars."""

    def __init__(self, info: ModelInfo, themes: ThemeManager) -> None:
        super().__init__()
        self.setObjectName(f"compare_{info.name}")
        self.setFixedWidth(round(_WIDTH * text_scale()))
        name = QLabel(info.name)
        font = name.font()
        font.setBold(True)
        name.setFont(font)
        name.setToolTip(f"{info.trained_on}\n{Message('licence.quoted', text=info.licence)}")
        figure = unseen_accuracy(info)
        accuracy = QLabel(
            str(
                Message("compare.accuracy", accuracy=figure)
                if figure
                else Message("compare.no_accuracy")
            )
        )
        accuracy.setProperty("role", "muted")
        self.result = QLabel("…")
        self.result.setWordWrap(True)
        self.result.setTextFormat(Qt.TextFormat.PlainText)
        large = self.result.font()
        large.setPointSizeF(large.pointSizeF() * 1.4)
        self.result.setFont(large)
        self.bars = EmotionBars(themes)
        self.bars.setObjectName(f"bars_{info.name}")
        self.bars.set_labels(info.labels)
        column = QVBoxLayout(self)
        for widget in (name, accuracy, self.result, self.bars):
            column.addWidget(widget)
        column.addStretch(1)

    def show_analysis(self, analysis: Analysis) -> None:
        overall, headline = analysis.overall, headline_of(analysis)
        is_sure = shown_label(overall) != UNCERTAIN and not headline.is_course
        confidence = confidence_text(overall.confidence) if is_sure else ""
        self.result.setText(f"{headline.message()} {confidence}".strip())
        if headline.is_course:
            self.bars.set_shares(headline.shares)
        else:
            self.bars.set_probabilities(overall.probabilities)

    def show_problem(self, message: Message) -> None:
        self.result.setFont(self.font())
        self.result.setText(str(message))
