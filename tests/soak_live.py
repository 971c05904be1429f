"""Eight hours of live sound faster than real time: no drift, no loss, memory flat.

``python -m tests.soak_live [--hours H] [--minutes M]`` ends after H hours of sound or M minutes,
whichever comes first, and says how far it came. All of it runs in one process: the sound is made
of the sample, at 44.1 kHz so that every block is resampled, and a WebSocket client, an OSC receiver
and a pipe take every result. Run from Linux, whose /proc tells the memory of the process.
"""

from __future__ import annotations

import argparse
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile
import soxr
from websockets.sync.client import connect

from ser_desktop.emotion.catalogue import load_model
from ser_desktop.live.osc import OscSink
from ser_desktop.live.result import LiveResult
from ser_desktop.live.stream import LiveStream
from ser_desktop.live.websocket import WebSocketSink
from ser_desktop.paths import resource
from tests.soak import resident_mb

RATE_HZ = 44_100
BLOCK = 882
HOP_S = 0.5
WARM_UP_S = 600.0
"""Of sound; memory is compared from then on."""
MAX_GROWTH_MB = 10.0
REPORT_EVERY_S = 600.0


def main() -> int:
    """Return 1 if a result is lost or out of place, or memory grew."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--hours", type=float, default=8.0)
    parser.add_argument("--minutes", type=float, default=600.0)
    parser.add_argument("--model", default="ser-small")
    options = parser.parse_args()
    deadline = time.monotonic() + 60 * options.minutes
    stream = LiveStream(
        load_model(options.model, Path("none")), RATE_HZ, HOP_S, fast_model=lambda _slow: None
    )
    info = stream.info("soak")
    server = WebSocketSink("127.0.0.1", 0, info)
    receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    receiver.bind(("127.0.0.1", 0))
    osc = OscSink("127.0.0.1", receiver.getsockname()[1], info)
    counts = {"results": 0, "osc": 0, "websocket": 0}
    received = threading.Semaphore(0)

    def read_client() -> None:
        with connect(server.address) as client:
            for _ in client:
                counts["websocket"] += 1
                received.release()

    client = threading.Thread(target=read_client, daemon=True)
    client.start()
    received.acquire()  # the greeting
    heard_s, sizes, wrong = 0.0, [], 0
    next_report_s = REPORT_EVERY_S
    for block in endless_sound():
        for result in stream.push(block):
            counts["results"] += 1
            wrong += not is_in_place(result, counts["results"])
            server.send(result)
            osc.send(result)
            receiver.recv(65_536)
            counts["osc"] += 1
            received.acquire(timeout=10)
        heard_s += len(block) / RATE_HZ
        if heard_s >= next_report_s:
            next_report_s += REPORT_EVERY_S
            sizes.append(resident_mb())
            print(f"{heard_s / 3600:.2f} h of sound, {counts}, {sizes[-1]:.1f} MB", flush=True)
            if heard_s >= 3600 * options.hours or time.monotonic() > deadline:
                break
    server.close()
    client.join(5)
    osc.close()
    receiver.close()
    # The resampler keeps some samples back, at most one result's worth.
    lost = round(heard_s / HOP_S) - 1 - counts["results"] > 0
    growth_mb = max(sizes[1:], default=sizes[0]) - sizes[0]
    hours = (heard_s - WARM_UP_S) / 3600
    print(
        f"{wrong} out of place, lost: {lost}, growth {growth_mb:.1f} MB in {hours:.2f} h of sound"
    )
    missing = counts["results"] != counts["osc"] or counts["results"] != counts["websocket"] - 1
    return int(bool(wrong or lost or missing or growth_mb > MAX_GROWTH_MB))


def is_in_place(result: LiveResult, number: int) -> bool:
    """Whether the n-th result ends n hops after the beginning."""
    return abs(result.time_s - number * HOP_S) < 1e-6


def endless_sound() -> Iterator[np.ndarray]:
    """The sample again and again, in blocks of 20 ms."""
    samples, own_rate_hz = soundfile.read(resource("samples", "sample.flac"), dtype="float32")
    samples = soxr.resample(samples, own_rate_hz, RATE_HZ)
    while True:
        for start in range(0, len(samples), BLOCK):
            yield samples[start : start + BLOCK]


if __name__ == "__main__":
    sys.exit(main())
