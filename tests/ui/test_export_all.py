"""The dialog that exports every answer."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import soundfile
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from ser_desktop.batch.export_all import SUMMARY_NAME
from ser_desktop.batch.record import RECORD_NAME
from ser_desktop.texts.messages import Message
from ser_desktop.ui.export import export_dialog
from ser_desktop.ui.export.export_all_dialog import ExportAllDialog
from ser_desktop.ui.export.export_menu import ExportMenu
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.shell.main_window import MainWindow


@pytest.fixture
def answered(window: MainWindow, qtbot: QtBot, sample: Path) -> Recording:
    """The sample, analysed."""
    window.controller.open([sample])
    (row,) = window.controller.recordings.rows()
    qtbot.waitUntil(lambda: row.analysis is not None, timeout=20_000)
    return row


def test_all_answers_go_into_a_folder(
    window: MainWindow, qtbot: QtBot, sample: Path, tmp_path: Path
) -> None:
    samples, rate_hz = soundfile.read(sample)
    paths = [tmp_path / "in" / name for name in ("a.wav", "b.wav", "broken.wav")]
    paths[0].parent.mkdir()
    for path in paths[:2]:
        soundfile.write(path, samples[: 4 * rate_hz], rate_hz)
    paths[2].write_bytes(b"")
    assert not window.actions_["export_all"].isEnabled()
    window.controller.open(paths)
    rows = window.controller.recordings.rows()
    qtbot.waitUntil(lambda: all(row.job.progress is None for row in rows), timeout=20_000)
    window.controller.select(rows[2])
    assert window.actions_["export_all"].isEnabled()
    window.actions_["export_all"].trigger()
    dialog = window.findChild(ExportAllDialog)
    assert dialog is not None
    folder, message = dialog.findChild(QLineEdit), dialog.message
    export = dialog.findChild(QPushButton, "exportNow")
    assert folder is not None
    assert export is not None
    assert folder.text() == str(tmp_path / "in")
    assert message.messages == (
        Message("export_all.results", n=2),
        Message("export_all.without_result", n=1),
    )
    _tick(dialog, "export_textgrid")
    folder.setText(str(tmp_path / "nowhere"))
    export.click()
    assert message.ids == ["export_all.no_folder"]
    (tmp_path / "out").mkdir()
    folder.setText(str(tmp_path / "out"))
    export.click()
    qtbot.waitUntil(lambda: "export_all.written" in message.ids, timeout=5000)
    assert message.messages == (Message("export_all.written", n=3),)
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "a.TextGrid", "b.TextGrid", SUMMARY_NAME, RECORD_NAME,
    }  # fmt: skip
    assert "0 bytes" in (tmp_path / "out" / SUMMARY_NAME).read_text("utf-8")
    export.click()
    qtbot.waitUntil(lambda: "export_all.skipped" in message.ids, timeout=5000)
    assert message.messages == (
        Message("export_all.written", n=0),
        Message("export_all.skipped", n=3),
    )
    dialog.close()


@pytest.mark.parametrize("beside", [True, False])
def test_without_a_format_nothing_can_be_exported(
    window: MainWindow, answered: Recording, beside: bool
) -> None:
    window.actions_["export_all"].trigger()
    dialog = window.findChild(ExportAllDialog)
    assert dialog is not None
    export = dialog.findChild(QPushButton, "exportNow")
    assert export is not None
    assert export.isEnabled()
    _tick(dialog, "export_summary")
    assert not export.isEnabled()
    _tick(dialog, "export_csv")
    assert export.isEnabled()
    dialog._folder.clear()
    dialog._beside.setChecked(beside)
    assert export.isEnabled() == beside
    dialog.close()


def test_answers_that_come_meanwhile_are_exported(
    window: MainWindow, qtbot: QtBot, answered: Recording, tmp_path: Path
) -> None:
    row = answered
    answers, row.document.displayed_analyses = row.document.displayed_analyses, ()
    dialog = ExportAllDialog([row], tmp_path, window.controller.workers, window)
    row.document.displayed_analyses = answers
    dialog._start()
    qtbot.waitUntil(lambda: (tmp_path / SUMMARY_NAME).exists(), timeout=5000)
    assert row.analysis is not None
    assert row.analysis.overall.label in (tmp_path / SUMMARY_NAME).read_text("utf-8")
    qtbot.waitUntil(lambda: not window.controller.workers.busy)
    dialog.close()


def _tick(dialog: ExportAllDialog, name: str) -> None:
    box = dialog.findChild(QCheckBox, name)
    assert box is not None
    box.click()


def test_the_menu_says_how_much_each_part_has(window: MainWindow, answered: Recording) -> None:
    menu = export_menu(window)
    menu.show_counts()
    n = len(answered.analysis.segments) if answered.analysis else 0
    only_rows = Message("export.only_rows", shown=window.segments.rows.rowCount(), n=n)
    assert menu.parts["rows"].title() == str(only_rows)
    assert menu.parts["annotations"].title() == str(Message("export.only_annotations", n=0))
    assert menu.parts["rows"].menuAction().isEnabled()
    assert not menu.parts["annotations"].menuAction().isEnabled()


def test_annotations_or_shown_rows_alone_are_exported(
    window: MainWindow, answered: Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.controller.transport.choose_span((1.0, 2.0))
    window.actions_["annotate_sad"].trigger()
    menu, label = export_menu(window), window.segments_panel._emotion.itemData(1)
    window.segments_panel.choose_emotion(label)
    menu.show_counts()
    assert menu.parts["annotations"].menuAction().isEnabled()
    for part, wanted in (("annotations", {"sad"}), ("rows", {label})):
        name = str(tmp_path / f"{part}.csv")
        monkeypatch.setattr(
            QFileDialog, "getSaveFileName", lambda *a, name=name: (name, a[3].split(";;")[0])
        )
        action = next(a for a in menu.parts[part].actions() if a.objectName().endswith("_csv"))
        action.trigger()
        with Path(name).open(newline="") as file:
            rows = list(csv.DictReader(file))
        column = "annotation" if part == "annotations" else "label"
        assert {row[column] for row in rows} == wanted
        if part == "rows":
            assert len(rows) == window.segments.rows.rowCount()


def test_audacity_files_are_not_written_over_unasked(
    window: MainWindow, answered: Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.controller.transport.choose_span((1.0, 2.0))
    window.actions_["annotate_sad"].trigger()
    names = [tmp_path / f"talk {part}.txt" for part in ("model", "annotations")]
    names[1].write_text("mine")
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName",
        lambda *a: (str(tmp_path / "talk.txt"), a[3].split(";;")[0]),
    )  # fmt: skip
    monkeypatch.setattr(export_dialog, "confirmed", lambda *_a: False)
    window.work_dialogs.export("audacity")
    assert names[1].read_text() == "mine"
    assert not names[0].exists()
    monkeypatch.setattr(export_dialog, "confirmed", lambda *_a: True)
    window.work_dialogs.export("audacity")
    assert names[1].read_text() == "1.000000\t2.000000\tsad\n"
    assert "sad" not in names[0].read_text().split("\t")[:2]
    assert all(name.name in window.notices.text() for name in names), "what was written is named"


def export_menu(window: MainWindow) -> ExportMenu:
    menu = window.toolbar.findChild(ExportMenu)
    assert menu is not None
    return menu
