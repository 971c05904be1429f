"""The lowest line: what the recording is, how long it took, what lies under the mouse."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QStatusBar

from ser_desktop.emotion.results import Analysis

_CHANNELS = {1: "mono", 2: "stereo"}


class StatusLine(QStatusBar):
    """Format and speed of the analysis on the left, the read-out of the pictures on the right."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self._format, self._speed, self.read_out = QLabel(), QLabel(), QLabel()
        self._format.setObjectName("formatLabel")
        self._speed.setObjectName("speedLabel")
        self.read_out.setObjectName("readOut")
        self.addWidget(self._format)
        self.addWidget(self._speed)
        self.addPermanentWidget(self.read_out)

    def show_analysis(self, analysis: Analysis | None) -> None:
        """Empty without one."""
        if analysis is None:
            self._format.setText("")
            self._speed.setText("")
            return
        file = analysis.file
        channels = _CHANNELS.get(file.channels, f"{file.channels} channels")
        self._format.setText(
            f"{file.format_name} · {file.sample_rate_hz / 1000:g} kHz · {channels} · "
            f"{file.duration_s:.1f} s"
        )
        ratio = file.duration_s / max(analysis.elapsed_s, 1e-9)
        self._speed.setText(f"Analysed in {analysis.elapsed_s:.2f} s ({ratio:.0f} × real time)")
