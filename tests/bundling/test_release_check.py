"""The release checklist finds what is wrong, and nothing is wrong here that must hold every day."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "tools" / "release_check.py"


@pytest.fixture
def checklist() -> ModuleType:
    spec = importlib.util.spec_from_file_location("release_check", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_daily_checks_pass() -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("ok ") == 3


def test_another_version_somewhere_is_found(
    checklist: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checklist, "__version__", "9.9.9")
    places = [problem.split()[0] for problem in checklist.versions()]
    assert places == ["pyproject.toml", "CITATION.cff"]
    assert list(checklist.changelog())


def test_a_changed_model_is_found(
    checklist: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    resources = tmp_path / "resources"
    (resources / "models").mkdir(parents=True)
    model = resources / "models" / "a.onnx"
    model.write_bytes(b"weights")
    monkeypatch.setattr(checklist, "ROOT", tmp_path)
    monkeypatch.setattr(checklist, "SUMS", resources / "SHA256SUMS")
    checklist.SUMS.write_text(checklist.model_sums(), encoding="utf-8")
    assert list(checklist.models()) == []
    model.write_bytes(b"other weights")
    assert "models/a.onnx" in next(iter(checklist.models()))
