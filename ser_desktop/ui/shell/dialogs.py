"""Every dialog the window can open, on what it shows now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QInputDialog, QLineEdit, QWidget

from ser_desktop.errors import OutputError
from ser_desktop.ui.export.export_dialog import ask_export
from ser_desktop.ui.recordings.open_dialog import ask_files, ask_folder
from ser_desktop.ui.shell.about_dialog import AboutDialog
from ser_desktop.ui.shell.controller import Controller
from ser_desktop.ui.shell.notice import Notice
from ser_desktop.ui.shell.preferences_dialog import PreferencesDialog
from ser_desktop.ui.shell.shortcuts_dialog import ShortcutsDialog
from ser_desktop.ui.toolkit.theme import ThemeManager

if TYPE_CHECKING:
    from ser_desktop.ui.result.details_dialog import DetailsDialog

NEW_VOICE = "(a new voice)"


class Dialogs:
    """Opens dialogs above a window; those few want are imported when they are wanted.

    Args:
        window: their parent.
        controller: what they show and act on.
        themes: for the pictures in them.
        notice: shows a sentence in the window.
    """

    def __init__(
        self,
        window: QWidget,
        controller: Controller,
        themes: ThemeManager,
        notice: Notice,
    ) -> None:
        self._window, self._control, self._themes = window, controller, themes
        self._notice = notice
        self.details_dialog: DetailsDialog | None = None

    def open_files(self) -> None:
        """Recordings, by their names."""
        self._open(ask_files(self._window, self._control.settings["last_folder"]))

    def open_folder(self) -> None:
        """All recordings of a folder."""
        self._open(ask_folder(self._window, self._control.settings["last_folder"]))

    def _open(self, paths: list[Path]) -> None:
        if paths:
            self._control.open(paths)

    def export(self) -> None:
        """The analysis that is shown, into a file."""
        current = self._control.current
        if current is not None and current.analysis is not None:
            try:
                written = ask_export(self._window, current.analysis)
            except OutputError as error:
                self._notice.say(str(error))
            else:
                if written is not None:
                    self._notice.say(f"Written: {written}", trouble=False)

    def rename(self) -> None:
        """The file of the recording that is shown."""
        current = self._control.current
        if current is None:
            return
        stays = f" ({current.path.suffix} stays)" if current.path.suffix else ""
        title, label = "Rename", f"New name{stays}:"
        normal = QLineEdit.EchoMode.Normal
        name, wanted = QInputDialog.getText(self._window, title, label, normal, current.path.stem)
        if wanted and name.strip() and name.strip() != current.path.stem:
            self._control.rename(current, name.strip())

    def show_in_folder(self) -> None:
        """The folder of the recording that is shown."""
        if self._control.current is not None:
            show_folder(self._control.current.path.parent)

    def export_all(self) -> None:
        """Every analysis of the list, into files."""
        from ser_desktop.ui.export.export_all_dialog import ExportAllDialog

        control = self._control
        rows = control.recordings.rows()
        if rows:
            folder = (control.current or rows[0]).path.parent
            _open_once(ExportAllDialog(rows, folder, control.workers, self._window))

    def preferences(self, apply: Callable[[str], None]) -> None:
        """Every setting; ``apply`` is told which has changed."""
        _open_once(PreferencesDialog(self._control.settings, apply, self._window))

    def models(self) -> None:
        """The models at hand."""
        from ser_desktop.ui.models.models_dialog import ModelsDialog

        control = self._control
        info = control.model.info if control.model else None
        _open_once(
            ModelsDialog(
                control.profile.models, info, control.workers, control.choose_model, self._window
            )
        )

    def voices(self) -> None:
        """The voices at hand."""
        from ser_desktop.ui.speakers.voices_dialog import VoicesDialog

        control = self._control
        info = control.model.info if control.model else None
        _open_once(VoicesDialog(control.voices, info, control.workers, control.open, self._window))

    def whose_voice(self) -> str | None:
        """The voice that is taught: the one in use, else one that is asked for, or the name of a
        new one. None is that nobody is taught after all."""
        voices, model = self._control.voices, self._control.model
        if model is None:
            return None
        if voices.voice is not None and voices.voice.fits(model.info):
            return voices.voice.name
        names = voices.fitting(model.info)
        if not names:
            return voices.free_name()
        title, question = "Whose voice is it?", f"{model.info.name} knows these voices:"
        name, wanted = QInputDialog.getItem(
            self._window, title, question, [*names, NEW_VOICE], 0, False
        )
        if not wanted:
            return None
        return voices.free_name() if name == NEW_VOICE else name

    def comparison(self) -> None:
        """The recording through every model."""
        from ser_desktop.ui.models.compare_dialog import CompareDialog

        control = self._control
        if control.current is not None:
            _open_once(
                CompareDialog(
                    control.current.path,
                    control.profile.models,
                    self._themes,
                    control.workers,
                    self._window,
                )
            )

    def details(self) -> None:
        """Acoustic details of what is selected; they stay beside the window and follow it."""
        control = self._control
        if self.details_dialog is None:
            from ser_desktop.ui.result.details_dialog import DetailsDialog

            self.details_dialog = DetailsDialog(control.workers, self._themes, self._window)
            control.clip_shown.connect(self.details_dialog.show_clip)
            control.transport.selection_changed.connect(self.details_dialog.show_selection)
            control.clip_grown.connect(self.details_dialog.show_more)
        if control.current is not None:
            self.details_dialog.show_clip(control.current.clip)
            self.details_dialog.show_selection(control.current.selection_s)
        self.details_dialog.show()
        self.details_dialog.raise_()

    def shortcuts(self, shortcuts: Sequence[tuple[str, str]]) -> None:
        """Which key does what."""
        _open_once(ShortcutsDialog(shortcuts, self._window))

    def about(self) -> None:
        """The program and the model in use."""
        model = self._control.model
        _open_once(AboutDialog(model.info if model else None, self._window))


def _open_once(dialog: QDialog) -> None:
    """Closed, it is let go of: the window is its parent and would keep it."""
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def show_folder(folder: Path) -> None:
    """In the file manager."""
    folder.mkdir(parents=True, exist_ok=True)
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
