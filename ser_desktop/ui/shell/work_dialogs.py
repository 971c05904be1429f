"""Opens the dialogs of a project: consent, rating, speakers, export."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.shell.controller import Controller
from ser_desktop.ui.shell.dialogs import open_once


class WorkDialogs:
    """Opens dialogs above a window. They are imported on use.

    Args:
        window: their parent.
        controller: the controller that the dialogs show and use.
    """

    def __init__(self, window: QWidget, controller: Controller) -> None:
        self._window, self._control = window, controller

    def export_project(self) -> None:
        """Export the project under the settings of the window."""
        from ser_desktop.ui.export.export_project_dialog import ExportProjectDialog

        control = self._control
        control.library.keep_interpretation()
        rows = control.recordings.rows()
        folder = (control.current or rows[0]).path.parent if rows else Path.home()
        store = control.project.store
        open_once(ExportProjectDialog(store, folder, control.workers, self._window))

    def notes(self, recordings: Sequence[Recording]) -> None:
        """Edit consent, tags and notes of recordings."""
        from ser_desktop.ui.recordings.notes_dialog import NotesDialog

        items = [r.document.item for r in recordings if r.document.item is not None]
        if items:
            open_once(NotesDialog(items, self._control.project, self._window))

    def rate_blind(self) -> None:
        """Rate stretches of the project without the model's answer."""
        from ser_desktop.ui.rating.rating_dialog import RatingDialog

        control = self._control
        control.stop()
        dialog = RatingDialog(control.project, control.settings, control.workers, self._window)
        dialog.agreement_wanted.connect(self.agreement)
        open_once(dialog)

    def agreement(self) -> None:
        """Show how far people and model agree."""
        from ser_desktop.ui.rating.agreement_dialog import AgreementDialog

        open_once(AgreementDialog(self._control.project, self._control.workers, self._window))

    def find_speakers(self) -> None:
        """Find the speakers in the shown recording."""
        from ser_desktop.ui.speakers.find_speakers import FindSpeakers
        from ser_desktop.ui.speakers.find_speakers_dialog import FindSpeakersDialog

        control = self._control
        if control.current is None:
            return
        search = FindSpeakers(control.project, control.workers)
        search.found.connect(lambda recording: control.analyse(recording))
        dialog = FindSpeakersDialog(search, control.current, self._window)
        search.setParent(dialog)
        open_once(dialog)

    def project_speakers(self) -> None:
        """Show the speakers of the project."""
        from ser_desktop.ui.speakers.project_speakers_dialog import ProjectSpeakersDialog

        open_once(ProjectSpeakersDialog(self._control.project, self._window))
