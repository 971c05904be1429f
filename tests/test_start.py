"""What is loaded when, and what is installed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ser_desktop import app

ROOT = Path(__file__).parent.parent
SLOW = {"librosa", "numba", "torch", "scipy.signal", "av", "matplotlib", "sklearn"}


def loaded_after(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys, json\nprint(json.dumps(list(sys.modules)))"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_nothing_slow_is_loaded_by_an_analysis(sample: Path) -> None:
    loaded = loaded_after(
        "from pathlib import Path\n"
        "from ser_desktop.emotion.analysis import analyze\n"
        "from ser_desktop.emotion.catalogue import load_model\n"
        f"analyze(Path({str(sample)!r}), load_model('', Path('x')))"
    )
    assert not SLOW & loaded
    assert "PySide6" not in loaded


def test_nothing_slow_is_loaded_by_the_window() -> None:
    loaded = loaded_after("import ser_desktop.app, ser_desktop.ui.shell.main_window")
    assert not SLOW & loaded
    assert "sounddevice" not in loaded


def test_the_command_line_loads_few_modules() -> None:
    loaded = loaded_after("import ser_desktop.__main__, ser_desktop.cli")
    assert not {"numpy", "onnxruntime", "PySide6", "soundfile"} & loaded


def test_an_analysis_leaves_nothing_behind_in_the_home(sample: Path, tmp_path: Path) -> None:
    # ONNX Runtime keeps a device identifier and unsent events there where its telemetry is on.
    home = tmp_path / "home"
    home.mkdir()
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "ORT_"))}
    done = subprocess.run(
        [sys.executable, "-m", "ser_desktop", "analyze", str(sample)],
        env=environment | {"HOME": str(home)},
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    assert [str(path) for path in home.rglob("*")] == []


def test_telemetry_is_off_before_anything_can_be_loaded() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import os, ser_desktop; print(os.environ['ORT_DISABLE_TELEMETRY'])",
        ],
        env={k: v for k, v in os.environ.items() if k != "ORT_DISABLE_TELEMETRY"},
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert done.stdout.strip() == "1"


def test_the_base_install_is_light() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    base = " ".join(project["dependencies"]).lower()
    assert "pyside6-essentials" in base
    for heavy in ("torch", "matplotlib", "librosa", "scikit-learn", "numba"):
        assert heavy not in base


def test_none_and_true_keep_their_references() -> None:
    """PySide6 6.12 on Python 3.11 counts them down with every call, until the interpreter dies."""
    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys\nfrom PySide6.QtCore import QObject, QTimer\nt = QTimer()\n"
            "before = sys.getrefcount(None)\n"
            "for _ in range(2000): t.setInterval(1); t.setSingleShot(True)\n"
            "print(sys.getrefcount(None) - before)",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(loaded.stdout) > -100


@pytest.mark.parametrize(
    ("reason", "said", "unsaid"),
    [
        (
            "libglib-2.0.so.0: cannot open shared object file: No such file or directory",
            "library of the system that is missing: libglib-2.0.so.0.",
            "ser-desktop-cli",
        ),
        ("No module named 'pyqtgraph'", "ser-desktop-cli", "library of the system"),
    ],
)
def test_a_window_that_cannot_open_names_what_is_missing(
    reason: str,
    said: str,
    unsaid: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(*_: object) -> int:
        raise ImportError(reason)

    monkeypatch.setattr(app, "_run_window", fail)
    monkeypatch.setattr(app, "start_logging", lambda *_: None)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert app.run(["--profile", str(tmp_path)]) == 2
    errors = capsys.readouterr().err
    assert said in errors
    assert unsaid not in errors
