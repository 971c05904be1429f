"""Takes of practice beside each other: one score everywhere, the best take, files, kept apart."""

from __future__ import annotations

import csv
import io
import os
from datetime import timedelta
from pathlib import Path

import numpy as np
import pyqtgraph as pg
import pytest
import soundfile
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from pytestqt.qtbot import QtBot

from ser_desktop.practice.progress import csv_text
from ser_desktop.practice.progress_file import ProgressFile
from ser_desktop.practice.target import Target
from ser_desktop.practice.unscored_file import UnscoredFile
from ser_desktop.texts.messages import Message
from ser_desktop.ui.practice.default_comparison import best_other, best_take, default_comparison
from ser_desktop.ui.practice.practice_take import PracticeTake
from ser_desktop.ui.practice.practice_text import share_text
from ser_desktop.ui.shell.main_window import MainWindow
from tests.practice.test_progress import entry
from tests.support.stub_microphone import RATE_HZ, StubMicrophone
from tests.ui.test_practice import ANGRY, HAPPY, listed_in_main, practise, record
from tests.ui.test_practice import spoken as spoken
from tests.ui.test_practice_session import chosen, second_dialog
from tests.ui.test_projects import settle

SCALE = ("made 1.0", "")


def cut(sample: Path, target: Path, span_s: tuple[float, float]) -> Path:
    """A part of the sample as a file of its own."""
    start, stop = (round(at * RATE_HZ) for at in span_s)
    samples, rate_hz = soundfile.read(sample, start=start, stop=stop, dtype="float32")
    soundfile.write(target, samples, rate_hz)
    return target


def event_of(kind: type, *paths: Path) -> QDragEnterEvent | QDropEvent:
    """A drag or a drop of files."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    at = QPoint(5, 5) if kind is QDragEnterEvent else QPointF(5, 5)
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event: QDragEnterEvent | QDropEvent = kind(at, Qt.DropAction.CopyAction, data, buttons, keys)
    event._data = data  # type: ignore[union-attr]  # it does not own its data
    return event


def test_the_score_of_a_take_is_one_number_everywhere(
    spoken: MainWindow, qtbot: QtBot, sample: Path
) -> None:
    dialog = practise(spoken, qtbot)
    record(dialog, spoken, qtbot, sample, (0.4, 7.9))
    take = chosen(dialog)
    score = take.score
    assert score is not None
    assert score.probability is not None
    assert take.studied is not None
    assert len(score.windows) > 1
    shown = share_text(score.probability)
    assert dialog.score.headline.text().endswith(shown)
    cell = dialog.takes.item(0, 2)
    assert cell is not None
    assert cell.text() == str(Message("practice.best_score", score=shown))
    assert shown in dialog.plot.legend.items[0][1].text
    line, points = dialog.plot.score_items[take]
    x, y = line.getData()
    assert list(y) == pytest.approx([100 * score.probability] * 2)
    rhythm = take.studied.measured.rhythm
    assert list(x) == pytest.approx([0.0, rhythm.sounds[-1][1] - rhythm.onset_s]), "over the speech"
    weights = [window.speech_share for window in score.windows]
    mean = np.average(points.getData()[1], weights=weights)
    assert mean == pytest.approx(100 * score.probability, abs=1e-3), "the points are its windows"
    dots = [item for item in dialog.progress.chart.plot.items if isinstance(item, pg.PlotDataItem)]
    assert {round(float(v), 3) for dot in dots for v in dot.getData()[1]} == {
        round(100 * score.probability, 3)
    }
    (noted,) = ProgressFile(spoken.controller.profile.practice).read().entries
    (row,) = csv.DictReader(io.StringIO(csv_text([noted])))
    assert float(row["score"]) == pytest.approx(score.probability, abs=1e-4)
    answer = listed_in_main(spoken, dialog, qtbot).analysis
    assert answer is not None
    assert answer.overall.probabilities is not None
    at = answer.model.labels.index(take.target.emotion)
    assert score.probability == pytest.approx(float(answer.overall.probabilities[at]))


def test_the_plot_of_a_stored_take_shows_its_stored_score(
    spoken: MainWindow, qtbot: QtBot, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its score is not heard anew, and certainly not by the model of today."""
    dialog = practise(spoken, qtbot)
    record(dialog, spoken, qtbot, sample, HAPPY)
    notes = ProgressFile(spoken.controller.profile.practice).read().entries
    monkeypatch.setattr(
        type(spoken.controller.model_in_use), "ready_model", property(lambda _: None)
    )
    again = second_dialog(spoken, dialog)
    qtbot.waitUntil(lambda: len(again.plot.score_items) == 1, timeout=60_000)
    line, points = again.plot.score_items[chosen(again)]
    score = notes[0].score
    assert score.probability is not None
    assert list(line.getData()[1]) == pytest.approx([100 * score.probability] * 2)
    assert list(points.getData()[1]) == pytest.approx([100 * w.probability for w in score.windows])
    settle(spoken, qtbot)
    again.close()


def of_score(
    number: int, probability: float | None, sentence: str = "It is noon.", **other: str
) -> PracticeTake:
    """A scored take whose recording exists."""
    noted = entry(number, probability, sentence=sentence, recording=__file__, **other)
    return PracticeTake.noted(noted)


def test_a_take_is_compared_with_the_best_of_its_sentence() -> None:
    takes = [
        *(of_score(1, 0.4), of_score(2, 0.9, "Tea is served."), of_score(3, 0.6), of_score(4, 0.5)),
        *(of_score(5, 0.95, model="other 2.0"), of_score(6, 0.97, voice="Ann"), of_score(7, None)),
    ]
    assert best_take(takes, SCALE) is takes[1]
    assert best_other(takes[3], takes, SCALE) is takes[2]
    assert best_other(takes[2], takes, SCALE) is takes[3], "the best one with the second"
    assert best_other(takes[1], takes, SCALE) is takes[2], "no other one of that sentence"
    assert default_comparison(takes[3], takes, SCALE) == [takes[2], takes[3]]
    assert default_comparison(takes[4], takes, SCALE) == [takes[3], takes[4]], "the one before it"
    new = of_score(8, 0.1)
    new.score = None
    assert best_other(new, [*takes, new], SCALE) is takes[2]
    takes[2].path = Path("gone.wav")
    assert best_other(takes[3], takes, SCALE) is takes[0]
    assert default_comparison(None, takes, SCALE) == []
    assert default_comparison(new, [new], SCALE) == [new]


def test_the_comparison_follows_the_chosen_take_until_others_are_ticked(
    spoken: MainWindow, qtbot: QtBot, sample: Path, tmp_path: Path
) -> None:
    dialog = practise(spoken, qtbot)
    dialog.aim.choose(Target("angry"))
    spans = {"good": ANGRY, "poor": (9.0, 12.0), "fair": (0.4, 5.0)}
    files = [cut(sample, tmp_path / f"{name}.wav", span) for name, span in spans.items()]
    dialog.session.add_files(files)
    takes = dialog.session.takes.listed(dialog.aim.target)
    qtbot.waitUntil(lambda: all(take.score for take in takes), timeout=60_000)
    settle(spoken, qtbot)
    best = max(takes, key=lambda take: take.score.probability if take.score else 0.0)
    others = [take for take in takes if take is not best]
    qtbot.waitUntil(lambda: best in dialog.takes.compared, timeout=5000)  # scored as it came
    for other in others:
        dialog.takes.choose(other)
        qtbot.waitUntil(lambda o=other: set(dialog.takes.compared) == {best, o}, timeout=5000)
        qtbot.waitUntil(lambda: dialog.score.changed_between.ids == ["practice.changed_best"])
    qtbot.keyClick(dialog.takes, Qt.Key.Key_Return)
    assert dialog.takes.compared == [best], "unticked by hand"
    dialog.takes.choose(others[0])
    qtbot.wait(400)
    assert dialog.takes.compared == [best], "what was ticked by hand stays"
    qtbot.keyClick(dialog.takes, Qt.Key.Key_B)
    assert set(dialog.takes.compared) == {best, others[0]}
    dialog.takes.setFocus()
    qtbot.keyClick(dialog.takes, Qt.Key.Key_Return)
    dialog.compare_best.click()
    assert set(dialog.takes.compared) == {best, others[0]}
    starred = [
        cell.text()
        for row in range(dialog.takes.rowCount())
        if (cell := dialog.takes.item(row, 2)) is not None and "★" in cell.text()
    ]
    assert len(starred) == 1
    settle(spoken, qtbot)


def test_a_file_that_is_dropped_counts_as_a_take(
    spoken: MainWindow, qtbot: QtBot, sample: Path, tmp_path: Path
) -> None:
    dialog = practise(spoken, qtbot)
    dialog.aim.choose(Target("happy", "strong"))
    for widget in (dialog.plot, dialog.progress.chart, dialog.takes, dialog.score):
        assert not widget.viewport().acceptDrops(), "the window takes every drop"
    file = cut(sample, tmp_path / "phone.wav", HAPPY)
    enter = event_of(QDragEnterEvent, file)
    dialog.dragEnterEvent(enter)  # type: ignore[arg-type]
    assert enter.isAccepted()
    assert dialog._drop_overlay.isVisible()
    drop = event_of(QDropEvent, file)
    dialog.dropEvent(drop)
    assert drop.dropAction() == Qt.DropAction.CopyAction, "after a move the source may delete it"
    assert not dialog._drop_overlay.isVisible()
    take = chosen(dialog)
    assert (take.path, take.number, take.microphone) == (file, 1, None)
    assert take.target == Target("happy", "strong")
    assert take.sentence == dialog.sentence.sentence
    qtbot.waitUntil(lambda: take.studied is not None, timeout=60_000)
    settle(spoken, qtbot)
    assert take.score is not None
    (noted,) = ProgressFile(spoken.controller.profile.practice).read().entries
    assert (noted.recording, noted.microphone) == (str(file), None)
    assert spoken.controller.recordings.rowCount() == 0
    dialog.session.add_files([file])
    assert dialog.takes.rowCount() == 1, "it is a take already"
    dialog.aim.choose(Target("sad"))
    dialog.session.add_files([file])
    assert dialog.takes.rowCount() == 1, "also of another aim"
    settle(spoken, qtbot)


def test_what_cannot_be_heard_is_no_take_and_says_why(
    spoken: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = practise(spoken, qtbot)
    dialog.session.add_files([tmp_path])
    assert dialog.notice.ids == ["practice.no_files"]
    text = tmp_path / "letter.wav"
    text.write_text("Dear Sir,")
    dialog.session.add_files([text])
    qtbot.waitUntil(lambda: dialog.takes.rowCount() == 0, timeout=60_000)
    settle(spoken, qtbot)
    assert dialog.notice.isVisible()
    assert "letter.wav" in dialog.notice.text()
    assert not UnscoredFile(spoken.controller.profile.practice).path.exists()


def test_no_file_is_taken_while_a_take_is_recorded(
    spoken: MainWindow, qtbot: QtBot, sample: Path
) -> None:
    dialog = practise(spoken, qtbot)
    qtbot.keyClick(dialog.takes, Qt.Key.Key_Space)
    enter = event_of(QDragEnterEvent, sample)
    enter.ignore()
    dialog.dragEnterEvent(enter)  # type: ignore[arg-type]
    assert not enter.isAccepted()
    assert not dialog.add.isEnabled()
    dialog.session.add_files([sample])
    assert dialog.takes.rowCount() == 0
    dialog.session.stop()
    assert dialog.add.isEnabled()
    settle(spoken, qtbot)


def test_takes_are_kept_apart_from_the_recordings(
    spoken: MainWindow, qtbot: QtBot, sample: Path
) -> None:
    spoken.controller.open([sample])
    settle(spoken, qtbot)
    interview = spoken.controller.current
    dialog = practise(spoken, qtbot)
    record(dialog, spoken, qtbot, sample, HAPPY)
    assert spoken.controller.recordings.rows() == [interview]
    assert spoken.controller.current is interview, "what was shown before is shown again"
    assert spoken.controller.library.files.recent() == [str(sample)]
    folder = spoken.controller.profile.practice_takes
    assert chosen(dialog).path.parent == folder
    recordings = spoken.controller.profile.recordings
    assert recordings not in folder.parents, "whoever opens that folder does not open the takes"
    spoken.actions_["record"].trigger()
    microphone = spoken.controller.listening.input.microphone
    assert isinstance(microphone, StubMicrophone)
    microphone.hear_file(sample, *HAPPY)
    spoken.actions_["stop"].trigger()
    settle(spoken, qtbot)
    rows = spoken.controller.recordings.rows()
    assert [row.path.parent for row in rows] == [sample.parent, recordings]


def test_a_take_without_its_score_is_scored_at_the_next_start(
    spoken: MainWindow, qtbot: QtBot, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = practise(spoken, qtbot)
    target, in_use = dialog.aim.target, type(spoken.controller.model_in_use)
    with monkeypatch.context() as patch:
        patch.setattr(in_use, "ready_model", property(lambda _: None))
        dialog.session.takes.add(sample, target, "It is noon.", "USB")
    (kept,) = UnscoredFile(spoken.controller.profile.practice).read()
    assert (kept.recording, kept.sentence, kept.microphone) == (str(sample), "It is noon.", "USB")
    again = second_dialog(spoken, dialog)
    take = chosen(again)
    assert take.at - kept.at < timedelta(seconds=1)
    qtbot.waitUntil(lambda: take.studied is not None, timeout=60_000)
    settle(spoken, qtbot)
    (noted,) = ProgressFile(spoken.controller.profile.practice).read().entries
    assert (noted.sentence, noted.microphone, noted.number) == ("It is noon.", "USB", 1)
    assert UnscoredFile(spoken.controller.profile.practice).read() == ()
    again.close()


def test_a_take_that_a_crash_interrupted_is_recovered(
    spoken: MainWindow, qtbot: QtBot, sample: Path
) -> None:
    """A crash during the recording leaves its marker; then nobody knows the aim any more."""
    folder = spoken.controller.profile.practice_takes
    folder.mkdir(parents=True)
    take = cut(sample, folder / "Take 2026-11-20 09.30.15.wav", HAPPY)
    mark = folder / f".{take.name}.recording"
    mark.touch()
    for file in (take, mark):
        os.utime(file, (1e9, 1e9))
    spoken.controller.library.files.recover()
    assert [row.path for row in spoken.controller.recordings.rows()] == [take]
    settle(spoken, qtbot)
