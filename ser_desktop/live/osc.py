"""Live results by Open Sound Control: one bundle (one UDP packet) for each result.

Addresses: ``/ser/time``, ``/ser/speech``, ``/ser/level``, ``/ser/label``, ``/ser/confidence``,
``/ser/intensity``, ``/ser/set`` (one text for each emotion), ``/ser/warnings`` (one text for each),
``/ser/warned`` (1 with a warning, else 0, for receivers of numbers) and ``/ser/emotion/LABEL``.
Without speech the numbers are 0, except the level in dBFS.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Sequence

from ser_desktop.audio.level import SILENCE_DBFS
from ser_desktop.errors import OutputError
from ser_desktop.live.result import LiveResult, StreamInfo
from ser_desktop.texts.error_reasons import reason_of
from ser_desktop.texts.messages import Message

_LOG = logging.getLogger(__name__)

PREFIX = "/ser"


class OscSink:
    """Sends to one receiver. UDP does not tell whether anyone receives.

    Args:
        host, port: of the receiver.

    Raises:
        OutputError: the host is unknown.
    """

    def __init__(self, host: str, port: int, _info: StreamInfo | None = None) -> None:
        try:
            addresses = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)
            # Prefer IPv4, which OSC programs use; many systems resolve localhost to ::1 first.
            addresses.sort(key=lambda item: item[0] != socket.AF_INET)
            family, kind, protocol, _, address = addresses[0]
            self._socket = socket.socket(family, kind, protocol)
        except (OSError, UnicodeError) as error:
            reason = reason_of(error)
            raise OutputError(
                Message("sink.no_receiver", address=f"{host}:{port}", reason=reason)
            ) from None
        self._address = (str(address[0]), port)
        self._socket.setblocking(False)

    def send(self, result: LiveResult) -> None:
        """Send one bundle; a packet that the system refuses is lost, as usual with UDP."""
        try:
            self._socket.sendto(_bundle(result), self._address)
        except OSError as error:
            _LOG.info("OSC to %s: %s", self._address, error)

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()


def osc_values(result: LiveResult) -> list[tuple[str, Sequence[str | float]]]:
    """Return addresses and arguments of a result."""
    probabilities = result.probabilities or (0.0,) * len(result.labels)
    level = result.level_dbfs
    return [
        (f"{PREFIX}/time", [float(result.time_s)]),
        (f"{PREFIX}/speech", [float(result.speech_share)]),
        (f"{PREFIX}/level", [float(SILENCE_DBFS if level is None else level)]),
        (f"{PREFIX}/label", [result.label]),
        (f"{PREFIX}/confidence", [float(result.confidence or 0.0)]),
        (f"{PREFIX}/intensity", [float(result.intensity or 0.0)]),
        (f"{PREFIX}/set", list(result.set)),
        (f"{PREFIX}/warnings", list(result.warning_ids)),
        (f"{PREFIX}/warned", [float(bool(result.warnings))]),
        *(
            (f"{PREFIX}/emotion/{label}", [float(p)])
            for label, p in zip(result.labels, probabilities, strict=True)
        ),
    ]


def _bundle(result: LiveResult) -> bytes:
    from pythonosc.osc_bundle_builder import IMMEDIATELY, OscBundleBuilder
    from pythonosc.osc_message_builder import OscMessageBuilder

    bundle = OscBundleBuilder(IMMEDIATELY)
    for address, values in osc_values(result):
        message = OscMessageBuilder(address)
        for value in values:
            message.add_arg(value, "s" if isinstance(value, str) else "f")
        bundle.add_content(message.build())
    return bundle.build().dgram
