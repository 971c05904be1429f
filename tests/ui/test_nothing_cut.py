"""In every language the window of 1280 x 800 shows whole texts, in each of its states."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from ser_desktop.emotion.labels import EMOTIONS, NO_SPEECH, UNCERTAIN
from ser_desktop.emotion.results import Overall
from ser_desktop.texts.forms import Language
from ser_desktop.texts.languages.loading import LANGUAGES, load_language
from ser_desktop.ui.recordings.overview_model import COLUMNS
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.result.segments_model import COLUMNS as SEGMENT_COLUMNS
from ser_desktop.ui.shell.live_texts import live_headline, live_hint
from ser_desktop.ui.shell.main_window import MainWindow
from ser_desktop.ui.toolkit.state import State
from ser_desktop.ui.toolkit.two_lines import broken_in_two, in_two_lines
from tests.support.clipping import clipped, shortened_cells
from tests.support.made_analysis import made_analysis

MADE: dict[str, list[str | tuple[str, float]]] = {
    "mixed": [*(["fearful"] * 30), *(["surprised"] * 28)],
    "none prevails": [label for label in EMOTIONS for _ in range(8)],
    "mostly": ["disgust"] * 40,
    "without words": [NO_SPEECH] * 8,
    "noisy": [("surprised", 0.36)] * 5,
    "uncertain for long": [("fearful", 0.3)] * 70,
}


def undecided(first: str, second: str) -> Overall:
    """Return an answer that may be either of two emotions."""
    probabilities = np.full(len(EMOTIONS), 0.2 / 6, np.float32)
    probabilities[[EMOTIONS.index(first), EMOTIONS.index(second)]] = 0.42, 0.38
    return Overall(
        UNCERTAIN, (first, second), 0.42, probabilities, 0.9, 1.0, set=(first, second, "neutral"),
        coverage=0.9, speech_s=9.0,
    )  # fmt: skip


def made_recordings(window: MainWindow) -> Iterator[Recording]:
    """List a recording for each of :data:`MADE`, with its answers, and yield them."""
    for name, labels in MADE.items():
        analysis = made_analysis(labels, path=f"/in/{name}.wav", sample_rate_hz=8000)
        if name == "noisy":
            overall = undecided("fearful", "surprised")
            segments = tuple(replace(s, label=UNCERTAIN) for s in analysis.segments)
            analysis = replace(analysis, overall=overall, segments=segments)
        recording = Recording.of(Path(f"/in/{name}.wav"))
        recording.document.displayed_analyses = (analysis,)
        window.controller.recordings.add([recording])
        yield recording


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_state_shows_whole_texts(
    code: str, open_in: Callable[[Language], MainWindow]
) -> None:
    window = open_in(load_language(code))
    names = [SEGMENT_COLUMNS.index("speaker")]
    faults: dict[str, list[str]] = {}
    for recording in made_recordings(window):
        window.presenter._show_current(recording)
        QApplication.processEvents()
        found = clipped(window) + shortened_cells(window.segments, names)
        faults[recording.path.stem] = found
    window.show_overview(True)
    window.overview._refresh()
    QApplication.processEvents()
    of_files = [COLUMNS.index(key) for key in ("name", "shares", "warnings")]
    faults["overview"] = clipped(window) + shortened_cells(window.overview.table, of_files)
    window.show_overview(False)
    for state in (State.RECORDING, State.PAUSED, State.MONITORING):
        window.result.show_live_state(live_headline(state), live_hint(state))
        QApplication.processEvents()
        faults[state.name] = clipped(window)
    assert {state: found for state, found in faults.items() if found} == {}
    assert window.width() == 1280


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_headline_names_any_two_emotions(
    code: str, open_in: Callable[[Language], MainWindow]
) -> None:
    header = open_in(load_language(code)).result.header
    for first, second in permutations(EMOTIONS, 2):
        header.show_overall(undecided(first, second))
        QApplication.processEvents()
        assert clipped(header) == []


def test_a_text_breaks_where_both_lines_are_short() -> None:
    assert broken_in_two("ängstlich oder überrascht?", len) == "ängstlich oder\nüberrascht?"
    assert broken_in_two("überrascht", len) == "überrascht"
    assert in_two_lines("a b c d", len) == 3
