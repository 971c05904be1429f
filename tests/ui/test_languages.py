"""The window in other languages: whole, unclipped, mirrored where text runs from right to left."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QMainWindow,
)
from pytestqt.qtbot import QtBot

from ser_desktop.emotion.speaker_turns import SpeakerTurn
from ser_desktop.practice.sentences import bundled_sentences
from ser_desktop.project.items import Speaker
from ser_desktop.settings import Settings
from ser_desktop.texts.forms import Language
from ser_desktop.texts.languages.coverage import wanted_ids
from ser_desktop.texts.languages.loading import TRANSLATIONS, load_language
from ser_desktop.texts.messages import ENGLISH, Message, current_language
from ser_desktop.texts.tables import ENGLISH_TEXTS
from ser_desktop.ui.shell.actions import Actions
from ser_desktop.ui.shell.main_window import MainWindow
from ser_desktop.ui.toolkit import language as language_module
from ser_desktop.ui.toolkit.language import chosen_language
from ser_desktop.ui.toolkit.number_field import NumberField
from ser_desktop.ui.toolkit.number_text import duration_text, frequency_text, signed_text
from ser_desktop.ui.toolkit.state import State
from ser_desktop.ui.toolkit.theme import ThemeManager
from tests.support.clipping import clipped
from tests.support.pseudo_languages import pseudo_language, right_to_left_language
from tests.support.visible_texts import texts_of

DIALOGS = (
    *("preferences", "help", "about", "welcome", "meaning", "guide", "models", "voices"),
    *("export_all", "practise"),
)
PROJECT_DIALOGS = (
    *("export_project", "rate_blind", "agreement", "project_speakers", "find_speakers", "notes"),
    *("same_people", "edit_annotation"),
)
_NAMES = re.compile(
    r"ser-base[\w.-]*|ser-fast[\w.-]*|sample|English|Deutsch|Fran\w+|Espa\w+|https?:\S+|/\S+|<[^>]*>"
    r"|[\w.-]+ · (?:ALSA|PulseAudio|JACK)"
)
ALIKE = {
    "every": (
        *("ELAN", "Excel", "Parquet", "Label Studio", "MFCC", "Chroma", "{rate}, mono", "mono"),
        *("English", "Deutsch", "Français", "Español"),
        *("Magma", "Viridis", "Inferno", "Cividis"),
        *("MMM yyyy", "d MMM yyyy"),  # forms of dates
    ),
    "de": (
        *("neutral", "Hindi", "Tamil", "Urdu", "Position", "stereo", "{rate}, stereo", "CLIP"),
        *("Take", "Takes", "Take {time}", "Take {n}", "Take {n} · {share}", "Emotion", "normal"),
        *("Name", "Name:", "Label", "System", "Linear", "Annotation", "Pseudonym"),
        "SEGMENT {start} – {end}",
    ),
    "fr": (
        *("SEGMENT {start} – {end}", "annotations"),
        *("&Guide", "Guide", "Microphone", "Position", "Moments", "Segments", "Licence"),
        *("Formats", "Action", "Verdict", "Annotations", "Annotations ({n})", "Annotation"),
        *("Annotations ({kinds})", "Note"),
    ),
    "es": ("neutral", "normal", "General"),
}
"""Names and words that both languages have."""
SLOW_DIALOGS = ("details", "compare")
"""They load librosa and every model: opened in the language with the longest words alone."""


def opened_dialog(window: MainWindow, key: str, qtbot: QtBot) -> QDialog:
    window.actions_[key].trigger()
    dialogs = [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]
    assert len(dialogs) == 1, key
    qtbot.waitUntil(lambda: not window.controller.workers.busy, timeout=60_000)
    QApplication.processEvents()
    return dialogs[0]


@pytest.mark.parametrize("code", TRANSLATIONS)
def test_no_text_of_the_window_is_clipped(
    code: str, window_in: Callable[[Language], MainWindow], qtbot: QtBot, sample: Path
) -> None:
    window = window_in(load_language(code))
    assert clipped(window) == [], "empty"
    window.controller.open([sample])
    qtbot.waitUntil(lambda: not window.controller.workers.busy, timeout=30_000)
    QApplication.processEvents()
    assert clipped(window) == [], "with a recording"
    assert window.size().width() == 1280, "the texts widen nothing"
    window.controller.transport.choose_span((1.0, 2.0))
    window.actions_["annotate_sad"].trigger()
    QApplication.processEvents()
    assert clipped(window) == [], "with an annotation and a selection"
    show_speakers(window)
    QApplication.processEvents()
    assert clipped(window) == [], "with speakers"
    bar, table = window.segments_panel.bar, window.segments
    assert window.segments_panel.speaker.isVisible()
    assert bar.sizeHint().width() <= window.centre.width(), "all filters stand on one line"
    widths = [table.columnWidth(i) for i in range(table.model().columnCount())]
    assert sum(widths) <= table.viewport().width(), f"every column is in view: {widths}"
    window.actions_["overview"].trigger()
    QApplication.processEvents()
    assert clipped(window) == [], "overview"
    window.actions_["overview"].trigger()
    window.status.show_sharing(True, False)
    window.notices.show_news(Message("share.stays_on"))
    window.presenter._show_state(State.MONITORING)
    QApplication.processEvents()
    assert clipped(window) == [], "listening and sharing"


@pytest.mark.parametrize("code", TRANSLATIONS)
def test_sort_and_filter_stand_on_one_line(
    code: str, open_in: Callable[[Language], MainWindow], tmp_path: Path, sample: Path
) -> None:
    window = open_in(load_language(code))
    other = tmp_path / "other.flac"
    other.write_bytes(sample.read_bytes())
    window.controller.open([other])
    QApplication.processEvents()
    panel = window.recordings_panel
    assert panel.sort_box.isVisible()
    assert panel.sort_box.y() == panel.filter_box.y()
    assert [fault for fault in clipped(panel) if "Box" in fault] == []


@pytest.mark.parametrize("code", TRANSLATIONS)
def test_a_file_that_cannot_be_read_is_explained_without_clipping(
    code: str, open_in: Callable[[Language], MainWindow], qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_in(load_language(code))
    broken = tmp_path / ("a name that is quite long and goes on " * 3 + ".wav")
    broken.write_bytes(b"a letter " * 99)
    window.controller.open([broken])
    qtbot.waitUntil(window.timeline.failed.isVisible, timeout=10_000)
    QApplication.processEvents()
    assert clipped(window.timeline.failed) == []


def show_speakers(window: MainWindow) -> None:
    """Let two people speak in the shown recording."""
    current = window.controller.current
    assert current is not None
    assert current.analysis is not None
    names = ("speaker-1", "speaker-2")
    turns = {name: (SpeakerTurn(name, 3.0 * at, 3.0 * at + 3.0),) for at, name in enumerate(names)}
    first = current.analysis.tracks[0]
    tracks = tuple(replace(first, name=x, speaker=x, turns=turns[x]) for x in names)
    shown = replace(current.analysis, further_tracks=tracks)
    current.document.displayed_analyses = (shown,)
    for number, name in enumerate(names, start=1):
        text = str(Message("speakers.name", n=number))
        current.document.speakers[name] = Speaker(name, text)
    window.presenter._show_current(current)


@pytest.mark.parametrize("code", TRANSLATIONS)
def test_no_text_of_a_dialog_is_clipped(
    code: str, open_in: Callable[[Language], MainWindow], qtbot: QtBot
) -> None:
    window = open_in(load_language(code))
    faults = {}
    for key in (*DIALOGS, *PROJECT_DIALOGS, *(SLOW_DIALOGS if code == "de" else ())):
        dialog = opened_dialog(window, key, qtbot)
        faults[key] = clipped(dialog)
        dialog.close()
        QApplication.processEvents()
    assert {key: found for key, found in faults.items() if found} == {}


@pytest.mark.parametrize("code", TRANSLATIONS)
def test_each_menu_underlines_each_letter_once(
    code: str, speak: Callable[[Language], None], qapp: QApplication, themes: ThemeManager
) -> None:
    speak(load_language(code))
    host = QMainWindow()
    actions = Actions(host, themes)
    bars = [[menu.title() for menu in actions.menus.values()]]
    menus = [[a.text() for a in menu.actions()] for menu in actions.menus.values()]
    for texts in bars + menus:
        letters = [
            match[1].lower() for text in texts for match in [re.search("&(.)", text)] if match
        ]
        assert len(letters) == len(set(letters)), texts
    host.deleteLater()


def test_standard_buttons_and_keys_are_translated(
    open_in: Callable[[Language], MainWindow], qtbot: QtBot
) -> None:
    window = open_in(load_language("de"))
    assert "Strg+O" in window.actions_["open"].toolTip()
    dialog = opened_dialog(window, "preferences", qtbot)
    close = dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Close)
    assert close.text().replace("&", "") == "Schließen"
    dialog.close()


def test_the_language_is_chosen_in_preferences_and_kept(window: MainWindow, qtbot: QtBot) -> None:
    dialog = opened_dialog(window, "preferences", qtbot)
    box = dialog.findChild(QComboBox, "setting_language")
    assert box is not None
    assert [box.itemText(i) for i in range(1, box.count())] == [
        *("English", "Deutsch", "Français", "Español")
    ]
    box.setCurrentIndex(box.findData("fr"))
    dialog.close()
    kept = Settings(window.controller.profile.settings_file)
    assert chosen_language(kept["language"]).code == "fr"
    assert current_language() is ENGLISH, "from the next start on"


@pytest.mark.parametrize(
    ("system", "code"),
    [(["de-AT", "de", "en"], "de"), (["pl", "es-MX"], "es"), (["ja"], "en"), (["C"], "en")],
)
def test_the_systems_language_is_the_first_that_has_a_table(
    system: list[str], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Locale:
        @staticmethod
        def system() -> Locale:
            return Locale()

        def uiLanguages(self) -> list[str]:
            return system

    monkeypatch.setattr(language_module, "QLocale", Locale)
    assert chosen_language("system").code == code


def test_numbers_take_the_point_of_the_language(
    speak: Callable[[Language], None], qtbot: QtBot
) -> None:
    speak(load_language("de"))
    assert duration_text(3.5) == "0:03,5"
    assert frequency_text(1380) == "1,38 kHz"
    assert signed_text(-1.5, "dB", 1) == "−1,5 dB"
    field = NumberField()
    qtbot.addWidget(field)
    field.setDecimals(1)
    field.setValue(1.5)
    assert field.text() == "1,5"
    for typed in ("2,5", "2.5"):
        field.lineEdit().setText(typed)
        field.interpretText()
        assert (field.value(), field.text()) == (2.5, "2,5")


def test_a_language_two_fifths_longer_leaves_no_text_english(
    open_in: Callable[[Language], MainWindow], qtbot: QtBot
) -> None:
    """Words without an accent were not asked from the table."""
    window = open_in(pseudo_language())
    window.controller.transport.choose_span((1.0, 2.0))
    window.actions_["annotate_sad"].trigger()
    assert english(texts_of(window)) == []
    for key in (*DIALOGS, *PROJECT_DIALOGS):
        dialog = opened_dialog(window, key, qtbot)
        assert english(texts_of(dialog)) == [], key
        dialog.close()
        QApplication.processEvents()


def english(texts: list[str]) -> list[str]:
    """Texts with plain English words; names of models, files, devices and people are none."""
    plain = (text for text in texts if "~" not in text and text not in bundled_sentences())
    return [text for text in plain if re.search("[A-Za-z]{4}", _NAMES.sub("", text))]


@pytest.mark.parametrize("code", TRANSLATIONS)
def test_no_translation_is_the_english_word(code: str) -> None:
    """A word that is the same in both languages is listed, so that a forgotten one is seen."""
    table = load_language(code).texts
    same = {
        str(ENGLISH_TEXTS[id])
        for id in wanted_ids()
        if table[id] == ENGLISH_TEXTS[id] and re.search("[A-Za-z]{4}", _plain(ENGLISH_TEXTS[id]))
    }
    assert same <= {*ALIKE["every"], *ALIKE[code]}


def _plain(text: object) -> str:
    return re.sub(r"\{[^}]*\}", "", str(text))


def test_text_from_right_to_left_mirrors_the_window_but_not_time(
    open_in: Callable[[Language], MainWindow], qtbot: QtBot
) -> None:
    window = open_in(right_to_left_language())
    assert QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    assert window.list.mapTo(window, window.list.rect().center()).x() > window.width() / 2
    assert window.timeline.layoutDirection() == Qt.LayoutDirection.LeftToRight
    start = window.timeline._tracks.waveform.plot.getViewBox()
    first = start.mapViewToScene(start.viewRect().topLeft()).x()
    last = start.mapViewToScene(start.viewRect().topRight()).x()
    assert first < last
    axis = window.timeline._tracks.waveform.plot.getAxis("left")
    assert axis.scenePos().x() < first, "the axis stays on the left"
    for key in DIALOGS:
        opened_dialog(window, key, qtbot).close()
        QApplication.processEvents()
    window.actions_["overview"].trigger()
    window.grab()
