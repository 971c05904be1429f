"""The editor of an annotation: what is not stated looks so, and is not stored."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QPalette
from pytestqt.qtbot import QtBot

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.texts.messages import Message, emotion_name
from ser_desktop.ui.annotations.annotation_editor import AnnotationEditor
from ser_desktop.ui.toolkit.theme import ThemeManager

Taken = list[tuple[dict[str, float], dict[str, object]]]


@pytest.fixture
def taken() -> Taken:
    return []


@pytest.fixture
def editor(themes: ThemeManager, taken: Taken, qtbot: QtBot) -> AnnotationEditor:
    made = AnnotationEditor(None, "Ann", lambda *values: taken.append(values))
    qtbot.addWidget(made)
    made.show()
    return made


def test_only_ticked_sliders_have_the_accent(
    editor: AnnotationEditor, themes: ThemeManager
) -> None:
    role = QPalette.ColorRole.Highlight
    slider, tick = editor._weights["sad"], editor._ticks["sad"]
    assert not slider.isEnabled()
    assert slider.palette().color(role).name() == themes.theme.border
    tick.setChecked(True)
    assert slider.isEnabled()
    assert slider.palette().color(role).name() == themes.theme.accent


def test_every_slider_has_its_name_at_its_tick(editor: AnnotationEditor) -> None:
    assert [tick.text() for tick in editor._ticks.values()] == [emotion_name(e) for e in EMOTIONS]
    for optional, key in ((editor._intensity, "intensity"), (editor._confidence, "confidence")):
        assert optional.tick.text() == str(Message(f"annotation.column_{key}"))
        middles = [part.geometry().center().y() for part in (optional.tick, optional.slider)]
        assert abs(middles[0] - middles[1]) < 6
    lefts = {slider.x() for slider in (*editor._weights.values(), editor._intensity.slider)}
    assert len(lefts) == 1, "all sliders begin at one edge"


def test_what_is_not_ticked_is_not_stored(editor: AnnotationEditor, taken: Taken) -> None:
    editor._ticks["sad"].setChecked(True)
    editor._intensity.tick.setChecked(True)
    editor._intensity.slider.setValue(80)
    editor.accept()
    ((weights, fields),) = taken
    assert weights == {"sad": 1.0}
    assert (fields["intensity"], fields["confidence"]) == (0.8, None)
