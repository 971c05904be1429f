"""The dialog of *Export all*: formats, folder, and whether to overwrite."""

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
    QLineEdit,
    QProgressBar,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from ser_desktop.batch.export_all import (
    SUMMARY_NAME,
    ExportOptions,
    ExportOutcome,
    export_all,
)
from ser_desktop.emotion.results import Analysis
from ser_desktop.export.annotated import annotated_files, project_cells
from ser_desktop.export.formats import EXPORT_FORMATS
from ser_desktop.texts.error_reasons import reason_of
from ser_desktop.texts.languages.loading import TRANSLATIONS
from ser_desktop.texts.messages import ENGLISH, Message, current_language
from ser_desktop.ui.export.project_facts import facts_of
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.recordings.status_text import status_message
from ser_desktop.ui.toolkit.message_label import MessageLabel
from ser_desktop.ui.toolkit.push_button import push_button
from ser_desktop.ui.toolkit.workers import Job, Workers

MAX_FAILURES_SHOWN = 3


class ExportAllDialog(QDialog):
    """Exports every result, reports the files written, and stops when it is closed."""

    def __init__(
        self,
        recordings: Sequence[Recording],
        folder: Path,
        workers: Workers,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("exportAllDialog")
        self.setWindowTitle(str(Message("export_all.title")))
        self.setMinimumWidth(520)
        self._workers = workers
        self._job: Job | None = None
        self._exported: Path | None = None
        self._recordings = recordings
        self.threshold_ratings: int | None = None
        """On how many ratings the project's threshold rests; None without one."""
        self._formats = {name: QCheckBox(item.title) for name, item in EXPORT_FORMATS.items()}
        self._summary = QCheckBox(str(Message("export_all.summary", file=SUMMARY_NAME)))
        self._summary.setObjectName("export_summary")
        self._summary.setChecked(True)
        self._translated = _translated_tick()
        self._in_folder = QRadioButton(str(Message("export_all.in_folder")))
        self._in_folder.setChecked(True)
        self._beside = QRadioButton(str(Message("export_all.beside")))
        self._beside.setObjectName("exportBeside")
        self._folder = QLineEdit(str(folder))
        self._folder.setObjectName("exportFolder")
        self._folder.setAccessibleName(str(Message("export_all.folder")))
        self._overwrite = QCheckBox(str(Message("export_all.overwrite")))
        self._overwrite.setObjectName("exportReplace")
        self._bar = QProgressBar()
        self._bar.setAccessibleName(str(Message("export_all.progress")))
        self._bar.hide()
        self.message = MessageLabel("exportMessage")
        self.message.show_message(*self._contents())
        self._export = push_button("export_all.export", "exportNow", self._start)
        self._export.setDefault(True)
        self._show = push_button("export_all.open_folder", "openExported", self._open_folder)
        self._show.hide()
        column = QVBoxLayout(self)
        column.addWidget(self._format_box())
        column.addWidget(self._place_box())
        column.addWidget(self._overwrite)
        column.addWidget(self.message)
        column.addWidget(self._bar)
        row = QHBoxLayout()
        row.addStretch(1)
        close = push_button("dialog.close", "closeExport", self.reject)
        for button in (self._show, self._export, close):
            row.addWidget(button)
        column.addLayout(row)
        self._enable_export()

    def done(self, result: int) -> None:
        """Close the dialog and stop writing."""
        if self._job is not None:
            self._job.cancel()
        super().done(result)

    def _format_box(self) -> QGroupBox:
        box = QGroupBox(str(Message("export_all.formats")))
        column = QVBoxLayout(box)
        column.addWidget(self._summary)
        self._summary.toggled.connect(self._enable_export)
        column.addWidget(self._translated)
        self._summary.toggled.connect(self._translated.setEnabled)
        for name, tick in self._formats.items():
            tick.setObjectName(f"export_{name}")
            tick.toggled.connect(self._enable_export)
            column.addWidget(tick)
        return box

    def _place_box(self) -> QGroupBox:
        box = QGroupBox(str(Message("export_all.where")))
        column = QVBoxLayout(box)
        row = QHBoxLayout()
        row.addWidget(self._in_folder)
        row.addWidget(self._folder, 1)
        row.addWidget(push_button("export_all.choose_folder", "chooseFolder", self._choose_folder))
        column.addLayout(row)
        column.addWidget(self._beside)
        self._in_folder.toggled.connect(self._enable_export)
        self._folder.textChanged.connect(self._enable_export)
        return box

    def _contents(self) -> list[Message]:
        """Show how many results will be exported, and which recordings have none."""
        analyses, missing = self._results()
        messages = [Message("export_all.results", n=len(analyses))]
        if missing:
            messages.append(Message("export_all.without_result", n=len(missing)))
        return messages

    def _results(self) -> tuple[list[Analysis], list[tuple[Path, str]]]:
        """The results so far, and the recordings without a result with the reason."""
        analyses = [a for row in self._recordings for a in row.document.displayed_analyses]
        missing = [r for r in self._recordings if not r.document.displayed_analyses]
        return analyses, [(r.path, status_message(r).written_in(ENGLISH)) for r in missing]

    def _enable_export(self) -> None:
        """Enable *Export* once a format and a folder are chosen."""
        self._folder.setEnabled(self._in_folder.isChecked())
        wanted = self._summary.isChecked() or any(t.isChecked() for t in self._formats.values())
        placed = self._beside.isChecked() or bool(self._folder.text().strip())
        self._export.setEnabled(wanted and placed and self._job is None)

    def _start(self) -> None:
        folder = None if self._beside.isChecked() else Path(self._folder.text().strip())
        if folder is not None and not folder.is_dir():
            self.message.show_message(Message("export_all.no_folder", folder=folder))
            return
        n = self.threshold_ratings
        facts = {r.path: of_recording for r in self._recordings if (of_recording := facts_of(r, n))}
        options = ExportOptions(
            formats=[
                file
                for name, tick in self._formats.items()
                if tick.isChecked()
                for file in annotated_files(EXPORT_FORMATS[name], facts)
            ],
            project_cells={path: project_cells(own) for path, own in facts.items()},
            summary=self._summary.isChecked(),
            folder=folder,
            overwrite=self._overwrite.isChecked(),
            language=current_language() if self._translated.isChecked() else None,
        )
        self._bar.setValue(0)
        self._bar.show()
        self.message.show_message(Message("export_all.exporting"))
        analyses, missing = self._results()
        self._job = self._workers.start(
            "details",
            lambda job: export_all(analyses, missing, options, job.progress, job.cancelled),
            self._show_outcome,
            self._show_fault,
            on_progress=lambda share: self._bar.setValue(round(100 * share)),
        )
        self._enable_export()

    def _show_outcome(self, outcome: ExportOutcome) -> None:
        self._job = None
        self._bar.hide()
        self.message.show_message(*_outcome_messages(outcome))
        self.message.setMinimumHeight(self.message.heightForWidth(self.message.width()))
        self.adjustSize()
        self._exported = next(iter([*outcome.written, *outcome.skipped]), None)
        self._show.setVisible(self._exported is not None)
        self._enable_export()

    def _show_fault(self, error: Exception) -> None:
        internal = Message("error.internal", detail=reason_of(error))
        self._show_outcome(ExportOutcome(failed=[internal]))
        raise error

    def _open_folder(self) -> None:
        if self._exported is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._exported.parent)))

    def _choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(
            self, str(Message("export_all.folder_title")), self._folder.text()
        )
        if name:
            self._in_folder.setChecked(True)
            self._folder.setText(name)


def _translated_tick() -> QCheckBox:
    """The tick for a column of translated labels. Labels in files are English keys."""
    code = current_language().code
    has_words = code in TRANSLATIONS
    name = Message(f"choice.{code if has_words else 'en'}")
    tick = QCheckBox(str(Message("export_all.translated", language=name)))
    tick.setObjectName("export_translated")
    tick.setVisible(has_words)
    return tick


def _outcome_messages(outcome: ExportOutcome) -> list[Message]:
    messages = [Message("export_all.written", n=len(outcome.written))]
    if outcome.skipped:
        messages.append(Message("export_all.skipped", n=len(outcome.skipped)))
    if outcome.failed:
        messages.append(Message("export_all.failed", n=len(outcome.failed)))
    return [*messages, *outcome.failed[:MAX_FAILURES_SHOWN]]
