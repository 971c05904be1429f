"""Finding a place: in one recording, in many, by the pointer and by keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QStyleOptionViewItem,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from ser_desktop.emotion.labels import EMOTIONS, NO_SPEECH
from ser_desktop.emotion.moments import ranked_moments
from ser_desktop.project.items import Annotation
from ser_desktop.ui.recordings.course_text import named_labels
from ser_desktop.ui.recordings.display_name import display_name
from ser_desktop.ui.recordings.list_progress import BatchClock, progress_message
from ser_desktop.ui.recordings.overview_model import COLUMNS
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.recordings.status_text import row_message
from ser_desktop.ui.result.segments_model import SegmentsFilter, SegmentsModel
from ser_desktop.ui.result.segments_panel import YOURS
from ser_desktop.ui.shell.main_window import MainWindow
from ser_desktop.ui.timeline.track_layout import MIN_SPECTROGRAM
from ser_desktop.ui.timeline.visible_time import MIN_PLACE_SHARE
from ser_desktop.ui.timeline.window_bins import WindowBins
from ser_desktop.ui.toolkit.theme import ThemeManager
from tests.support.made_analysis import made_analysis

LABELS = ("neutral",) * 40 + ("angry",) * 5 + (NO_SPEECH,) * 5 + ("happy",) * 40 + ("angry",) * 10


@pytest.fixture
def long(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> Recording:
    """A long recording that is shown, with a made result."""
    path = tmp_path / "long.wav"
    seconds = len(LABELS) + 2
    noise = np.random.default_rng(0).standard_normal(seconds * 8000) * 0.05
    soundfile.write(path, noise, 8000)
    window.controller.open([path])
    recording = window.controller.recordings.rows()[0]
    qtbot.waitUntil(lambda: not window.controller.workers.busy, timeout=20_000)
    give(window, recording, LABELS)
    return recording


def give(window: MainWindow, recording: Recording, labels: tuple[str, ...]) -> None:
    """Show a made result of a recording."""
    analysis = made_analysis(labels, path=str(recording.path))
    recording.document.raw_analyses = recording.document.displayed_analyses = (analysis,)
    window.controller.library.touch([recording])


def text(window: MainWindow, name: str) -> str:
    label = window.findChild(QLabel, name)
    assert label is not None, name
    return label.text()


def test_keys_go_through_the_moments_of_an_emotion(window: MainWindow, long: Recording) -> None:
    analysis = long.analysis
    assert analysis is not None
    window.result.bars.emotion_clicked.emit("angry")
    chooser = window.findChild(QComboBox, "momentEmotion")
    assert chooser is not None
    assert chooser.currentData() == "angry"
    moments = ranked_moments(analysis, "angry")
    assert list(window.finder.moments) == moments
    for expected in (*moments, moments[0]):
        window.actions_["next_moment"].trigger()
        assert long.view.selection_s == expected.span_s
    window.actions_["previous_moment"].trigger()
    assert window.finder.at == len(moments) - 1
    assert text(window, "momentCount").startswith(f"{len(moments)} of")


def test_every_view_follows_a_place(window: MainWindow, long: Recording) -> None:
    analysis = long.analysis
    assert analysis is not None
    segment = next(s for s in analysis.segments if s.label == "angry")
    window.timeline.segment_chosen.emit(segment)
    span_s = (segment.start_s, segment.end_s)
    assert long.view.selection_s == span_s
    assert long.view.position_s == span_s[0]
    start_s, end_s = window.timeline.visible_s()
    assert start_s <= span_s[0] < span_s[1] <= end_s
    assert span_s[1] - span_s[0] >= MIN_PLACE_SHARE * (end_s - start_s)
    assert text(window, "resultEmotion") == "Angry"
    assert window.segments.rows.segment(window.segments.currentIndex().row()) == segment
    assert window.result.course.isHidden(), "the course is of all of it"


def test_a_place_is_shown_with_what_comes_before_it(window: MainWindow, long: Recording) -> None:
    for segment in long.analysis.segments:  # type: ignore[union-attr]
        window.timeline.segment_chosen.emit(segment)
        start_s, end_s = window.timeline.visible_s()
        assert start_s == 0.0 or segment.start_s - start_s > 0.01 * (end_s - start_s)
    window.timeline._time.show(20.0, 40.0)
    window.timeline.reveal((20.0, 30.0))
    start_s, _end_s = window.timeline.visible_s()
    assert start_s < 19.0, "it stood at the edge"


def test_a_row_of_the_sorted_table_is_its_own_segment(window: MainWindow, long: Recording) -> None:
    table = window.segments
    table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    last = long.analysis.segments[-1]  # type: ignore[union-attr]
    table.clicked.emit(table.model().index(0, 0))
    assert long.view.selection_s == (last.start_s, last.end_s)


def test_the_table_is_narrowed(window: MainWindow, long: Recording) -> None:
    n = len(long.analysis.segments)  # type: ignore[union-attr]
    window.segments_panel.choose_emotion("angry")
    labels = {window.segments.rows.segment(i).label for i in range(window.segments.rows.rowCount())}
    assert labels == {"angry"}
    assert text(window, "segmentCount") == f"2 of {n}"
    window.segments_panel.choose_emotion("")
    window.segments_panel._silence.setChecked(True)
    assert window.segments.rows.rowCount() == n - 1
    assert window.controller.settings["hide_silent_segments"]


@pytest.mark.parametrize("column", range(6))
def test_segments_sort_by_each_column(themes: ThemeManager, column: int) -> None:
    model = SegmentsModel(themes)
    rows = SegmentsFilter(model)
    model.show(made_analysis([(EMOTIONS[i % 8], 0.3 + i % 5 / 10) for i in range(40)]))
    rows.sort(column, Qt.SortOrder.AscendingOrder)
    keys = [rows.index(i, column).data(Qt.ItemDataRole.UserRole) for i in range(rows.rowCount())]
    assert keys == sorted(keys)


def test_a_long_recording_is_no_average(window: MainWindow, long: Recording) -> None:
    assert text(window, "resultEmotion") == "Neutral and happy"
    assert "uncertain" not in window.result.bars.text()
    assert "neutral 4" in window.result.bars.text()
    first = window.findChild(QToolButton, "stretch0")
    assert first is not None
    window.result.more.button.click()
    assert first.isVisibleTo(window.result)
    first.click()
    assert long.view.selection_s is not None
    assert text(window, "resultEmotion") in ("Neutral", "Happy")


def test_uncertain_is_shown_with_alternatives(window: MainWindow, long: Recording) -> None:
    analysis = made_analysis([("happy", 0.3)] * 5)
    long.document.raw_analyses = long.document.displayed_analyses = (analysis,)
    window.controller.library.touch([long])
    assert text(window, "resultEmotion").startswith("Happy or ")
    assert text(window, "resultAlso").startswith("Uncertain")
    assert text(window, "resultWord") == "unsure"
    assert text(window, "resultConfidence").startswith("happy 30")
    assert row_message(long).id == "result.between"


def test_a_models_own_labels_are_shown(window: MainWindow, long: Recording) -> None:
    known = (*EMOTIONS, "contempt")
    analysis = made_analysis(["contempt"] * 10 + ["happy"] * 10, known)
    long.document.raw_analyses = long.document.displayed_analyses = (analysis,)
    window.controller.library.touch([long])
    window.links.choose_emotion("contempt")
    window.actions_["next_moment"].trigger()
    assert text(window, "resultEmotion") == "Contempt"
    assert not window.grab().isNull()


def test_a_moment_is_played_with_some_seconds_before(
    window: MainWindow, long: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    played: list[tuple[float, tuple[float, float]]] = []
    transport = window.controller.transport
    monkeypatch.setattr(
        transport._playback, "start", lambda _clip, at_s, span_s: played.append((at_s, span_s))
    )
    window.actions_["play_moments"].setChecked(True)
    assert window.controller.settings["play_moments"]
    window.finder.go_to((40.0, 45.0))
    assert played == [(38.0, (38.0, 45.0))]


def test_keys_walk_from_segment_to_segment_and_say_them(
    window: MainWindow, long: Recording
) -> None:
    segments = long.analysis.segments  # type: ignore[union-attr]
    said: list[str] = []
    window.finder.spoken.connect(lambda message: said.append(str(message)))
    window.actions_["next_segment"].trigger()
    assert long.view.position_s == segments[1].start_s
    assert segments[1].label in said[-1]
    window.actions_["previous_segment"].trigger()
    assert long.view.position_s == segments[0].start_s
    window.actions_["forward"].trigger()
    assert "neutral" in window.timeline.accessibleDescription()


def test_things_have_menus_of_their_own(window: MainWindow, long: Recording) -> None:
    segment = long.analysis.segments[0]  # type: ignore[union-attr]
    window.segments.menu_wanted.emit(segment, QPoint(10, 10))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert window.actions_["play"] in menu.actions()
    menu.close()
    window.timeline.menu_wanted.emit(70.0, QPoint(10, 10))
    assert long.view.position_s == pytest.approx(70.0)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    menu.close()


# Many recordings -----------------------------------------------------------------------------


@pytest.fixture
def many(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> list[Recording]:
    """Three recordings with made results."""
    results = {"beta": ("happy",) * 5, "alpha": ("angry",) * 8, "gamma": ("sad", "angry") * 4}
    paths = []
    for name in results:
        paths.append(tmp_path / f"{name}.wav")
        soundfile.write(paths[-1], np.random.default_rng(0).standard_normal(80_000) * 0.01, 8000)
    window.controller.open(paths)
    rows = window.controller.recordings.rows()
    qtbot.waitUntil(lambda: not window.controller.workers.busy, timeout=20_000)
    for row, labels in zip(rows, results.values(), strict=True):
        give(window, row, labels)
    return rows


def names(window: MainWindow) -> list[str]:
    model = window.list.model()
    return [model.index(i, 0).data() for i in range(model.rowCount())]


def test_the_list_is_searched_sorted_and_filtered(
    window: MainWindow, many: list[Recording]
) -> None:
    rows = window.list.rows
    assert names(window) == ["beta.wav", "alpha.wav", "gamma.wav"]
    rows.set_sort("name")
    assert names(window) == ["alpha.wav", "beta.wav", "gamma.wav"]
    rows.set_sort("most:angry")
    assert names(window)[0] == "alpha.wav"
    rows.set_state("angry")
    assert set(names(window)) == {"alpha.wav", "gamma.wav"}
    search = window.findChild(QLineEdit, "recordingsSearch")
    assert search is not None
    search.setText("GAM")
    assert names(window) == ["gamma.wav"]
    assert text(window, "recordingsCount") == "1 of 3"
    window.list.setCurrentIndex(window.list.model().index(0, 0))
    assert window.controller.current is many[2]
    search.setText("")
    rows.set_state("all")
    rows.set_sort("added")
    assert names(window) == ["beta.wav", "alpha.wav", "gamma.wav"]


def test_a_click_in_the_overview_opens_the_place(
    window: MainWindow, qtbot: QtBot, many: list[Recording]
) -> None:
    window.actions_["overview"].trigger()
    assert window.centre.overview_shown
    table = window.overview.table
    table.sortByColumn(COLUMNS.index("sad"), Qt.SortOrder.DescendingOrder)
    assert table.model().index(0, 0).data() == "gamma.wav"
    table.clicked.emit(table.model().index(0, COLUMNS.index("sad")))
    assert not window.centre.overview_shown
    assert window.controller.current is many[2]
    qtbot.waitUntil(lambda: many[2].view.selection_s is not None, timeout=5000)
    assert window.finder.emotion == "sad"


def test_takes_are_named_by_time_and_result() -> None:
    take = Recording.of(Path("Take 2026-11-27 10.42.07.wav"))
    assert display_name(take) == "Take 10:42:07"
    take.document.displayed_analyses = (made_analysis(["happy"] * 5),)
    assert display_name(take) == "10:42:07 · happy"
    assert display_name(Recording.of(Path("a.wav"))) == "a.wav"


def test_the_time_left_is_of_all_analyses() -> None:
    now = [0.0]
    clock = BatchClock(lambda: now[0])
    clock.update(10)
    assert progress_message(clock).id == "recordings.progress_count"
    now[0] = 20.0
    clock.update(8)
    assert (clock.done, clock.remaining_s) == (2, pytest.approx(80.0))
    assert progress_message(clock).id == "recordings.progress_seconds"
    clock.update(0)
    now[0] = 50.0
    clock.update(3)
    assert (clock.total, clock.done) == (3, 0), "a new batch counts anew"


# Pictures ------------------------------------------------------------------------------------


def test_curves_of_the_stack_are_smooth_and_keep_their_places() -> None:
    analysis = made_analysis(["happy"] * 10 + [NO_SPEECH] * 30 + ["angry"] * 10)
    bins = WindowBins.of(analysis.windows)
    curves = bins.curves(0.0, 52.0, 2.0)
    assert len(curves) == 2, "silence interrupts them"
    for times_s, cumulative in curves:
        assert set((times_s[1:-1] - 1.0) % 2.0) == {0.0}
        np.testing.assert_allclose(cumulative[:, -1], 1.0)
    moved = bins.curves(3.0, 52.0, 2.0)
    np.testing.assert_allclose(moved[-1][0], curves[-1][0])
    np.testing.assert_allclose(moved[-1][1], curves[-1][1])


def test_alternating_answers_are_told_by_their_mean() -> None:
    bins = WindowBins.of(made_analysis(["happy", "angry"] * 60).windows)
    ((_, cumulative),) = bins.curves(0.0, 120.0, 4.0)
    shares = np.diff(cumulative, axis=1)[5:-5]
    happy, angry = shares[:, EMOTIONS.index("happy")], shares[:, EMOTIONS.index("angry")]
    np.testing.assert_allclose(happy, angry, atol=0.1)


def test_segments_are_found_by_their_annotation(window: MainWindow, qtbot: QtBot) -> None:
    panel = window.segments_panel
    panel.show_analysis(made_analysis(["happy"] * 5 + ["angry"] * 5))
    assert panel._yours.isHidden(), "nothing is annotated"
    first = panel.table.rows.segment(0)
    sad = Annotation("1", "r", first.start_s, first.end_s - 0.5, {"sad": 1.0})
    panel.show_annotations([sad])
    assert not panel._yours.isHidden()
    shown = {}
    for key in YOURS:
        panel._yours.setCurrentIndex(panel._yours.findData(key))
        panel._filter()
        shown[key] = panel.table.rows.rowCount()
    assert shown == {"": 2, "with": 1, "without": 1, "differs": 1}
    panel.show_annotations([])
    assert panel.table.rows.rowCount() == 2, "the filter goes with the last annotation"


@pytest.mark.parametrize("height", [240, 300, 400, 500, 700])
def test_the_spectrogram_keeps_its_height(window: MainWindow, qtbot: QtBot, height: int) -> None:
    timeline = window.timeline
    timeline.setParent(None)
    timeline.resize(600, height)
    timeline.show()
    QTest.qWait(20)
    box = timeline._tracks.spectrogram.plot.getViewBox()
    assert box.height() >= MIN_SPECTROGRAM
    timeline.hide()
    window.centre._splitter.insertWidget(0, timeline)


def test_the_border_under_the_pictures_is_remembered(
    make_window: Callable[[], MainWindow], no_devices: None
) -> None:
    before = make_window()
    splitter = before.centre._splitter
    total = sum(splitter.sizes())
    splitter.setSizes([total - 150, 150])
    sizes = splitter.sizes()
    before.close()
    after = make_window()
    assert after.centre._splitter.sizes() == pytest.approx(sizes, abs=3)


def test_uncertain_stands_beside_no_emotion_in_a_headline() -> None:
    assert named_labels({"fearful": 0.26, "uncertain": 0.25, "happy": 0.2}) == ["fearful", "happy"]
    assert named_labels({"uncertain": 0.4, "happy": 0.3, "sad": 0.3}) == ["happy", "sad"]
    assert named_labels({"uncertain": 0.7, "happy": 0.3}) == ["uncertain"]
    assert named_labels({"happy": 0.6, "uncertain": 0.4}) == ["happy"]
    assert named_labels({}) == []


def test_a_file_that_cannot_be_heard_has_no_empty_tables(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, long: Recording
) -> None:
    letter = tmp_path / "letter.wav"
    letter.write_bytes(b"a letter " * 99)
    window.controller.open([letter])
    qtbot.waitUntil(lambda: not window.controller.workers.busy, timeout=20_000)
    assert window.tables.isHidden()
    assert window.result.bars.isHidden()
    assert window.result.summary.isHidden(), "nothing is known of it"
    window.controller.select(long)
    assert not window.tables.isHidden()
    assert not window.result.bars.isHidden()


def test_a_conversation_offers_its_next_step(window: MainWindow, long: Recording) -> None:
    link = window.result.next_steps.speakers
    assert not link.isHidden()
    window.controller.transport.choose_span((1.0, 3.0))
    assert link.isHidden(), "of a selection it is no step"


def test_name_and_length_stand_apart_from_right_to_left(
    window: MainWindow, long: Recording
) -> None:
    option = QStyleOptionViewItem()
    option.rect = QRect(0, 0, 200, 60)
    option.direction = Qt.LayoutDirection.RightToLeft
    picture = QImage(200, 60, QImage.Format.Format_RGB32)  # it has to outlive its painter
    painter = Painter(picture)
    painter.setLayoutDirection(option.direction)
    window.list.itemDelegate().paint(painter, option, window.list.model().index(0, 0))
    painter.end()
    (_, length), (name_area, name) = painter.texts[:2]
    assert (length, name) == ("1:42", "long.wav")
    width = window.list.fontMetrics().horizontalAdvance(length)
    assert name_area.left() >= width, "the length stands on the left now"


class Painter(QPainter):
    """Notes what is written where."""

    def __init__(self, device: QImage) -> None:
        super().__init__(device)
        self.texts: list[tuple[QRectF, str]] = []

    def drawText(self, area: QRectF, _flags: object, text: str) -> None:  # type: ignore[override]
        """Note a text."""
        self.texts.append((QRectF(area), text))
