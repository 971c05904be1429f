from __future__ import annotations

import json
import logging
import sys
from pathlib import Path

import pytest

from ser_desktop.log import fault_report, start_logging
from ser_desktop.paths import Profile, resource
from ser_desktop.settings import DECLARED, Settings


def test_only_differences_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "settings.json"
    settings = Settings(path)
    settings["appearance"] = "dark"
    settings["spectrogram_range_db"] = 60.0
    settings["spectrogram_range_db"] = DECLARED["spectrogram_range_db"].default
    assert json.loads(path.read_text()) == {"appearance": "dark"}
    assert Settings(path)["appearance"] == "dark"


@pytest.mark.parametrize("content", ["{", "[]", '"x"', "", '{"appearance": 7, "unknown": 1}'])
def test_a_broken_file_gives_the_defaults(tmp_path: Path, content: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(content)
    assert Settings(path)["appearance"] == "system"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("appearance", "pink"),
        ("spectrogram_range_db", 5.0),
        ("model", 3),
        ("recent_files", [1, 2]),
        ("spectrogram_range_db", float("nan")),
    ],
)
def test_a_value_out_of_range_is_refused(tmp_path: Path, key: str, value: object) -> None:
    with pytest.raises(ValueError, match=key):
        Settings(tmp_path / "s.json")[key] = value


def test_an_unwritable_place_is_logged_and_no_error(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    settings = Settings(tmp_path / "file" / "settings.json")
    with caplog.at_level(logging.WARNING):
        settings["appearance"] = "dark"
    assert settings["appearance"] == "dark"
    assert "cannot be saved" in caplog.text


def test_a_profile_is_one_folder(tmp_path: Path) -> None:
    profile = Profile.at(tmp_path)
    places = [profile.settings_file, profile.logs, profile.models, profile.recordings]
    assert all(tmp_path in place.parents for place in places)
    assert resource("models", "ser-small.onnx").is_file()


def test_the_log_is_a_file_and_the_report_names_versions(tmp_path: Path) -> None:
    root = logging.getLogger()
    before = list(root.handlers)
    try:
        start_logging(tmp_path / "logs")
        logging.getLogger("x").warning("a line")
        assert "a line" in (tmp_path / "logs" / "ser-desktop.log").read_text()
    finally:
        for handler in set(root.handlers) - set(before):
            root.removeHandler(handler)
            handler.close()
    try:
        raise RuntimeError("broken on purpose")
    except RuntimeError:
        report = fault_report(*sys.exc_info())  # type: ignore[arg-type]
    assert "broken on purpose" in report
    assert "onnxruntime" in report
