"""Results compare by value, models travel to other processes, and every name can be imported."""

from __future__ import annotations

import multiprocessing
import pickle
import shutil
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import ser_desktop
from ser_desktop import AnalysisOptions, ModelError, SpeakerTurn
from ser_desktop.emotion.catalogue import load_model
from ser_desktop.emotion.classifier import EmotionClassifier


@pytest.fixture(scope="module")
def small() -> EmotionClassifier:
    return load_model("ser-small", Path("none"))


def test_equal_answers_are_equal_analyses(sample: Path, small: EmotionClassifier) -> None:
    turns = (SpeakerTurn("speaker-1", 0.0, 9.0),)
    for options in (AnalysisOptions(), AnalysisOptions(turns=turns, embeddings=False)):
        a, b = (ser_desktop.analyze(sample, small, options=options) for _ in range(2))
        assert a.elapsed_s != b.elapsed_s
        assert a == b
        assert hash(a) == hash(b)
        assert len({a, b}) == 1
        assert pickle.loads(pickle.dumps(a)) == a
        assert a.tracks == b.tracks
    other = ser_desktop.analyze(sample, small, options=AnalysisOptions(uncertain_below=0.9))
    assert other != a
    assert a != "another class"
    assert a.overall.probabilities is not None
    changed = replace(a.overall, probabilities=a.overall.probabilities + np.float32(1e-6))
    assert replace(a, overall=changed) != a
    scores = [ser_desktop.infer(sample, small) for _ in range(2)]
    assert scores[0] == scores[1]
    assert len({*scores, a}) == 2
    assert len({small.info, small.info}) == 1


def _label(path: Path, model: EmotionClassifier) -> str:
    return ser_desktop.analyze(path, model).overall.label


@pytest.mark.timeout(120)
def test_a_model_is_sent_to_another_process(sample: Path, small: EmotionClassifier) -> None:
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        label = pool.submit(_label, sample, small).result()
    assert label == _label(sample, small)


def test_a_pickled_model_is_path_and_hash(small: EmotionClassifier, tmp_path: Path) -> None:
    path = tmp_path / "copy.onnx"
    shutil.copyfile(small.info.path, path)
    model = load_model(str(path), tmp_path / "none")
    pickled = pickle.dumps(model)
    assert len(pickled) < 1000
    first, second = pickle.loads(pickled), pickle.loads(pickled)
    assert first is second, "a process loads it once"
    assert first.info == model.info
    with path.open("ab") as handle:
        handle.write(b"x")
    with pytest.raises(ModelError):
        pickle.dumps(model)


def test_a_model_that_changed_on_its_way_is_refused(
    small: EmotionClassifier, tmp_path: Path
) -> None:
    path = tmp_path / "other.onnx"
    shutil.copyfile(small.info.path, path)
    pickled = pickle.dumps(load_model(str(path), tmp_path / "none"))
    shutil.copyfile(small.info.path.with_name("ser-base.onnx"), path)
    with pytest.raises(ModelError, match="has changed"):
        pickle.loads(pickled)


@pytest.mark.parametrize(
    "name",
    [
        *("SettingsError", "ModelError", "WorkCancelledError", "OutputError", "AudioFileError"),
        *("SpeakerTurn", "EmotionClassifier", "ModelInfo", "WindowOutputs", "Segment", "Window"),
    ],
)
def test_the_names_that_programs_need_are_in_the_package(name: str) -> None:
    assert name in ser_desktop.__all__
    assert getattr(ser_desktop, name).__name__ == name
