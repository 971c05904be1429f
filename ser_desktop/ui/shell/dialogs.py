"""Opens the dialogs of the window for the shown recording or the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QWidget

from ser_desktop.emotion.course import has_course
from ser_desktop.emotion.places import place_answer
from ser_desktop.project.items import Annotation
from ser_desktop.project.speaker_names import shown_name
from ser_desktop.texts.messages import Message, emotion_name
from ser_desktop.ui.recordings.open_dialog import ask_files, ask_folder
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.shell.about_dialog import AboutDialog
from ser_desktop.ui.shell.controller import Controller
from ser_desktop.ui.shell.notices import Notices
from ser_desktop.ui.shell.preferences_dialog import PreferencesDialog
from ser_desktop.ui.shell.shortcuts_dialog import ShortcutsDialog
from ser_desktop.ui.toolkit.asked_text import asked_choice, asked_text
from ser_desktop.ui.toolkit.number_text import duration_text
from ser_desktop.ui.toolkit.opened_dialog import open_once
from ser_desktop.ui.toolkit.question import confirmed
from ser_desktop.ui.toolkit.theme import ThemeManager

if TYPE_CHECKING:
    from ser_desktop.ui.practice.practice_dialog import PracticeDialog
    from ser_desktop.ui.result.details_dialog import DetailsDialog

ASK_ABOVE_S = 15.0
"""A question precedes labelling a longer recording as a whole."""
_AS_WHOLE = {
    "annotate": ("annotate.title", "annotate.ask_whole", "annotate.whole"),
    "teach": ("teach.title", "teach.ask_whole", "teach.whole"),
}
"""Ids of title, question and button by purpose."""


class Dialogs:
    """Opens dialogs above a window. Seldom used dialogs are imported on use.

    Args:
        window: their parent.
        controller: the controller that the dialogs show and use.
        themes: colours of pictures in dialogs.
        notices: shows messages in the window.
    """

    def __init__(
        self,
        window: QWidget,
        controller: Controller,
        themes: ThemeManager,
        notices: Notices,
    ) -> None:
        self._window, self._control, self._themes = window, controller, themes
        self._notices = notices
        self.details_dialog: DetailsDialog | None = None
        self.practice_dialog: PracticeDialog | None = None

    def open_files(self) -> None:
        """Ask for files and open them."""
        self._open(ask_files(self._window, self._control.settings["last_folder"]))

    def open_folder(self) -> None:
        """Ask for a folder and open its recordings."""
        self._open(ask_folder(self._window, self._control.settings["last_folder"]))

    def _open(self, paths: list[Path]) -> None:
        if paths:
            self._control.open(paths)

    def rename(self) -> None:
        """Rename the file of the shown recording."""
        current = self._control.current
        if current is None:
            return
        suffix = current.path.suffix
        prompt = (
            Message("rename.prompt_suffix", suffix=suffix) if suffix else Message("rename.prompt")
        )
        title = Message("rename.title")
        name = asked_text(self._window, title, prompt, title, current.path.stem)
        if name and name != current.path.stem:
            self._control.rename(current, name)

    def show_in_folder(self) -> None:
        """Show the folder of the shown recording."""
        if self._control.current is not None:
            show_folder(self._control.current.path.parent)

    def preferences(self, apply: Callable[[str], None]) -> None:
        """Edit the settings; ``apply`` is called with the key of each that changed."""
        open_once(PreferencesDialog(self._control.settings, apply, self._window))

    def models(self) -> None:
        """Show the installed models."""
        from ser_desktop.ui.models.models_dialog import ModelsDialog

        control = self._control
        info = control.model_in_use.info
        open_once(
            ModelsDialog(
                control.profile.models, info, control.workers, control.choose_model, self._window
            )
        )

    def voices(self) -> None:
        """Show the speaker profiles."""
        from ser_desktop.ui.speakers.profiles_dialog import ProfilesDialog

        control = self._control
        open_once(
            ProfilesDialog(
                control.speakers, control.model, control.workers, control.open, self._window
            )
        )

    def may_label(self, recordings: Sequence[Recording], emotion: str, purpose: str) -> bool:
        """Ask before a long recording gets one emotion as a whole.

        Args:
            recordings: what would be labelled.
            emotion: with which emotion.
            purpose: ``annotate`` or ``teach``.
        """
        is_shown_alone = list(recordings) == [self._control.current]
        if is_shown_alone and recordings[0].view.selection_s is not None:
            return True
        long = [r for r in recordings if (r.duration_s or 0.0) > ASK_ABOVE_S]
        if not long:
            return True
        title, question_id, action = _AS_WHOLE[purpose]
        question = Message(
            question_id,
            n=len(long),
            emotion=emotion_name(emotion),
            name=long[0].path.name,
            length=duration_text(long[0].duration_s),
        )
        return confirmed(self._window, Message(title), question, Message(action, n=len(long)))

    def profile_to_teach(self) -> str | None:
        """Return the profile that gets new examples.

        The profile in use, else the answer to a question, which may be the name of a new one. None
        means that the user cancelled.
        """
        speakers, info = self._control.speakers, self._control.model_in_use.info
        if info is None:
            return None
        if speakers.profile is not None and speakers.profile.fits(info):
            return speakers.profile.name
        names = speakers.fitting(info)
        if not names:
            return speakers.free_name()
        new = str(Message("profile.new_choice"))
        title, prompt = Message("profile.ask_which_title"), Message("profile.ask_which")
        action = Message("profile.add_example")
        name = asked_choice(self._window, title, prompt, action, [*names, new])
        return speakers.free_name() if name == new else name

    def profile_to_teach_of(self, annotation: Annotation) -> str | None:
        """Ask for the profile that gets an annotation as example.

        The name of the annotated track's speaker is proposed.
        """
        control = self._control
        speakers, info, current = control.speakers, control.model_in_use.info, control.current
        if info is None or current is None:
            return None
        speaker = current.document.speakers.get(annotation.track)
        own = [shown_name(speaker.name)] if speaker is not None else []
        in_use = [speakers.profile.name] if speakers.profile is not None else []
        known = speakers.fitting(info)
        names = list(dict.fromkeys([*own, *in_use, *known, speakers.free_name()]))
        title, prompt = Message("annotation.teach_title"), Message("annotation.teach_whose")
        return asked_choice(self._window, title, prompt, title, names, may_type=True) or None

    def comparison(self) -> None:
        """Compare every model on the shown recording."""
        from ser_desktop.ui.models.compare_dialog import CompareDialog

        control = self._control
        if control.current is not None:
            open_once(
                CompareDialog(
                    control.current.path,
                    control.profile.models,
                    self._themes,
                    control.workers,
                    self._window,
                )
            )

    def details(self) -> None:
        """Show acoustic details; the dialog stays open and follows the selection."""
        control = self._control
        if self.details_dialog is None:
            from ser_desktop.ui.result.details_dialog import DetailsDialog

            self.details_dialog = DetailsDialog(control.workers, self._themes, self._window)
            control.clip_shown.connect(self.details_dialog.show_clip)
            control.transport.selection_changed.connect(self.details_dialog.show_selection)
            control.clip_grown.connect(self.details_dialog.show_more)
        if control.current is not None:
            self.details_dialog.show_clip(control.current.view.clip)
            self.details_dialog.show_selection(control.current.view.selection_s)
        self.details_dialog.show()
        self.details_dialog.raise_()

    def practise(self) -> None:
        """Practise emotions in a window of its own."""
        if self.practice_dialog is None:
            from ser_desktop.ui.practice.practice_dialog import PracticeDialog
            from ser_desktop.ui.practice.practice_parts import PracticeParts

            control = self._control
            parts = PracticeParts(
                profile=control.profile,
                settings=control.settings,
                workers=control.workers,
                listening=control.listening,
                transport=control.transport,
                model_in_use=control.model_in_use,
                speakers=control.speakers,
                open_recordings=control.open,
            )
            self.practice_dialog = PracticeDialog(parts, self._themes, self._window)
        self.practice_dialog.show()
        self.practice_dialog.raise_()
        self.practice_dialog.activateWindow()

    def guide(self) -> None:
        """Show the guide that ships with the program."""
        from ser_desktop.ui.shell.guide_dialog import GuideDialog

        open_once(GuideDialog(self._window))

    def meaning(self) -> None:
        """Explain the numbers of the result, with those of the shown recording."""
        from ser_desktop.ui.result.meaning_dialog import MeaningDialog

        current = self._control.current
        analysis = current.analysis if current is not None else None
        confidence = None  # the average of a long recording is not shown
        if current is not None and analysis is not None and current.view.selection_s:
            confidence = place_answer(analysis, *current.view.selection_s).confidence
        elif analysis is not None and not has_course(analysis):
            confidence = analysis.overall.confidence
        open_once(MeaningDialog(confidence, self._themes, self._window))

    def welcome(self) -> QDialog:
        """Show the first page: purpose, limits and law. Returns the dialog."""
        from ser_desktop.ui.shell.welcome_dialog import WelcomeDialog

        self._control.settings["welcome_seen"] = True
        dialog = WelcomeDialog(self._window)
        open_once(dialog)
        return dialog

    def shortcuts(self, shortcuts: Sequence[tuple[str, str, str]]) -> None:
        """Show the keyboard shortcuts."""
        open_once(ShortcutsDialog(shortcuts, self._window))

    def about(self) -> None:
        """Show the *About* dialog."""
        open_once(AboutDialog(self._control.model_in_use.info, self._window))


def show_folder(folder: Path) -> None:
    """Open a folder in the file manager."""
    folder.mkdir(parents=True, exist_ok=True)
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
