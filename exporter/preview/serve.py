"""A local server for a single user: it serves the page, its media and the sheet.

It answers from memory, so no path leads to a file. It listens on the loopback address only, and
rejects requests that another site could have caused: with another host name (DNS rebinding), or
from another origin. Other users of the machine do not know the secret word in the address. As they
can see the address with which a browser is started, that one has a ticket instead, which is valid
for one visit, on Linux only by the same user. http.server is enough for all this, without a
dependency or a slow start.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import compare_digest, token_urlsafe
from typing import NamedTuple

from exporter.media import content_type
from exporter.model import Media
from exporter.preview.page import Page
from exporter.preview.visitors import Address, may_be_ours

_ADDRESS = "127.0.0.1"
_BEAT = 5.0
"""Seconds after which the server sends a comment, to notice clients that have left."""

_OF_MEDIA = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""The policy of media: an SVG that is opened by itself runs and loads nothing."""


@dataclass(frozen=True)
class Shown:
    """Everything that is served; `sheet` is b"" until there is one."""

    page: Page
    media: Mapping[str, Media]
    sheet: bytes

    @cached_property
    def news(self) -> str:
        """The revisions of page and sheet as JSON, by which a page sees that it is out of date."""
        sheet = sha256(self.sheet).hexdigest()[:16] if self.sheet else ""
        return json.dumps({"page": self.page.revision, "sheet": sheet})


class Board:
    """The current content, and a way to wait for a change of it."""

    def __init__(self, shown: Shown) -> None:
        self._shown = shown
        self._changed = threading.Condition()

    @property
    def shown(self) -> Shown:
        """The current content."""
        return self._shown

    def show(self, shown: Shown) -> None:
        """Replace the content, and notify waiting threads."""
        with self._changed:
            self._shown = shown
            self._changed.notify_all()

    def after(self, seen: str, seconds: float) -> str:
        """The news as soon as they differ from those seen, or after this number of seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._shown.news != seen, seconds)
            return self._shown.news


class Addresses(NamedTuple):
    """The address of the page, and one with a ticket that leads there once."""

    page: str
    once: str


@contextmanager
def serving(board: Board) -> Iterator[Addresses]:
    """Serve the board on a free port."""
    server = _Server((_ADDRESS, 0), _Handler)
    server.board = board
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield Addresses(
            f"http://{server.host}/{server.word}/", f"http://{server.host}/{server.ticket}"
        )
    finally:
        server.shutdown()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # with the default of 5, many open connections block others
    board: Board

    def __init__(self, address: tuple[str, int], handler: type[_Handler]) -> None:
        self.word = token_urlsafe(16)
        self.ticket = token_urlsafe(16)
        self._visits = threading.Semaphore(1)
        super().__init__(address, handler)

    def admits(self, ticket: str, visitor: Address) -> bool:
        """Whether a visitor has the ticket, which is then used up, and is not another user."""
        if not _same(ticket, self.ticket) or not may_be_ours(visitor, (_ADDRESS, self.server_port)):
            return False
        return self._visits.acquire(blocking=False)

    @property
    def host(self) -> str:
        """The only host name it answers to."""
        return f"{_ADDRESS}:{self.server_port}"

    def handle_error(self, *_: object) -> None:
        """Ignore errors: a browser may close its connection at any time."""


def _same(one: str, other: str) -> bool:
    """Whether both are equal, compared in constant time."""
    return compare_digest(one.encode(errors="replace"), other.encode())


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    server: _Server

    def do_GET(self) -> None:
        """Answer requests with the secret word or the ticket."""
        word, slash, name = self.path.partition("?")[0].removeprefix("/").partition("/")
        known = _same(word, self.server.word)
        if not self._from_here():
            self._refuse(HTTPStatus.FORBIDDEN)
        elif known and slash:
            self._serve(name)
        elif known or self.server.admits(word, self.client_address):
            self._lead(f"/{self.server.word}/")
        else:
            self._refuse(HTTPStatus.FORBIDDEN)

    do_HEAD = do_GET  # noqa: N815  # the name is that of http.server

    def _serve(self, name: str) -> None:
        """Answer from memory."""
        shown = self.server.board.shown
        match name:
            case "":
                policy = f"{shown.page.policy}; frame-ancestors 'none'"
                self._answer("text/html; charset=utf-8", shown.page.html.encode(), policy)
            case "events":
                self._tell()
            case "sheet.pdf" if shown.sheet:
                self._answer("application/pdf", shown.sheet, "")
            case _ if media := shown.media.get(name):
                self._answer(content_type(media), media.data, _OF_MEDIA)
            case _:
                self._refuse(HTTPStatus.NOT_FOUND)

    def _lead(self, path: str) -> None:
        """Redirect the browser to that path."""
        self._begin(HTTPStatus.SEE_OTHER, "text/plain")
        self.send_header("Location", path)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _from_here(self) -> bool:
        """Whether the request is for this host name, and not from a page of another site."""
        here = self.headers.get_all("Host") == [self.server.host]
        origin = self.headers.get("Origin", f"http://{self.server.host}")
        site = self.headers.get("Sec-Fetch-Site", "none")
        return here and origin == f"http://{self.server.host}" and site in {"none", "same-origin"}

    def _answer(self, kind: str, body: bytes, policy: str) -> None:
        self._begin(HTTPStatus.OK, kind)
        self.send_header("Content-Length", str(len(body)))
        if policy:
            self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _tell(self) -> None:
        """Send news as they come (server-sent events), until the client leaves."""
        self._begin(HTTPStatus.OK, "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        news = ""
        with suppress(OSError):
            while True:
                before, news = news, self.server.board.after(news, _BEAT)
                self.wfile.write(b":\n\n" if news == before else f"data: {news}\n\n".encode())

    def _refuse(self, status: HTTPStatus) -> None:
        self._begin(status, "text/plain; charset=utf-8")
        body = f"{status.phrase}: the terminal shows the address\n".encode()
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _begin(self, status: HTTPStatus, kind: str) -> None:
        self.send_response_only(status)
        self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")

    def log_request(self, *_: object) -> None:
        """Nobody reads it."""

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""
