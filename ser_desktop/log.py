"""The log file, and the report of an uncaught exception."""

from __future__ import annotations

import logging
import platform
import sys
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from ser_desktop import __version__

_REPORTED_PACKAGES = (
    *("numpy", "onnxruntime", "soundfile", "sounddevice"),
    *("av", "PySide6-Essentials", "pyqtgraph"),
)


def start_logging(folder: Path) -> None:
    """Log to ``folder/ser-desktop.log``, or to standard error if that cannot be written."""
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(
            folder / "ser-desktop.log", maxBytes=1_000_000, backupCount=2, encoding="utf-8"
        )
    except OSError:
        handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)


def fault_report(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> str:
    """Return a report: versions, system, traceback. No audio, no file contents."""
    from importlib import metadata  # a slow import, seldom needed

    versions = []
    for package in _REPORTED_PACKAGES:
        try:
            versions.append(f"{package} {metadata.version(package)}")
        except metadata.PackageNotFoundError:
            versions.append(f"{package} not installed")
    return "\n".join(
        [
            f"SER Desktop {__version__}, Python {platform.python_version()}, {platform.platform()}",
            ", ".join(versions),
            "",
            "".join(traceback.format_exception(kind, error, trace)),
        ]
    )
