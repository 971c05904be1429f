"""Choosing, adding, removing and comparing models in the window and on the command line."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
from PySide6.QtWidgets import QPushButton, QTableWidget
from pytestqt.qtbot import QtBot

from ser_desktop.cli import main
from ser_desktop.emotion.catalogue import add_model, model_files, remove_model
from ser_desktop.emotion.model import EmotionModel
from ser_desktop.errors import ModelError
from ser_desktop.paths import Profile
from ser_desktop.texts.forms import Language
from ser_desktop.texts.languages.loading import load_language
from ser_desktop.texts.messages import Message, joined
from ser_desktop.ui.models import models_dialog
from ser_desktop.ui.models.compare_dialog import CompareDialog
from ser_desktop.ui.models.licence_text import licence_messages, licence_name
from ser_desktop.ui.models.models_dialog import ModelsDialog
from ser_desktop.ui.shell.main_window import MainWindow
from tests.support.files import write_noise_of_rain


@pytest.fixture
def other_model(model: EmotionModel, tmp_path: Path) -> Path:
    """The bundled model under another name."""
    graph = onnx.load(str(model.info.path))
    for item in graph.metadata_props:
        if item.key == "name":
            item.value = "other"
    path = tmp_path / "elsewhere" / "other.onnx"
    path.parent.mkdir()
    onnx.save(graph, str(path))
    return path


@pytest.fixture
def dialog(qtbot: QtBot, window: MainWindow) -> Callable[[], ModelsDialog]:
    def show() -> ModelsDialog:
        window.actions_["models"].trigger()
        found = window.findChild(ModelsDialog)
        assert found is not None
        table = found.findChild(QTableWidget)
        assert table is not None
        qtbot.waitUntil(lambda: table.rowCount() > 0, timeout=10_000)
        return found

    return show


def row_of(dialog: ModelsDialog, name: str) -> int:
    names = [info.name for info in dialog._infos]
    return names.index(name) if name in names else -1


def test_a_model_is_added_used_and_removed(
    qtbot: QtBot,
    window: MainWindow,
    dialog: Callable[[], ModelsDialog],
    other_model: Path,
    sample: Path,
    answers: Callable[..., list[str]],
) -> None:
    control = window.controller
    control.open([sample])
    (recording,) = control.recordings.rows()
    qtbot.waitUntil(lambda: recording.analysis is not None, timeout=10_000)
    shown = dialog()
    shown.add(other_model)
    qtbot.waitUntil(lambda: row_of(shown, "other") >= 0, timeout=10_000)
    shown._table.selectRow(row_of(shown, "other"))
    use = shown.findChild(QPushButton, "useModel")
    remove = shown.findChild(QPushButton, "removeModel")
    assert use is not None
    assert remove is not None
    use.click()
    qtbot.waitUntil(
        lambda: recording.analysis is not None and recording.analysis.model.name == "other",
        timeout=10_000,
    )
    qtbot.waitUntil(lambda: "in use" in _last_cell(shown, "other"), timeout=10_000)
    assert not remove.isEnabled(), "what is in use stays"
    assert control.settings["model"] == "other", "found again when the profile has moved"
    shown._table.selectRow(row_of(shown, "ser-small"))
    assert not remove.isEnabled(), "what ships stays"
    use.click()
    qtbot.waitUntil(lambda: control.model is not None and control.model.info.name == "ser-small")
    qtbot.waitUntil(lambda: "in use" in _last_cell(shown, "ser-small"), timeout=10_000)
    shown._table.selectRow(row_of(shown, "other"))
    asked = answers(False, True)
    remove.click()
    assert asked == [str(Message("models.ask_delete", name="other", file="other.onnx"))]
    assert (control.profile.models / "other.onnx").exists(), "Cancel deletes nothing"
    remove.click()
    qtbot.waitUntil(lambda: row_of(shown, "other") < 0, timeout=10_000)
    assert not (control.profile.models / "other.onnx").exists()
    assert other_model.exists(), "the person's file is theirs"
    shown.close()


def test_the_old_answer_stays_until_another_model_has_answered(
    qtbot: QtBot, window: MainWindow, other_model: Path, sample: Path
) -> None:
    control = window.controller
    control.open([sample])
    (recording,) = control.recordings.rows()
    qtbot.waitUntil(lambda: recording.analysis is not None, timeout=10_000)
    before, bars = recording.analysis, window.result.bars.text()
    control.choose_model(add_model(other_model, control.profile.models))
    assert recording.analysis is before
    assert window.actions_["export"].isEnabled()
    control.library.cancel_all()
    qtbot.waitUntil(lambda: not control.workers.busy, timeout=10_000)
    assert control.model is not None
    assert control.model.info.name == "other"
    assert recording.analysis is before
    assert window.result.model_facts.text("name").startswith("ser-base"), "whose answer it is"
    assert window.result.bars.text() == bars
    window.actions_["analyse"].trigger()
    qtbot.waitUntil(lambda: recording.analysis is not before, timeout=10_000)
    assert window.result.model_facts.text("name").startswith("other")


def _last_cell(dialog: ModelsDialog, name: str) -> str:
    row = row_of(dialog, name)
    item = dialog._table.item(row, 5) if row >= 0 else None
    return item.text() if item else ""


def test_a_missing_model_is_reported_once(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    control = window.controller
    gone = str(tmp_path / "gone.onnx")
    control.settings["model"] = gone
    with qtbot.waitSignal(control.model_in_use.loaded, timeout=10_000):
        control.model_in_use.load(gone)
    assert "gone.onnx" in window.notices.text()
    assert control.model is not None
    assert control.model.info.name == "ser-base"
    assert control.settings["model"] == ""


def test_a_file_that_is_not_a_model_is_refused_with_a_message(
    qtbot: QtBot, window: MainWindow, dialog: Callable[[], ModelsDialog], tone: Path
) -> None:
    shown = dialog()
    shown.add(tone)
    qtbot.waitUntil(lambda: "not an ONNX model" in shown.message.text(), timeout=10_000)
    assert not (window.controller.profile.models / "tone.onnx").exists()
    assert row_of(shown, "tone") == -1
    assert row_of(shown, "ser-base") == 0
    shown.close()


def test_two_models_of_one_name_are_refused(model: EmotionModel, profile: Profile) -> None:
    with pytest.raises(ModelError, match="already"):
        add_model(model.info.path, profile.models)
    with pytest.raises(ModelError, match="part of the program"):
        remove_model(model.info.path, profile.models)
    assert model_files(profile.models) == model_files(Path("none"))


def test_models_are_compared_side_by_side(
    qtbot: QtBot, window: MainWindow, other_model: Path, sample: Path
) -> None:
    control = window.controller
    add_model(other_model, control.profile.models)
    control.open([sample])
    (recording,) = control.recordings.rows()
    qtbot.waitUntil(lambda: recording.analysis is not None, timeout=10_000)
    window.actions_["compare"].trigger()
    shown = window.findChild(CompareDialog)
    assert shown is not None
    qtbot.waitUntil(
        lambda: (
            {"ser-base", "other"} <= set(shown.columns)
            and all(
                shown.columns[name].bars.text() != "no result" for name in ("ser-base", "other")
            )
        ),
        timeout=60_000,
    )
    assert recording.analysis is not None
    expected = recording.analysis.overall.label
    assert all(expected in shown.columns[name].result.text() for name in ("ser-base", "other"))
    shown.close()


def test_compare_on_the_command_line(
    other_model: Path, sample: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    labels = tmp_path / "labels.csv"
    shutil.copy(sample, tmp_path / "a.flac")
    labels.write_text("file_path,true_emotion\na.flac,happy\n")
    names = f"ser-base,{other_model}"
    code = main(["compare", "--labels", str(labels), "--models", names, "--json"])
    found = json.loads(capfd.readouterr().out)
    assert code == 0
    assert set(found["models"]) == {"ser-base", "other"}
    assert found["models"]["other"] == found["models"]["ser-base"]
    answers = found["files"][0]["answers"]
    assert answers["other"] == answers["ser-base"]
    assert found["files"][0]["true_emotion"] == "happy"
    assert main(["compare", str(sample), "--models", names]) == 0
    table = capfd.readouterr().out
    assert "ser-base" in table
    assert "sample.flac" in table


def test_a_recording_that_cannot_be_read_fails_for_every_model(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.wav"
    bad.write_text("no sound")
    assert main(["compare", str(bad), "--models", "ser-small"]) == 1
    said = capfd.readouterr()
    assert "failed" in said.out
    assert "bad.wav" in said.err


def test_recordings_are_compared_and_those_with_a_label_counted(
    sample: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    rain = write_noise_of_rain(tmp_path / "rain.wav")
    shutil.copy(sample, tmp_path / "a.flac")
    labels = tmp_path / "labels.csv"
    labels.write_text("file_path,true_emotion\na.flac,happy\nnot-asked.wav,sad\n")
    asked = [str(tmp_path / "a.flac"), str(rain)]
    arguments = ["compare", *asked, "--labels", str(labels), "--models", "ser-small", "--json"]
    assert main(arguments) == 0
    found = json.loads(capfd.readouterr().out)
    assert [file["path"] for file in found["files"]] == asked
    assert [file["true_emotion"] for file in found["files"]] == ["happy", None]
    assert found["models"]["ser-small"]["n"] == 1
    answer = found["files"][1]["answers"]["ser-small"]
    assert answer == {
        "headline": "no speech",
        "label": "no speech",
        "top": [],
        "confidence": None,
    }
    assert main(["compare", str(rain), "--labels", str(labels), "--models", "ser-small"]) == 2
    assert str(Message("compare.not_labelled", labels=labels)) in capfd.readouterr().err


def test_nothing_to_compare_gives_a_message(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["compare"]) == 2
    assert str(Message("compare.no_recordings")) in capfd.readouterr().err


def test_a_classic_models_missing_emotions_are_grey(window: MainWindow) -> None:
    bars = window.result.bars
    bars.set_labels(["happy", "sad"])
    bars.set_probabilities(np.array([0.7, 0.3], np.float32))
    assert bars.text() == "happy 70\u202f%, sad 30\u202f%"
    bars.set_labels(list(window.controller.model.info.labels))  # type: ignore[union-attr]


def test_two_models_of_one_name_are_not_compared(
    model: EmotionModel, tmp_path: Path, sample: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    twin = tmp_path / "twin.onnx"
    shutil.copyfile(model.info.path, twin)
    assert main(["compare", str(sample), "--models", f"ser-base,{twin}"]) == 2
    assert str(Message("compare.same_name", name="ser-base")) in capfd.readouterr().err


@pytest.mark.parametrize("code", ["en", "de"])
def test_a_licence_is_explained_and_its_words_are_a_quotation(
    code: str, speak: Callable[[Language], None], dialog: Callable[[], ModelsDialog]
) -> None:
    speak(load_language(code))
    shown = dialog()
    shown._table.selectRow(row_of(shown, "ser-small"))
    info = shown._infos[row_of(shown, "ser-small")]
    assert shown.licence.ids == ["licence.asks", "licence.quoted"]
    asks, quoted = map(str, shown.licence.messages)
    assert ("name the source" if code == "en" else "die Quelle zu nennen") in asks
    assert (f"“{info.licence}”" if code == "en" else f"„{info.licence}“") in quoted
    cell = shown._table.item(row_of(shown, "ser-small"), models_dialog._COLUMNS.index("licence"))
    assert cell is not None
    assert cell.text() == "CC BY-NC-SA 4.0", "the rest is a quotation below"
    shown.close()


def test_what_a_licence_asks_is_told_by_its_name() -> None:
    def terms(licence: str) -> list[str]:
        return [message.id for message in licence_messages(licence)]

    assert licence_name("MIT, see LICENSE") == "MIT"
    assert terms("MIT") == ["licence.quoted"], "what is unknown is only quoted"
    (asks, _quoted) = licence_messages("CC BY-ND 4.0: for tests")
    both = joined([str(Message("licence.by")), str(Message("licence.nd"))])
    assert asks == Message("licence.asks", licence="CC BY-ND 4.0", terms=both)
