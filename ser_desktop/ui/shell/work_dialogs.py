"""Opens the dialogs of a project: consent, rating, speakers, export."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ser_desktop.emotion.results import Analysis
from ser_desktop.errors import OutputError
from ser_desktop.export.parts import Row
from ser_desktop.project import items
from ser_desktop.project.speaker_names import shown_name
from ser_desktop.texts.messages import Message, joined
from ser_desktop.ui.export.export_dialog import Exported, ask_export
from ser_desktop.ui.export.project_facts import facts_of, shown_of
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.shell.controller import Controller
from ser_desktop.ui.shell.notices import Notices
from ser_desktop.ui.toolkit.error_message import error_message
from ser_desktop.ui.toolkit.opened_dialog import open_once
from ser_desktop.ui.toolkit.theme import ThemeManager

if TYPE_CHECKING:
    from ser_desktop.ui.export.export_project_dialog import ExportProjectDialog


class WorkDialogs(QObject):
    """Opens dialogs above a window. Each is imported on use.

    Args:
        window: their parent.
        controller: the controller that the dialogs show and use.
        notices: show the outcome of an export.
        themes: colours of pictures in dialogs.
        rows: returns the rows of the table that are shown.
    """

    place_chosen = Signal(object, str)
    """(start, end) of a place that was chosen in a dialog, and the track of its speaker."""

    def __init__(
        self,
        window: QWidget,
        controller: Controller,
        notices: Notices,
        themes: ThemeManager,
        rows: Callable[[], list[Row]],
    ) -> None:
        super().__init__(window)
        self._window, self._control = window, controller
        self._notices, self._themes, self._rows = notices, themes, rows

    def export(self, format_name: str = "", part: str = "") -> None:
        """Export the displayed result; "" asks for the format too.

        Args:
            format_name: a key of the formats.
            part: the annotations or the shown rows alone; "" is everything.
        """
        current = self._control.current
        if current is None or current.analysis is None:
            return
        facts = facts_of(current, self._control.library.kept.threshold_ratings())
        exported = Exported(current.analysis, facts, part, self._rows())
        try:
            written = ask_export(self._window, exported, format_name)
        except OutputError as error:
            self._notices.show_error(error_message(error))
            return
        if written:
            self._notices.drop_errors(("export",))
            further = [path.name for path in written[1:]]
            names = joined([str(written[0]), *further]) if further else written[0]
            self._notices.show_news(Message("export.written", path=names))

    def export_all(self) -> None:
        """Export every result of the list."""
        from ser_desktop.ui.export.export_all_dialog import ExportAllDialog

        control = self._control
        rows = control.recordings.rows()
        if rows:
            folder = (control.current or rows[0]).path.parent
            n = control.library.kept.threshold_ratings()
            dialog = ExportAllDialog(rows, folder, control.workers, self._window)
            dialog.threshold_ratings = n
            open_once(dialog)

    def export_project(self) -> None:
        """Export the project under the settings of the window."""
        from ser_desktop.ui.export.export_project_dialog import ExportProjectDialog

        control = self._control
        control.library.keep_interpretation()
        rows = control.recordings.rows()
        folder = (control.current or rows[0]).path.parent if rows else Path.home()
        by_id = {r.document.item.id: r for r in rows if r.document.item is not None}

        def shown(item: items.Recording) -> Analysis | None:
            recording = by_id.get(item.id)
            return None if recording is None else shown_of(recording)

        store, workers = control.project.store, control.workers
        dialog = ExportProjectDialog(store, shown, folder, workers, self._window)
        dialog.consent.consent_wanted.connect(partial(self._state_consent, dialog))
        open_once(dialog)

    def _state_consent(self, export: ExportProjectDialog, of: Sequence[items.Recording]) -> None:
        """State the consent of recordings that are about to be exported."""
        from ser_desktop.ui.recordings.notes_dialog import NotesDialog

        dialog = NotesDialog(of, self._control.project, export)
        dialog.accepted.connect(export.show_consent)
        open_once(dialog)

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
        """Show the agreement of raters and model."""
        from ser_desktop.ui.rating.agreement_dialog import AgreementDialog

        dialog = AgreementDialog(self._control.project, self._control.workers, self._window)
        dialog.rating_wanted.connect(self.rate_blind)
        open_once(dialog)

    def find_speakers(self) -> None:
        """Find the speakers in the shown recording."""
        from ser_desktop.ui.speakers.find_speakers import FindSpeakers
        from ser_desktop.ui.speakers.find_speakers_dialog import FindSpeakersDialog

        control = self._control
        if control.current is None:
            return
        search = FindSpeakers(control.project, control.workers)
        dialog = FindSpeakersDialog(search, control.current, self._window)
        search.setParent(dialog)
        open_once(dialog)

    def same_people(self) -> None:
        """Search for the same person among the speakers of several recordings."""
        from ser_desktop.ui.speakers.same_people_dialog import SamePeopleDialog

        open_once(SamePeopleDialog(self._control.project, self._control.workers, self._window))

    def compare_speakers(self) -> None:
        """Show the speakers of the shown recording side by side."""
        from ser_desktop.ui.speakers.compare_speakers_dialog import CompareSpeakersDialog

        current = self._control.current
        if current is None or current.analysis is None:
            return
        speakers = current.document.speakers.items()
        names = {track: shown_name(speaker.name) for track, speaker in speakers}
        dialog = CompareSpeakersDialog(current.analysis, names, self._themes, self._window)
        dialog.place_chosen.connect(self.place_chosen)
        open_once(dialog)

    def project_speakers(self) -> None:
        """Show the speakers of the project."""
        from ser_desktop.ui.speakers.project_speakers_dialog import ProjectSpeakersDialog

        current = self._control.current
        can_search = current is not None and current.view.clip is not None
        dialog = ProjectSpeakersDialog(self._control.project, self._window, can_search)
        dialog.search_wanted.connect(self.find_speakers)
        open_once(dialog)
