"""What keeps its place: the panel's edge, the headline, the toolbar's Export, the spectrogram."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QMainWindow, QToolButton
from pytestqt.qtbot import QtBot

from ser_desktop.emotion.labels import EMOTIONS, NO_SPEECH, UNCERTAIN
from ser_desktop.emotion.results import Analysis
from ser_desktop.emotion.speaker_turns import SpeakerTurn
from ser_desktop.texts.forms import Language
from ser_desktop.texts.languages.loading import LANGUAGES, load_language
from ser_desktop.texts.messages import Message, emotion_name
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.result.result_panel import ResultPanel
from ser_desktop.ui.shell.actions import Actions
from ser_desktop.ui.shell.main_window import MainWindow
from ser_desktop.ui.shell.toolbar import MainToolbar
from ser_desktop.ui.timeline.lane_room import CLOSED, LaneNeed, share_out
from ser_desktop.ui.timeline.track_layout import MIN_SPECTROGRAM, min_height
from ser_desktop.ui.toolkit.fitted_label import FittedLabel
from ser_desktop.ui.toolkit.theme import ThemeManager
from tests.support.made_analysis import made_analysis

LONG_NAME = "emotion_with_a_very_long_name"


def recording_of(analysis: Analysis | None) -> Recording:
    path = made_analysis(["sad"]).file.path
    recording = Recording.of(path)
    if analysis is not None:
        recording.document.displayed_analyses = (analysis,)
    return recording


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_answer_moves_the_panels_edge_or_the_headline(
    code: str, speak: Callable[[Language], None], themes: ThemeManager, qtbot: QtBot
) -> None:
    speak(load_language(code))
    panel = ResultPanel(themes)
    qtbot.addWidget(panel)
    panel.resize(panel.minimumSizeHint().width(), 700)
    panel.show()
    analyses = [made_analysis([label] * 5) for label in EMOTIONS]
    analyses += [made_analysis([NO_SPEECH] * 5), made_analysis([("sad", 0.3)] * 5)]
    analyses += [made_analysis([first, second] * 60) for first, second in zip(
        EMOTIONS, [*EMOTIONS[1:], EMOTIONS[0]], strict=True)]  # fmt: skip
    seen = set()
    for analysis in [None, *analyses]:
        recording = recording_of(analysis)
        for span_s in (None, (0.0, 3.0)):
            recording.view.selection_s = span_s
            panel.show_recording(recording)
            QApplication.processEvents()
            seen.add((panel.minimumSizeHint().width(), panel.header.y()))
    panel.show_recording(None)
    panel.show_live_state(Message("live.recording"), Message("live.recording_hint"))
    QApplication.processEvents()
    seen.add((panel.minimumSizeHint().width(), panel.header.y()))
    assert len(seen) == 1, seen
    assert panel.horizontalScrollBar().maximum() == 0


def test_the_scroll_bar_takes_its_room_from_the_margin(themes: ThemeManager, qtbot: QtBot) -> None:
    panel = ResultPanel(themes)
    qtbot.addWidget(panel)
    panel.show_recording(recording_of(made_analysis(["sad"] * 5)))
    panel.resize(panel.minimumSizeHint().width(), 1000)
    panel.show()
    QApplication.processEvents()
    assert panel.verticalScrollBar().maximum() == 0
    wide = panel.bars.width()
    panel.resize(panel.width(), 200)
    QApplication.processEvents()
    assert panel.verticalScrollBar().maximum() > 0
    assert panel.bars.width() == wide


def test_a_long_headline_takes_a_smaller_font_then_two_lines_then_an_ellipsis(
    qtbot: QtBot,
) -> None:
    label = FittedLabel(2.0, 1.2)
    qtbot.addWidget(label)
    label.resize(260, label.height())
    label.show()
    label.setText("Sad")
    large, height = label.font().pointSizeF(), label.height()
    label.setText("Surprised or disgust")
    assert label.text() == label.whole_text == "Surprised or disgust"
    label.setText("Surprised, disgust and fearful, or something else")
    assert label.font().pointSizeF() < large
    assert label.text() == "Surprised, disgust and\nfearful, or something else"
    assert not label.toolTip()
    label.setText("Surprised, disgust and fearful, or something else, " * 3)
    assert [line[-1] for line in label.text().split("\n")] == ["…", "…"]
    assert label.toolTip() == label.whole_text
    assert label.height() == height
    assert label.minimumSizeHint().width() == 1
    label.resize(2000, height)
    assert label.text() == label.whole_text
    assert label.font().pointSizeF() == large
    assert not label.toolTip()


def test_a_headline_that_was_fitted_fits_in_the_other_theme(
    themes: ThemeManager, qtbot: QtBot
) -> None:
    label = FittedLabel(2.0, 1.2)
    qtbot.addWidget(label)
    label.resize(240, label.height())
    label.show()
    label.setText("Surprised and fearful")
    for appearance in ("light", "dark"):
        themes.set_appearance(appearance)
        QApplication.processEvents()
        assert label.fontMetrics().horizontalAdvance(label.text()) <= label.width(), appearance


def test_a_pill_without_room_is_left_out_but_spoken(themes: ThemeManager, qtbot: QtBot) -> None:
    panel = ResultPanel(themes)
    qtbot.addWidget(panel)
    panel.show_recording(recording_of(made_analysis(["sad"] * 5)))
    panel.resize(panel.minimumSizeHint().width(), 700)
    panel.show()
    pills = panel.header._pills
    texts = pills.texts()
    assert len(texts) == 3
    pills.resize(pills._pills["confidence"].sizeHint().width() + 4, pills.height())
    shown = [pill.text() for pill in pills._pills.values() if not pill.isHidden()]
    assert shown == texts[:1]
    assert all(text in panel.header.spoken() for text in texts)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("width", [1024, 1100, 1280])
def test_export_is_in_the_toolbar_of_a_narrow_window(
    code: str,
    width: int,
    speak: Callable[[Language], None],
    themes: ThemeManager,
    qtbot: QtBot,
) -> None:
    speak(load_language(code))
    host = QMainWindow()
    qtbot.addWidget(host)
    toolbar = MainToolbar(Actions(host, themes), themes)
    host.addToolBar(toolbar)
    toolbar.show_voice("A voice with a name")
    toolbar._model.setText(str(Message("toolbar.model_named", name="ser-base")))
    host.resize(width, 300)
    host.show()
    QApplication.processEvents()
    button = toolbar.findChild(QToolButton, "exportButton")
    assert button is not None
    assert button.isVisible()
    assert button.x() + button.width() <= width
    more = toolbar.findChild(QToolButton, "qt_toolbar_ext_button")
    assert more is None or not more.isVisible(), "nothing is behind an arrow"
    record = toolbar.findChild(QToolButton, "recordButton")
    assert record is not None
    assert record.isVisible()
    host.resize(1920, 300)
    QApplication.processEvents()
    assert toolbar._model.isVisible(), "with room everything is back"
    assert toolbar._voice.isVisible()


@pytest.mark.parametrize("n_speakers", [0, 2, 4, 6])
@pytest.mark.parametrize("n_channels", [1, 2])
def test_lanes_never_make_the_spectrogram_lower_than_its_least_height(
    window: MainWindow, qtbot: QtBot, n_speakers: int, n_channels: int
) -> None:
    whole = made_analysis(["sad", "happy"] * 6)
    names = [f"speaker-{number}" for number in range(1, n_speakers + 1)]
    tracks = tuple(
        replace(whole.tracks[0], name=name, speaker=name, turns=(SpeakerTurn(name, 0.0, 2.0),))
        for name in names
    )
    analysis = replace(whole, further_tracks=tracks)
    view = window.timeline
    window.show_start(False)
    shown_lanes = set()
    for height in (min_height(), 300, 360, 430, 450, 480, 520, 600):
        view.setFixedHeight(height)
        view.show_analyses((analysis,) * n_channels)
        view.show_speakers(analysis, {})
        QApplication.processEvents()
        spectrogram = view._tracks.spectrogram.plot.getViewBox().height()
        assert spectrogram >= MIN_SPECTROGRAM, (height, spectrogram)
        shown_lanes.add(view._tracks.speakers.lane.shown)
    assert (True in shown_lanes) == (n_speakers > 0), "lanes are lower before they are hidden"


def test_many_speakers_get_lower_lanes_before_they_are_closed(window: MainWindow) -> None:
    track = window.timeline._tracks.speakers
    tracks = [made_analysis(["sad"]).tracks[0]] * 6
    track.item.show_tracks(tracks, ["#fff"] * 6)
    need = LaneNeed("speakers", track.wanted_height, track.least_height)
    assert share_out(1000, [need], bar=16, gap=4) == {"speakers": 144}
    assert share_out(104, [need], bar=16, gap=4) == {"speakers": 100}
    assert share_out(99, [need], bar=16, gap=4) == {"speakers": CLOSED}


def test_names_of_unknown_emotions_do_not_widen_the_headline(
    themes: ThemeManager, qtbot: QtBot
) -> None:
    panel = ResultPanel(themes)
    qtbot.addWidget(panel)
    before = panel.header.minimumSizeHint().width()
    panel.header.show_overall(
        replace(made_analysis(["sad"]).overall, label=LONG_NAME, top=(LONG_NAME, UNCERTAIN))
    )
    assert emotion_name(LONG_NAME).lower() in panel.header.text().lower()
    assert panel.header.minimumSizeHint().width() == before


def test_a_fitted_label_keeps_its_font_in_another_theme(qtbot: QtBot, themes: ThemeManager) -> None:
    label = FittedLabel(2.0, 1.2)
    qtbot.addWidget(label)
    label.resize(160, label.height())
    label.show()
    label.setText("Happy or fearful?")
    fitted = label.font().pointSizeF()
    for appearance in ("light", "dark", "light"):
        themes.set_appearance(appearance)
        QApplication.processEvents()
        assert label.font().pointSizeF() == fitted, appearance
        label.setText("Sad or fearful?")
        label.setText("Happy or fearful?")
        assert label.fontMetrics().horizontalAdvance(label.text()) <= label.width()
