"""The examples of the pages are run as they stand there."""

from __future__ import annotations

import doctest
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import ser_desktop
from ser_desktop.commands.parser import build_parser
from ser_desktop.emotion.results import Analysis
from ser_desktop.live.osc import OscSink, osc_values
from ser_desktop.live.sink import LiveSink
from ser_desktop.live.websocket import WebSocketSink
from ser_desktop.project.written_text import as_written
from tests.live.test_sinks import INFO, result

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of a page in one language."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def executed(page: str) -> dict[str, Any]:
    """The names that the Python of a page makes."""
    names: dict[str, Any] = {"__name__": "example"}
    exec("\n".join(blocks(page, "python")), names)
    return names


def test_the_library_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    source = "\n".join(blocks("library.md", "pycon"))
    test = doctest.DocTestParser().get_doctest(source, {}, "library.md", "library.md", 0)
    assert len(test.examples) > 20
    said: list[str] = []
    outcome = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=said.append)
    assert outcome.failed == 0, "".join(said)


def test_the_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    cells = json.loads((DOCS / "library.ipynb").read_text("utf-8"))["cells"]
    names: dict[str, Any] = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
    assert names["probabilities"].shape == (len(names["analysis"].windows), 8)


def started(arguments: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def node_major(node: str) -> int:
    """Its major version."""
    asked = subprocess.run(
        [node, "-p", "process.versions.node"], capture_output=True, text=True, check=True
    )
    return int(asked.stdout.split(".")[0])


def received_by(arguments: list[str], lines: int) -> list[str]:
    """What a receiver prints of a WebSocket server that is closed then."""
    server = WebSocketSink("127.0.0.1", 0, INFO)
    try:
        with started([*arguments, server.address]) as process:
            assert process.stdout is not None
            found = [process.stdout.readline().strip()]
            server.send(result(7.5))
            found += [process.stdout.readline().strip() for _ in range(lines - 1)]
            server.close()
            process.communicate(timeout=20)
    finally:
        server.close()
    return found


def test_the_python_receiver(tmp_path: Path) -> None:
    script = tmp_path / "receive.py"
    script.write_text(blocks("live.md", "python")[0], encoding="utf-8")
    found = received_by([sys.executable, "-u", str(script)], 2)
    assert found[0].startswith("emotions: neutral, calm")
    assert found[1] == "7.5 s  angry  short_speech"


def test_the_node_receiver(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not installed")
    major = node_major(node)
    if major < 20:
        pytest.skip(f"Node {major} has no WebSocket")
    script = tmp_path / "receive.mjs"
    script.write_text(blocks("live.md", "js")[0], encoding="utf-8")
    flags = ["--experimental-websocket"] if major < 22 else []
    found = received_by([node, *flags, str(script)], 2)
    assert found[0].startswith("emotions: neutral, calm")
    assert found[1] == "7.5 s  angry"


def test_the_overlay_shows_label_and_bars() -> None:
    node = shutil.which("node")
    if node is None or node_major(node) < 20:
        pytest.skip("Node 20 is not installed")
    flags = ["--experimental-websocket"] if node_major(node) < 22 else []
    page = str(ROOT / "resources" / "live" / "overlay.html")
    server = WebSocketSink("127.0.0.1", 0, INFO)
    try:
        harness = str(ROOT / "tests" / "support" / "overlay_harness.mjs")
        with started([node, *flags, harness, page, server.page]) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "8\n"
            server.send(result())
            assert process.stdout.readline() == "angry #D55E00 156px\n"
            process.communicate(timeout=20)
    finally:
        server.close()


def lines_of_the_overlay(address: str, number: int) -> list[str]:
    """What the page of the file says at an address."""
    node = shutil.which("node")
    if node is None or node_major(node) < 20:
        pytest.skip("Node 20 is not installed")
    flags = ["--experimental-websocket"] if node_major(node) < 22 else []
    page = str(ROOT / "resources" / "live" / "overlay.html")
    harness = str(ROOT / "tests" / "support" / "overlay_harness.mjs")
    with started([node, *flags, harness, page, address]) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(number)]
        process.kill()
    return lines


def test_the_overlay_as_a_file_connects_to_the_host_of_its_address() -> None:
    server = WebSocketSink("127.0.0.1", 0, INFO, "a b&c=d#e", origins=["null"])
    try:
        query = server.page.partition("?")[2]
        address = f"file:///home/me/mine.html?host=127.0.0.1:{server.port}&{query}"
        assert lines_of_the_overlay(address, 1) == ["8\n"]
    finally:
        server.close()


def test_the_overlay_says_why_it_shows_nothing(server_gone: int) -> None:
    said = lines_of_the_overlay("file:///home/me/mine.html", 1)[0]
    assert said == "Add to the address of this page: ?host=localhost:8765&token=...\n"
    host = f"127.0.0.1:{server_gone}"
    said = lines_of_the_overlay(f"file:///home/me/mine.html?host={host}&token=12345678", 1)[0]
    assert said.startswith(f"No connection to {host}.")
    assert "--allow-origin name null?" in said


@pytest.fixture
def server_gone() -> int:
    """A port at which nothing listens."""
    server = WebSocketSink("127.0.0.1", 0, INFO)
    server.close()
    return server.port


def test_the_osc_receiver(tmp_path: Path) -> None:
    import socket

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    script = tmp_path / "receive.py"
    script.write_text(blocks("live.md", "python")[1], encoding="utf-8")
    sink = OscSink("localhost", port)
    with started([sys.executable, str(script), str(port)]) as process:
        assert process.stdout is not None
        import select

        for _ in range(200):  # until it listens; UDP does not say when
            sink.send(result())
            if select.select([process.stdout], [], [], 0.1)[0]:
                break
        line = process.stdout.readline().strip()
        process.kill()
    sink.close()
    assert line == "angry"


def test_the_sink_of_the_page(tmp_path: Path) -> None:
    target = tmp_path / "emotions.csv"
    sink: LiveSink = executed("extend/live_sinks.md")["CsvSink"](str(target), INFO)
    sink.send(result(3.5))
    sink.send(result(4.0, spoken=False))
    sink.close()
    assert target.read_text("utf-8") == "3.5,angry,0.650\n4.0,no speech,\n"


def test_the_export_of_the_page(sample: Path) -> None:
    format = executed("extend/exports.md")["MARKDOWN"]
    analysis: Analysis = ser_desktop.analyze(sample, ser_desktop.load_model("ser-small"))
    assert format.render(analysis).count("\n") == 2 + len(analysis.segments)


def test_the_model_of_the_page() -> None:
    info = ser_desktop.load_model("ser-small").info
    answer = executed("extend/models.md")["Coin"](info)(np.zeros((2, 48_000), np.float32))
    assert answer.probabilities.shape == (2, 8)


def test_the_pages_name_every_field_and_option() -> None:
    page = (DOCS / "live.md").read_text("utf-8")
    for name in result().to_object():
        assert f'"{name}"' in page, name
    for option in ("interval", "model", "threshold", "speaker-profile", "record", "osc", "lsl"):
        assert f"--{option}" in page
    for address, _ in osc_values(result()):
        assert f"`{address}`" in page or address.startswith("/ser/emotion/"), address


def commands_of(text: str) -> list[list[str]]:
    """The words of every command of the program in the shell blocks of a page."""
    found = []
    for block in re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        for line in block.splitlines():
            words = shlex.split(line, comments=True)
            while "|" in words:
                end = words.index("|")
                found.append(words[:end])
                words = words[end + 1 :]
            found.append(words)
    return [words[1:] for words in found if words[:1] == ["ser-desktop"]]


@pytest.mark.parametrize("page", ["README.md", "docs/live.md", "docs/cluster.md"])
def test_the_commands_of_the_pages_are_commands(page: str) -> None:
    commands = commands_of((ROOT / page).read_text("utf-8"))
    assert commands
    for words in commands:
        if words != ["--version"]:
            build_parser().parse_args(words)  # exits where it is none


@pytest.mark.parametrize("page", ["README.md", "docs/live.md", "docs/cluster.md"])
def test_the_environment_is_activated_before_the_first_command(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    assert "source .venv/bin/activate" in text.partition("\nser-desktop ")[0]


def test_the_example_of_the_readme_needs_no_extra_package(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    for package in ("pandas", "librosa", "pyarrow"):
        monkeypatch.setitem(sys.modules, package, None)
    text = (ROOT / "README.md").read_text("utf-8")
    example = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)[0]
    exec(example, {"__name__": "example"})
    assert "s  happy" in capsys.readouterr().out


def test_the_page_on_tables_gives_names_back() -> None:
    text = (DOCS / "tables.md").read_text("utf-8").partition("## Names that are no text")[2]
    names: dict[str, Any] = {}
    exec(re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)[0], names)
    for name in (b"bad\xff.wav", b"bad\\udcff.wav", b"a\\u005c.wav", "é.wav".encode()):
        assert names["name_of"](as_written(os.fsdecode(name))) == name


def test_every_link_between_pages_leads_somewhere() -> None:
    for page in (DOCS / "live.md", DOCS / "library.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), target
