"""Annotations as a person makes them, beside what the model says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu
from pytestqt.qtbot import QtBot

from ser_desktop.project import editing
from ser_desktop.project.items import Annotation
from ser_desktop.project.pauses import pauses_s
from ser_desktop.ui.annotations.annotation_editor import AnnotationEditor
from ser_desktop.ui.annotations.annotation_model import COLUMNS
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.recordings.status_text import row_message
from ser_desktop.ui.result.segments_model import YOURS
from ser_desktop.ui.shell.main_window import MainWindow
from tests.ui.test_projects import reopened, settle


@pytest.fixture
def shown(window: MainWindow, qtbot: QtBot, sample: Path) -> Recording:
    """The sample, analysed and drawn."""
    window.resize(1280, 800)
    window.controller.open([sample])
    settle(window, qtbot)
    (recording,) = window.controller.recordings.rows()
    assert recording.view.clip is not None
    return recording


def annotate(window: MainWindow, emotion: str, span_s: tuple[float, float]) -> Annotation:
    """As a person does: select, press the key."""
    window.controller.transport.choose_span(span_s)
    window.actions_[f"annotate_{emotion}"].trigger()
    one = window.annotations.one
    assert one is not None
    return one


def kept(window: MainWindow) -> list[Annotation]:
    return window.controller.project.store.annotations()


def test_a_key_annotates_the_selection_and_changes_no_answer(
    window: MainWindow, shown: Recording, qtbot: QtBot
) -> None:
    before = shown.document.raw_analyses
    QTest.keyClick(window.timeline, Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)  # whole
    window.actions_["undo"].trigger()
    window.controller.transport.choose_span((1.0, 3.0))
    window.activateWindow()
    window.actions_["annotate_fearful"].trigger()
    (one,) = kept(window)
    assert (one.start_s, one.end_s, one.labels, one.track) == (1.0, 3.0, {"fearful": 1.0}, "mix")
    assert shown.document.raw_analyses is before
    assert window.controller.speakers.names() == [], "no voice was taught"
    window.actions_["annotate_sad"].trigger()
    assert [a.labels for a in kept(window)] == [{"sad": 1.0}], "the same one, corrected"
    window.actions_["undo"].trigger()
    window.actions_["undo"].trigger()
    assert kept(window) == []
    window.actions_["redo"].trigger()
    assert [a.labels for a in kept(window)] == [{"fearful": 1.0}]


def test_the_person_comes_first_and_the_model_beside(window: MainWindow, shown: Recording) -> None:
    annotate(window, "fearful", (1.0, 3.0))
    label = window.findChild(QLabel, "annotationLabel")
    assert label is not None
    assert label.text() == "Fearful"
    facts = window.findChild(QLabel, "annotationFacts")
    assert facts is not None
    assert "Model: " in facts.text()
    assert window.result.annotation_card.isVisible()
    assert row_message(shown).id == "recordings.row_partly_annotated", "2 s do not say what it is"
    assert not window.segments.isColumnHidden(YOURS)
    column = [
        window.segments.rows.index(row, YOURS).data()
        for row in range(window.segments.rows.rowCount())
    ]
    assert "part: fearful" in column, "2 s of the first segment, which is longer than 4 s"
    window.controller.transport.choose_span((6.0, 8.0))
    assert not window.result.annotation_card.isVisible()
    annotate(window, "sad", (0.0, shown.analysis.file.duration_s))  # type: ignore[union-attr]
    assert row_message(shown).id == "recordings.row_annotated"
    assert str(row_message(shown)).startswith("sad")


def test_split_merge_nudge_and_delete(window: MainWindow, shown: Recording) -> None:
    annotate(window, "angry", (1.0, 4.0))
    window.controller.transport.seek(2.0)
    window.actions_["split_annotation"].trigger()
    assert [(a.start_s, a.end_s) for a in kept(window)] == [(1.0, 2.0), (2.0, 4.0)]
    window.actions_["merge_annotations"].trigger()
    assert [(a.start_s, a.end_s) for a in kept(window)] == [(1.0, 4.0)]
    steps = window.controller.undo_stack.count()
    for _ in range(4):
        window.actions_["nudge_end_forth"].trigger()
    (one,) = kept(window)
    assert one.end_s == pytest.approx(4.2)
    assert window.controller.undo_stack.count() == steps + 1, "a held key is one step"
    window.actions_["undo"].trigger()
    assert kept(window)[0].end_s == 4.0
    window.annotations.choose(kept(window)[0])
    window.timeline.setFocus()
    window.actions_["remove"].trigger()
    assert kept(window) == []
    assert window.controller.recordings.rowCount() == 1, "Del is for what is selected"


def test_a_dragged_edge_snaps_to_a_pause(window: MainWindow, shown: Recording) -> None:
    assert shown.analysis is not None
    pause_s = next(p for p in pauses_s(shown.analysis.tracks[0]) if p > 2.0)
    one = annotate(window, "happy", (0.2, pause_s - 0.6))
    window.annotations.move_edge(one, "end", pause_s - 0.1)
    assert kept(window)[0].end_s == pytest.approx(pause_s)
    window.annotations.move_edge(kept(window)[0], "end", pause_s - 0.1, snaps=False)
    assert kept(window)[0].end_s == pytest.approx(pause_s - 0.1)


def test_edges_and_boxes_are_found_under_the_pointer(window: MainWindow, shown: Recording) -> None:
    one = annotate(window, "happy", (2.0, 5.0))
    track = window.timeline._tracks.annotations
    assert track.lane.shown

    def at(seconds: float) -> QPointF:
        return QPointF(track.lane.plot.getViewBox().mapViewToScene(QPointF(seconds, 0.5)))

    assert track.annotation_at(at(3.0)) == one
    assert track.annotation_at(at(8.0)) is None
    assert track.edge_at(at(2.0)) == (one, "start")
    assert track.edge_at(at(5.0)) == (one, "end")
    assert track.edge_at(at(3.5)) is None


def test_a_drag_beside_a_narrow_annotation_is_not_its_edge(
    window: MainWindow, shown: Recording
) -> None:
    track = window.timeline._tracks.annotations
    box = track.lane.plot.getViewBox()
    pixel_s = box.viewPixelSize()[0]
    one = annotate(window, "happy", (2.0, 2.0 + 9 * pixel_s))
    assert box.viewPixelSize()[0] == pixel_s

    def edge_at(pixels: float) -> str | None:
        found = track.edge_at(QPointF(box.mapViewToScene(QPointF(2.0 + pixels * pixel_s, 0.5))))
        return None if found is None else found[1]

    assert [edge_at(x) for x in (-3, -2, -1, 2, 4.5, 7, 10, 11, 12)] == [
        *(None, None, "start", "start", None, "end", "end", None, None)
    ]
    window.annotations.move_edge(one, "start", 9.0, snaps=False)
    (kept_one,) = kept(window)
    assert kept_one.duration_s == pytest.approx(min(one.duration_s, editing.MIN_DRAGGED_S))


def test_the_model_s_segments_are_copied_once(window: MainWindow, shown: Recording) -> None:
    window.actions_["copy_segments"].trigger()
    n = len(kept(window))
    assert n > 0
    assert all(a.origin == "model" for a in kept(window))
    window.actions_["copy_segments"].trigger()
    assert len(kept(window)) == n


def test_the_table_edits_in_place(window: MainWindow, shown: Recording) -> None:
    annotate(window, "angry", (1.0, 3.0))
    rows = window.annotation_table.rows

    def put(column: str, text: str) -> bool:
        return bool(rows.setData(rows.index(0, COLUMNS.index(column)), text))

    assert put("emotion", "sad")
    assert put("start", "0:01.5")
    assert put("intensity", "70")
    assert put("confidence", "40 %")
    assert put("note", "voice breaks")
    assert put("rater", "ann")
    (one,) = kept(window)
    assert (one.labels, one.start_s, one.note, one.rater) == (
        {"sad": 1.0},
        1.5,
        "voice breaks",
        "ann",
    )
    assert (one.intensity, one.confidence) == (0.7, 0.4)
    for column, text in (
        ("intensity", "700"),
        ("end", "soon"),
        ("end", "1"),
        ("emotion", "grumpy"),
    ):
        assert not put(column, text), column
    assert kept(window) == [one]


def test_the_editor_takes_several_emotions(window: MainWindow, shown: Recording) -> None:
    annotate(window, "angry", (1.0, 3.0))
    window.actions_["edit_annotation"].trigger()
    editor = window.findChild(AnnotationEditor)
    assert editor is not None
    editor._ticks["fearful"].setChecked(True)
    editor._weights["fearful"].setValue(40)
    editor.note.setPlainText("both")
    editor.rater.setText("ann")
    editor.accept()
    (one,) = kept(window)
    assert one.labels == {"angry": 1.0, "fearful": 0.4}
    assert (one.note, one.rater) == ("both", "ann")


def test_teaching_is_a_separate_step_that_asks_whose_voice_it_is(
    window: MainWindow, shown: Recording, qtbot: QtBot, typed: Callable[..., list[str]]
) -> None:
    annotate(window, "angry", (1.0, 3.0))
    typed(("Guest", True))
    window.actions_["teach_annotation"].trigger()
    settle(window, qtbot)
    assert window.controller.speakers.names() == ["Guest"]


def test_annotations_last(
    window: MainWindow, shown: Recording, make_window: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    annotate(window, "fearful", (1.0, 3.0))
    before = kept(window)
    again = reopened(window, make_window, qtbot)
    assert list(again.annotations.shown) == before
    assert again.annotation_table.rows.rowCount() == 1


def test_the_mouse_drags_an_edge_and_draws(
    window: MainWindow, shown: Recording, qtbot: QtBot
) -> None:
    annotate(window, "happy", (2.0, 5.0))
    track = window.timeline._tracks.annotations
    viewport = window.timeline.viewport()

    def place(seconds: float) -> QPoint:
        scene = track.lane.plot.getViewBox().mapViewToScene(QPointF(seconds, 0.5))
        return QPoint(*(round(x) for x in window.timeline.mapFromScene(scene).toTuple()))

    def drag(from_s: float, to_s: float) -> None:
        button = Qt.MouseButton.LeftButton
        QTest.mousePress(viewport, button, pos=place(from_s))
        for share in (0.3, 0.6, 1.0):
            at = QPointF(place(from_s + share * (to_s - from_s)))
            move = QMouseEvent(
                QEvent.Type.MouseMove, at, viewport.mapToGlobal(at), Qt.MouseButton.NoButton,
                button, Qt.KeyboardModifier.AltModifier,
            )  # fmt: skip
            QApplication.sendEvent(viewport, move)
        release = QMouseEvent(
            QEvent.Type.MouseButtonRelease, QPointF(place(to_s)),
            viewport.mapToGlobal(QPointF(place(to_s))), button, Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.AltModifier,
        )  # fmt: skip
        QApplication.sendEvent(viewport, release)

    drag(5.0, 6.5)
    (one,) = kept(window)
    assert one.start_s == 2.0
    assert one.end_s == pytest.approx(6.5, abs=0.1)
    drag(7.5, 9.5)
    (menu,) = window.findChildren(QMenu, "annotationMenu")
    assert shown.view.selection_s == pytest.approx((7.5, 9.5), abs=0.1)
    menu.actions()[4].trigger()
    menu.close()
    assert [a.label for a in kept(window)] == ["happy", "angry"]
