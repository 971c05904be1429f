"""Progress over days: a point for each take, and a line through the daily medians."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from ser_desktop.errors import OutputError
from ser_desktop.practice.progress import Day, counts, days, write_csv
from ser_desktop.practice.progress_entry import ProgressEntry
from ser_desktop.practice.target import Target
from ser_desktop.texts.messages import Message, emotion_name
from ser_desktop.ui.practice.practice_text import date_text, share_text
from ser_desktop.ui.toolkit.accessible_role import CHART
from ser_desktop.ui.toolkit.error_message import error_message
from ser_desktop.ui.toolkit.local_axis import local_axes
from ser_desktop.ui.toolkit.message_label import MessageLabel
from ser_desktop.ui.toolkit.push_button import push_button
from ser_desktop.ui.toolkit.theme import GRID, ThemeManager

_MAX_TICKS, _MAX_TICKS_WITH_YEAR = 7, 4
MAX_BREAK_DAYS = 7
"""After a longer break the line is dotted: nobody knows what would have been between."""
_MIN_ROOM_DAYS, _ROOM_SHARE, _ROOM_SHARE_WITH_YEAR = 0.6, 0.1, 0.18
"""Beside the first and the last day, so that their dates are whole."""
_SPREAD = 0.5
"""Takes of a day stand side by side over this share of it."""


class ProgressChart(pg.GraphicsLayoutWidget):
    """Draws the chart, without controls."""

    ACCESSIBLE_ROLE = CHART

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("practiceProgressChart")
        self.setAccessibleName(str(Message("practice.progress_name")))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAcceptDrops(False)  # the window takes every drop
        self.ci.layout.setContentsMargins(0, 0, GRID, 0)
        self.legend = pg.LegendItem(offset=None, colCount=3, verSpacing=0)
        self.addItem(self.legend, row=0, col=0)
        self.plot = self.addPlot(row=1, col=0, axisItems=local_axes())
        self.plot.hideButtons()
        self.plot.setMenuEnabled(False)
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.showGrid(y=True, alpha=0.15)
        for side in ("left", "bottom"):
            self.plot.getAxis(side).enableAutoSIPrefix(False)
        shares = [(share, f"{share}\u202f%") for share in (0, 25, 50, 75, 100)]
        self.plot.getAxis("left").setTicks([shares])
        self.plot.setLabel("left", str(Message("practice.column_score")))


class ProgressView(QWidget):
    """Takes that do not count are hollow and outside the line."""

    exported = Signal(object)
    """A message: where the table was written, or why it could not be."""

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._entries: list[ProgressEntry] = []
        self._model = self._voice = ""
        self._target = Target("happy")
        self.chart = ProgressChart()
        self.summary = MessageLabel("practiceProgress")
        self.export = push_button("practice.export", "practiceExport", self._ask_export)
        self.export.setAutoDefault(False)
        self.export.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row = QHBoxLayout()
        row.addWidget(self.summary, 1)
        row.addWidget(self.export, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(row)
        column.addWidget(self.chart, 1)
        themes.changed.connect(self._draw)
        self.show_entries([], self._target, "", "")

    def show_entries(
        self, entries: Sequence[ProgressEntry], target: Target, model: str, voice: str
    ) -> None:
        """Show takes.

        Args:
            entries: takes for the target, oldest first.
            target: their target.
            model: name and version of the model in use; "" before one is loaded.
            voice: the voice in use.
        """
        self._entries, self._target = list(entries), target
        self._model, self._voice = model, voice
        self.export.setEnabled(bool(self._entries))
        self._say()
        self._draw()

    def write(self, path: Path) -> None:
        """Write all takes for the target as CSV."""
        try:
            write_csv(self._entries, path)
        except OutputError as error:
            self.exported.emit(error_message(error))
        else:
            self.exported.emit(Message("practice.exported", path=path))

    def _ask_export(self) -> None:
        title, name = str(Message("practice.export")), str(Message("practice.csv_name"))
        kinds = str(Message("practice.csv_filter"))
        chosen, _ = QFileDialog.getSaveFileName(self, title, name, kinds)
        if chosen:
            path = Path(chosen)
            self.write(path if path.suffix else path.with_suffix(".csv"))

    def _days(self) -> list[Day]:
        return days(self._entries, self._model, self._voice)

    def _say(self) -> None:
        shown = self._days()
        if not shown:
            self.summary.show_message(Message("practice.progress_empty"))
            return
        messages = [
            Message(
                "practice.progress_days",
                n=len(shown),
                emotion=emotion_name(self._target.emotion).capitalize(),
                strength=Message(f"practice.strength_{self._target.strength}"),
                takes=Message("practice.progress_takes", n=sum(day.n_takes for day in shown)),
                best=share_text(max(day.best for day in shown)),
                median=share_text(shown[-1].median),
            )
        ]
        if len(shown) == 1:
            messages.append(Message("practice.progress_one"))
        n_hollow = len([e for e in self._entries if not counts(e, self._model, self._voice)])
        if n_hollow:
            messages.append(Message("practice.progress_others", n=n_hollow))
        self.summary.show_message(*messages)

    def _draw(self) -> None:
        theme, plot = self._themes.theme, self.chart.plot
        self.chart.setBackground(theme.window)
        plot.getViewBox().setBackgroundColor(theme.plot)
        plot.getViewBox().setBorder(pg.mkPen(theme.border))
        plot.clear()
        self.chart.legend.clear()
        self.chart.legend.setLabelTextColor(theme.text)
        shown = [entry for entry in self._entries if entry.score.probability is not None]
        for side in ("left", "bottom"):
            plot.getAxis(side).setPen(pg.mkPen(theme.border))
            plot.getAxis(side).setTextPen(pg.mkPen(theme.muted))
            plot.getAxis(side).labelStyle = {"color": theme.muted}
            plot.getAxis(side).setLabel(plot.getAxis(side).labelText)
            plot.getAxis(side).setStyle(showValues=bool(shown))
        plot.setYRange(-4, 104, padding=0)
        self._draw_takes(shown)
        medians = self._days()
        if len(medians) > 1 or (medians and medians[0].n_takes > 1):
            self._draw_medians(medians)  # of a single take, the median would hide it
        self._set_days([entry.day for entry in shown])
        self.chart.setAccessibleDescription(self.summary.text())

    def _draw_medians(self, medians: list[Day]) -> None:
        """Draw a line through the medians; over a longer break it is dotted and thin."""
        accent = self._themes.theme.accent
        x = np.array([day.day.toordinal() for day in medians])
        y = np.array([100 * day.median for day in medians])
        goes_on = np.append(np.diff(x) <= MAX_BREAK_DAYS, False)
        if not goes_on[:-1].all():
            pen = pg.mkPen(accent, width=1.5, style=Qt.PenStyle.DotLine)
            self.chart.plot.addItem(pg.PlotDataItem(x, y, pen=pen))
        line = pg.PlotDataItem(
            x, y, pen=pg.mkPen(accent, width=3), connect=goes_on.astype(np.int32),
            symbol="d", symbolSize=12, symbolBrush=accent, symbolPen=None,
        )  # fmt: skip
        self.chart.plot.addItem(line)
        self.chart.legend.addItem(line, str(Message("practice.median_line")))

    def _draw_takes(self, shown: list[ProgressEntry]) -> None:
        theme, plot = self._themes.theme, self.chart.plot
        for is_counted, id in ((True, "practice.counted_take"), (False, "practice.hollow_take")):
            points = [
                (place, 100 * (entry.score.probability or 0.0))
                for place, entry in zip(_places(shown), shown, strict=True)
                if counts(entry, self._model, self._voice) == is_counted
            ]
            if not points:
                continue
            faint = pg.mkColor(theme.accent)
            faint.setAlphaF(0.45)
            dots = pg.PlotDataItem(
                [x for x, _ in points],
                [y for _, y in points],
                pen=None,
                symbol="o",
                symbolSize=8,
                symbolBrush=faint if is_counted else None,
                symbolPen=None if is_counted else pg.mkPen(theme.muted, width=1.5),
            )
            plot.addItem(dots)
            self.chart.legend.addItem(dots, str(Message(id)))

    def _set_days(self, shown: list[date]) -> None:
        """Label some of the days with their date; days without a take keep their space."""
        axis = self.chart.plot.getAxis("bottom")
        unique = sorted(set(shown))
        if not unique:
            axis.setTicks([[]])
            return
        first, last = unique[0].toordinal(), unique[-1].toordinal()
        with_year = unique[0].year != unique[-1].year
        most = _MAX_TICKS_WITH_YEAR if with_year else _MAX_TICKS
        share = _ROOM_SHARE_WITH_YEAR if with_year else _ROOM_SHARE
        room = max(_MIN_ROOM_DAYS, share * (last - first))
        min_gap = (last - first + 2 * room) / most
        ticked: list[date] = []
        for day in reversed(unique):  # the last day always has its date
            if not ticked or ticked[-1].toordinal() - day.toordinal() >= min_gap:
                ticked.append(day)
        axis.setTicks(
            [[(day.toordinal(), date_text(day, "whole" if with_year else "day")) for day in ticked]]
        )
        self.chart.plot.setXRange(first - room, last + room, padding=0)


def _places(entries: Sequence[ProgressEntry]) -> list[float]:
    """Return positions of takes on the axis of days; takes of one day are side by side."""
    by_day: dict[date, int] = {}
    order = []
    for entry in entries:
        by_day[entry.day] = by_day.get(entry.day, 0) + 1
        order.append(by_day[entry.day])
    return [
        entry.day.toordinal() + _SPREAD * (n / (by_day[entry.day] + 1) - 0.5)
        for n, entry in zip(order, entries, strict=True)
    ]
