"""Every sink against a real receiver on a free port."""

from __future__ import annotations

import json
import math
import socket
import struct
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest
from pythonosc.dispatcher import Dispatcher
from pythonosc.osc_server import BlockingOSCUDPServer
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.errors import OutputError
from ser_desktop.live import sink as sink_module
from ser_desktop.live import websocket as websocket_module
from ser_desktop.live.osc import OscSink
from ser_desktop.live.result import LiveResult, StreamInfo
from ser_desktop.live.sink import open_installed_sink
from ser_desktop.live.websocket import WebSocketSink
from ser_desktop.texts.messages import Message

INFO = StreamInfo("mic", "made", tuple(EMOTIONS), 0.5, 0.4)
TOKEN = "a token of ours"


def result(time_s: float = 3.5, spoken: bool = True) -> LiveResult:
    """Angry, or nobody speaks."""
    probabilities = [0.05] * 8
    probabilities[EMOTIONS.index("angry")] = 0.65
    return LiveResult(
        time_s=time_s,
        start_s=time_s - 3,
        speech_share=0.9 if spoken else 0.0,
        label="angry" if spoken else "no speech",
        confidence=0.65 if spoken else None,
        labels=tuple(EMOTIONS),
        probabilities=tuple(probabilities) if spoken else None,
        set=("angry", "happy") if spoken else (),
        coverage=0.9 if spoken else None,
        intensity=0.7 if spoken else None,
        model="made",
        warnings=(Message("warning.short_speech", speech_s=1.2),) if spoken else (),
        level_dbfs=-21.5,
    )


@pytest.fixture
def server() -> Iterator[WebSocketSink]:
    opened = WebSocketSink("127.0.0.1", 0, INFO, TOKEN.replace(" ", "-"))
    yield opened
    opened.close()


def test_osc_arrives_as_one_bundle() -> None:
    got: dict[str, list[Any]] = {}
    dispatcher = Dispatcher()
    dispatcher.set_default_handler(lambda address, *values: got.update({address: list(values)}))
    with BlockingOSCUDPServer(("127.0.0.1", 0), dispatcher) as receiver:
        receiver.timeout = 5
        sink = OscSink("127.0.0.1", receiver.server_address[1], INFO)
        sink.send(result())
        receiver.handle_request()
        assert got["/ser/label"] == ["angry"]
        assert got["/ser/set"] == ["angry", "happy"]
        assert got["/ser/emotion/angry"] == [pytest.approx(0.65)]
        assert got["/ser/time"] == [3.5]
        assert got["/ser/warnings"] == ["short_speech"]
        assert got["/ser/warned"] == [1.0]
        assert got["/ser/level"] == [-21.5]
        sink.send(result(4.0, spoken=False))
        receiver.handle_request()
        sink.close()
    assert got["/ser/label"] == ["no speech"]
    assert got["/ser/emotion/angry"] == [0.0]
    assert got["/ser/set"] == []
    assert got["/ser/warnings"] == []
    assert got["/ser/warned"] == [0.0]


def test_a_missing_receiver_harms_no_other() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    sink = OscSink("127.0.0.1", port, INFO)
    for _ in range(5):
        sink.send(result())
    sink.close()
    with pytest.raises(OutputError) as refused:
        OscSink("no.such.host.invalid", 9000, INFO)
    assert refused.value.message_id == "sink.no_receiver"


def test_a_websocket_client_gets_labels_and_then_results(server: WebSocketSink) -> None:
    with connect(server.address) as client:
        assert json.loads(client.recv(5))["labels"] == list(EMOTIONS)
        server.send(result())
        item = json.loads(client.recv(5))
        assert item == json.loads(json.dumps(result().to_object()))
        assert item["warnings"] == [{"id": "short_speech", "speech_s": 1.2}]
        server.close()
        with pytest.raises(ConnectionClosed):
            client.recv(5)


@pytest.mark.parametrize(
    ("query", "headers", "origin", "status"),
    [
        ("", {}, None, 401),
        ("?token=wrong", {}, None, 401),
        ("?token=" + TOKEN.replace(" ", "-"), {}, "https://evil.example", 403),
        ("?token=" + TOKEN.replace(" ", "-"), {}, "null", 403),
    ],
)
def test_unauthorised_clients_are_refused(
    server: WebSocketSink, query: str, headers: dict, origin: str | None, status: int
) -> None:
    address = f"ws://127.0.0.1:{server.port}/{query}"
    with pytest.raises(InvalidStatus) as refused:
        connect(address, additional_headers=headers, origin=origin)  # type: ignore[arg-type]
    assert refused.value.response.status_code == status


def test_the_token_may_be_a_header_and_pages_of_a_given_origin_connect() -> None:
    server = WebSocketSink("127.0.0.1", 0, INFO, "12345678", ["https://lab.example"])
    try:
        address = f"ws://127.0.0.1:{server.port}/"
        bearer = {"Authorization": "Bearer 12345678"}
        for origin in (None, "https://lab.example", f"http://localhost:{server.port}"):
            with connect(address, additional_headers=bearer, origin=origin) as client:  # type: ignore[arg-type]
                assert "labels" in client.recv(5)
    finally:
        server.close()


def test_the_page_is_served_under_the_token(server: WebSocketSink) -> None:
    with urllib.request.urlopen(server.page, timeout=5) as page:
        assert page.headers["Content-Type"] == "text/html; charset=utf-8"
        assert b"new WebSocket" in page.read()
    for address, status in ((server.page.split("?")[0], 401), (server.page + "x", 401)):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(address, timeout=5)
        assert refused.value.code == status


def test_a_slow_client_is_disconnected_and_others_continue(server: WebSocketSink) -> None:
    with socket.create_connection(("127.0.0.1", server.port)) as raw:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        with (
            connect(server.address, sock=raw, max_queue=1) as slow,
            connect(server.address, max_queue=None) as quick,
        ):
            slow.recv(5)
            quick.recv(5)
            got = 0
            for number in range(40_000):
                server.send(result(float(number)))
                got += json.loads(quick.recv(5))["time_s"] == number
                if len(server._clients) == 1:
                    break
            assert got == number + 1, "the quick one misses nothing"
            assert len(server._clients) == 1
            with pytest.raises(ConnectionClosed) as closed:
                any(not slow.recv(5) for _ in range(number))
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 1013
            assert "slow" in closed.value.rcvd.reason
            with suppress(ConnectionClosed):
                quick.close()


def test_a_client_that_reads_nothing_is_disconnected(
    server: WebSocketSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system would hold its results for minutes; so the time it is behind is bounded."""
    monkeypatch.setattr(websocket_module, "ASK_EVERY_S", 0.1)
    monkeypatch.setattr(websocket_module, "ANSWERS_WITHIN_S", 1.5)
    opening = (
        f"GET /?token={server.token} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    with (
        socket.create_connection(("127.0.0.1", server.port), timeout=10) as silent,
        connect(server.address, max_queue=None) as quick,
    ):
        silent.sendall(opening.encode())
        quick.recv(5)
        until = time.monotonic() + 10
        while len(server._clients) < 2 and time.monotonic() < until:
            time.sleep(0.01)
        for number in range(100):
            server.send(result(float(number)))
            if number > 0 and len(server._clients) < 2:
                break
            time.sleep(0.05)
        assert len(server._clients) == 1, "only the one that reads is left"
        received = b""
        while data := silent.recv(65_536):
            received += data
        code = struct.pack(">H", 1013)
        assert code + b"too slow" in received
        assert len(received) < 100_000
        for _ in range(number + 1):
            quick.recv(5)


def test_addresses_hold_any_token() -> None:
    token = "a b&c=d#e+%é"
    server = WebSocketSink("127.0.0.1", 0, INFO, token)
    try:
        for address in (server.address, server.page):
            assert urlsplit(address).query == "token=a%20b%26c%3Dd%23e%2B%25%C3%A9"
        with connect(server.address) as client:
            assert "labels" in client.recv(5)
        with urllib.request.urlopen(server.page, timeout=5) as page:
            assert page.status == 200
    finally:
        server.close()


def test_a_page_opened_as_a_file_connects_where_null_is_allowed() -> None:
    server = WebSocketSink("127.0.0.1", 0, INFO, origins=["null"])
    try:
        with connect(server.address, origin="null") as client:  # type: ignore[arg-type]
            assert "labels" in client.recv(5)
    finally:
        server.close()


def test_a_port_in_use_and_a_short_token_give_messages(server: WebSocketSink) -> None:
    for arguments, id in (
        (("127.0.0.1", server.port, INFO), "sink.cannot_serve"),
        (("127.0.0.1", 0, INFO, "short"), "sink.short_token"),
    ):
        with pytest.raises(OutputError) as refused:
            WebSocketSink(*arguments)  # type: ignore[arg-type]
        assert refused.value.message_id == id
    assert not [t for t in threading.enumerate() if t.name == "websocket" and t != server._thread]


def test_lab_streaming_layer() -> None:
    pylsl = pytest.importorskip("pylsl", exc_type=(ImportError, RuntimeError))  # type: ignore[arg-type]
    from ser_desktop.live.lsl import LslSink

    name = f"ser-test-{np.random.default_rng().integers(1 << 30)}"
    sink = LslSink(name, INFO)
    try:
        found = pylsl.resolve_byprop("name", name, timeout=5)
        if not found:
            pytest.skip("no network for the Lab Streaming Layer")
        inlet = pylsl.StreamInlet(found[0])
        inlet.open_stream(timeout=5)
        sink.send(result())
        sink.send(result(4.0, spoken=False))
        spoken, _ = inlet.pull_sample(timeout=5)
        silent, _ = inlet.pull_sample(timeout=5)
        labels = inlet.info(timeout=5).get_channel_labels()
        inlet.close_stream()
        markers = pylsl.resolve_byprop("name", f"{name}-warnings", timeout=5)
        inlet = pylsl.StreamInlet(markers[0])
        inlet.open_stream(timeout=5)
        sink.send(result())
        sink.send(result(4.0, spoken=False))
        warned = [inlet.pull_sample(timeout=5)[0] for _ in range(2)]
        inlet.close_stream()
    finally:
        sink.close()
    assert labels == ["time_s", "speech_share", "confidence", "intensity", *EMOTIONS, "warned"]
    assert [spoken[-1], silent[-1]] == [1.0, 0.0]
    assert markers[0].type() == "Markers"
    assert warned == [["short_speech"], [""]]
    assert dict(zip(labels, spoken, strict=True))["angry"] == pytest.approx(0.65)
    assert math.isnan(dict(zip(labels, silent, strict=True))["angry"])


class Points:
    """Entry points of packages that are installed."""

    def __init__(self, name: str, factory: object) -> None:
        self.name, self._factory = name, factory

    def load(self) -> object:
        return self._factory


def test_a_sink_of_another_package(monkeypatch: pytest.MonkeyPatch) -> None:
    def factory(target: str, info: StreamInfo) -> tuple[str, str]:
        if target == "bad":
            raise ValueError("no such lamp")
        return target, info.model

    import importlib.metadata

    points = [Points("lamp", factory)]
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda group: points)
    assert sink_module.GROUP == "ser_desktop.live_sinks"
    assert open_installed_sink("lamp", "kitchen", INFO) == ("kitchen", "made")
    for name, target, id in (("lamp", "bad", "sink.failed"), ("x", "", "sink.not_found")):
        with pytest.raises(OutputError) as refused:
            open_installed_sink(name, target, INFO)
        assert refused.value.message_id == id
