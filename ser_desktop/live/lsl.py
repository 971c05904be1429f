"""Live results as a stream of the Lab Streaming Layer, beside EEG and other signals."""

from __future__ import annotations

import math
from typing import Any

from ser_desktop.errors import OutputError
from ser_desktop.live.result import LiveResult, StreamInfo
from ser_desktop.texts.messages import Message

TYPE = "Emotion"
FIRST_CHANNELS = ("time_s", "speech_share", "confidence", "intensity")
LAST_CHANNELS = ("warned",)
WARNINGS_TYPE = "Markers"
WARNINGS_SUFFIX = "-warnings"


class LslSink:
    """An outlet with one channel for each number; channels are NaN without speech.

    Samples have LSL's time stamps, so that they align with other streams. A second outlet of
    markers gives the warnings of each sample as text, with the same time stamp.

    Args:
        name: name of the stream.
        info: information on the results.

    Raises:
        OutputError: pylsl or its library is not installed.
    """

    def __init__(self, name: str, info: StreamInfo) -> None:
        try:
            import pylsl
        except (ImportError, RuntimeError):  # RuntimeError: the library liblsl is missing
            raise OutputError(
                Message("sink.package_missing", package="pylsl", extra="lsl")
            ) from None
        channels = [*FIRST_CHANNELS, *info.labels, *LAST_CHANNELS]
        described = pylsl.StreamInfo(
            name,
            TYPE,
            len(channels),
            pylsl.IRREGULAR_RATE,  # a slow computer may skip windows
            pylsl.cf_float32,
            f"ser-desktop-{name}",
        )
        described.set_channel_labels(channels)
        described.desc().append_child_value("model", info.model)
        described.desc().append_child_value("uncertain_below", str(info.uncertain_below))
        described.desc().append_child_value("hop_s", str(info.hop_s))
        self._now = pylsl.local_clock
        self._outlet: Any = pylsl.StreamOutlet(described)
        warnings = f"{name}{WARNINGS_SUFFIX}"
        self._warnings: Any = pylsl.StreamOutlet(
            pylsl.StreamInfo(
                warnings,
                WARNINGS_TYPE,
                1,
                pylsl.IRREGULAR_RATE,
                pylsl.cf_string,
                f"ser-desktop-{warnings}",
            )
        )

    def send(self, result: LiveResult) -> None:
        """Push one sample and its marker, without waiting."""
        probabilities = result.probabilities or (math.nan,) * len(result.labels)
        values = (result.time_s, result.speech_share, result.confidence, result.intensity)
        head = [math.nan if value is None else value for value in values]
        stamp = self._now()
        warned = float(bool(result.warnings))
        self._outlet.push_sample([*head, *probabilities, warned], stamp)
        self._warnings.push_sample([" ".join(result.warning_ids)], stamp)

    def close(self) -> None:
        """End both streams."""
        self._outlet = self._warnings = None
