"""What the result panel and the segment table show, and leave out, of each kind of answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ser_desktop.emotion.headline import headline_of
from ser_desktop.emotion.labels import NO_SPEECH, UNCERTAIN
from ser_desktop.emotion.results import Analysis
from ser_desktop.paths import Profile
from ser_desktop.settings import Settings
from ser_desktop.texts.capitals import as_sentences, capitalised
from ser_desktop.texts.forms import Language
from ser_desktop.texts.languages.loading import LANGUAGES, load_language
from ser_desktop.texts.messages import Message
from ser_desktop.ui.result.result_panel import ResultPanel
from ser_desktop.ui.result.segment_table import SegmentTable
from ser_desktop.ui.result.segments_panel import SegmentsPanel
from ser_desktop.ui.toolkit.emotion_chip import EmotionChip
from ser_desktop.ui.toolkit.emotion_colours import colour_of
from ser_desktop.ui.toolkit.message_list import MessageList
from ser_desktop.ui.toolkit.theme import ThemeManager
from tests.ui.test_steady_layout import made_analysis, recording_of

HAPPY = made_analysis(["happy"] * 5)
EITHER = made_analysis([("happy", 0.3)] * 5)
SILENT = made_analysis([NO_SPEECH] * 5)
MIXED = made_analysis(["neutral"] * 40 + ["angry"] * 39 + ["sad"] * 20)


@pytest.fixture
def panel(themes: ThemeManager, qtbot: QtBot) -> ResultPanel:
    made = ResultPanel(themes)
    qtbot.addWidget(made)
    made.resize(320, 700)
    made.show()
    return made


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("analysis", [HAPPY, EITHER, SILENT, MIXED])
def test_the_panel_has_the_one_headline(
    analysis: Analysis, code: str, speak: Callable[[Language], None], panel: ResultPanel
) -> None:
    speak(load_language(code))
    panel.show_recording(recording_of(analysis))
    assert panel.headline() == capitalised(headline_of(analysis).text(load_language(code)))


@pytest.mark.parametrize(
    ("analysis", "labels"),
    [
        (HAPPY, ("happy",)),
        (EITHER, ("happy", "neutral")),
        (MIXED, ("neutral", "angry")),
        (SILENT, ()),
        (None, ()),
    ],
)
def test_the_marker_has_the_colours_of_the_headline_and_is_never_an_empty_box(
    analysis: Analysis | None, labels: tuple[str, ...], panel: ResultPanel
) -> None:
    panel.show_recording(recording_of(HAPPY))
    panel.show_recording(recording_of(analysis))
    assert panel.header.chip.labels == labels
    assert panel.header.chip.isVisible() == bool(labels)


def test_two_emotions_have_a_half_each(themes: ThemeManager, qtbot: QtBot) -> None:
    chip = EmotionChip(themes)
    qtbot.addWidget(chip)
    chip.setFixedSize(14, 34)
    chip.show_labels(("happy", "fearful"))
    picture = chip.grab().toImage()
    seen = [picture.pixelColor(7, y) for y in (8, 26)]
    assert seen == [colour_of("happy", themes.theme), colour_of("fearful", themes.theme)]


def test_a_recording_without_speech_has_no_empty_bars(panel: ResultPanel) -> None:
    for analysis, is_shown in ((HAPPY, True), (SILENT, False), (EITHER, True)):
        panel.show_recording(recording_of(analysis))
        for part in (panel.bars, panel.bars_heading, panel.meaning_button):
            assert part.isVisible() == is_shown


def test_nothing_is_summarised_without_a_result(panel: ResultPanel) -> None:
    assert not panel.more.isVisible()
    panel.show_recording(recording_of(HAPPY))
    assert panel.more.isVisible()
    panel.show_recording(recording_of(None))
    assert not panel.more.isVisible()
    panel.show_live_state(Message("live.recording"), Message("live.recording_hint"))
    assert not panel.more.isVisible()


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("analysis", [HAPPY, EITHER, MIXED])
def test_lines_under_the_headline_are_sentences(
    analysis: Analysis, code: str, speak: Callable[[Language], None], panel: ResultPanel
) -> None:
    speak(load_language(code))
    panel.show_recording(recording_of(analysis))
    line = panel.header._also.text()
    assert line == as_sentences(line), "a capital first, a full stop last"
    spoken = panel.header.spoken()
    assert ".," not in spoken
    assert "?," not in spoken


def test_a_capital_stands_behind_an_opening_mark() -> None:
    assert capitalised("¿alegría o miedo?") == "¿Alegría o miedo?"
    assert capitalised("happy") == "Happy"
    assert capitalised("") == ""


def test_each_warning_is_a_paragraph(themes: ThemeManager, qtbot: QtBot) -> None:
    box = MessageList("box", "doubt")
    qtbot.addWidget(box)
    box.resize(300, 300)
    warnings = [Message("advice.quiet"), Message("advice.short"), Message("advice.clipped")]
    box.show_message(*warnings)
    shown = [paragraph.text() for paragraph in box._paragraphs if not paragraph.isHidden()]
    assert len(shown) == len(warnings)
    box.show_message(*warnings[:1])
    assert [not paragraph.isHidden() for paragraph in box._paragraphs] == [True, False, False]
    box.show_message()
    assert box.isHidden()


@pytest.fixture
def segments(themes: ThemeManager, profile: Profile, qtbot: QtBot) -> SegmentsPanel:
    made = SegmentsPanel(SegmentTable(themes), Settings(profile.settings_file))
    qtbot.addWidget(made)
    made.resize(700, 300)
    made.show()
    return made


def test_a_table_without_a_row_says_what_is_hidden_and_shows_it(segments: SegmentsPanel) -> None:
    segments._silence.setChecked(True)
    segments.show_analysis(SILENT)
    QApplication.processEvents()
    assert segments.no_rows.isVisible()
    assert segments.no_rows.reason.text() == str(Message("segments.silence_hidden"))
    segments.no_rows.link.click()
    assert not segments.no_rows.isVisible()
    assert segments.table.rows.rowCount() == len(SILENT.segments)
    segments.show_analysis(HAPPY)
    segments._confidence.setCurrentIndex(segments._confidence.count() - 1)
    segments._filter()
    assert segments.no_rows.reason.text() == str(Message("segments.none_match"))
    segments.no_rows.link.click()
    assert segments.table.rows.rowCount() == len(HAPPY.segments)


def test_a_row_without_speech_has_no_box(segments: SegmentsPanel) -> None:
    segments.show_analysis(made_analysis(["happy"] * 5 + [NO_SPEECH] * 5 + [("sad", 0.2)] * 5))
    model = segments.table._model
    empty = {}
    for row, segment in enumerate(segments.table.rows._source.segments):
        icon = model.data(model.index(row, 0), int(Qt.ItemDataRole.DecorationRole))
        assert isinstance(icon, QIcon)
        picture = icon.pixmap(10, 10).toImage()
        empty[segment.label] = picture.pixelColor(5, 5) == QColor(0, 0, 0, 0)
    assert empty == {"happy": False, NO_SPEECH: True, UNCERTAIN: False}
