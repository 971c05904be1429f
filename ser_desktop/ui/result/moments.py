"""A list of the moments of one emotion, or of the strongest moments of any."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ser_desktop.emotion.labels import EMOTIONS, in_order
from ser_desktop.emotion.moments import Moment
from ser_desktop.project.annotated_spans import Said, said_of
from ser_desktop.project.items import Annotation
from ser_desktop.texts.messages import Message, emotion_name, joined
from ser_desktop.ui.result.moment_list import MomentList
from ser_desktop.ui.toolkit.announce import show_value
from ser_desktop.ui.toolkit.emotion_colours import chip_icon
from ser_desktop.ui.toolkit.icons import icon
from ser_desktop.ui.toolkit.number_text import confidence_text, position_text
from ser_desktop.ui.toolkit.reserved_width import reserve_width
from ser_desktop.ui.toolkit.theme import GRID, ThemeManager

_CHIP_SIZE, _MARKED_SIZE = 10, 14
_LIST_STRETCH = 100
_WIDEST_COUNT = 100
"""The arrows keep their places up to this number of moments."""
_ARROW = QSize(16, 16)


class Moments(QWidget):
    """An emotion box, the number of moments and their list; hidden without a result."""

    moment_chosen = Signal(int)
    """The rank of a moment, from 0."""
    step_wanted = Signal(int)
    emotion_chosen = Signal(str)
    play_toggled = Signal(bool)
    menu_wanted = Signal(int, QPoint)
    """The rank of a moment, from 0, and the screen position for its menu."""

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strongestMoments")
        self._themes = themes
        self._moments: Sequence[Moment] = ()
        self._at = -1
        self._annotations: Sequence[Annotation] = ()
        self._chooser = self._make_chooser()
        self._count = QLabel()
        self._count.setObjectName("momentCount")
        self._count.setProperty("role", "muted")
        self._count.setAlignment(Qt.AlignmentFlag.AlignCenter)
        reserve_width(self._count, [Message("result.moment_count", n=_WIDEST_COUNT)])
        self._previous = self._make_arrow("previousMoment", "result.previous_moment", -1)
        self._next = self._make_arrow("nextMoment", "result.next_moment", 1)
        self._none = QLabel()
        self._none.setProperty("role", "muted")
        self._none.setWordWrap(True)
        self.play_box = QToolButton()
        self.play_box.setObjectName("playMoments")
        self.play_box.setCheckable(True)
        self.play_box.setIconSize(_ARROW)
        self.play_box.setText(str(Message("result.play_moments")))
        self.play_box.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.play_box.setAccessibleName(str(Message("result.play_moments_spoken")))
        self.play_box.setToolTip(str(Message("result.play_moments_spoken")))
        self.play_box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.play_box.toggled.connect(self.play_toggled)
        self.list = MomentList()
        self.list.moment_chosen.connect(self.moment_chosen)
        self.list.menu_wanted.connect(self.menu_wanted)
        self._lay_out()
        themes.changed.connect(self._show)
        self.set_labels(EMOTIONS)
        self._show()  # so that it asks for its whole width from the start
        self.hide()

    def _lay_out(self) -> None:
        heading = QLabel(str(Message("result.moments")))
        heading.setProperty("role", "heading")
        top = QHBoxLayout()
        top.setSpacing(0)
        top.addWidget(heading, 1)
        for widget in (self._previous, self._count, self._next):
            top.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addLayout(top)
        choice = QHBoxLayout()
        choice.setSpacing(GRID)
        choice.addWidget(self._chooser, 1)
        choice.addWidget(self.play_box)
        column.addLayout(choice)
        column.addWidget(self.list, _LIST_STRETCH)
        column.addWidget(self._none)
        column.addStretch(1)

    # What is shown ---------------------------------------------------------------------------

    def set_labels(self, labels: Sequence[str]) -> None:
        """The emotions that can be chosen."""
        chosen = self._chooser.currentData() or ""
        self._chooser.blockSignals(True)
        self._chooser.clear()
        self._chooser.addItem(str(Message("result.any_emotion")), "")
        for label in in_order(labels):
            self._chooser.addItem(emotion_name(label), label)
        self._chooser.setCurrentIndex(max(0, self._chooser.findData(chosen)))
        self._chooser.blockSignals(False)

    def show_emotion(self, emotion: str) -> None:
        """Select the emotion whose moments are shown; "" is any emotion."""
        self._chooser.blockSignals(True)
        self._chooser.setCurrentIndex(max(0, self._chooser.findData(emotion)))
        self._chooser.blockSignals(False)

    def show_moments(self, moments: Sequence[Moment], at: int = -1) -> None:
        """Show a list of moments, and mark the current one."""
        self._moments, self._at = moments, at
        self._show()

    def show_annotations(self, annotations: Sequence[Annotation]) -> None:
        """Mark the moments that a person has annotated."""
        if list(annotations) != list(self._annotations):
            self._annotations = tuple(annotations)
            self._show()

    def _show(self) -> None:
        n = len(self._moments)
        place = Message("result.moment_at", number=self._at + 1, n=n)
        count = place if self._at >= 0 else Message("result.moment_count", n=n)
        show_value(self._count, str(Message("result.moments_name")), str(count))
        theme = self._themes.theme
        self.play_box.setIcon(icon("play", theme.text, theme.control))
        for arrow, picture in ((self._previous, "chevron-left"), (self._next, "chevron-right")):
            arrow.setEnabled(n > 0)
            arrow.setIcon(icon(picture, theme.text, theme.control))
        self.list.show_rows([self._row(moment) for moment in self._moments], self._at)
        self.list.setVisible(n > 0)
        self._none.setVisible(n == 0)
        emotion = self._chooser.currentData() or ""
        none = Message("result.no_moments_of", emotion=emotion_name(emotion))
        self._none.setText(str(none if emotion else Message("result.no_moments")))

    def _row(self, moment: Moment) -> tuple[str, str, str, QIcon]:
        """Return text, tool tip, spoken text and icon of a moment."""
        time = position_text(moment.start_s)
        said = said_of(self._annotations, moment.span_s)
        answer = str(with_said(moment_message(moment), said))
        is_first = said is not None and said.comes_first
        yours = said.headline.labels[:1] if said is not None and is_first else ()
        label = next(iter(yours), moment.label)
        size = _MARKED_SIZE if is_first else _CHIP_SIZE
        chip = chip_icon(label, self._themes.theme, size, is_marked=is_first)
        spoken = str(Message("result.go_to_moment", time=time, answer=answer))
        return f"{time}   {answer}", str(_tip(moment, said)), spoken, chip

    # Parts -----------------------------------------------------------------------------------

    def _make_chooser(self) -> QComboBox:
        chooser = QComboBox()
        chooser.setObjectName("momentEmotion")
        chooser.setAccessibleName(str(Message("result.moment_emotion")))
        chooser.setToolTip(str(Message("result.moment_emotion")))
        chooser.setMinimumContentsLength(8)
        chooser.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        chooser.activated.connect(lambda i: self.emotion_chosen.emit(chooser.itemData(i)))
        return chooser

    def _make_arrow(self, name: str, text: str, by: int) -> QToolButton:
        arrow = QToolButton()
        arrow.setObjectName(name)
        arrow.setIconSize(_ARROW)
        arrow.setAccessibleName(str(Message(text)))
        arrow.setToolTip(str(Message(f"{text}_tip")))
        arrow.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        arrow.clicked.connect(lambda _checked=False: self.step_wanted.emit(by))
        return arrow


def moment_message(moment: Moment) -> Message:
    """Return the emotion of a moment with its number; and the segment if it is called otherwise."""
    fields = {
        "emotion": emotion_name(moment.label),
        "confidence": confidence_text(moment.confidence),
    }
    if moment.is_of_its_label:
        return Message("result.moment", **fields)
    return Message("result.moment_within", segment=emotion_name(moment.segment.label), **fields)


def with_said(answer: Message, said: Said | None) -> Message:
    """Return the model's answer for a place, behind or before what people said of it."""
    if said is None:
        return answer
    if said.comes_first:
        words = str(said.headline.message())
        return Message("recordings.row_annotated", annotated=words, answer=answer)
    return Message("result.said_of_part", annotated=_names(said.labels), answer=answer)


def _tip(moment: Moment, said: Said | None) -> Message:
    start, end = map(position_text, moment.span_s)
    fields = {"start": start, "end": end, "answer": moment_message(moment)}
    if said is not None:
        return Message("result.moment_tip_annotated", annotated=_names(said.labels), **fields)
    return Message("result.moment_tip", **fields)


def _names(labels: Sequence[str]) -> str:
    return joined([emotion_name(label) for label in labels])
