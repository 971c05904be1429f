"""The dialog that exports every answer."""

from __future__ import annotations

from pathlib import Path

import pytest
import soundfile
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from ser_desktop.batch.export_all import SUMMARY_NAME
from ser_desktop.batch.record import RECORD_NAME
from ser_desktop.texts.messages import Message
from ser_desktop.ui.export.export_all_dialog import ExportAllDialog
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
