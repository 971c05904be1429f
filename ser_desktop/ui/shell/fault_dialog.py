"""An uncaught fault: what happened, in words that can be copied and sent."""

from __future__ import annotations

import logging
import sys
import threading
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from ser_desktop.log import fault_report
from ser_desktop.ui.toolkit.push_button import plain
from ser_desktop.ui.toolkit.screen_size import resize_within_screen

_LOG = logging.getLogger(__name__)


class FaultDialog(QDialog):
    """The report, with a button that copies it."""

    def __init__(self, report: str, log_folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("faultDialog")
        self.setWindowTitle("Something went wrong")
        resize_within_screen(self, 720, 440)
        head = QLabel(
            "SER Desktop met a fault it did not expect. Your recordings are safe. You can go on; "
            "if it happens again, copy this report and send it to the developers. "
            f"The log is in {log_folder}."
        )
        head.setWordWrap(True)
        self._text = QPlainTextEdit(report)
        self._text.setObjectName("faultReport")
        self._text.setAccessibleName("Report")
        self._text.setReadOnly(True)
        self._text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton("Copy report", QDialogButtonBox.ButtonRole.ActionRole)
        copy.setObjectName("copyReport")
        copy.clicked.connect(self._copy)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(head)
        column.addWidget(self._text)
        plain(buttons)
        column.addWidget(buttons)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text.toPlainText())


class FaultCatcher(QObject):
    """Takes the place of ``sys.excepthook``. One dialog at a time: a failing timer opens one box,
    not a hundred."""

    _caught = Signal(str)

    def __init__(self, log_folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._log_folder = log_folder
        self.dialog: FaultDialog | None = None
        self._caught.connect(self._show)

    def install(self) -> None:
        """From now on faults are logged and shown."""
        sys.excepthook = self._on_fault
        threading.excepthook = self._on_thread_fault

    def _on_fault(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        report = fault_report(kind, error, trace)
        _LOG.critical("Uncaught: %s", report)
        self._caught.emit(report)

    def _on_thread_fault(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self._on_fault(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)

    def _show(self, report: str) -> None:
        if self.dialog is not None:
            return
        self.dialog = FaultDialog(report, self._log_folder)
        self.dialog.finished.connect(self._forget)
        self.dialog.open()

    def _forget(self) -> None:
        self.dialog = None
