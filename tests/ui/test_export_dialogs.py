"""Dialogs of exports and models: folders chosen or not, closed while they work, faults."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ser_desktop.errors import ModelError, OutputError
from ser_desktop.export.project.formats import PROJECT_FORMATS
from ser_desktop.paths import Profile
from ser_desktop.project import items
from ser_desktop.project.items import Speaker
from ser_desktop.project.store import ProjectStore
from ser_desktop.texts.messages import Message
from ser_desktop.ui.export import export_all_dialog, export_project_dialog
from ser_desktop.ui.export.export_all_dialog import ExportAllDialog
from ser_desktop.ui.export.export_project_dialog import ExportProjectDialog
from ser_desktop.ui.export.format_choice import GROUPS
from ser_desktop.ui.models import models_dialog
from ser_desktop.ui.models.models_dialog import ModelsDialog
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.toolkit.workers import Workers
from tests.support.made_analysis import made_analysis
from tests.support.models import write_model
from tests.support.projects import add_recording, annotation


@pytest.fixture
def workers(qapp: object) -> Iterator[Workers]:
    """Threads that end with the test."""
    made = Workers()
    yield made
    made.close()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders that the file manager was asked to show."""
    shown: list[Path] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: shown.append(Path(url.toLocalFile()))
    )
    return shown


def choose_folder(monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
    """Answer the question for a folder, once each; "" cancels."""
    given = list(answers)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: given.pop(0))


def press(dialog: QWidget, name: str) -> None:
    """Press a button."""
    button = dialog.findChild(QPushButton, name)
    assert button is not None
    button.click()


def settle(qtbot: QtBot, workers: Workers) -> None:
    """Until nothing is under way."""
    qtbot.waitUntil(lambda: not workers.busy, timeout=10_000)


# The project ---------------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ProjectStore]:
    """A project of four recordings, one of them with refused consent, and a known voice."""
    with ProjectStore.create(tmp_path / "p.serproj") as made:
        for n, consent in enumerate(("given", "refused", "withdrawn", "unknown")):
            recording = add_recording(made, f"r{n}", ["sad"] * 3)
            made.put(replace(recording, consent=consent))
        made.put(Speaker("s", "Ann", voiceprint=b"1234"))
        yield made


@pytest.fixture
def project(qtbot: QtBot, workers: Workers, store: ProjectStore, tmp_path: Path) -> Any:
    """The dialog, for a folder of its own."""
    (tmp_path / "out").mkdir()
    dialog = ExportProjectDialog(store, lambda _item: None, tmp_path / "out", workers)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_consent_that_is_missing_is_named_before_anything_is_written(
    project: ExportProjectDialog, store: ProjectStore, tmp_path: Path
) -> None:
    assert project.consent.notice.messages == (
        Message("export_project.refused", n=2),
        Message("export_project.unknown_consent", n=1),
    )
    assert list((tmp_path / "out").iterdir()) == []


def test_the_notice_leads_to_the_consent_and_goes_once_it_is_stated(
    project: ExportProjectDialog, store: ProjectStore
) -> None:
    wanted: list[list[items.Recording]] = []
    project.consent.consent_wanted.connect(wanted.append)
    project.consent.link.click()
    assert [[recording.consent for recording in of] for of in wanted] == [["unknown"]]
    for recording in store.recordings():
        store.put(replace(recording, consent="given"))
    project.show_consent()
    assert project.consent.isHidden()


def test_every_format_stands_in_one_group() -> None:
    names = [name for group in GROUPS.values() for name in group]
    assert sorted(names) == sorted(PROJECT_FORMATS)


def test_voices_are_handed_over_only_in_json_and_never_with_pseudonyms(
    project: ExportProjectDialog,
) -> None:
    assert not project.voices.isEnabled()
    project.formats["jsonl"].setChecked(True)
    assert project.voices.isEnabled()
    project.voices.setChecked(True)
    project.pseudonymise.setChecked(True)
    assert (project.voices.isEnabled(), project.voices.isChecked()) == (False, False)


@pytest.mark.parametrize("lacks", ["format", "folder"])
def test_without_format_or_folder_nothing_is_exported(
    project: ExportProjectDialog, workers: Workers, lacks: str
) -> None:
    if lacks == "format":
        for tick in project.formats.values():
            tick.setChecked(False)
    else:
        project._folder.setText("  ")
    press(project, "exportProjectNow")
    assert not workers.busy
    assert project.message.ids == ["export_project.nothing_chosen"]


def test_a_folder_is_chosen_and_shown_after_the_export(
    project: ExportProjectDialog,
    qtbot: QtBot,
    workers: Workers,
    opened: list[Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "other").mkdir()
    choose_folder(monkeypatch, "", str(tmp_path / "other"))
    press(project, "chooseProjectFolder")
    assert project._folder.text() == str(tmp_path / "out")
    press(project, "chooseProjectFolder")
    press(project, "exportProjectNow")
    settle(qtbot, workers)
    assert project.message.ids[0] == "export_all.written"
    assert list((tmp_path / "other").iterdir())
    press(project, "openProjectExport")
    assert opened == [tmp_path / "other"]


def tick(dialog: ExportProjectDialog, *names: str) -> None:
    for name, box in dialog.formats.items():
        box.setChecked(name in names)


def test_whose_rows_and_only_annotations_are_written(
    store: ProjectStore, qtbot: QtBot, workers: Workers, tmp_path: Path
) -> None:
    recording = add_recording(store, "talk", ["sad"] * 3, further_tracks=["left"])
    store.put(annotation("1", recording_id=recording.id))
    dialog = ExportProjectDialog(store, lambda _item: None, tmp_path / "out", workers)
    qtbot.addWidget(dialog)
    tick(dialog, "csv")
    choice = dialog.choice
    choice.whose.setCurrentIndex(choice.whose.findData("everybody"))
    press(dialog, "exportProjectNow")
    settle(qtbot, workers)
    written = (tmp_path / "out" / "p.csv").read_text("utf-8")
    assert "segment,everybody" in written
    assert "segment,channel" not in written
    (tmp_path / "out" / "p.csv").unlink()
    choice.only_annotations.setChecked(True)
    assert not choice.whose.isEnabled()
    press(dialog, "exportProjectNow")
    settle(qtbot, workers)
    written = (tmp_path / "out" / "p.csv").read_text("utf-8")
    assert "annotation,everybody" in written
    assert "segment," not in written


def test_without_annotations_there_is_no_only(project: ExportProjectDialog) -> None:
    assert not project.choice.only_annotations.isEnabled()
    assert "(0)" in project.choice.only_annotations.text()


@pytest.mark.parametrize("answer", [False, True])
def test_files_are_overwritten_only_after_a_question(
    project: ExportProjectDialog,
    qtbot: QtBot,
    workers: Workers,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    answer: bool,
) -> None:
    asked: list[Message] = []

    def asks(_parent: object, _title: Message, question: Message, _action: Message) -> bool:
        asked.append(question)
        return answer

    monkeypatch.setattr(export_project_dialog, "confirmed", asks)
    tick(project, "eaf")
    mine = tmp_path / "out" / "r0.eaf"
    mine.write_text("changed in ELAN")
    press(project, "exportProjectNow")
    settle(qtbot, workers)
    assert asked == [Message("export_project.ask_overwrite", n=1, name="r0.eaf")]
    assert (mine.read_text("utf-8") == "changed in ELAN") is not answer
    assert len(list((tmp_path / "out").iterdir())) == (4 if answer else 1)


def test_one_format_that_fails_does_not_cost_the_others(
    project: ExportProjectDialog,
    qtbot: QtBot,
    workers: Workers,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = export_project_dialog.export_project

    def export(content: Any, wanted: Any, folder: Path) -> list[Path]:
        if wanted.name == "eaf":
            raise OutputError(Message("file.cannot_write", path=folder, reason="full"))
        return real(content, wanted, folder)

    monkeypatch.setattr(export_project_dialog, "export_project", export)
    press(project, "exportProjectNow")
    settle(qtbot, workers)
    assert project.message.ids == ["export_all.written", "file.cannot_write"]
    assert [path.suffix for path in (tmp_path / "out").iterdir()] == [".xlsx"]


def test_a_fault_of_the_export_is_told_and_it_can_be_repeated(
    project: ExportProjectDialog, qtbot: QtBot, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("odd")

    monkeypatch.setattr(export_project_dialog, "export_project", broken)
    press(project, "exportProjectNow")
    settle(qtbot, workers)
    assert project.message.ids == ["error.internal"]
    assert project._export.isEnabled()


def test_closing_the_dialog_leaves_out_the_formats_to_come(
    project: ExportProjectDialog, qtbot: QtBot, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, begun = threading.Event(), threading.Event()
    written: list[str] = []

    def slow(_content: object, wanted: Any, _folder: Path) -> list[Path]:
        begun.set()
        go_on.wait(5)
        written.append(wanted.name)
        return []

    monkeypatch.setattr(export_project_dialog, "export_project", slow)
    press(project, "exportProjectNow")
    assert begun.wait(5)
    project.reject()
    go_on.set()
    settle(qtbot, workers)
    assert len(written) == 1


# All results ---------------------------------------------------------------------------------


@pytest.fixture
def everything(qtbot: QtBot, workers: Workers, tmp_path: Path) -> Any:
    """The dialog for one recording."""
    recording = Recording.of(tmp_path / "a.wav")
    analysis = made_analysis(["sad"] * 5, path=str(recording.path))
    recording.document.displayed_analyses = (analysis,)
    dialog = ExportAllDialog([recording], tmp_path, workers)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_a_chosen_folder_replaces_beside_the_recordings(
    everything: ExportAllDialog,
    qtbot: QtBot,
    workers: Workers,
    opened: list[Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "out").mkdir()
    choose_folder(monkeypatch, "", str(tmp_path / "out"))
    everything._beside.setChecked(True)
    everything._open_folder()
    press(everything, "chooseFolder")
    assert everything._beside.isChecked()
    press(everything, "chooseFolder")
    assert not everything._beside.isChecked()
    press(everything, "exportNow")
    settle(qtbot, workers)
    assert everything.message.ids == ["export_all.written"]
    assert opened == [], "nothing was exported before"
    everything._open_folder()
    assert opened == [tmp_path / "out"]


def test_a_fault_of_an_export_of_all_is_told_and_not_swallowed(
    everything: ExportAllDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("odd")

    monkeypatch.setattr(export_all_dialog, "export_all", broken)
    with qtbot.capture_exceptions() as raised:
        press(everything, "exportNow")
        qtbot.waitUntil(lambda: bool(raised), timeout=5000)
    assert raised[0][0] is ZeroDivisionError
    assert everything.message.ids == ["export_all.written", "export_all.failed", "error.internal"]
    assert everything._export.isEnabled()


def test_closing_the_dialog_ends_an_export_of_all(
    everything: ExportAllDialog, qtbot: QtBot, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, ended = threading.Event(), threading.Event()

    def endless(*given: Any) -> None:
        begun.set()
        while not given[-1]():
            pass
        ended.set()

    monkeypatch.setattr(export_all_dialog, "export_all", endless)
    press(everything, "exportNow")
    assert begun.wait(5)
    everything.reject()
    settle(qtbot, workers)
    assert ended.is_set()


# Models --------------------------------------------------------------------------------------


@pytest.fixture
def models(qtbot: QtBot, workers: Workers, profile: Profile) -> Any:
    """The dialog, and the models that were chosen in it."""
    chosen: list[Path] = []
    dialog = ModelsDialog(profile.models, None, workers, chosen.append)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog, chosen


Models = tuple[ModelsDialog, list[Path]]


def test_a_model_is_added_used_once_and_listed(
    models: Models,
    qtbot: QtBot,
    workers: Workers,
    profile: Profile,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dialog, chosen = models
    made = write_model(tmp_path / "made.onnx")
    answers = ["", str(made)]
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (answers.pop(0), ""))
    before = dialog._table.rowCount()
    press(dialog, "addModel")
    assert not workers.busy
    press(dialog, "addModel")
    settle(qtbot, workers)
    assert dialog._table.rowCount() == before + 1
    dialog._use()
    assert chosen == [], "no row is selected"
    dialog._table.selectRow(dialog._table.rowCount() - 1)
    dialog._use()
    dialog._use()
    assert chosen == [profile.models / "made.onnx"], "it is in use already"


def test_a_file_that_is_no_model_is_refused_and_a_fault_is_not_swallowed(
    models: Models, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog, _ = models
    (tmp_path / "a.onnx").write_text("no model")
    dialog.add(tmp_path / "a.onnx")
    qtbot.waitUntil(lambda: dialog.message.ids == ["model.not_onnx"], timeout=5000)

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(models_dialog, "add_model", broken)
    with qtbot.capture_exceptions() as raised:
        dialog.add(tmp_path / "a.onnx")
        qtbot.waitUntil(lambda: bool(raised), timeout=5000)
    assert raised[0][0] is ZeroDivisionError


@pytest.mark.parametrize("fails", [True, False])
def test_a_closed_dialog_is_not_told_what_became_of_a_model(
    models: Models,
    qtbot: QtBot,
    workers: Workers,
    monkeypatch: pytest.MonkeyPatch,
    fails: bool,
) -> None:
    dialog, _ = models
    go_on = threading.Event()

    def slow(path: Path, _folder: Path) -> Path:
        go_on.wait(5)
        if fails:
            raise ModelError(Message("model.not_onnx", path=path))
        return path

    monkeypatch.setattr(models_dialog, "add_model", slow)
    dialog.add(Path("/in/a.onnx"))
    listed: list[bool] = []
    refresh: Callable[[], None] = lambda: listed.append(True)  # noqa: E731
    monkeypatch.setattr(dialog, "refresh", refresh)
    dialog.reject()
    go_on.set()
    settle(qtbot, workers)
    assert dialog.message.ids == []
    assert listed == []


def test_what_is_selected_says_what_can_be_done(
    models: Models, qtbot: QtBot, workers: Workers, tmp_path: Path
) -> None:
    dialog, _ = models
    dialog._table.selectRow(0)
    assert dialog._use_button.isEnabled()
    assert not dialog._remove_button.isEnabled(), "it ships with the program"
    dialog.add(write_model(tmp_path / "made.onnx"))
    settle(qtbot, workers)
    dialog._table.selectRow(dialog._table.rowCount() - 1)
    assert dialog._remove_button.isEnabled()
    dialog._table.selectionModel().select(
        dialog._table.currentIndex(), QItemSelectionModel.SelectionFlag.Clear
    )
    assert not dialog._use_button.isEnabled()
