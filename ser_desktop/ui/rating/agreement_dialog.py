"""The dialog of *Agreement*: how far raters and model agree, and a threshold to rely on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from ser_desktop.project import changes
from ser_desktop.rating.report import (
    DEFAULT_ACCURACY,
    agreement_report,
    found_threshold,
    threshold_setting,
)
from ser_desktop.rating.units import RatedUnits, rated_units
from ser_desktop.rating.worth import ratings_needed
from ser_desktop.texts.messages import Message
from ser_desktop.ui.project.project_in_use import ProjectInUse
from ser_desktop.ui.rating.agreement_text import agreement_html
from ser_desktop.ui.toolkit.empty_state import EmptyState
from ser_desktop.ui.toolkit.error_message import error_message
from ser_desktop.ui.toolkit.message_label import MessageLabel
from ser_desktop.ui.toolkit.number_field import whole_number_field
from ser_desktop.ui.toolkit.number_text import percent_text
from ser_desktop.ui.toolkit.push_button import push_button
from ser_desktop.ui.toolkit.screen_size import resize_within_screen
from ser_desktop.ui.toolkit.workers import Job, Workers

MIN_ASKED, MAX_ASKED = 10, 99
_EMPTY_SIZE = (560, 220)


@dataclass(frozen=True)
class _Page:
    units: RatedUnits
    report: dict[str, Any]


class AgreementDialog(QDialog):
    """Shows figures with intervals; the user can set the project's threshold.

    Args:
        project: the project with the ratings; it stores the threshold.
        workers: compute the figures in the background.
        parent: the window.
    """

    rating_wanted = Signal()

    def __init__(
        self, project: ProjectInUse, workers: Workers, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("agreementDialog")
        self.setWindowTitle(str(Message("agreement.title")))
        resize_within_screen(self, 720, 640)
        self._project = project
        self._units: RatedUnits | None = None
        self.page = QTextBrowser()
        self.page.setObjectName("agreementPage")
        self.page.setAccessibleName(str(Message("agreement.title")))
        self.asked = whole_number_field()
        self.asked.setObjectName("askedAccuracy")
        self.asked.setAccessibleName(str(Message("agreement.asked")))
        self.asked.setRange(MIN_ASKED, MAX_ASKED)
        self.asked.setSuffix(" %")
        self.asked.setValue(round(100 * DEFAULT_ACCURACY))
        self.asked.valueChanged.connect(self._show_threshold)
        self.message = MessageLabel("agreementMessage", "tip")
        self.message.show_message(Message("agreement.working"))
        self._take = push_button("agreement.take", "takeThreshold", self._take_threshold)
        self._drop = push_button("agreement.drop", "dropThreshold", self._drop_threshold)
        self.empty = EmptyState("agreement.none", "action.rate_blind", "rateNow", self._rate)
        self.empty.hide()
        row = QHBoxLayout()
        asked = QLabel(str(Message("agreement.asked")))
        asked.setBuddy(self.asked)
        self._threshold_row = (asked, self.asked, self._take, self._drop)
        for widget in self._threshold_row:
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(push_button("dialog.close", "closeAgreement", self.reject))
        column = QVBoxLayout(self)
        column.addWidget(self.page, 1)
        column.addWidget(self.empty, 1)
        column.addWidget(self.message)
        column.addLayout(row)
        self._enable()
        store = project.store

        def work(_job: Job) -> _Page:
            units = rated_units(store)
            return _Page(units, agreement_report(units))

        self._job = workers.start("project", work, self._show, self._on_fault)

    def done(self, result: int) -> None:
        """Close the dialog and cancel the computation."""
        self._job.cancel()
        super().done(result)

    def _show(self, page: _Page) -> None:
        if not page.units.ratings.size:
            # Without ratings there is no threshold to choose either.
            for part in (self.page, self.message, *self._threshold_row):
                part.hide()
            self.empty.show()
            resize_within_screen(self, *_EMPTY_SIZE)
            return
        self._units = page.units
        self.page.setHtml(agreement_html(page.report))
        self._show_threshold()

    def _rate(self) -> None:
        self.reject()
        self.rating_wanted.emit()

    def _on_fault(self, error: Exception) -> None:
        self.message.show_message(error_message(error))

    def _show_threshold(self) -> None:
        if self._units is not None:
            threshold = found_threshold(self._units, self.asked.value() / 100)
            if threshold is None:
                asked = percent_text(self.asked.value() / 100)
                n = self._units.ratings.shape[1]
                least = ratings_needed(self.asked.value() / 100)
                message = Message("agreement.no_threshold", asked=asked, least=least, n=n)
            else:
                message = Message(
                    "agreement.threshold",
                    n=threshold.n_ratings,
                    below=percent_text(threshold.uncertain_below),
                    accuracy=percent_text(threshold.accuracy.value),
                    low=percent_text(threshold.accuracy.low),
                    coverage=percent_text(threshold.coverage),
                )
            self.message.show_message(message)
        self._enable()

    def _enable(self) -> None:
        threshold = self._units and found_threshold(self._units, self.asked.value() / 100)
        self._take.setEnabled(bool(threshold))
        self._drop.setEnabled(self._project.store.setting("threshold") is not None)

    def _take_threshold(self) -> None:
        threshold = self._units and found_threshold(self._units, self.asked.value() / 100)
        if threshold:
            value = threshold_setting(threshold).value
            self._project.push(changes.set_value(self._project.store, "threshold", value))
            self._enable()

    def _drop_threshold(self) -> None:
        self._project.push(changes.set_value(self._project.store, "threshold", None))
        self._enable()
