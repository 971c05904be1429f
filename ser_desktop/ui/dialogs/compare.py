"""One recording through every model, side by side."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ser_desktop.emotion.catalogue import list_models
from ser_desktop.emotion.installed_models import ModelEntry
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.emotion.results import Analysis
from ser_desktop.errors import SerError
from ser_desktop.ui.screen_size import resize_within_screen
from ser_desktop.ui.theme import GRID, ThemeManager
from ser_desktop.ui.widgets.emotion_bars import EmotionBars
from ser_desktop.ui.widgets.result_panel import unseen_accuracy
from ser_desktop.ui.words import confidence_text
from ser_desktop.ui.workers import Job, Workers

_COLUMNS = 3
_WIDTH = 230
_TALL = 720


class CompareDialog(QDialog):
    """Columns fill as the models answer; closing it stops the rest."""

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
        self.setWindowTitle(f"Models compared on {path.name}")
        resize_within_screen(self, 800, 460)
        self.setMinimumWidth(_COLUMNS * (_WIDTH + 2 * GRID) + 4 * GRID)
        self._path, self._themes, self._workers = path, themes, workers
        self._jobs: list[Job] = []
        self.columns: dict[str, _Column] = {}
        body = QWidget()
        self._grid = QGridLayout(body)
        self._grid.setSpacing(2 * GRID)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidgetResizable(True)
        scroll.setWidget(body)
        self._message = QLabel("Looking at the models…")
        self._message.setObjectName("compareMessage")
        self._message.setProperty("role", "muted")
        self._message.setWordWrap(True)
        close = QPushButton("Close")
        close.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(scroll, 1)
        column.addWidget(self._message)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self._jobs.append(
            workers.start("details", lambda _job: list_models(user_models), self._show_models)
        )

    def done(self, result: int) -> None:
        """Closed: what is left is not wanted."""
        for job in self._jobs:
            job.cancel()
        super().done(result)

    def _show_models(self, found: tuple[list[ModelEntry], list[str]]) -> None:
        models, problems = found
        self._message.setText(" ".join(problems))
        for i, entry in enumerate(models):
            column = _Column(entry.info, self._themes)
            self.columns[entry.info.name] = column
            self._grid.addWidget(column, i // _COLUMNS, i % _COLUMNS)
            self._start(entry, column)
        self._grid.setColumnStretch(_COLUMNS, 1)
        self._grid.setRowStretch(len(models) // _COLUMNS + 1, 1)
        if len(models) > _COLUMNS:
            resize_within_screen(self, self.width(), _TALL)

    def _start(self, entry: ModelEntry, column: _Column) -> None:
        path = self._path

        def work(job: Job) -> Analysis:
            from ser_desktop.emotion.analysis import analyze

            return analyze(path, entry.load(), cancelled=job.cancelled)

        def failed(error: Exception) -> None:
            if not isinstance(error, SerError):
                raise error
            column.show_problem(str(error))

        self._jobs.append(self._workers.start("details", work, column.show_analysis, failed))


class _Column(QFrame):
    """One model: name, worth, answer, bars."""

    def __init__(self, info: ModelInfo, themes: ThemeManager) -> None:
        super().__init__()
        self.setObjectName(f"compare_{info.name}")
        self.setFixedWidth(_WIDTH)
        name = QLabel(info.name)
        font = name.font()
        font.setBold(True)
        name.setFont(font)
        name.setToolTip(f"{info.trained_on}\n{info.licence}")
        right = unseen_accuracy(info)
        worth = QLabel(f"{right} right on unseen voices" if right else "unseen voices not measured")
        worth.setProperty("role", "muted")
        self.answer = QLabel("…")
        self.answer.setWordWrap(True)
        self.answer.setTextFormat(Qt.TextFormat.PlainText)
        large = self.answer.font()
        large.setPointSizeF(large.pointSizeF() * 1.4)
        self.answer.setFont(large)
        self.bars = EmotionBars(themes)
        self.bars.setObjectName(f"bars_{info.name}")
        self.bars.set_labels(info.labels)
        column = QVBoxLayout(self)
        for widget in (name, worth, self.answer, self.bars):
            column.addWidget(widget)
        column.addStretch(1)

    def show_analysis(self, analysis: Analysis) -> None:
        overall = analysis.overall
        self.answer.setText(f"{overall.label} {confidence_text(overall.confidence)}".strip())
        self.bars.set_probabilities(overall.probabilities)

    def show_problem(self, sentence: str) -> None:
        small = self.font()
        self.answer.setFont(small)
        self.answer.setText(sentence)
