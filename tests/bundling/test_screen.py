"""The virtual screen of the smoke test takes a free number, and says when it cannot start."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, ClassVar

import pytest

from bundling import screen
from bundling.screen import SIZE, Screen


class Server:
    """In the place of Xvfb: makes its frame buffer and says its display, or ends at once."""

    says = b""
    commands: ClassVar[list[list[str]]] = []

    def __init__(self, command: list[str], pass_fds: tuple[int, ...], **_: Any) -> None:
        self.commands.append(command)
        folder = Path(command[1]) / command[-1].lstrip("/")
        (folder / "Xvfb_screen0").write_bytes(bytes(4 * SIZE[0] * SIZE[1]))
        os.write(pass_fds[0], self.says)

    def terminate(self) -> None: ...

    def wait(self, _: float) -> None: ...


@pytest.fixture(autouse=True)
def server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen.subprocess, "Popen", Server)
    monkeypatch.setattr(screen.time, "sleep", lambda _: None)


def test_the_server_chooses_a_display_that_is_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Server, "says", b"12\n")
    with Screen(tmp_path, "/tmp/a") as made:
        assert made.display == ":12"
    assert "-displayfd" in Server.commands[-1]


def test_a_server_that_ends_is_no_screen(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="Xvfb"), Screen(tmp_path, "/tmp/a"):
        pass
