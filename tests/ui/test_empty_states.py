"""Dialogs without content say what to do; the result panel shows the rest on request."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QDialog, QTableWidget
from pytestqt.qtbot import QtBot

from ser_desktop.texts.messages import Message
from ser_desktop.ui.models.compare_dialog import CompareDialog
from ser_desktop.ui.models.models_dialog import ModelsDialog
from ser_desktop.ui.rating.agreement_dialog import AgreementDialog
from ser_desktop.ui.rating.rating_dialog import RatingDialog
from ser_desktop.ui.shell.main_window import MainWindow
from ser_desktop.ui.speakers.find_speakers_dialog import FindSpeakersDialog
from ser_desktop.ui.speakers.profiles_dialog import ProfilesDialog
from ser_desktop.ui.speakers.project_speakers_dialog import ProjectSpeakersDialog


def analysed(window: MainWindow, qtbot: QtBot, path: Path) -> None:
    window.controller.open([path])
    (recording,) = window.controller.recordings.rows()
    qtbot.waitUntil(
        lambda: recording.analysis is not None and recording.view.clip is not None, timeout=15_000
    )


def opened(window: MainWindow, kind: type[QDialog], key: str) -> QDialog:
    window.actions_[key].trigger()
    (dialog,) = window.findChildren(kind)
    return dialog


def test_a_project_without_speakers_leads_to_the_search(
    window: MainWindow, qtbot: QtBot, sample: Path
) -> None:
    analysed(window, qtbot, sample)
    dialog = opened(window, ProjectSpeakersDialog, "project_speakers")
    assert isinstance(dialog, ProjectSpeakersDialog)
    assert dialog.empty.isVisibleTo(dialog)
    assert not dialog.table.isVisibleTo(dialog)
    assert dialog.empty.label.text() == str(Message("speakers.empty"))
    dialog.empty.button.click()
    (search,) = window.findChildren(FindSpeakersDialog)
    assert not dialog.isVisible()
    search.reject()


def test_without_a_recording_there_is_nothing_to_search_in(window: MainWindow) -> None:
    dialog = ProjectSpeakersDialog(window.controller.project, window)
    assert dialog.empty.isVisibleTo(dialog)
    assert not dialog.empty.button.isVisibleTo(dialog)


def test_agreement_without_ratings_leads_to_rating(
    window: MainWindow, qtbot: QtBot, sample: Path
) -> None:
    analysed(window, qtbot, sample)
    dialog = opened(window, AgreementDialog, "agreement")
    assert isinstance(dialog, AgreementDialog)
    qtbot.waitUntil(lambda: dialog.empty.isVisibleTo(dialog), timeout=5000)
    assert not dialog.asked.isVisibleTo(dialog), "there is no threshold to choose"
    dialog.empty.button.click()
    (rating,) = window.findChildren(RatingDialog)
    rating.reject()


def test_the_first_voice_is_named_from_the_empty_list(
    window: MainWindow, typed: Callable[..., list[str]]
) -> None:
    dialog = opened(window, ProfilesDialog, "voices")
    assert isinstance(dialog, ProfilesDialog)
    assert dialog.empty.isVisibleTo(dialog)
    assert not dialog._table.isVisibleTo(dialog)
    typed(("Anna", True))
    dialog.empty.button.click()
    assert window.controller.speakers.names() == ["Anna"]
    assert not dialog.empty.isVisibleTo(dialog)
    assert dialog._table.isVisibleTo(dialog)
    dialog.reject()


def test_practice_is_offered_after_a_take_alone(
    window: MainWindow, qtbot: QtBot, sample: Path
) -> None:
    folder = window.controller.profile.recordings
    folder.mkdir(parents=True, exist_ok=True)
    take = folder / f"Take{sample.suffix}"
    shutil.copy(sample, take)
    steps = window.result.next_steps
    window.result.takes_folder = folder.parent
    analysed(window, qtbot, take)
    assert not steps.practise.isVisibleTo(window.result)
    window.result.takes_folder = folder
    window.result.show_selection((0.0, 1.0))
    shown = [w.isVisibleTo(window.result) for w in (steps.speakers, steps.practise, steps.share)]
    assert shown == [False, True, False]
    steps.practise.click()
    assert window.dialogs.practice_dialog is not None
    window.dialogs.practice_dialog.close()


def test_sharing_is_offered_while_the_microphone_is_heard(window: MainWindow) -> None:
    steps = window.result.next_steps
    assert not steps.share.isVisibleTo(window.result)
    hint = Message("result.no_recording_hint")
    window.result.show_live_state(Message("result.no_recording"), hint)
    assert steps.share.isVisibleTo(window.result)
    steps.show_sharing(True)
    assert steps.share.text() == str(Message("result.stop_sharing")), "it ends where it began"
    steps.show_sharing(False)
    assert steps.share.text() == str(Message("result.share_live"))
    window.result.show_recording(None)
    assert not steps.share.isVisibleTo(window.result)


def test_models_are_listed_at_once(window: MainWindow, qtbot: QtBot, sample: Path) -> None:
    dialog = opened(window, ModelsDialog, "models")
    table = dialog.findChild(QTableWidget)
    assert table is not None
    assert table.rowCount() >= 2, "before any worker had time to answer"
    dialog.reject()
    analysed(window, qtbot, sample)
    compared = opened(window, CompareDialog, "compare")
    assert isinstance(compared, CompareDialog)
    assert len(compared.columns) >= 2
    compared.reject()


def test_answer_and_moments_fit_and_the_rest_is_opened(
    window: MainWindow, qtbot: QtBot, sample: Path
) -> None:
    window.resize(1366, 768)
    analysed(window, qtbot, sample)
    result = window.result
    for part in (result.header, result.bars, result.moments):
        assert part.isVisibleTo(result)
    assert not result.summary.isVisibleTo(result)
    closed = result.widget().sizeHint().height()
    result.more.button.click()
    assert result.summary.isVisibleTo(result)
    assert result.model_facts.isVisibleTo(result)
    assert result.widget().sizeHint().height() > closed
    assert window.controller.settings["more_facts"] is True, "left open, it opens the next time"
    result.more.button.click()
    assert window.controller.settings["more_facts"] is False
