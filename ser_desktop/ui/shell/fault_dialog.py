"""The report of an uncaught exception, to be copied and sent."""

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
from ser_desktop.texts.messages import Message
from ser_desktop.ui.toolkit.push_button import without_icons
from ser_desktop.ui.toolkit.screen_size import resize_within_screen

_LOG = logging.getLogger(__name__)


class FaultDialog(QDialog):
    """Shows the report with a button that copies it."""

    def __init__(self, report: str, log_folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("faultDialog")
        self.setWindowTitle(str(Message("fault.title")))
        resize_within_screen(self, 720, 440)
        head = QLabel(str(Message("fault.text", folder=log_folder)))
        head.setWordWrap(True)
        self._text = QPlainTextEdit(report)
        self._text.setObjectName("faultReport")
        self._text.setAccessibleName(str(Message("fault.report")))
        self._text.setReadOnly(True)
        self._text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton(str(Message("fault.copy")), QDialogButtonBox.ButtonRole.ActionRole)
        copy.setObjectName("copyReport")
        copy.clicked.connect(self._copy)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(head)
        column.addWidget(self._text)
        column.addWidget(without_icons(buttons))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text.toPlainText())


class FaultCatcher(QObject):
    """Replaces ``sys.excepthook``.

    It opens one dialog at a time, so that a failing timer does not open hundreds.
    """

    _caught = Signal(str)

    def __init__(self, log_folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._log_folder = log_folder
        self.dialog: FaultDialog | None = None
        self._caught.connect(self._show)

    def install(self) -> None:
        """Log and show uncaught exceptions from now on."""
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
