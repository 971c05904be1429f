"""The course of a long recording: its longest stretches, as links, and its trend."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ser_desktop.emotion.course import MAX_STRETCHES, Course, Trend
from ser_desktop.emotion.stretches import MAX_GAP_S
from ser_desktop.texts.messages import Message, emotion_name
from ser_desktop.ui.recordings.course_text import joined_message, stretch_message
from ser_desktop.ui.toolkit.emotion_colours import chip_icon
from ser_desktop.ui.toolkit.message_label import MessageLabel
from ser_desktop.ui.toolkit.number_text import percent_text
from ser_desktop.ui.toolkit.theme import GRID, ThemeManager

_CHIP_SIZE = 10


class CourseView(QWidget):
    """Hidden for recordings of one emotion, and while a part is selected."""

    place_wanted = Signal(object)
    """(start, end) in seconds."""

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("courseView")
        self._themes = themes
        self._course: Course | None = None
        heading = QLabel(str(Message("result.course")))
        heading.setProperty("role", "heading")
        self._definition = MessageLabel("stretchDefinition", "muted")
        self._definition.show_message(Message("result.course_definition", seconds=f"{MAX_GAP_S:g}"))
        self.trend = MessageLabel("courseTrend", "muted")
        self._rows = [self._make_row(i) for i in range(MAX_STRETCHES)]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(heading)
        rows = QVBoxLayout()
        rows.setSpacing(0)
        for row in self._rows:
            rows.addWidget(row)
        column.addLayout(rows)
        column.addWidget(self._definition)
        column.addWidget(self.trend)
        themes.changed.connect(lambda: self.show_course(self._course))
        self.hide()

    def show_course(self, course: Course | None) -> None:
        """Show a course; None, or one without long stretches and trend, hides the view."""
        self._course = course
        has_content = course is not None and bool(course.stretches or course.has_trend)
        self.setVisible(has_content)
        if course is None:
            return
        for row, stretch in zip(
            self._rows, [*course.stretches, *[None] * MAX_STRETCHES], strict=False
        ):
            row.setVisible(stretch is not None)
            if stretch is not None:
                row.setText(f"  {stretch_message(stretch)}")
                row.setAccessibleName(str(joined_message(stretch)))
                row.setToolTip(str(joined_message(stretch)))
                row.setIcon(chip_icon(stretch.label, self._themes.theme, _CHIP_SIZE))
        self._definition.setVisible(bool(course.stretches))
        self.trend.show_message(*([trend_message(course.trend)] if course.has_trend else []))

    def _make_row(self, at: int) -> QToolButton:
        row = QToolButton()
        row.setObjectName(f"stretch{at}")
        row.setProperty("role", "row")
        row.setAutoRaise(True)
        row.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        row.clicked.connect(lambda _checked=False: self._go(at))
        return row

    def _go(self, at: int) -> None:
        if self._course is not None and at < len(self._course.stretches):
            stretch = self._course.stretches[at]
            self.place_wanted.emit((stretch.start_s, stretch.end_s))


def trend_message(trend: Trend | None) -> Message:
    """Return a text for an emotion that increases or decreases."""
    if trend is None:
        return Message("result.no_trend")
    id = "result.trend_up" if trend.last > trend.first else "result.trend_down"
    return Message(
        id,
        emotion=emotion_name(trend.label),
        first=percent_text(trend.first),
        last=percent_text(trend.last),
    )
