"""The earlier systems on made audio: descriptors, copies, fitting, export, and the application."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from ser_desktop.emotion.analysis import AnalysisOptions, analyze
from ser_desktop.emotion.descriptors.registry import find_front_end
from ser_desktop.emotion.model import EmotionModel
from ser_desktop.errors import ModelError
from tests.support.made_corpus import write_corpus
from training.classic import features as features_module
from training.classic.__main__ import leaky, main, train_fold
from training.classic.copies import KINDS, make_copy
from training.classic.experiments import draw
from training.classic.export import export_features_model
from training.classic.features import FeatureCache
from training.classic.fit import fit, logits_of
from training.classic.recipe import CLASSIC_RECIPES, ClassicRecipe, load_classic_recipe
from training.data.corpora.ravdess import scan
from training.data.splits import Split, at_most, luna5, restricted
from training.evaluate.judging import RememberingModel
from training.train.networks.efficientnet import EfficientNet, PretrainedWeightsError

NAMES = ("mlp-181", "mlp-256", "mfcc-frames", "mfcc-means", "mel-image:size=112")
QUICK = ("mlp-181", "cnn-gru-attention", "mlp-mfcc")


def voice(rate_hz: int, seconds: float, pitch_hz: float = 150.0) -> np.ndarray:
    time_s = np.arange(round(rate_hz * seconds)) / rate_hz
    tones = sum(np.sin(2 * np.pi * pitch_hz * k * time_s) / k for k in range(1, 12))
    return (0.1 * tones * (1 + 0.3 * np.sin(2 * np.pi * 4 * time_s))).astype(np.float32)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_corpus(tmp_path_factory.mktemp("corpora"), range(1, 13))


@pytest.fixture(scope="module")
def split(corpus: Path) -> Split:
    clips, _ = scan(corpus)
    whole = luna5(clips, 0)
    return replace(
        whole,
        train=whole.train[::2],
        validation=whole.validation[::2],
        test=whole.test[: len(whole.test) // 24 * 24 : 4],
        per_actor=0,
    )


def quick(name: str) -> ClassicRecipe:
    recipe = load_classic_recipe(CLASSIC_RECIPES / f"{name}.toml")
    labels = tuple(label for label in recipe.labels if label in ("neutral", "happy", "angry"))
    return replace(recipe, labels=labels, epochs=25, copies=("original",), batch_size=16)


@pytest.mark.parametrize("name", NAMES)
def test_a_front_end_gives_its_shape_for_any_window(name: str) -> None:
    front_end = find_front_end(name)
    rate_hz = front_end.sample_rate_hz
    windows = [
        voice(rate_hz, front_end.window_s),
        np.zeros(round(rate_hz * front_end.window_s), np.float32),
        voice(rate_hz, 1.0),
        voice(rate_hz, front_end.window_s + 2.0),
    ]
    for window in windows if name != "mlp-256" else windows[:2]:
        features = front_end.compute(window)
        assert features.shape == front_end.shape
        assert features.dtype == np.float32
        assert np.isfinite(features).all()
    # A short recording amid the silence that fills its window is that recording.
    short = voice(rate_hz, 1.0) + np.float32(1e-4)
    padded = np.pad(short, (1000, 7000))
    np.testing.assert_allclose(
        front_end.features(padded[None])[0], front_end.compute(short), rtol=1e-3, atol=1e-2
    )


@pytest.mark.parametrize("spec", ["mlp-9", "mel-image", "mel-image:size=x", "mel-image:size=99999"])
def test_an_unknown_front_end_gives_a_message(spec: str) -> None:
    with pytest.raises(ValueError, match="known are"):
        find_front_end(spec)


@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_is_another_sound_of_the_same_kind(kind: str) -> None:
    samples = voice(16_000, 1.0)
    copy = make_copy(samples, 16_000, kind, seed=3)
    np.testing.assert_array_equal(copy, make_copy(samples, 16_000, kind, seed=3))
    assert np.isfinite(copy).all()
    if kind == "stretch":
        assert len(copy) == pytest.approx(len(samples) / 0.9, rel=0.01)
    else:
        assert len(copy) == len(samples)
    if kind == "pitch":
        peak_hz = np.abs(np.fft.rfft(copy)).argmax()
        assert peak_hz == pytest.approx(150 * 2 ** (2 / 12), rel=0.03)
    if kind != "original":
        assert len(copy) != len(samples) or not np.array_equal(copy, samples)


@pytest.mark.parametrize("name", QUICK)
def test_it_trains_exports_and_classifies_a_file(
    name: str, corpus: Path, split: Split, tmp_path: Path
) -> None:
    recipe = quick(name)
    cache = FeatureCache(recipe.front_end, corpus, tmp_path / "cache", workers=1)
    target = tmp_path / "fold0.onnx"
    train_fold(recipe, split, cache, 0, "cpu", target)
    model = EmotionModel(target)
    assert model.info.labels == recipe.labels
    test = restricted(split, recipe.labels, recipe.most_per_class).test
    right = []
    for clip in test:
        analysis = analyze(corpus / clip.path, model, AnalysisOptions(classify_all=True))
        assert analysis.overall.probabilities is not None
        right.append(analysis.overall.top[0] == clip.emotion)
    assert np.mean(right) > 0.6, "three pitches are not hard"
    assert "history" in target.with_suffix(".json").read_text()


def test_descriptors_are_computed_once(corpus: Path, split: Split, tmp_path: Path) -> None:
    clips = split.train[:6]
    first = FeatureCache("mfcc-means", corpus, tmp_path, workers=1).features(clips, "noise")
    (path,) = tmp_path.glob("features-*.npz")
    stamp = path.stat().st_mtime_ns
    again = FeatureCache("mfcc-means", corpus, tmp_path, workers=1).features(clips[::-1], "noise")
    np.testing.assert_array_equal(again, first[::-1])
    assert path.stat().st_mtime_ns == stamp


def test_descriptors_of_other_code_are_computed_again(
    corpus: Path, split: Split, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clips = split.train[:2]
    FeatureCache("mfcc-means", corpus, tmp_path, workers=1).features(clips, "original")
    changed = tmp_path / "front_end.py"
    changed.write_text("# other code")
    monkeypatch.setattr(features_module.inspect, "getfile", lambda _: str(changed))
    FeatureCache("mfcc-means", corpus, tmp_path, workers=1).features(clips, "original")
    assert len(list(tmp_path.glob("features-*.npz"))) == 2


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--protocol", "luna5", "--fold", "7"], "folds 0 to 4"),
        (["--protocol", "speech_cut"], "invalid choice"),
    ],
)
def test_an_unsupported_protocol_of_an_earlier_system_is_an_error(
    asked: list[str], said: str, corpus: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    recipe = CLASSIC_RECIPES / "mlp-mfcc.toml"
    places = ["--corpora", str(corpus), "--cache", str(tmp_path), "--runs", str(tmp_path)]
    monkeypatch.setattr("sys.argv", ["classic", "--recipe", str(recipe), *asked, *places])
    with pytest.raises(SystemExit):
        main()
    assert said in capsys.readouterr().err


def test_scikit_learns_weights_answer_the_same_in_the_graph(tmp_path: Path) -> None:
    from sklearn.neural_network import MLPClassifier

    rng = np.random.default_rng(0)
    labels = rng.integers(0, 3, 300)
    features = (rng.standard_normal((300, 40)) + 2 * labels[:, None]).astype(np.float32)
    recipe = quick("mlp-mfcc")
    kept = []
    real = MLPClassifier.fit

    def keeping(self: MLPClassifier, *arguments: object) -> MLPClassifier:
        kept.append((real(self, *arguments), arguments[0]))
        return self

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MLPClassifier, "fit", keeping)
        fitted = fit(recipe, (features, labels), (features, labels), 0)
    classifier, scaled = kept[0]
    probabilities = torch.softmax(torch.from_numpy(logits_of(fitted.network, features)), dim=1)
    np.testing.assert_allclose(probabilities, classifier.predict_proba(scaled), atol=1e-4)


def test_a_leaking_split_raises_the_accuracy(corpus: Path, tmp_path: Path) -> None:
    # Labels without any sense: only copies of a test row in training can tell them.
    clips, _ = scan(corpus)
    rng = np.random.default_rng(0)
    emotions = ("neutral", "happy", "angry")
    nonsense = [replace(clip, emotion=emotions[rng.integers(3)]) for clip in clips]
    recipe = replace(
        quick("mlp-mfcc"), copies=("original", "noise", "shift", "volume"), network="mlp",
        dropout=(0.0, 0.0), epochs=150, patience=150, learning_rate=3e-3, plateau=150,
    )  # fmt: skip
    cache = FeatureCache(recipe.front_end, corpus, tmp_path, workers=1)
    result = leaky(recipe, nonsense, cache, 0, "cpu")
    assert result["accuracy"] > 0.55, "chance is a third"


def test_a_draw_keeps_clips_apart_and_each_kind_in_proportion(corpus: Path) -> None:
    clips, _ = scan(corpus)
    train, validation, test = draw(clips, 3, validated=True)
    names = [{clip.path for clip in side} for side in (train, validation, test)]
    assert sum(map(len, names)) == len(set().union(*names)), "a clip on two sides"
    assert set().union(*names) == {clip.path for clip in clips}
    for emotion in {clip.emotion for clip in clips}:
        of_test = sum(clip.emotion == emotion for clip in test)
        assert of_test == pytest.approx(0.2 * sum(c.emotion == emotion for c in clips), abs=1)
    assert draw(clips, 3, validated=True)[2] == test
    assert draw(clips, 4, validated=True)[2] != test
    assert draw(clips, 3, validated=False)[1] == []


def test_descriptors_of_a_window_are_computed_once(
    corpus: Path, split: Split, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = quick("mlp-mfcc")
    cache = FeatureCache(recipe.front_end, corpus, tmp_path / "cache", workers=1)
    train_fold(recipe, split, cache, 0, "cpu", tmp_path / "fold0.onnx")
    model = RememberingModel(tmp_path / "fold0.onnx")
    windows = np.random.default_rng(0).standard_normal((2, model.window_samples))
    windows = (0.1 * windows).astype(np.float32)
    probabilities = model(windows).probabilities
    np.testing.assert_allclose(
        probabilities, EmotionModel(tmp_path / "fold0.onnx")(windows).probabilities
    )
    np.testing.assert_array_equal(model(windows[::-1]).probabilities, probabilities[::-1])
    assert model._row_of.cache_info().misses == 2


def test_no_more_of_an_emotion_than_the_recipe_takes(split: Split) -> None:
    taken = at_most(split.train, 5)
    counts = {e: sum(c.emotion == e for c in taken) for e in {c.emotion for c in taken}}
    assert set(counts.values()) == {5}
    assert taken == at_most(split.train[::-1], 5)
    assert len(at_most(split.train, 0)) == len(split.train)


@pytest.mark.parametrize("variant", ["b2", "b3"])
def test_the_large_efficientnets_take_a_step_and_export(variant: str, tmp_path: Path) -> None:
    recipe = load_classic_recipe(CLASSIC_RECIPES / f"efficientnet-{variant}.toml")
    assert recipe.pretrained
    recipe = replace(
        recipe, pretrained=False, epochs=1, batch_size=2, name=f"efficientnet-{variant}"
    )
    size = find_front_end(recipe.front_end).shape[-1]
    pictures = np.random.default_rng(0).standard_normal((2, 3, size, size)).astype(np.float32)
    labels = np.array([0, 5])
    fitted = fit(recipe, (pictures, labels), (pictures, labels), 0)
    assert np.isfinite(fitted.history[0]["loss"])
    target = tmp_path / "m.onnx"
    export_features_model(recipe, fitted.network, 1.0, 0.3, "nothing", {}, target)
    model = EmotionModel(target)
    expected = torch.softmax(torch.from_numpy(logits_of(fitted.network, pictures[:1])), dim=1)
    probabilities = model._answer(pictures[:1]).probabilities
    np.testing.assert_allclose(probabilities, expected, atol=1e-4)


def test_weights_that_cannot_be_downloaded_give_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    import transformers

    def offline(name: str, **_options: object) -> None:
        raise OSError(f"{name} is not here.\nmore")

    monkeypatch.setattr(transformers.EfficientNetModel, "from_pretrained", offline)
    with pytest.raises(PretrainedWeightsError, match="pretrained = false"):
        EfficientNet("b2", 8, 300, 0.3, pretrained=True)


def test_a_recipe_with_an_unknown_key_is_refused(tmp_path: Path) -> None:
    text = (CLASSIC_RECIPES / "mlp-mfcc.toml").read_text("utf-8")
    (tmp_path / "r.toml").write_text(text + "colour = 3\n")
    with pytest.raises(ValueError, match="colour"):
        load_classic_recipe(tmp_path / "r.toml")


def test_a_model_whose_front_end_disagrees_is_refused(tmp_path: Path) -> None:
    recipe = replace(quick("mlp-mfcc"), front_end="mfcc-means")
    features = np.random.default_rng(0).standard_normal((60, 40)).astype(np.float32)
    labels = np.arange(60) % 3
    fitted = fit(recipe, (features, labels), (features, labels), 0)
    wrong = replace(recipe, front_end="mlp-181")
    with pytest.raises(Exception, match=r"shape|dimension|181"):
        export_features_model(wrong, fitted.network, 1.0, 0.3, "nothing", {}, tmp_path / "m.onnx")
    target = tmp_path / "n.onnx"
    export_features_model(recipe, fitted.network, 1.0, 0.3, "nothing", {}, target)
    import onnx

    graph = onnx.load(str(target))
    for item in graph.metadata_props:
        if item.key == "front_end":
            item.value = "bottle"
    onnx.save(graph, str(target))
    with pytest.raises(ModelError, match="bottle"):
        EmotionModel(target)


def test_without_librosa_a_classic_model_gives_a_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = quick("mlp-mfcc")
    features = np.random.default_rng(0).standard_normal((60, 40)).astype(np.float32)
    labels = np.arange(60) % 3
    fitted = fit(recipe, (features, labels), (features, labels), 0)
    target = tmp_path / "m.onnx"
    export_features_model(recipe, fitted.network, 1.0, 0.3, "nothing", {}, target)
    model = EmotionModel(target)
    import builtins

    real = builtins.__import__

    def without(name: str, *arguments: object) -> object:
        if name == "librosa":
            raise ModuleNotFoundError("no librosa", name="librosa")
        return real(name, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    path = tmp_path / "a.wav"
    soundfile.write(path, voice(16_000, 4.0), 16_000)
    with pytest.raises(ModelError, match="librosa"):
        model(np.zeros((1, model.window_samples), np.float32))
