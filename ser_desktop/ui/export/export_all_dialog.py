"""Every answer of the list exported at once: in which formats, where to, over what is there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from ser_desktop.emotion.results import Analysis
from ser_desktop.export.batch import SUMMARY_NAME, BatchOptions, BatchOutcome, export_all
from ser_desktop.export.formats import EXPORT_FORMATS
from ser_desktop.ui.recordings.recordings_model import Recording
from ser_desktop.ui.toolkit.number_text import count_text
from ser_desktop.ui.toolkit.push_button import push_button
from ser_desktop.ui.toolkit.workers import Job, Workers

_MOST_SENTENCES = 3


class ExportAllDialog(QDialog):
    """Says what it did and leads to where it is; closing it stops what is not written yet."""

    def __init__(
        self,
        recordings: Sequence[Recording],
        folder: Path,
        workers: Workers,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("exportAllDialog")
        self.setWindowTitle("Export all")
        self.setMinimumWidth(520)
        self._workers = workers
        self._job: Job | None = None
        self._exported: Path | None = None
        self._recordings = recordings
        self._formats = {name: QCheckBox(item.title) for name, item in EXPORT_FORMATS.items()}
        self._summary = QCheckBox(f"One CSV with a row for each recording ({SUMMARY_NAME})")
        self._summary.setObjectName("export_summary")
        self._summary.setChecked(True)
        self._in_folder = QRadioButton("In one folder:")
        self._in_folder.setChecked(True)
        self._beside = QRadioButton("Beside each recording, the one CSV beside the first")
        self._beside.setObjectName("exportBeside")
        self._folder = QLineEdit(str(folder))
        self._folder.setObjectName("exportFolder")
        self._folder.setAccessibleName("Folder")
        self._replace = QCheckBox("Replace files that are there; else they are passed over")
        self._replace.setObjectName("exportReplace")
        self._bar = QProgressBar()
        self._bar.setAccessibleName("Export progress")
        self._bar.hide()
        self._message = QLabel(self._what_there_is())
        self._message.setObjectName("exportMessage")
        self._message.setWordWrap(True)
        self._export = push_button("Export", "exportNow", self._start)
        self._export.setDefault(True)
        self._show = push_button("Open folder", "openExported", self._open_folder)
        self._show.hide()
        column = QVBoxLayout(self)
        column.addWidget(self._format_box())
        column.addWidget(self._place_box())
        column.addWidget(self._replace)
        column.addWidget(self._message)
        column.addWidget(self._bar)
        row = QHBoxLayout()
        row.addStretch(1)
        for button in (self._show, self._export, push_button("Close", "closeExport", self.reject)):
            row.addWidget(button)
        column.addLayout(row)
        self._allow()

    def done(self, result: int) -> None:
        """Closed: what is not written yet is not wanted."""
        if self._job is not None:
            self._job.cancel()
        super().done(result)

    def _format_box(self) -> QGroupBox:
        box = QGroupBox("Formats")
        column = QVBoxLayout(box)
        column.addWidget(self._summary)
        self._summary.toggled.connect(self._allow)
        for name, tick in self._formats.items():
            tick.setObjectName(f"export_{name}")
            tick.toggled.connect(self._allow)
            column.addWidget(tick)
        return box

    def _place_box(self) -> QGroupBox:
        box = QGroupBox("Where")
        column = QVBoxLayout(box)
        row = QHBoxLayout()
        row.addWidget(self._in_folder)
        row.addWidget(self._folder, 1)
        row.addWidget(push_button("Choose…", "chooseFolder", self._choose_folder))
        column.addLayout(row)
        column.addWidget(self._beside)
        self._in_folder.toggled.connect(self._allow)
        self._folder.textChanged.connect(self._allow)
        return box

    def _what_there_is(self) -> str:
        analyses, unanswered = self._answers()
        text = f"{count_text(len(analyses), 'answer')} to export."
        if unanswered:
            left = count_text(len(unanswered), "recording")
            text += f" {left} without an answer yet: named in the one CSV and nowhere else."
        return text

    def _answers(self) -> tuple[list[Analysis], list[tuple[Path, str]]]:
        """What there is to export by now, and what has no answer and why."""
        analyses = [analysis for row in self._recordings for analysis in row.analyses]
        return analyses, [(r.path, r.summary()) for r in self._recordings if not r.analyses]

    def _allow(self) -> None:
        """Export needs a format and a place."""
        self._folder.setEnabled(self._in_folder.isChecked())
        wanted = self._summary.isChecked() or any(t.isChecked() for t in self._formats.values())
        placed = self._beside.isChecked() or bool(self._folder.text().strip())
        self._export.setEnabled(wanted and placed and self._job is None)

    def _start(self) -> None:
        folder = None if self._beside.isChecked() else Path(self._folder.text().strip())
        if folder is not None and not folder.is_dir():
            self._message.setText(f"There is no folder {folder}.")
            return
        options = BatchOptions(
            formats=[EXPORT_FORMATS[n] for n, tick in self._formats.items() if tick.isChecked()],
            summary=self._summary.isChecked(),
            folder=folder,
            replace=self._replace.isChecked(),
        )
        self._bar.setValue(0)
        self._bar.show()
        self._message.setText("Exporting…")
        analyses, unanswered = self._answers()
        self._job = self._workers.start(
            "details",
            lambda job: export_all(analyses, unanswered, options, job.progress, job.cancelled),
            self._show_outcome,
            self._show_fault,
            on_progress=lambda share: self._bar.setValue(round(100 * share)),
        )
        self._allow()

    def _show_outcome(self, outcome: BatchOutcome) -> None:
        self._job = None
        self._bar.hide()
        parts = [f"{count_text(len(outcome.written), 'file')} written"]
        if outcome.skipped:
            parts.append(f"{len(outcome.skipped)} passed over, since they were there")
        if outcome.failed:
            parts.append(f"{len(outcome.failed)} not written")
        said = ["; ".join(parts) + ".", *outcome.failed[:_MOST_SENTENCES]]
        self._message.setText("\n".join(said))
        self._message.setMinimumHeight(self._message.heightForWidth(self._message.width()))
        self.adjustSize()
        self._exported = next(iter([*outcome.written, *outcome.skipped]), None)
        self._show.setVisible(self._exported is not None)
        self._allow()

    def _show_fault(self, error: Exception) -> None:
        self._show_outcome(BatchOutcome(failed=[f"Internal fault: {error}"]))
        raise error

    def _open_folder(self) -> None:
        if self._exported is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._exported.parent)))

    def _choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "Export into", self._folder.text())
        if name:
            self._in_folder.setChecked(True)
            self._folder.setText(name)
