"""Where text runs from right to left, coloured edges stand at the right."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from ser_desktop.project.items import Annotation
from ser_desktop.texts.forms import Language
from ser_desktop.texts.messages import ENGLISH, Message
from ser_desktop.ui.shell.main_window import MainWindow
from ser_desktop.ui.toolkit.emotion_colours import colour_of
from ser_desktop.ui.toolkit.mirrored_sheet import in_direction
from ser_desktop.ui.toolkit.style_sheet import style_sheet
from ser_desktop.ui.toolkit.theme import DARK, ThemeManager
from tests.support.clipping import settle_layout
from tests.support.pseudo_languages import right_to_left_language

RTL, LTR = Qt.LayoutDirection.RightToLeft, Qt.LayoutDirection.LeftToRight


def test_edges_and_padding_change_sides() -> None:
    rule = "A { border-left: 3px solid red; padding: 1px 2px 3px 4px; margin-right: 5px; }"
    mirrored = "A { border-right: 3px solid red; padding: 1px 4px 3px 2px; margin-left: 5px; }"
    assert in_direction(rule, RTL) == mirrored
    assert in_direction(mirrored, RTL) == rule
    assert in_direction(rule, LTR) == rule


def test_what_has_no_side_stays() -> None:
    rule = "A { padding: 4px 8px; spacing: 8px; border-top-left-radius: 4px; text-align: left; }"
    assert in_direction(rule, RTL) == rule


def test_the_whole_style_sheet_is_mirrored_and_back(qapp: QApplication) -> None:
    sheet = style_sheet(DARK, LTR)
    assert "border-left: 3px" in sheet
    assert "border-left: 3px" not in style_sheet(DARK, RTL)
    assert in_direction(style_sheet(DARK, RTL), RTL) == sheet


def edges(widget: QWidget) -> tuple[str, str]:
    """Return the colours at the left and the right edge of a widget."""
    picture = widget.grab().toImage()
    middle = picture.height() // 2
    at = (0, picture.width() - 1)
    left, right = (picture.pixelColor(x, middle).name() for x in at)
    return left, right


@pytest.mark.parametrize("direction", [LTR, RTL])
def test_boxes_have_their_coloured_edge_where_their_text_begins(
    direction: Qt.LayoutDirection,
    open_in: Callable[[Language], MainWindow],
    themes: ThemeManager,
) -> None:
    window = open_in(right_to_left_language() if direction == RTL else ENGLISH)
    window.notices.show_error(Message("device.none_input"))
    window.result.tip.show_message(Message("advice.quiet"))
    window.result.tip.set_role("doubt")
    card = window.result.annotation_card
    one = Annotation(id="1", recording_id="r", start_s=0.0, end_s=1.0, labels={"sad": 1.0})
    card.show_one(one, None)
    settle_layout()
    boxes = {
        "notice": (window.findChild(QFrame, "notice"), themes.theme.record),
        "doubt": (window.result.tip, themes.theme.warning),
    }
    for name, (box, colour) in boxes.items():
        left, right = edges(box)
        at_start, at_end = (right, left) if direction == RTL else (left, right)
        assert (at_start == colour, at_end == colour) == (True, False), name
    bars = window.result.bars
    row = bars.grab().toImage().copy(0, 0, bars.width(), bars._row_height())
    swatch = row.pixelColor(bars.width() - 8 if direction == RTL else 8, row.height() // 2)
    assert swatch == QColor(colour_of(bars.rows()[0], themes.theme)), "colours begin the rows"
    left, right = edges(card)
    plain = left if direction == RTL else right
    assert plain == themes.theme.border, "the edge in the emotion's colour is the other one"
    assert left != right
