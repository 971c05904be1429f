"""The dialog of *Export project*: formats, folder, raters, and pseudonyms."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ser_desktop.errors import SerError
from ser_desktop.export.project.content import ExportOptions, ProjectContent, Shown
from ser_desktop.export.project.formats import PROJECT_FORMATS, export_project, project_targets
from ser_desktop.project.store import ProjectStore
from ser_desktop.texts.messages import Message
from ser_desktop.ui.export.consent_notice import ConsentNotice
from ser_desktop.ui.export.format_choice import FormatChoice
from ser_desktop.ui.export.model_rows_choice import ModelRowsChoice
from ser_desktop.ui.toolkit.error_message import error_message
from ser_desktop.ui.toolkit.message_label import MessageLabel
from ser_desktop.ui.toolkit.push_button import push_button
from ser_desktop.ui.toolkit.question import confirmed
from ser_desktop.ui.toolkit.workers import Job, Workers

_TICKED = ("eaf", "xlsx")


class ExportProjectDialog(QDialog):
    """Exports the project and reports the files written.

    Args:
        store: the project's store.
        shown: what the window shows of a recording of it.
        folder: the proposed folder.
        workers: write the files in the background.
        parent: the window.
    """

    def __init__(
        self,
        store: ProjectStore,
        shown: Shown,
        folder: Path,
        workers: Workers,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("exportProjectDialog")
        self.setWindowTitle(str(Message("export_project.title")))
        self.setMinimumWidth(520)
        self._store, self._shown, self._workers = store, shown, workers
        self._job: Job | None = None
        self._choice_of_formats = FormatChoice(_TICKED)
        self.formats = self._choice_of_formats.ticks
        self._folder = QLineEdit(str(folder))
        self._folder.setObjectName("exportProjectFolder")
        self._folder.setAccessibleName(str(Message("export_all.folder")))
        self.rater = QComboBox()
        self.rater.setObjectName("exportRater")
        self.rater.setAccessibleName(str(Message("export_project.rater")))
        self.rater.addItem(str(Message("export_project.all_raters")), "")
        for name in sorted({a.rater for a in store.annotations()} - {""}):
            self.rater.addItem(name, name)
        self.choice = ModelRowsChoice(len(store.annotations()))
        self.pseudonymise = QCheckBox(str(Message("export_project.pseudonymise")))
        self.pseudonymise.setObjectName("pseudonymise")
        self.voices = QCheckBox(str(Message("export_project.voices")))
        self.voices.setObjectName("exportVoices")
        self.voices.setVisible(any(speaker.voiceprint for speaker in store.speakers()))
        self.pseudonymise.toggled.connect(self._enable_voices)
        self.formats["jsonl"].toggled.connect(self._enable_voices)
        self.message = MessageLabel("exportProjectMessage")
        self.consent = ConsentNotice()
        self.show_consent()
        self._export = push_button("export_all.export", "exportProjectNow", self._start)
        self._export.setDefault(True)
        self._open = push_button("export_all.open_folder", "openProjectExport", self._open_folder)
        self._open.hide()
        self._lay_out()
        self._enable_voices()

    def _lay_out(self) -> None:
        place = QHBoxLayout()
        place.addWidget(self._folder, 1)
        choose = push_button("export_all.choose_folder", "chooseProjectFolder", self._choose_folder)
        place.addWidget(choose)
        form = QFormLayout()
        form.addRow(str(Message("export_all.folder")), place)
        form.addRow(str(Message("export_project.rater")), self.rater)
        form.addRow(str(Message("export_project.whose")), self.choice.whose)
        row = QHBoxLayout()
        row.addStretch(1)
        close = push_button("dialog.close", "closeProjectExport", self.reject)
        for button in (self._open, self._export, close):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.addWidget(self._choice_of_formats)
        column.addLayout(form)
        column.addWidget(self.choice.only_annotations)
        column.addWidget(self.pseudonymise)
        column.addWidget(self.voices)
        column.addWidget(self.consent)
        column.addWidget(self.message)
        column.addLayout(row)

    def done(self, result: int) -> None:
        """Close the dialog; a running export continues without reporting."""
        if self._job is not None:
            self._job.cancel()
        super().done(result)

    def _enable_voices(self) -> None:
        """Enable voices for JSON only, and never together with pseudonyms."""
        possible = self.formats["jsonl"].isChecked() and not self.pseudonymise.isChecked()
        self.voices.setEnabled(possible)
        self.voices.setChecked(self.voices.isChecked() and possible)

    def show_consent(self) -> None:
        """Warn about recordings without consent before anything is exported."""
        self.consent.show_recordings(self._store.recordings())

    def _start(self) -> None:
        folder = Path(self._folder.text().strip())
        chosen = [PROJECT_FORMATS[name] for name, tick in self.formats.items() if tick.isChecked()]
        if not chosen or not self._folder.text().strip():
            self.message.show_message(Message("export_project.nothing_chosen"))
            return
        options = ExportOptions(
            self.rater.currentData(),
            self.pseudonymise.isChecked(),
            voices=self.voices.isChecked(),
            whose=self.choice.whose.currentData(),
            only_annotations=self.choice.only_annotations.isChecked(),
        )
        store, shown = self._store, self._shown
        try:
            content = ProjectContent(store, options, shown)
        except SerError as error:
            self.message.show_message(error_message(error))
            return
        targets = [path for item in chosen for path in project_targets(content, item, folder)]
        if not self._may_replace([path for path in targets if os.path.exists(path)]):
            return

        def work(job: Job) -> list[Path | SerError]:
            written: list[Path | SerError] = []
            for wanted in chosen:
                if job.cancelled():
                    break
                try:
                    written += export_project(ProjectContent(store, options, shown), wanted, folder)
                except SerError as error:  # another format may still work
                    written.append(error)
            return written

        self._export.setEnabled(False)
        self.message.show_message(Message("export_all.exporting"))
        self._job = self._workers.start("project", work, self._show_outcome, self._show_fault)

    def _may_replace(self, paths: list[Path]) -> bool:
        """Ask before files are replaced, which another program may have changed meanwhile."""
        if not paths:
            return True
        question = Message("export_project.ask_overwrite", n=len(paths), name=paths[0].name)
        action = Message("export.overwrite", n=len(paths))
        return confirmed(self, Message("export_project.title"), question, action)

    def _show_outcome(self, outcome: list[Path | SerError]) -> None:
        self._job = None
        self._export.setEnabled(True)
        errors = [error_message(item) for item in outcome if isinstance(item, SerError)]
        written = [item for item in outcome if isinstance(item, Path)]
        self.message.show_message(Message("export_all.written", n=len(written)), *errors)
        self._open.setVisible(bool(written))

    def _show_fault(self, error: Exception) -> None:
        self._job = None
        self._export.setEnabled(True)
        self.message.show_message(error_message(error))

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self._folder.text().strip()))

    def _choose_folder(self) -> None:
        title = str(Message("export_all.folder_title"))
        name = QFileDialog.getExistingDirectory(self, title, self._folder.text())
        if name:
            self._folder.setText(name)
