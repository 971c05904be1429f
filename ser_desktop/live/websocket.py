"""Serves live results by WebSocket, and a small page for OBS and browsers, on a thread.

Every request needs the token, in the address (``?token=``) or as ``Authorization: Bearer``. Pages
of other origins are refused: otherwise any web site could read the results of its visitor.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import http
import json
import secrets
import socket
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlsplit

from ser_desktop.errors import OutputError
from ser_desktop.live.json_lines import to_json_line
from ser_desktop.live.result import LiveResult, StreamInfo
from ser_desktop.paths import resource
from ser_desktop.texts.error_reasons import reason_of
from ser_desktop.texts.messages import Message

if TYPE_CHECKING:
    from websockets.asyncio.server import ServerConnection
    from websockets.http11 import Request, Response

_LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")
_EVERY_NETWORK = ("0.0.0.0", "::")
MAX_WAITING = 16
"""Largest number of results queued for a client; slower clients are disconnected."""
ASK_EVERY_S = 2.0
"""Interval of pings. A client answers them in the order in which it reads."""
ANSWERS_WITHIN_S = 10.0
"""Longest time that a client may be behind. The queue alone does not bound it: the system holds
minutes of results for a client that reads nothing."""
MAX_CLIENTS = 32
MIN_TOKEN_LENGTH = 8
MAX_MESSAGE_BYTES = 1024
"""Largest message from a client, in bytes; clients need not send anything."""
CLOSE_S = 2.0
TOO_SLOW = (1013, "too slow: results were not taken in time")
TOO_MANY = (1013, "too many clients")
STARTS_WITHIN_S = 10.0


class WebSocketSink:
    """A server on one address, until it is closed.

    Args:
        host, port: address of the server; port 0 uses a free port.
        info: sent to every client first.
        token: secret that clients need; None generates one.
        origins: further origins (``https://example.org``) whose pages may connect.

    Raises:
        OutputError: the address cannot be used, or the token is short.
    """

    def __init__(
        self,
        host: str,
        port: int,
        info: StreamInfo,
        token: str | None = None,
        origins: Sequence[str] = (),
    ) -> None:
        if token is not None and len(token) < MIN_TOKEN_LENGTH:
            raise OutputError(Message("sink.short_token", minimum=MIN_TOKEN_LENGTH))
        self.host, self.port = host, port
        self.token = token or secrets.token_urlsafe(16)
        self._origins = tuple(origins)
        self._greeting = json.dumps(
            {"model": info.model, "labels": info.labels, "hop_s": info.hop_s}
        )
        self._clients: dict[ServerConnection, asyncio.Queue[str]] = {}
        self._loop = asyncio.new_event_loop()
        self._ending = asyncio.Event()
        self._started = threading.Event()
        self._refused: list[OSError] = []
        self._thread = threading.Thread(target=self._run, name="websocket")
        self._thread.start()
        self._started.wait(STARTS_WITHIN_S)
        for error in self._refused:
            self._thread.join()
            reason = reason_of(error)
            address = f"{host}:{port}"
            raise OutputError(
                Message("sink.cannot_serve", address=address, reason=reason)
            ) from error

    @property
    def address(self) -> str:
        """Address for clients, including the token."""
        return f"ws://{self._reached_at()}:{self.port}/?token={self._escaped_token}"

    @property
    def page(self) -> str:
        """Address of the page for OBS and browsers, including the token."""
        return f"http://{self._reached_at()}:{self.port}/overlay?token={self._escaped_token}"

    @property
    def _escaped_token(self) -> str:
        return quote(self.token, safe="")

    def send(self, result: LiveResult) -> None:
        """Queue one result for all clients, without waiting."""
        self._loop.call_soon_threadsafe(self._offer, to_json_line(result).rstrip("\n"))

    def close(self) -> None:
        """Disconnect every client and end the thread. A second call does nothing."""
        if self._thread.is_alive():
            with contextlib.suppress(RuntimeError):  # it ended meanwhile
                self._loop.call_soon_threadsafe(self._ending.set)
            self._thread.join()

    def _reached_at(self) -> str:
        """Return a host for addresses, in place of a wildcard address."""
        host = socket.gethostname() if self.host in _EVERY_NETWORK else self.host
        return _bracketed(host)

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        except OSError as error:
            self._refused.append(error)
        finally:
            self._loop.close()
            self._started.set()

    async def _serve(self) -> None:
        from websockets.asyncio.server import serve

        async with serve(
            self._talk_to,
            self.host,
            self.port,
            process_request=self._answer_request,
            max_size=MAX_MESSAGE_BYTES,
            close_timeout=CLOSE_S,
            ping_interval=None,  # _answered asks, and says why it disconnects
            compression=None,
            server_header=None,
            write_limit=(2**12, 2**11),
        ) as server:
            self.port = next(iter(server.sockets)).getsockname()[1]
            self._started.set()
            await self._ending.wait()

    async def _talk_to(self, client: ServerConnection) -> None:
        if len(self._clients) >= MAX_CLIENTS:
            await client.close(*TOO_MANY)
            return
        waiting: asyncio.Queue[str] = asyncio.Queue(MAX_WAITING)
        waiting.put_nowait(self._greeting)
        self._clients[client] = waiting
        listening = asyncio.create_task(_passed_over(client))
        sending = asyncio.create_task(_sent(client, waiting))
        asking = asyncio.create_task(_answered(client))
        tasks = (listening, sending, asking)
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if asking.done() and not listening.done():
                sending.cancel()
                await client.close(*TOO_SLOW)
        finally:
            self._clients.pop(client, None)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _offer(self, text: str) -> None:
        for client, waiting in list(self._clients.items()):
            try:
                waiting.put_nowait(text)
            except asyncio.QueueFull:
                del self._clients[client]
                self._loop.create_task(client.close(*TOO_SLOW))

    def _answer_request(self, client: ServerConnection, request: Request) -> Response | None:
        """Refuse requests without token, serve the page; None continues with the WebSocket."""
        address = urlsplit(request.path)
        if not self._has_token(address.query, request.headers.get("Authorization", "")):
            return client.respond(http.HTTPStatus.UNAUTHORIZED, "The token is missing or wrong.\n")
        origin = request.headers.get("Origin")
        if origin is not None and origin not in self._allowed_origins(request):
            return client.respond(http.HTTPStatus.FORBIDDEN, "This origin may not listen.\n")
        if "websocket" in request.headers.get("Upgrade", "").lower():
            return None
        if address.path != "/overlay":
            return client.respond(http.HTTPStatus.NOT_FOUND, "Try /overlay.\n")
        page = resource("live", "overlay.html").read_text(encoding="utf-8")
        response = client.respond(http.HTTPStatus.OK, page)
        del response.headers["Content-Type"]
        response.headers["Content-Type"] = "text/html; charset=utf-8"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        return response

    def _has_token(self, query: str, authorization: str) -> bool:
        stated_token = parse_qs(query).get("token", [authorization.removeprefix("Bearer ")])[0]
        return hmac.compare_digest(stated_token.encode(), self.token.encode())

    def _allowed_origins(self, request: Request) -> set[str]:
        """Return the given origins and those of the server's own page."""
        hosts = {self.host, *_LOCAL_HOSTS}
        own = {f"http://{_bracketed(host)}:{self.port}" for host in hosts}
        if self.host not in _LOCAL_HOSTS:  # reachable by unknown names of this computer
            own.add(f"http://{request.headers.get('Host', '')}")
        return own | set(self._origins)


async def _sent(client: ServerConnection, waiting: asyncio.Queue[str]) -> None:
    """Send queued results until the client disconnects."""
    while True:
        await client.send(await waiting.get())


async def _answered(client: ServerConnection) -> None:
    """Ask the client again and again; end when an answer is overdue."""
    while True:
        try:
            async with asyncio.timeout(ANSWERS_WITHIN_S):
                await (await client.ping())
        except TimeoutError:
            return
        await asyncio.sleep(ASK_EVERY_S)


async def _passed_over(client: ServerConnection) -> None:
    """Read and ignore messages, to notice pings and the end of the connection."""
    async for _ in client:
        pass


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
