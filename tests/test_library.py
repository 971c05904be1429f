"""The library: paths and arrays alike, tables, nothing loaded before it is used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

import ser_desktop
from ser_desktop.emotion.catalogue import load_model
from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.errors import SettingsError


@pytest.fixture(scope="module")
def small() -> EmotionClassifier:
    return load_model("ser-small", Path("none"))


def test_importing_loads_nothing_and_every_name_exists() -> None:
    code = (
        "import sys, ser_desktop\n"
        "heavy = {'numpy', 'onnxruntime', 'soundfile', 'pandas', 'PySide6'}\n"
        "assert not heavy & set(sys.modules)\n"
        "assert all(getattr(ser_desktop, name) for name in ser_desktop.__all__)\n"
        "assert not {'PySide6', 'pandas', 'sounddevice', 'websockets'} & set(sys.modules)\n"
        "assert set(ser_desktop.__all__) <= set(dir(ser_desktop))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        ser_desktop.nothing  # noqa: B018


def test_the_type_stub_lists_all_names_of_the_package() -> None:
    stub = (Path(ser_desktop.__file__).parent / "__init__.pyi").read_text("utf-8")
    assert all(f" as {n}\n" in stub for n in ser_desktop.__all__ if n != "__version__")


@pytest.mark.parametrize("kind", ["float32", "float64", "int16", "int32", "uint8"])
def test_samples_give_the_same_result_as_their_file(
    sample: Path, small: EmotionClassifier, tmp_path: Path, kind: str
) -> None:
    samples, rate_hz = soundfile.read(sample, dtype="float32")
    path = sample
    if kind == "uint8":  # 8 bits are noise that changes the answer, so the file has 8 bits, too
        given = np.round(samples * 128 + 128).clip(0, 255).astype(np.uint8)
        path = tmp_path / "8-bit.wav"
        soundfile.write(path, (given.astype(np.float32) - 128) / 128, rate_hz, subtype="PCM_U8")
    elif kind.startswith("int"):
        given = (samples * (np.iinfo(kind).max + 1.0)).astype(kind)
    else:
        given = samples.astype(kind)
    of_file = ser_desktop.analyze(path, small)
    of_array = ser_desktop.analyze(given, small, sample_rate_hz=rate_hz)
    stereo = ser_desktop.analyze(np.stack([given, given], 1), small, sample_rate_hz=rate_hz)
    for found in (of_array, stereo):
        assert found.overall.probabilities == pytest.approx(of_file.overall.probabilities, abs=2e-3)
        assert found.file.duration_s == of_file.file.duration_s
    assert of_array.file.sha256 != of_file.file.sha256


def test_changed_settings_are_interpreted_again(sample: Path, small: EmotionClassifier) -> None:
    scores = ser_desktop.infer(str(sample), small)
    sure = ser_desktop.interpret(scores, ser_desktop.InterpretationSettings(0.999))
    assert sure.overall.label == "uncertain"
    assert ser_desktop.interpret(scores).overall.confidence == sure.overall.confidence


@pytest.mark.parametrize(
    ("sound", "rate_hz", "id"),
    [
        (np.zeros(16_000), None, "samples.need_rate"),
        (np.zeros(16_000), 10, "samples.rate"),
        (np.zeros((2, 2, 2)), 16_000, "samples.shape"),
        (np.zeros((2, 16_000)), 16_000, "samples.shape"),
        (np.array(["a"]), 16_000, "samples.shape"),
        ("talk.wav", 16_000, "samples.rate_of_file"),
    ],
)
def test_files_without_sound_are_refused(
    small: EmotionClassifier, sound: object, rate_hz: int | None, id: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        ser_desktop.infer(sound, small, sample_rate_hz=rate_hz)  # type: ignore[arg-type]
    assert refused.value.message_id == id


def test_no_samples_are_an_empty_file(small: EmotionClassifier) -> None:
    with pytest.raises(ser_desktop.AudioFileError) as refused:
        ser_desktop.infer(np.zeros(0), small, sample_rate_hz=16_000)
    assert refused.value.kind == "empty"


def test_results_as_tables(sample: Path, small: EmotionClassifier) -> None:
    found = ser_desktop.analyze(sample, small)
    windows = ser_desktop.to_frame(found)
    assert len(windows) == len(found.windows)
    assert list(windows["start_s"]) == [w.start_s for w in found.windows]
    both = ser_desktop.to_frame([found, found], "segments")
    assert len(both) == 2 * len(found.segments)
    files = ser_desktop.to_frame(iter([found]), "files")
    assert files.loc[0, "label"] == found.overall.label
    assert list(ser_desktop.to_frame([], "segments").columns) == list(both.columns)
